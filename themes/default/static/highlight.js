// highlight.js: marks what was searched for on the page that was opened. search-dialog.js loads it when needed.
(() => {
  'use strict';
  // Elements within a sentence; all others end it (the same as in src/search/text.rs)
  const INLINE = 'a,abbr,b,bdi,bdo,cite,code,data,del,dfn,em,i,ins,kbd,mark,q,rb,ruby,s,samp,small,span,strong,sub,sup,tspan,u';
  const SKIPPED = '[data-no-search],rt,rp,script,style,template';
  const SVG = 'http://www.w3.org/2000/svg', MOST_LETTERS = 16;
  const main = document.getElementById('main'), query = new URL(location.href).searchParams.get('shirushi');
  const places = [];
  let now = 0, bar, told;

  SearchEngine.search(query, { limit: 0 }).then(() => {
    runs().forEach(mark);
    if (!places.length) return;
    show();
    go(first(), 'instant');
  }).catch(() => { /* the page can be read without marks */ });

  /** Texts that are read without a break. */
  function runs() {
    const words = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), found = [];
    let block = null;
    while (words.nextNode()) {
      const node = words.currentNode;
      let around = node.parentElement;
      if (around.closest(SKIPPED) || !around.checkVisibility()) continue;
      while (around.matches(INLINE)) around = around.parentElement;
      if (around !== block) found.push([]);
      block = around;
      found.at(-1).push(node);
    }
    return found;
  }

  /** From the end: what is left of a divided text keeps its place. */
  function mark(nodes) {
    const text = nodes.map((node) => node.data).join('').replace(/\s/g, ' ');
    const found = SearchEngine.marks(query, text).map(([start, end]) => ({ start, end, marks: [] }));
    let end = text.length;
    for (const node of [...nodes].reverse()) {
      const start = end - node.data.length;
      for (const place of [...found].reverse()) {
        const from = Math.max(place.start, start), to = Math.min(place.end, end);
        if (from >= to) continue;
        const range = document.createRange(), isDrawn = node.parentNode.namespaceURI === SVG;
        const element = isDrawn ? document.createElementNS(SVG, 'tspan') : document.createElement('mark');
        if (isDrawn) element.classList.add('found');
        range.setStart(node, from - start);
        range.setEnd(node, to - start);
        range.surroundContents(element);
        place.marks.unshift(element);
      }
      end = start;
    }
    places.push(...found.map((place) => place.marks).filter((marks) => marks.length));
  }

  /** The first mark within the section that the address names. */
  function first() {
    const target = document.querySelector(':target');
    const follows = Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY;
    return Math.max(target ? places.findIndex(([element]) => target.compareDocumentPosition(element) & follows) : 0, 0);
  }

  function go(at, behavior = 'auto') {
    for (const element of places[now]) element.classList.remove('current');
    now = (at + places.length) % places.length;
    for (const element of places[now]) element.classList.add('current');
    places[now][0].scrollIntoView({ block: 'center', behavior });
    told.textContent = `${now + 1}／${places.length}`;
    told.setAttribute('aria-label', `${places.length}か所のうち${now + 1}か所め`);
  }

  function show() {
    const word = document.createElement('p'), letters = [...query];
    word.textContent = `「${letters.slice(0, MOST_LETTERS).join('')}${letters.length > MOST_LETTERS ? '…' : ''}」の印`;
    told = document.createElement('b');
    told.setAttribute('role', 'status');
    bar = document.createElement('section');
    bar.className = 'highlight-bar';
    bar.setAttribute('aria-label', 'さがした言葉の印');
    bar.append(word, told, button('前', '前の印へ', () => go(now - 1)), button('次', '次の印へ', () => go(now + 1)), button('消す', '印を消す', clear));
    main.before(bar);
    document.addEventListener('keydown', escape, true);
  }

  function button(label, name, press) {
    const element = document.createElement('button');
    element.type = 'button';
    element.className = 'button-light';
    element.textContent = label;
    element.setAttribute('aria-label', name);
    element.addEventListener('click', press);
    return element;
  }

  /** An open window or explanation takes Escape first. */
  function escape(e) {
    if (e.key === 'Escape' && !e.isComposing && !document.querySelector('dialog[open],.display[open],.term-note.is-open')) clear();
  }

  function clear() {
    const had = bar.contains(document.activeElement), url = new URL(location.href);
    document.removeEventListener('keydown', escape, true);
    for (const element of places.flat()) {
      const around = element.parentNode;
      element.replaceWith(...element.childNodes);
      around.normalize();
    }
    bar.remove();
    if (had) main.focus({ preventScroll: true });
    url.searchParams.delete('shirushi');
    try { history.replaceState(history.state, '', url); } catch { /* some places keep their address */ }
  }
})();
