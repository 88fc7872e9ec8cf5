// search-dialog.js — さがす窓。打つたびに search-engine.js に尋ね、答えを並べる。使えないときは「索引」のリンクが残る。
(() => {
  'use strict';
  if (!window.DecompressionStream || !window.HTMLDialogElement) return;
  const assets = new URL('.', document.currentScript.src).href, root = new URL('..', assets).href;
  const page = document.documentElement, address = new URL(location.href).searchParams;
  const PAGE = 6, LONGEST_ADDRESS = 200, SETTLED = 500;
  const chosen = { shurui: address.get('shurui') || '', nendo: address.get('nendo') || '' };
  let dialog, input, filters, count, list, after, said, latest = 0, settle = 0;
  page.dataset.search = ''; // 最初の描画の前に。あとからでは、リンクと箱が入れかわるのが見える

  document.addEventListener('DOMContentLoaded', () => {
    if (address.get('q')) open(address.get('q'));
    if (address.get('shirushi')) engine().then(() => load('highlight.js')).catch(() => { /* 印がなくても読める */ });
  });
  document.addEventListener('click', (e) => { if (e.target.closest('.search-button')) open(); });
  document.addEventListener('keydown', (e) => {
    if (e.isComposing || e.altKey || e.shiftKey) return;
    const control = e.ctrlKey || e.metaKey;
    const writing = e.target.closest('input:not([type=radio],[type=checkbox]),textarea,select,[contenteditable]');
    const slash = e.key === '/' && !control && !writing && page.dataset.slashKey !== 'off';
    if (!slash && !(control && e.key.toLowerCase() === 'k')) return;
    e.preventDefault();
    open();
  });
  addEventListener('hashchange', close);
  // 下書きが、開いたまま改まったとき
  document.addEventListener('page-updated', () => {
    if (typeof SearchEngine !== 'undefined') SearchEngine.forget();
    if (dialog?.open) ask();
  });

  // ── 読みこみ：はじめて窓が開いたときに ──

  const loading = {};
  function load(name) {
    loading[name] ??= new Promise((resolve, reject) => {
      const script = make('script', { src: assets + name });
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading[name];
  }

  async function engine() {
    try {
      await load('search-engine.js');
      SearchEngine.open(root);
      return SearchEngine;
    } catch {
      delete loading['search-engine.js'];
      throw new Error('検索のファイル（search-engine.js）を読めません。サイトのフォルダーを、もう一度まるごとコピーしてください。');
    }
  }

  // ── 窓 ──

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  }

  function build() {
    input = make('input', { type: 'search', 'aria-label': 'さがすことば', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'search' });
    filters = { shurui: make('fieldset'), nendo: make('fieldset') };
    count = make('p', { class: 'results-count', id: 'ui-results-count' });
    list = make('ol', { class: 'results', 'aria-labelledby': 'ui-results-count' });
    after = make('div', { class: 'results-after' });
    said = make('p', { class: 'visually-hidden', role: 'status' });
    const shut = make('button', { type: 'button', class: 'close' }, 'とじる'), form = make('form', { role: 'search', class: 'search-form' }, input, shut);
    const key = (does, ...keys) => make('span', {}, ...keys.map((key) => make('kbd', {}, key)), does);
    dialog = make('dialog', { class: 'search-dialog', 'aria-label': 'さがす' }, make('div', { class: 'search-inner' }, form,
      make('div', { class: 'search-body' }, make('div', { class: 'search-filters' }, filters.shurui, filters.nendo), count, list, after),
      make('p', { class: 'search-keys', 'aria-hidden': 'true' }, key('選ぶ', '↑', '↓'), key('開く', 'Enter'), key('とじる', 'Esc')), said));
    document.body.append(dialog);

    input.addEventListener('input', () => ask()); // 変換中の文字でも探す
    // Enter は form に任せる：変換を確定する Enter では、submit は起きない
    form.addEventListener('submit', (e) => { e.preventDefault(); enter(); });
    shut.addEventListener('click', close);
    dialog.addEventListener('click', (e) => { if (e.target === dialog) close(); });
    dialog.addEventListener('change', choose);
    dialog.addEventListener('keydown', keydown);
    dialog.addEventListener('close', keep);
    list.addEventListener('click', keep); // 戻ったときに、同じ結果から続けられるように
  }

  function open(query) {
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
    if (query) input.value = query;
    input.focus();
    input.select();
    ask();
  }

  function close() { if (dialog?.open) dialog.close(); }

  // 結果はふつうのリンクにして、焦点を移す。一覧から選ぶ部品（listbox）では、要点や種類が読み上げられず、新しい窓でも開けない
  function keydown(e) {
    if (e.isComposing || e.keyCode === 229) return; // 変換中の矢印・Enter・Esc は、変換のもの
    const stops = [input, ...dialog.querySelectorAll('.results a,.results-after :is(a,button)')];
    const at = stops.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const letter = (e.key.length === 1 && e.key !== ' ' || e.key === 'Backspace') && !e.ctrlKey && !e.metaKey && !e.altKey;
    if (e.key === 'Escape') { e.preventDefault(); close(); }
    else if (step && at >= 0) { e.preventDefault(); (stops[at + step] ?? stops[at]).focus(); }
    else if (letter && at > 0) input.focus(); // 打ち足す
  }

  // 答えが出てから、はじめの結果へ移る。開くのは次の Enter：変換の Enter を押しすぎても、ページは変わらない
  async function enter() {
    await ask();
    list.querySelector('a')?.focus();
  }

  function choose(e) {
    if (!(e.target.name in chosen)) return; // 打ったあとに箱を離れても change が起きる
    chosen[e.target.name] = e.target.value;
    ask();
  }

  // ── 尋ねる。新しい問いが出たら、前の問いの答えは捨てる ──

  async function ask(offset = 0) {
    const query = input.value.trim(), mine = ++latest;
    clearTimeout(settle);
    if (query) settle = setTimeout(() => { count.textContent = '索引を読んでいます。'; }, SETTLED);
    else rest();
    try {
      const found = await (await engine()).search(query, { kind: chosen.shurui, year: chosen.nendo, limit: query && PAGE, offset });
      if (query && mine === latest) show(query, found, offset);
    } catch (error) {
      if (mine === latest) complain(error.message);
    }
  }

  function tell(text) {
    clearTimeout(settle);
    count.textContent = text;
    // 一字ごとには読み上げず、打つ手が止まってから
    settle = setTimeout(() => { said.textContent = text; keep(); }, SETTLED);
  }

  // いまの問いを、このページの住所に書いておく。分けたり、戻ったりできるように
  function keep() {
    const now = dialog.open ? input.value.trim().slice(0, LONGEST_ADDRESS) : '', url = new URL(location.href);
    for (const [name, value] of Object.entries({ q: now, shurui: now && chosen.shurui, nendo: now && chosen.nendo })) {
      if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
    }
    try { if (url.href !== location.href) history.replaceState(history.state, '', url); } catch { /* 書けない場所では、その場かぎり */ }
  }

  // ── 並べる ──

  function clearList() {
    list.replaceChildren();
    dialog.querySelector('.results-parted')?.remove();
  }

  function clear(text) {
    clearList();
    after.replaceChildren();
    filters.shurui.hidden = filters.nendo.hidden = true;
    tell(text);
  }

  function rest() {
    clear('');
    after.append(
      make('p', {}, '漢字、かな、ローマ字、どれで打っても見つかります。変換する前でもかまいません。'),
      make('p', {}, '空白で区切ると、どの言葉もあるところを探します。引用符（"）で囲むと、書いたとおりの並びを探します。'), index());
  }

  function complain(message) {
    clear(message);
    after.append(index());
  }

  function index() { return make('p', {}, make('a', { href: root + 'sakuin.html' }, '索引からさがす')); }

  function show(query, found, offset) {
    const word = '「' + short(query) + '」';
    if (!offset) clearList();
    after.replaceChildren();
    const items = found.results.map((result, i) => item(query, result, offset + i));
    list.append(...items);
    filter('shurui', '種類', found.kinds);
    filter('nendo', '年度', found.years);
    tell(found.total ? word + ' ' + found.total + (found.exact ? '件' : '件ほど') : word + 'は見つかりませんでした。');
    if (items.length && found.total > list.children.length) after.append(button('つづきを見る', () => ask(list.children.length)));
    if (!found.total) nothing(found.nearest);
    if (found.partial && !offset) list.before(parted(query, found.slip));
    if (offset) items[0]?.querySelector('a').focus();
    else list.parentNode.scrollTop = 0;
  }

  // そのままの言葉がないとき：何で探したかと、打ったとおりに探しなおす道
  function parted(query, slip) {
    if (!slip) return make('p', { class: 'results-parted' }, 'そのままの言葉はありません。ことばに分けて探しました。');
    return make('p', { class: 'results-parted' }, `「${slip}」で探しました。`, button('打ったとおりに探す', () => open(`"${query.replaceAll('"', '')}"`)));
  }

  function short(query) {
    const letters = [...query];
    return letters.length > 24 ? letters.slice(0, 24).join('') + '…' : query;
  }

  // 題だけをリンクにする：読み上げが、題、要点の順に短く済む
  function item(query, result, number) {
    const about = 'ui-result-' + number, how = { reading: '読みで一致', romaji: '読みで一致', synonym: '言いかえで一致', partial: 'ことばの一部で一致' }[result.how];
    const title = link(query, result.url, result.title);
    title.setAttribute('aria-describedby', about);
    if (result.heading && result.heading !== result.title) title.append(make('small', {}, ...marked(query, result.heading)));
    return make('li', {}, title, make('div', { id: about },
      make('p', { class: 'result-kind' }, result.kind, ' ', make('span', {}, result.year)),
      make('p', { class: 'excerpt' }, ...result.excerpt.map((part) => part.mark ? make('mark', {}, part.text) : part.text)),
      how ? make('p', { class: 'result-how' }, how) : ''), ...also(query, result));
  }

  // 同じページの、ほかの節
  function also(query, { sections, others }) {
    if (!sections.length) return [];
    const links = sections.map((it) => make('li', {}, link(query, it.url, it.heading)));
    return [make('ul', { class: 'other-sections', 'aria-label': 'このページのほかの節' }, ...links, ...others ? [make('li', {}, 'ほか' + others + 'か所')] : [])];
  }

  function link(query, to, text) {
    const url = new URL(root + to);
    url.searchParams.set('shirushi', query.slice(0, LONGEST_ADDRESS));
    return make('a', { href: url.href }, ...marked(query, text));
  }

  function marked(query, text) {
    const parts = [];
    let at = 0;
    for (const [start, end] of SearchEngine.marks(query, text)) {
      parts.push(text.slice(at, start), make('mark', {}, text.slice(start, end)));
      at = end;
    }
    return [...parts, text.slice(at)];
  }

  // 選ぶものが変わったときだけ作りなおす：選んでいる最中の焦点を失わないように
  function filter(key, label, found) {
    const set = filters[key], gone = chosen[key] && !found.some((it) => it.id === chosen[key]);
    const all = [{ id: '', label: 'すべて' }, ...found, ...gone ? [{ id: chosen[key], label: chosen[key], count: 0 }] : []];
    const told = JSON.stringify(all), had = set.contains(document.activeElement);
    set.hidden = all.length < 2;
    if (set.dataset.shown !== told) {
      set.dataset.shown = told;
      set.replaceChildren(make('legend', {}, label), ...all.map((it) => make('label', {},
        make('input', { type: 'radio', name: key, value: it.id }), it.label + ' ', it.id ? make('span', { class: 'digits' }, it.count) : '')));
    }
    for (const radio of set.querySelectorAll('input')) {
      radio.checked = radio.value === chosen[key];
      if (had && radio.checked) radio.focus();
    }
  }

  function button(label, press) {
    const element = make('button', { type: 'button', class: 'button-light' }, label);
    element.addEventListener('click', press);
    return element;
  }

  function nothing(nearest) {
    if (chosen.shurui || chosen.nendo) after.append(make('p', {}, button('種類と年度を選ばずにさがす', () => {
      chosen.shurui = chosen.nendo = '';
      open();
    })));
    if (nearest.length) after.append(make('p', {}, 'これは、どうでしょう。'), make('p', { class: 'nearest' }, ...nearest.map((word) => button(word, () => open(word)))));
    after.append(index());
  }
})();
