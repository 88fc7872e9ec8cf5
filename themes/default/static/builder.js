// builder.js — 用紙を組む。選んだ内容は、アドレスの # より後ろにだけ残り、どこにも送らない。
(function () {
  'use strict';
  var FORMAT = '1';       // リンクの書き方の版
  var MOST_LINES = 20;    // 一枚に入る行の数
  var FIRST_TITLE = 'わたしたちの用紙', FIRST_FIELDS = 2;

  document.addEventListener('DOMContentLoaded', function () {
    var place = document.getElementById('ui-builder');
    if (place) start(place);
  });

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function byId(id) { return document.getElementById(id); }
  function make(name, properties) { return Object.assign(document.createElement(name), properties); }

  /** 項目の引き出し：ファイルの名前から、題と、紙の上の姿へ。 */
  function readLibrary() {
    var library = new Map();
    all('template[data-item]').forEach(function (template) {
      var item = template.content.querySelector('.sheet-item');
      library.set(template.dataset.item, { name: template.dataset.label, item: item, lines: all('.ruled-line', item).length });
    });
    return library;
  }

  function drawers() { return all('template[data-item]').map(function (template) { return template.outerHTML; }).join(''); }

  /** リンクを読む。知らない項目は、捨てずに名前を返す。 */
  function readLink(hash, library) {
    var query = new URLSearchParams(hash.replace(/^#/, ''));
    var sheet = { title: query.get('t') || '', fields: query.getAll('h').slice(0, 12), items: [] };
    var unknown = [], strange = query.has('v') && query.get('v') !== FORMAT;
    if (!query.has('v')) return null;
    query.getAll('i').forEach(function (word) {
      var parts = word.match(/^([^*]*)(?:\*(\d{1,3}))?$/) || ['', word];
      var known = library.get(parts[1]);
      if (!known) unknown.push(parts[1]);
      else if (!sheet.items.some(function (it) { return it.id === parts[1]; })) sheet.items.push({ id: parts[1], lines: bounded(parts[2], known.lines) });
    });
    return { sheet: sheet, unknown: unknown, strange: strange };
  }

  function writeLink(sheet, library) {
    var query = new URLSearchParams({ v: FORMAT, t: sheet.title });
    sheet.fields.forEach(function (field) { query.append('h', field); });
    sheet.items.forEach(function (it) { query.append('i', it.lines === library.get(it.id).lines ? it.id : it.id + '*' + it.lines); });
    return '#' + query;
  }

  /** 罫のない項目の行は 0 のまま。 */
  function bounded(lines, usual) {
    var wanted = parseInt(lines, 10);
    return usual && wanted > 0 ? Math.min(wanted, MOST_LINES) : usual;
  }

  /** 紙に組み、枚数と、一枚に入りきらない項目を返す。入るかどうかは、原寸の見えない紙で測る。 */
  function compose(sheet, library) {
    var measure = document.querySelector('.measuring'), sides = [], tooTall = [];
    function side() {
      var paper = byId('ui-blank').content.firstElementChild.cloneNode(true);
      head(paper, sheet, sides.length === 0);
      measure.append(paper);
      sides.push(paper);
      return paper.querySelector('.sheet-frame');
    }
    function overflows(frame) { return frame.scrollHeight > frame.clientHeight + 1; }
    var frame = side();
    sheet.items.forEach(function (it, at) {
      var item = onPaper(library.get(it.id).item, at + 1, it.lines);
      frame.append(item);
      if (overflows(frame) && frame.children.length > 1) {
        item.remove();
        frame = side();
        frame.append(item);
      }
      if (overflows(frame)) tooTall.push(library.get(it.id).name);
    });
    sides.forEach(function (paper, at) { paper.querySelector('.sheet-foot .digits').textContent = (at + 1) + ' / ' + sides.length; });
    byId('ui-sheet').replaceChildren.apply(byId('ui-sheet'), sides);
    return { sides: sides.length, tooTall: tooTall };
  }

  function head(paper, sheet, first) {
    paper.querySelector('.sheet-title b').textContent = sheet.title + (first ? '' : '（つづき）');
    var foot = paper.querySelector('.sheet-foot span');
    foot.textContent = foot.textContent.trim() + '　' + sheet.title;
    var fields = paper.querySelector('.sheet-fields'), dated = fields.children[0], plain = fields.children[1];
    fields.replaceChildren.apply(fields, sheet.fields.map(function (words) {
      var cell = (/日付|[施入]日$/.test(words) ? dated : plain).cloneNode(true);
      cell.querySelector('b').textContent = words;
      return cell;
    }));
    if (!first || !sheet.fields.length) fields.remove();
  }

  function onPaper(pattern, number, lines) {
    var item = pattern.cloneNode(true), ruled = all('.ruled-line', item);
    item.querySelector('.digits').textContent = number;
    for (var at = ruled.length; at < lines && ruled.length; at += 1) item.append(ruled[0].cloneNode());
    ruled.slice(lines).forEach(function (line) { line.remove(); });
    return item;
  }

  function start(place) {
    var library = readLibrary(), seen = drawers(), sheet = null, told = '';
    var title = byId('ui-title'), others = byId('ui-other-fields'), order = place.querySelector('.builder-order');
    function fields() { return all('input[name=field]', place); }
    function boxes() { return all('input[name=item]', place); }

    function say(words) { byId('ui-said').textContent = words; }
    function name(it) { return '「' + library.get(it.id).name + '」'; }

    /** アドレスから始める。何も書かれていなければ、はじめの形で。 */
    function restore() {
      var link = readLink(location.hash, library);
      sheet = link ? link.sheet : { title: FIRST_TITLE, fields: fields().slice(0, FIRST_FIELDS).map(function (box) { return box.value; }), items: [] };
      warn(link);
      title.value = sheet.title;
      var known = fields().map(function (box) { box.checked = sheet.fields.indexOf(box.value) >= 0; return box.value; });
      others.value = sheet.fields.filter(function (words) { return known.indexOf(words) < 0; }).join('、');
      list();
      draw();
    }

    function warn(link) {
      var words = '';
      if (link && link.strange) words += 'このリンクは、新しい書き方のもののようです。読みとれたところだけで組みました。';
      if (link && link.unknown.length) words += 'リンクにある項目のうち、「' + link.unknown.join('」「') + '」は、いまの引き出しにありません。ほかの項目で組みました。';
      byId('ui-notice').textContent = words;
      byId('ui-notice').hidden = !words;
    }

    /** 紙を描き直し、アドレスを改める。 */
    function draw() {
      var drawn = compose(sheet, library), link = writeLink(sheet, library);
      told = '用紙は' + drawn.sides + '枚です。';
      if (drawn.tooTall.length) told += '「' + drawn.tooTall.join('」「') + '」は、一枚に入りきりません。行を減らしてください。';
      byId('ui-link').value = location.href.split('#')[0] + link;
    }
    function changed(words) {
      draw();
      history.replaceState(null, '', byId('ui-link').value);
      say(words + told);
    }

    function list() {
      boxes().forEach(function (box) { box.checked = sheet.items.some(function (it) { return it.id === box.value; }); });
      byId('ui-empty').hidden = sheet.items.length > 0;
      order.replaceChildren.apply(order, sheet.items.map(line));
    }

    function line(it) {
      var row = make('li'), tools = make('div', { className: 'builder-actions' });
      row.dataset.id = it.id;
      row.append(make('span', { textContent: library.get(it.id).name }), tools);
      if (library.get(it.id).lines) tools.append(lines(it));
      [['上へ', -1], ['下へ', 1]].forEach(function (step) {
        tools.append(button(step[0], it, function () { move(it, step[1], step[0]); }));
      });
      tools.append(button('外す', it, function () { remove(it); }));
      return row;
    }

    function lines(it) {
      var label = make('label', { textContent: '行' });
      var input = make('input', { type: 'number', min: 1, max: MOST_LINES, value: it.lines });
      input.setAttribute('aria-label', name(it) + 'の行の数');
      input.addEventListener('input', function () {
        if (!(input.valueAsNumber >= 1)) return; // 打ちかけ
        it.lines = bounded(input.value, library.get(it.id).lines);
        changed('');
      });
      input.addEventListener('change', function () { input.value = it.lines; });
      label.prepend(input);
      return label;
    }

    function button(words, it, press) {
      var made = make('button', { type: 'button', textContent: words });
      made.setAttribute('aria-label', name(it) + (words === '外す' ? 'を外す' : 'を' + words));
      made.dataset.action = words;
      made.addEventListener('click', press);
      return made;
    }

    /** 動かしたあとも、同じボタンの上に居る。続けて押せるように。 */
    function move(it, by, words) {
      var from = sheet.items.indexOf(it), to = from + by;
      if (to < 0 || to >= sheet.items.length) { say(name(it) + 'は、もう' + (by < 0 ? 'いちばん上' : 'いちばん下') + 'です。'); return; }
      sheet.items.splice(from, 1);
      sheet.items.splice(to, 0, it);
      list();
      all('li', order)[to].querySelector('[data-action="' + words + '"]').focus();
      changed(name(it) + 'を' + (to + 1) + '番めに動かしました。');
    }

    /** 外したあとは、次の項目へ。最後の一つなら、引き出しへ。 */
    function remove(it) {
      var at = sheet.items.indexOf(it);
      sheet.items.splice(at, 1);
      list();
      var next = all('[data-action="外す"]', order)[Math.min(at, sheet.items.length - 1)] || boxes()[0];
      if (next) next.focus();
      changed(name(it) + 'を外しました。');
    }

    function tick(box) {
      var it = { id: box.value, lines: library.get(box.value).lines };
      if (box.checked) sheet.items.push(it);
      else sheet.items = sheet.items.filter(function (other) { return other.id !== box.value; });
      list();
      changed(name(it) + (box.checked ? 'を入れました。' : 'を外しました。'));
    }

    /** 下書きの項目が、組みかけのうちに改まったとき：題と順はそのままに、新しい項目で描き直す。 */
    function renew() {
      if (seen === drawers()) return;
      seen = drawers();
      library = readLibrary();
      sheet.items = sheet.items.filter(function (it) { return library.has(it.id); });
      list();
      draw();
    }

    place.addEventListener('change', function (e) { if (e.target.name === 'k-ko') tick(e.target); });
    place.addEventListener('input', function (e) { if (e.target.name === 'k-ran' || e.target === others) readFields(); });
    document.addEventListener('page-updated', renew);
    title.addEventListener('input', function () { sheet.title = title.value; changed(''); });
    function readFields() {
      var more = others.value.split(/[、,]/).map(function (words) { return words.trim(); }).filter(Boolean);
      var ticked = fields().filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
      sheet.fields = ticked.concat(more).slice(0, 12);
      changed('');
    }
    byId('ui-copy').addEventListener('click', function () { copy(byId('ui-link'), say); });
    place.querySelector('form').addEventListener('submit', function (e) { e.preventDefault(); });
    window.addEventListener('hashchange', restore);
    byId('ui-no-script').hidden = true;
    place.hidden = false;
    restore();
  }

  /** 写せない場所（file: や古いブラウザー）では、選んで見せる。 */
  function copy(link, say) {
    link.select();
    function done() { say('リンクを写しました。'); }
    function byHand() { say('リンクを選びました。Ctrl キーと C で写してください。'); }
    if (navigator.clipboard) navigator.clipboard.writeText(link.value).then(done, byHand);
    else byHand();
  }
})();
