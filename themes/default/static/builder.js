// builder.js: readers put a sheet of their own together. What they choose lives in the address after the #,
// and is sent nowhere. The server drew and measured each item (src/paper/kit.rs); here they are only stacked.
(() => {
  'use strict';
  const LINK_VERSION = '1', MOST_LINES = 20, MOST_FIELDS = 12; // MOST_LINES fill a page
  const FIRST_TITLE = 'わたしたちの用紙', FIRST_FIELDS = 2;

  document.addEventListener('DOMContentLoaded', () => {
    const place = byId('ui-builder');
    if (place) start(place);
  });

  const byId = (id) => document.getElementById(id);
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  // ── the parts ──

  const parts = () => document.querySelectorAll('template[data-item]');
  const drawers = () => [byId('ui-kit').dataset.kit, ...[...parts()].map((part) => part.outerHTML)].join('');

  function readLibrary() {
    const items = new Map();
    for (const part of parts()) {
      const { item, label, words, lines, field, open } = part.dataset;
      items.set(item, { name: label, words: Number(words), lines: Number(lines), field: Number(field), isOpen: open === 'true', drawn: part.content.querySelector('svg') });
    }
    return { items, kit: JSON.parse(byId('ui-kit').dataset.kit) };
  }

  // ── the link ──

  /** Reads a link. Items that there are not any more are named, not dropped in silence. */
  function readLink(hash, items) {
    const query = new URLSearchParams(hash.replace(/^#/, ''));
    if (!query.has('v')) return null;
    const sheet = { title: query.get('t') ?? '', fields: query.getAll('h').slice(0, MOST_FIELDS), items: [] };
    const unknown = [];
    for (const word of query.getAll('i')) {
      const [, id, lines] = word.match(/^([^*]*)(?:\*(\d{1,3}))?$/) ?? ['', word];
      const known = items.get(id);
      if (!known) unknown.push(id);
      else if (!sheet.items.some((it) => it.id === id)) sheet.items.push({ id, lines: bounded(lines, known.lines) });
    }
    return { sheet, unknown, isNewer: query.get('v') !== LINK_VERSION };
  }

  function writeLink(sheet, items) {
    const query = new URLSearchParams({ v: LINK_VERSION, t: sheet.title });
    for (const field of sheet.fields) query.append('h', field);
    for (const it of sheet.items) query.append('i', it.lines === items.get(it.id).lines ? it.id : `${it.id}*${it.lines}`);
    return `#${query}`;
  }

  /** An item without lines keeps 0. */
  function bounded(lines, usual) {
    const wanted = parseInt(lines, 10);
    return usual && wanted > 0 ? Math.min(wanted, MOST_LINES) : usual;
  }

  // ── the paper, in hundredths of a millimetre ──

  const SVG = 'http://www.w3.org/2000/svg';
  function draw(name, attributes, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }
  const rule = (x, y, width, thick) => draw('path', { d: `M${x} ${y}h${width}`, 'stroke-width': thick });
  const frame = ([left, top, right, bottom], thick) => draw('path', { d: `M${left} ${top}H${right}V${bottom}H${left}Z`, 'stroke-width': thick });
  const between = ([least, best], ease) => least + (best - least) * ease;

  /** A line that readers wrote: no letter is wider than it is high, so it stays within its room. */
  function line(words, { x, y, size, room }, attributes = {}) {
    const letters = [...words].length || 1;
    return draw('text', { x, y, fill: '#000', stroke: 'none', 'font-size': Math.min(size, Math.floor(room / letters)), ...attributes }, words);
  }

  /** Puts the sheet on paper, and says how many sides it takes and what is too high for one. */
  function compose(sheet, { items, kit }) {
    const rooms = [kit.heads[sheet.fields.length].room, kit.later].map(([top, bottom]) => ({ top, height: bottom - top }));
    const room = (side) => rooms[Math.min(side, 1)];
    const measured = sheet.items.map((it, at) => ({ ...items.get(it.id), lines: it.lines, number: at + 1 }));
    const height = (item, ease) => item.words + (item.lines ? item.lines * between(kit.pitch, ease) : item.field) + between(kit.gap, ease);
    const total = (some, ease) => some.reduce((sum, item) => sum + height(item, ease), 0);
    const sides = [[]];
    for (const item of measured) {
      const side = sides.at(-1);
      if (side.length && total([...side, item], 0) > room(sides.length - 1).height) sides.push([item]);
      else side.push(item);
    }
    const tooTall = sides.filter((some, at) => total(some, 0) > room(at).height).map(([item]) => item.name);
    byId('ui-sheet').replaceChildren(...sides.map((some, at) => {
      const svg = draw('svg', { class: 'paper', viewBox: `0 0 ${kit.width} ${kit.height}`, role: 'group', 'aria-label': `${sides.length}枚のうち${at + 1}枚目`, fill: 'none', stroke: '#000' });
      svg.append(...around(sheet, kit, at, sides.length), ...stack(some, kit, room(at), height, total));
      const side = make('div', { className: 'sheet-side' });
      side.append(svg);
      return side;
    }));
    return { sides: sides.length, tooTall };
  }

  function around(sheet, kit, at, sides) {
    const title = draw('g', { role: 'heading', 'aria-level': 2 }, line(sheet.title + (at ? '（つづき）' : ''), kit.title, { 'text-anchor': 'middle', 'font-weight': 700 }));
    const fields = at ? [] : kit.heads[sheet.fields.length].cells.map((cell, i) => field(sheet.fields[i], cell, kit));
    return [byId('ui-kit').content.querySelector('.holes').cloneNode(true), line(kit.form, kit.form_spot), title, ...fields,
      line(`${kit.form}　${sheet.title}`, kit.foot), line(`${at + 1} / ${sides}`, kit.number, { 'text-anchor': 'end', class: 'page-number' })];
  }

  function field(words, { frame: edges, label, day, beside_day: beside }, kit) {
    const [within, atEnd] = kit.dates;
    const isDay = within.some((word) => words.includes(word)) || atEnd.some((word) => words.endsWith(word));
    const written = isDay ? day.map((x, i) => line(kit.day_words[i], { ...label, x })) : [];
    return draw('g', { class: isDay ? 'field field-day' : 'field' }, frame(edges, kit.rule), line(words, isDay ? { ...label, room: beside } : label, { 'font-weight': 700 }), ...written);
  }

  /** Items below each other, drawn out as far as there is room, like those of a numbered sheet. */
  function stack(items, kit, room, height, total) {
    if (!items.length) return [];
    const [least, best] = [total(items, 0), total(items, 1)];
    const ease = best > least ? Math.min(Math.max((room.height - least) / (best - least), 0), 1) : 1;
    const open = items.filter((item) => item.isOpen).length;
    const spare = open ? Math.max(room.height - total(items, ease), 0) / open : 0;
    const [left, width] = kit.frame, half = kit.frame_rule / 2;
    const inner = { x: left + kit.inset, width: width - 2 * kit.inset };
    const drawn = [];
    let y = room.top;
    items.forEach((item, at) => {
      if (at) drawn.push(rule(left + kit.frame_rule, y, width - 2 * kit.frame_rule, kit.rule));
      const group = draw('g', { class: 'item', transform: `translate(${left} ${y})` }, ...[...item.drawn.childNodes].map((node) => node.cloneNode(true)));
      group.querySelector('tspan').textContent = item.number;
      drawn.push(group, roomToWrite(item, kit, inner, y + item.words, between(kit.pitch, ease), spare));
      y += height(item, ease) + (item.isOpen ? spare : 0);
    });
    return [frame([left + half, room.top - half, left + width - half, y + half], kit.frame_rule), ...drawn];
  }

  function roomToWrite(item, kit, { x, width }, top, pitch, spare) {
    if (!item.lines && !item.isOpen) return '';
    const group = draw('g', { role: 'img', 'aria-label': '記入欄', class: 'writing' });
    for (let at = 1; at <= item.lines; at += 1) group.append(rule(x, Math.round(top + at * pitch), width, kit.rule));
    if (item.isOpen) group.append(frame([x, top, x + width, Math.round(top + item.field + spare)], kit.rule));
    return group;
  }

  // ── the form ──

  function start(place) {
    let library = readLibrary(), seen = drawers(), sheet = null, told = '';
    const title = byId('ui-title'), others = byId('ui-other-fields'), order = place.querySelector('.builder-order');
    const fields = () => [...place.querySelectorAll('input[name=field]')];
    const boxes = () => [...place.querySelectorAll('input[name=item]')];
    const say = (words) => { byId('ui-said').textContent = words; };
    const name = (it) => `「${library.items.get(it.id).name}」`;

    /** Begins with the address, or with the first form where it says nothing. */
    function restore() {
      const link = readLink(location.hash, library.items);
      sheet = link?.sheet ?? { title: FIRST_TITLE, fields: fields().slice(0, FIRST_FIELDS).map((box) => box.value), items: [] };
      warn(link);
      title.value = sheet.title;
      for (const box of fields()) box.checked = sheet.fields.includes(box.value);
      const known = fields().map((box) => box.value);
      others.value = sheet.fields.filter((words) => !known.includes(words)).join('、');
      list();
      redraw();
    }

    function warn(link) {
      let words = '';
      if (link?.isNewer) words += 'このリンクは、新しい書き方のもののようです。読みとれたところだけで組みました。';
      if (link?.unknown.length) words += `リンクにある項目のうち、「${link.unknown.join('」「')}」は、いまの引き出しにありません。ほかの項目で組みました。`;
      byId('ui-notice').textContent = words;
      byId('ui-notice').hidden = !words;
    }

    function redraw() {
      const { sides, tooTall } = compose(sheet, library);
      told = `用紙は${sides}枚です。`;
      if (tooTall.length) told += `「${tooTall.join('」「')}」は、一枚に入りきりません。行を減らしてください。`;
      byId('ui-link').value = location.href.split('#')[0] + writeLink(sheet, library.items);
    }
    function changed(words) {
      redraw();
      history.replaceState(null, '', byId('ui-link').value);
      say(words + told);
    }

    function list() {
      for (const box of boxes()) box.checked = sheet.items.some((it) => it.id === box.value);
      byId('ui-empty').hidden = sheet.items.length > 0;
      order.replaceChildren(...sheet.items.map(row));
    }

    function row(it) {
      const element = make('li'), actions = make('div', { className: 'builder-actions' });
      element.dataset.id = it.id;
      element.append(make('span', { textContent: library.items.get(it.id).name }), actions);
      if (library.items.get(it.id).lines) actions.append(lines(it));
      for (const [words, by] of [['上へ', -1], ['下へ', 1]]) actions.append(button(words, it, () => move(it, by, words)));
      actions.append(button('外す', it, () => remove(it)));
      return element;
    }

    function lines(it) {
      const label = make('label', { textContent: '行' });
      const input = make('input', { type: 'number', min: 1, max: MOST_LINES, value: it.lines });
      input.setAttribute('aria-label', `${name(it)}の行の数`);
      input.addEventListener('input', () => {
        if (!(input.valueAsNumber >= 1)) return; // not yet a number
        it.lines = bounded(input.value, library.items.get(it.id).lines);
        changed('');
      });
      input.addEventListener('change', () => { input.value = it.lines; });
      label.prepend(input);
      return label;
    }

    function button(words, it, press) {
      const made = make('button', { type: 'button', textContent: words });
      made.setAttribute('aria-label', name(it) + (words === '外す' ? 'を外す' : `を${words}`));
      made.dataset.action = words;
      made.addEventListener('click', press);
      return made;
    }

    /** The focus stays on the same button, which can be pressed again. */
    function move(it, by, words) {
      const from = sheet.items.indexOf(it), to = from + by;
      if (to < 0 || to >= sheet.items.length) { say(`${name(it)}は、もう${by < 0 ? 'いちばん上' : 'いちばん下'}です。`); return; }
      sheet.items.splice(from, 1);
      sheet.items.splice(to, 0, it);
      list();
      order.children[to].querySelector(`[data-action="${words}"]`).focus();
      changed(`${name(it)}を${to + 1}番めに動かしました。`);
    }

    /** The focus goes to the next item, or to the list of all after the last one. */
    function remove(it) {
      const at = sheet.items.indexOf(it);
      sheet.items.splice(at, 1);
      list();
      const buttons = order.querySelectorAll('[data-action="外す"]');
      (buttons[Math.min(at, sheet.items.length - 1)] ?? boxes()[0])?.focus();
      changed(`${name(it)}を外しました。`);
    }

    function tick(box) {
      const it = { id: box.value, lines: library.items.get(box.value).lines };
      if (box.checked) sheet.items.push(it);
      else sheet.items = sheet.items.filter((other) => other.id !== box.value);
      list();
      changed(name(it) + (box.checked ? 'を入れました。' : 'を外しました。'));
    }

    /** The preview brought other items: the title and the order stay. */
    function renew() {
      if (seen === drawers()) return;
      seen = drawers();
      library = readLibrary();
      sheet.items = sheet.items.filter((it) => library.items.has(it.id));
      list();
      redraw();
    }

    function readFields() {
      const more = others.value.split(/[、,]/).map((words) => words.trim()).filter(Boolean);
      const ticked = fields().filter((box) => box.checked).map((box) => box.value);
      sheet.fields = [...ticked, ...more].slice(0, MOST_FIELDS);
      changed('');
    }

    place.addEventListener('change', (e) => { if (e.target.name === 'item') tick(e.target); });
    place.addEventListener('input', (e) => { if (e.target.name === 'field' || e.target === others) readFields(); });
    document.addEventListener('page-updated', renew);
    title.addEventListener('input', () => { sheet.title = title.value; changed(''); });
    byId('ui-copy').addEventListener('click', () => copy(byId('ui-link'), say));
    place.querySelector('form').addEventListener('submit', (e) => e.preventDefault());
    window.addEventListener('hashchange', restore);
    byId('ui-no-script').hidden = true;
    place.hidden = false;
    restore();
  }

  /** Where there is no clipboard (file:, old browsers) the link is selected. */
  function copy(link, say) {
    link.select();
    const byHand = () => say('リンクを選びました。Ctrl キーと C で写してください。');
    if (navigator.clipboard) navigator.clipboard.writeText(link.value).then(() => say('リンクを写しました。'), byHand);
    else byHand();
  }
})();
