// highlight.js — 検索から開いたページで、さがした言葉に印をつける。search-dialog.js が、要るときだけ読みこむ。
(function () {
  'use strict';
  // 文の中に置かれる要素。ほかは、文の切れ目（src/search/text.rs と同じ）
  var INLINE = 'a,abbr,b,bdi,bdo,cite,code,data,del,dfn,em,i,ins,kbd,mark,q,rb,ruby,s,samp,small,span,strong,sub,sup,u';
  var SKIPPED = '[data-no-search],rt,rp,script,style,svg,template';
  var main = document.getElementById('main'), query = new URL(location.href).searchParams.get('shirushi');
  var places = [], now = 0, bar, told;

  SearchEngine.search(query, { limit: 0 }).then(function () {
    runs().forEach(mark);
    if (!places.length) return;
    show();
    go(first(), 'instant');
  }).catch(function () { /* 印がなくても、ページは読める */ });

  // ひと続きに読まれる文字の並び
  function runs() {
    var words = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), found = [], block = null;
    while (words.nextNode()) {
      var node = words.currentNode, around = node.parentElement;
      if (around.closest(SKIPPED) || !around.checkVisibility()) continue;
      while (around.matches(INLINE)) around = around.parentElement;
      if (around !== block) found.push([]);
      block = around;
      found[found.length - 1].push(node);
    }
    return found;
  }

  // 後ろからつける：分けた文字の残りで、前の位置が変わらない
  function mark(nodes) {
    var text = nodes.map(function (node) { return node.data; }).join('').replace(/\s/g, ' ');
    var found = SearchEngine.marks(query, text).map(function (range) { return { start: range[0], end: range[1], marks: [] }; });
    var end = text.length;
    nodes.slice().reverse().forEach(function (node) {
      var start = end - node.data.length;
      found.slice().reverse().forEach(function (place) {
        var from = Math.max(place.start, start), to = Math.min(place.end, end);
        if (from >= to) return;
        var range = document.createRange(), element = document.createElement('mark');
        range.setStart(node, from - start);
        range.setEnd(node, to - start);
        range.surroundContents(element);
        place.marks.unshift(element);
      });
      end = start;
    });
    places = places.concat(found.map(function (place) { return place.marks; }).filter(function (marks) { return marks.length; }));
  }

  // 開いた節の中の、はじめの印
  function first() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var at = target ? places.findIndex(function (marks) {
      return target.compareDocumentPosition(marks[0]) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY);
    }) : 0;
    return Math.max(at, 0);
  }

  function go(at, behavior) {
    places[now].forEach(function (element) { element.classList.remove('current'); });
    now = (at + places.length) % places.length;
    places[now].forEach(function (element) { element.classList.add('current'); });
    places[now][0].scrollIntoView({ block: 'center', behavior: behavior || 'auto' });
    told.textContent = now + 1 + '／' + places.length;
    told.setAttribute('aria-label', places.length + 'か所のうち' + (now + 1) + 'か所め');
  }

  function show() {
    bar = document.createElement('section');
    bar.className = 'highlight-bar';
    bar.setAttribute('aria-label', 'さがした言葉の印');
    var word = document.createElement('p'), letters = Array.from(query);
    word.textContent = '「' + letters.slice(0, 16).join('') + (letters.length > 16 ? '…' : '') + '」の印';
    told = document.createElement('b');
    told.setAttribute('role', 'status');
    bar.append(word, told, button('前', '前の印へ', function () { go(now - 1); }), button('次', '次の印へ', function () { go(now + 1); }), button('消す', '印を消す', clear));
    main.before(bar);
    document.addEventListener('keydown', escape, true);
  }

  function button(label, name, press) {
    var element = document.createElement('button');
    element.type = 'button';
    element.className = 'button-light';
    element.textContent = label;
    element.setAttribute('aria-label', name);
    element.addEventListener('click', press);
    return element;
  }

  // 開いている小窓や説明があれば、Esc はまずそれのもの
  function escape(e) {
    if (e.key === 'Escape' && !e.isComposing && !document.querySelector('dialog[open],.display[open],.term-note.is-open')) clear();
  }

  function clear() {
    var had = bar.contains(document.activeElement), url = new URL(location.href);
    document.removeEventListener('keydown', escape, true);
    places.forEach(function (marks) {
      marks.forEach(function (element) {
        var around = element.parentNode;
        element.replaceWith.apply(element, element.childNodes);
        around.normalize();
      });
    });
    bar.remove();
    if (had) main.focus({ preventScroll: true });
    url.searchParams.delete('shirushi');
    try { history.replaceState(history.state, '', url); } catch (e) { /* 住所を書きかえられない場所 */ }
  }
})();
