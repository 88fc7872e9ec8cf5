  // ── どの字の並びが、どのページにあるか（src/search/grams.rs と同じ切り方） ──

  // 一行に、はじめの字が同じものがまとまっている
  function unfold(lines) {
    return lines.split('\n').flatMap((line) => {
      const [first, ...rests] = line.split('\t');
      return rests.map((rest) => first + rest);
    });
  }

  // 字の並びごとに、そのあるページを [どこか, 題, 見出し] の三つに並べたもの
  function gramShard(bytes) {
    let at = bytes.indexOf(10) + 1;
    const rows = new Map();
    const number = () => { for (let n = 0, shift = 0; ; shift += 7) { const b = bytes[at++]; n |= (b & 127) << shift; if (b < 128) return n; } };
    for (const gram of unfold(json(bytes.subarray(0, at)))) {
      const row = [number(), number(), number()].map((count) => new Uint32Array(count));
      for (const list of row) for (let i = 0, next = 0; i < list.length; i++) { list[i] = next + number(); next = list[i] + 1; }
      rows.set(gram, row);
    }
    return rows;
  }

  async function row(key) {
    const shard = shardOf(catalogue.grams, key);
    return shard < 0 ? undefined : (await load(`g${shard}`, gramShard)).get(key);
  }

  // key で始まる字の並びの、どれかがあるページ
  async function rowsFrom(key) {
    const last = shardOf(catalogue.grams, `${key}\uffff`), all = [];
    for (let shard = Math.max(shardOf(catalogue.grams, key), 0); shard <= last; shard++) all.push(load(`g${shard}`, gramShard));
    const marks = [0, 1, 2].map(() => new Uint8Array(catalogue.pages));
    for (const rows of await Promise.all(all)) {
      for (const [gram, lists] of rows) if (gram.startsWith(key)) lists.forEach((list, i) => { for (const page of list) marks[i][page] = 1; });
    }
    return marks.map((marked) => Uint32Array.from(marked.keys()).filter((page) => marked[page]));
  }

  const isAscii = (c) => c <= '\x7f', isKana = (c) => c >= 'ぁ' && c <= 'ゖ';

  // 三字ずつ索引にある並びか。まだ続くかもしれない二字なら、そうでありうるか
  function isByThree([first, second, third]) {
    if (isAscii(first) && isAscii(second) && isAscii(third ?? '')) return true;
    return catalogue.kana_by_three && isKana(second) && (!third || isKana(third));
  }

  // 探す言葉から、索引に尋ねる字の並び。打ちかけの終わり（from）は、まだ続くかもしれない
  function grams({ text, dropped = [] }) {
    const keys = new Set(), from = new Set();
    let signs = '';
    const words = Array.from(text, (c) => { if (!isSeparator(c)) return c; signs += c; return ' '; }).join('').split(' ');
    for (const word of words.map((word) => Array.from(word))) {
      const n = word.length, pieces = [];
      for (let i = 0; i + 1 < n; i++) {
        const three = word.slice(i, i + 3);
        if (!isByThree(three)) pieces.push(three.slice(0, 2).join(''));
        else if (three.length === 3) pieces.push(three.join(''));
        // かな二つに続く字は多く、尋ねる先も多い
        else if (pieces.length && !isKana(three[0]) && !isAscii(three[0])) from.add(three.join(''));
      }
      if (!pieces.length && n > 1) from.add(word.join(''));
      (n === 1 ? word : pieces).forEach((piece) => keys.add(piece));
    }
    for (const sign of signs) if (sign > ' ') keys.add(sign);
    if (!text) dropped.forEach((c) => keys.add(c));
    const asked = (keys, rows) => Array.from(keys, (key) => ({ key, rows: () => rows(key), isHere: () => Boolean(files[`g${shardOf(catalogue.grams, key)}`]) }));
    return [...asked(keys, row), ...asked(from, rowsFrom)];
  }

  // どの並びにもあるページ。並びは、どれも小さい順
  function common(lists) {
    return lists.sort((a, b) => a.length - b.length).reduce((some, others) => {
      let at = 0;
      return some.filter((page) => { while (others[at] < page) at++; return others[at] === page; });
    });
  }

  const NOWHERE = [[], [], []];

  // その書かれ方のあるかもしれないページ。もう読んだ字の並びから、少しずつ尋ねる：無い言葉に多くを読まないように
  async function places(way) {
    const keys = grams(way), found = [];
    for (let left = keys; left.length;) {
      const here = left.filter((it) => it.isHere()), next = here.length ? here : found.length ? left.filter((_, i) => i % 2 < 1) : [left[left.length >> 1]];
      left = left.filter((it) => !next.includes(it));
      found.push(...await Promise.all(next.map((it) => it.rows())));
      if (!found.every(Boolean) || !common(found.map((lists) => lists[0])).length) return NOWHERE;
    }
    way.sure = keys.length === 1 && keys[0].key === way.text; // 確かめるまでもない
    return keys.length ? NOWHERE.map((_, field) => common(found.map((lists) => lists[field]))) : NOWHERE;
  }

