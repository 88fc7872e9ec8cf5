// sagasu.js — さがす窓。打つたびに sagashi.js に尋ね、答えを並べる。使えないときは「索引」のリンクが残る。
(function () {
  'use strict';
  if (!window.DecompressionStream || !window.HTMLDialogElement) return;
  var assets = new URL('.', document.currentScript.src).href, root = new URL('..', assets).href;
  document.documentElement.dataset.sagasu = ''; // 最初の描画の前に。あとからでは、リンクと箱が入れかわるのが見える

  var address = new URL(location.href).searchParams;
  var chosen = { shurui: address.get('shurui') || '', nendo: address.get('nendo') || '' };
  var PAGE = 8, LONGEST_ADDRESS = 200, SETTLED = 500;
  var dialog, input, filters, count, list, after, said, latest = 0, settle = 0;

  document.addEventListener('DOMContentLoaded', function () {
    if (address.get('q')) open(address.get('q'));
    if (address.get('shirushi')) engine().then(function () { return load('shirushi.js'); }).catch(function () { /* 印がなくても読める */ });
  });
  document.addEventListener('click', function (e) { if (e.target.closest('.sagasu')) open(); });
  document.addEventListener('keydown', function (e) {
    if (e.isComposing || e.altKey || e.shiftKey) return;
    var control = e.ctrlKey || e.metaKey, typing = e.target.closest('input:not([type=radio],[type=checkbox]),textarea,select,[contenteditable]');
    var slash = e.key === '/' && !control && !typing && document.documentElement.dataset.kii !== 'nashi';
    if (!slash && !(control && e.key.toLowerCase() === 'k')) return;
    e.preventDefault();
    open();
  });
  addEventListener('hashchange', close);

  // ── 読みこみ：はじめて窓が開いたときに ──

  var loading = {};
  function load(name) {
    loading[name] = loading[name] || new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      script.src = assets + name;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading[name];
  }

  function engine() {
    return load('sagashi.js').then(function () { window.Sagashi.open(root); return window.Sagashi; }).catch(function () {
      delete loading['sagashi.js'];
      throw new Error('検索のファイル（sagashi.js）を読めません。サイトのフォルダーを、もう一度まるごとコピーしてください。');
    });
  }

  // ── 窓 ──

  function make(tag, attributes) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    element.append.apply(element, Array.prototype.slice.call(arguments, 2));
    return element;
  }

  function build() {
    input = make('input', { type: 'search', 'aria-label': 'さがすことば', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'search' });
    filters = { shurui: make('fieldset', { hidden: '' }), nendo: make('fieldset', { hidden: '' }) };
    count = make('p', { 'class': 'kekka-su', id: 'kekka-su' });
    list = make('ol', { 'class': 'kekka', 'aria-labelledby': 'kekka-su' });
    after = make('div', { 'class': 'kekka-ato' });
    said = make('p', { 'class': 'mienai', role: 'status' });
    var shut = make('button', { type: 'button', 'class': 'toji' }, 'とじる'), form = make('form', { role: 'search', 'class': 'sagashi-ran' }, input, shut);
    var keys = make('p', { 'class': 'sagashi-ashi', 'aria-hidden': 'true' });
    [['↑', '↓', '選ぶ'], ['Enter', '開く'], ['Esc', 'とじる']].forEach(function (row) {
      keys.append(make.apply(null, ['span', {}].concat(row.map(function (key, i) { return i < row.length - 1 ? make('kbd', {}, key) : key; }))));
    });
    dialog = make('dialog', { 'class': 'sagashi', 'aria-label': 'さがす' }, make('div', { 'class': 'sagashi-uchi' },
      form, make('div', { 'class': 'sagashi-naka' }, make('div', { 'class': 'erabi' }, filters.shurui, filters.nendo), count, list, after), keys, said));
    document.body.append(dialog);

    input.addEventListener('input', function () { ask(); }); // 変換中の文字でも探す
    // Enter は form に任せる：変換を確定する Enter では、submit は起きない
    form.addEventListener('submit', function (e) { e.preventDefault(); enter(); });
    shut.addEventListener('click', close);
    dialog.addEventListener('click', function (e) { if (e.target === dialog) close(); });
    dialog.addEventListener('change', choose);
    dialog.addEventListener('keydown', keydown);
    dialog.addEventListener('close', keep);
    list.addEventListener('click', keep, true); // 戻ったときに、同じ結果から続けられるように
  }

  function open(query) {
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
    if (query) input.value = query;
    input.focus();
    input.select();
    ask();
  }

  function close() { if (dialog && dialog.open) dialog.close(); }

  function keydown(e) {
    if (e.isComposing || e.keyCode === 229) return; // 変換中の矢印・Enter・Esc は、変換のもの
    var stops = [input].concat(Array.from(dialog.querySelectorAll('.kekka a,.kekka-ato :is(a,button)')));
    var at = stops.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.key === 'Escape') { e.preventDefault(); close(); }
    else if (step && at >= 0) { e.preventDefault(); (stops[at + step] || stops[at]).focus(); }
    else if (at > 0 && !e.ctrlKey && !e.metaKey && !e.altKey && e.key !== ' ' && (e.key.length === 1 || e.key === 'Backspace')) input.focus(); // 打ち足す
  }

  // いまの問いの答えが出そろってから、はじめの結果へ移る。開くのは次の Enter
  function enter() {
    ask().then(function () {
      var first = list.querySelector('a');
      if (first) first.focus();
    });
  }

  function choose(e) {
    if (!chosen.hasOwnProperty(e.target.name)) return;
    chosen[e.target.name] = e.target.value;
    ask();
  }

  // ── 尋ねる。新しい問いが出たら、前の問いの答えは捨てる ──

  function ask(offset) {
    var query = input.value.trim(), mine = ++latest;
    clearTimeout(settle);
    var started = engine();
    if (!query) { started.then(function (engine) { return engine.search('', { limit: 0 }); }).catch(function () {}); return Promise.resolve(rest()); }
    settle = setTimeout(function () { count.textContent = '索引を読んでいます。'; }, SETTLED);
    return started.then(function (engine) {
      return engine.search(query, { kind: chosen.shurui, year: chosen.nendo, limit: PAGE, offset: offset || 0 });
    }).then(function (found) {
      if (mine === latest) show(query, found, offset || 0);
    }, function (error) {
      if (mine === latest) complain(error.message);
    });
  }

  function tell(text) {
    clearTimeout(settle);
    count.textContent = text;
    // 一字ごとには読み上げず、打つ手が止まってから
    settle = setTimeout(function () { said.textContent = text; keep(); }, SETTLED);
  }

  // いまの問いを、このページの住所に書いておく。分けたり、戻ったりできるように
  function keep() {
    var now = dialog.open ? input.value.trim().slice(0, LONGEST_ADDRESS) : '', url = new URL(location.href);
    [['q', now], ['shurui', now && chosen.shurui], ['nendo', now && chosen.nendo]].forEach(function (pair) {
      if (pair[1]) url.searchParams.set(pair[0], pair[1]); else url.searchParams.delete(pair[0]);
    });
    try { if (url.href !== location.href) history.replaceState(history.state, '', url); } catch (e) { /* 書けない場所では、その場かぎり */ }
  }

  // ── 並べる ──

  function clear() {
    list.replaceChildren();
    after.replaceChildren();
    filters.shurui.hidden = filters.nendo.hidden = true;
  }

  function rest() {
    clear();
    tell('');
    after.append(
      make('p', {}, '漢字、かな、ローマ字、どれで打っても見つかります。変換する前でもかまいません。'),
      make('p', {}, '空白で区切ると、どの言葉もあるところを探します。引用符（"）で囲むと、書いたとおりの並びを探します。'), index());
  }

  function complain(message) {
    clear();
    tell(message);
    after.append(index());
  }

  // 見つからないときの行き先
  function index() { return make('p', {}, make('a', { href: root + 'sakuin.html' }, '索引からさがす')); }

  function show(query, found, offset) {
    var old = list.children.length;
    if (!offset) list.replaceChildren();
    after.replaceChildren();
    list.append.apply(list, found.results.map(function (result, i) { return item(query, result, offset + i); }));
    filter('shurui', '種類', found.kinds);
    filter('nendo', '年度', found.years);
    tell(found.total ? '「' + short(query) + '」 ' + found.total + (found.exact ? '件' : '件ほど') : '「' + short(query) + '」は見つかりませんでした。');
    if (found.total > list.children.length && found.results.length) more(list.children.length);
    if (!found.total) nothing(found.nearest);
    if (offset && list.children[old]) list.children[old].querySelector('a').focus();
    else list.parentNode.scrollTop = 0;
  }

  function short(query) { var letters = Array.from(query); return letters.length > 24 ? letters.slice(0, 24).join('') + '…' : query; }

  // 見出しだけをリンクにする：読み上げが、名前、要点の順に短く済む
  function item(query, result, number) {
    var url = new URL(root + result.url), about = 'kekka-' + number, name = result.heading && result.heading !== result.title;
    url.searchParams.set('shirushi', query.slice(0, LONGEST_ADDRESS));
    var how = { reading: '読みで一致', romaji: '読みで一致', synonym: '言いかえで一致' }[result.how];
    var link = make('a', { href: url.href, 'aria-describedby': about });
    link.append.apply(link, marked(query, result.title).concat(name ? [make.apply(null, ['small', {}].concat(marked(query, result.heading)))] : []));
    return make('li', {}, link,
      make('div', { id: about }, make('p', { 'class': 'shu' }, result.kind + (result.year ? ' ' : ''), make('span', {}, result.year)),
        make.apply(null, ['p', { 'class': 'bassui' }].concat(result.excerpt.map(function (part) { return part.mark ? make('mark', {}, part.text) : part.text; }))),
        how ? make('p', { 'class': 'yomi' }, how) : ''));
  }

  function marked(query, text) {
    var at = 0, parts = [];
    window.Sagashi.marks(query, text).forEach(function (range) {
      parts.push(text.slice(at, range[0]), make('mark', {}, text.slice(range[0], range[1])));
      at = range[1];
    });
    return parts.concat(text.slice(at));
  }

  // 選ぶものが変わったときだけ作りなおす：選んでいる最中の焦点を失わないように
  function filter(key, label, options) {
    var set = filters[key];
    if (chosen[key] && !options.some(function (it) { return it.id === chosen[key]; })) options = options.concat({ id: chosen[key], label: chosen[key], count: 0 });
    set.hidden = !options.length;
    var all = [{ id: '', label: 'すべて' }].concat(options), told = JSON.stringify(all);
    if (set.dataset.ima !== told) {
      var had = set.contains(document.activeElement);
      set.dataset.ima = told;
      set.replaceChildren.apply(set, [make('legend', {}, label)].concat(all.map(function (it) {
        return make('label', {}, make('input', { type: 'radio', name: key, value: it.id }), it.label + ' ', it.id ? make('span', { 'class': 'kazu' }, it.count) : '');
      })));
    }
    set.querySelectorAll('input').forEach(function (radio) {
      radio.checked = radio.value === chosen[key];
      if (had && radio.checked) radio.focus();
    });
  }

  function button(label, press) {
    var element = make('button', { type: 'button', 'class': 'oshi-usu' }, label);
    element.addEventListener('click', press);
    return element;
  }

  function more(offset) { after.append(button('つづきを見る', function () { ask(offset); })); }

  function nothing(nearest) {
    if (chosen.shurui || chosen.nendo) after.append(make('p', {}, button('種類と年度を選ばずにさがす', function () {
      chosen.shurui = chosen.nendo = '';
      input.focus();
      ask();
    })));
    if (nearest.length) after.append(make('p', {}, 'これは、どうでしょう。'), make.apply(null, ['p', { 'class': 'chikai' }].concat(nearest.map(function (word) {
      return button(word, function () { open(word); });
    }))));
    after.append(index());
  }
})();
