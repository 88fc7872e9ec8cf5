// search-engine.js — 索引を読み、探す。画面には触れない（画面は search-dialog.js）。索引の作り方は src/search/ にある。
// 索引のファイルはスクリプトとして読みこむので、ダブルクリックで開いたサイト（file:）でも動く。
const SearchEngine = (() => {
  'use strict';
  let root = '', stamp = '', hyo = null, single = {}, needless = null;
  const waiting = {}, files = {}, asked = new Map(), folded = new Map(), kindOf = [], yearOf = [];

  // ── 索引のファイル ──

  const broken = (why) => new Error(`検索の索引${why}。サイトのフォルダーを、もう一度まるごとコピーしてください。`);

  // 読みこんだファイルが、みずから呼ぶ。payload は、圧縮したバイトを7ビットずつ文字にしたもの（src/search/shard.rs）
  function todoku(name, of, sum, payload) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < payload.length; i++) hash = Math.imul(hash ^ payload.charCodeAt(i), 0x01000193);
    if (!waiting[name]) return;
    if (hash >>> 0 !== sum) return waiting[name].reject(broken(`（${name}）が壊れています`));
    if (stamp && of !== stamp) return waiting[name].reject(broken('に、別のときに作ったものが混じっています'));
    stamp = of;
    waiting[name].resolve(new Response(new Blob([unpack(payload)]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer());
  }

  function unpack(payload) {
    const bytes = new Uint8Array(payload.length * 7 >> 3);
    for (let i = 0, held = 0, bits = 0, at = 0; i < payload.length; i++) {
      held = held << 7 | payload.charCodeAt(i);
      bits += 7;
      if (bits > 7) { bits -= 8; bytes[at++] = held >> bits; held &= (1 << bits) - 1; }
    }
    return bytes;
  }

  // 一つのファイルは一度だけ読む。読めなかったときは、次にまた試す
  function load(name, read) {
    if (!files[name]) {
      files[name] = new Promise((resolve, reject) => {
        waiting[name] = { resolve, reject };
        const script = document.createElement('script');
        script.src = `${root}sagasu/${name}.js`;
        script.onload = () => reject(broken(`（${name}）が途中で切れています`));
        script.onerror = () => reject(broken(`（${name}）が見つかりません`));
        document.head.append(script);
      }).then((buffer) => read(new Uint8Array(buffer)));
      files[name].catch(() => { delete files[name]; });
    }
    return files[name];
  }

  const json = (bytes) => JSON.parse(new TextDecoder('euc-jp').decode(bytes));

  async function ready() {
    const read = await load('mokuroku', json), to = Array.from(read.fold.to);
    if (hyo) return;
    hyo = read;
    hyo.grams = unfold(hyo.grams);
    Array.from(hyo.fold.from).forEach((c, i) => { single[c] = to[i]; });
    for (const c of hyo.fold.dropped) single[c] = '';
    const wide = `[${hyo.wide.map((ends) => String.fromCodePoint(...ends).replace(/.$/u, '-$&')).join('')}]`;
    needless = new RegExp(`^ +| +$|(?<=${wide}) +| +(?=${wide})`, 'gu');
    // 種類と年度は、並びの変わり目だけが目録にある：[はじめのページ, 種類, 年度]
    hyo.runs.forEach(([first, kind, year], i) => {
      const end = hyo.runs[i + 1]?.[0] ?? hyo.pages;
      for (let page = first; page < end; page++) { kindOf[page] = kind; yearOf[page] = year; }
    });
  }

  // 区切り firsts のうち、key の入っているもの
  function shardOf(firsts, key) {
    let low = 0, high = firsts.length;
    while (low < high) { const middle = low + high >> 1; if (firsts[middle] <= key) low = middle + 1; else high = middle; }
    return low - 1;
  }

  // ── 折りたたみ：ちがう書き方を同じ字にそろえる（src/search/fold.rs と同じ） ──

  // text の何文字目が source の何文字目から来たかを、at に添える。濁点などは、前の字とひとまとまり
  function fold(source) {
    const at = [], dropped = [];
    let text = '', index = 0;
    for (const cluster of /[\p{M}ﾞﾟ]/u.test(source) ? source.match(/[^][\p{M}ﾞﾟ]*/gu) : source) {
      if (!folded.has(cluster)) folded.set(cluster, foldOne(cluster));
      const it = folded.get(cluster);
      for (let k = 0; k < it.text.length; k++) at.push(index);
      text += it.text;
      if (it.dropped) dropped.push(...it.dropped);
      index += cluster.length;
    }
    at.push(index);
    let gone = 0;
    text = text.replace(needless, (spaces, index) => {
      at.splice(index - gone, spaces.length);
      gone += spaces.length;
      return '';
    });
    return { source, text, at, dropped };
  }

  function foldOne(cluster) {
    const dropped = [], plain = /^[\0-\x7fぁ-ゖァ-ヺー、-〇\u4e00-\u9fff]$/.test(cluster) ? cluster : cluster.normalize('NFKC');
    const text = Array.from(plain, (c) => {
      c = c.toLowerCase();
      if (c >= 'ァ' && c <= 'ヶ') c = String.fromCharCode(c.charCodeAt(0) - 0x60);
      const kept = single[c] ?? c;
      if (!kept) dropped.push(c);
      return kept;
    }).join('');
    return { text, dropped: dropped.length && dropped };
  }

  function isSeparator(c) {
    const code = c.codePointAt(0);
    return hyo.fold.separators.some(([first, last]) => code >= first && code <= last);
  }

  const bare = (folded) => Array.from(folded).filter((c) => !isSeparator(c)).join('');

  const plainSounds = (folded) => hyo.fold.sounds.reduce((text, [from, to]) => text.replaceAll(from, to), folded);

  // その字は、前の音をのばすだけか
  const isLong = (text, i) => Boolean(i && hyo.fold.long[text[i]]?.includes(text[i - 1]));

  function sound(folded) {
    const text = plainSounds(folded);
    return Array.from(text).filter((c, i) => !isLong(text, i)).join('');
  }

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
    const shard = shardOf(hyo.grams, key);
    return shard < 0 ? undefined : (await load(`g${shard}`, gramShard)).get(key);
  }

  // key で始まる字の並びの、どれかがあるページ
  async function rowsFrom(key) {
    const last = shardOf(hyo.grams, `${key}\uffff`), all = [];
    for (let shard = Math.max(shardOf(hyo.grams, key), 0); shard <= last; shard++) all.push(load(`g${shard}`, gramShard));
    const marks = [0, 1, 2].map(() => new Uint8Array(hyo.pages));
    for (const rows of await Promise.all(all)) {
      for (const [gram, lists] of rows) if (gram.startsWith(key)) lists.forEach((list, i) => { for (const page of list) marks[i][page] = 1; });
    }
    return marks.map((marked) => Uint32Array.from(marked.keys()).filter((page) => marked[page]));
  }

  const isAscii = (c) => c <= '\x7f', isKana = (c) => c >= 'ぁ' && c <= 'ゖ';

  // 三字ずつ索引にある並びか。まだ続くかもしれない二字なら、そうでありうるか
  function isByThree([first, second, third]) {
    if (isAscii(first) && isAscii(second) && isAscii(third ?? '')) return true;
    return hyo.kana_by_three && isKana(second) && (!third || isKana(third));
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
    const asked = (keys, rows) => Array.from(keys, (key) => ({ key, rows: () => rows(key), isHere: () => Boolean(files[`g${shardOf(hyo.grams, key)}`]) }));
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

  // ── 一つの言葉の、このサイトでの書かれ方 ──

  const HOW = { romaji: 0, reading: 1, synonym: 2, folded: 3, literal: 4 }, HOWS = Object.keys(HOW);
  const MOST_WAYS = 16, KANJI = '[々\\u3400-\\u9fff]', kanji = new RegExp(KANJI);

  // 空白で分ける。引用符で囲んだものは、そのままの並びで探す
  function parse(query) {
    const parts = query.slice(0, 400).matchAll(/["“”]([^"“”]*)["“”]?|([^\s"“”]+)/g);
    const words = Array.from(parts, ([, quoted, word]) => ({ word: (quoted ?? word).trim().replace(/\s+/g, ' '), quoted: quoted !== undefined })).filter((it) => it.word);
    return words.length || !query.trim() ? words.slice(0, 32) : [{ word: query.trim().slice(0, 400), quoted: true }];
  }

  // はじめのものは、打たれたまま
  async function ways({ word, quoted }) {
    const folded = fold(word), all = [{ text: folded.text, dropped: folded.dropped, how: 'folded', word }];
    const add = (how, isLonger = false) => (text) => {
      if (text && all.length < MOST_WAYS && !all.some((way) => way.text === text)) all.push({ text, how, isLonger });
    };
    if (quoted || !bare(folded.text)) return all;
    add('folded')(plainSounds(folded.text));
    // かなのあとのローマ字は、変換の窓で打ちかけのもの
    const [, before, latin] = /^([ぁ-ゖ]*)([a-z'āīūēō-]+)$/.exec(folded.text.normalize('NFC')) ?? [];
    if (latin && folded.text.length > 1) {
      for (const { kana, tails } of romaji(latin)) {
        const typed = before + fold(kana).text;
        for (const it of await writings(typed, tails)) add('romaji', it.isLonger)(it.text);
        if (typed.length > 1) [typed, sound(typed)].forEach(add('romaji')); // カタカナの言葉
      }
    } else {
      (await heads(folded.text)).forEach(add('folded'));
      // 漢字やカタカナのある言葉は、あればそのままでよい。カタカナだけなら、それで一つの言葉の読みでもありうる
      if (/[ァ-ヶｦ-ﾝ\u3400-\u9fff]/.test(word) && (await places(all[0]))[0].length) {
        if (!kanji.test(word)) (await written(sound(folded.text))).forEach(([same]) => add('reading')(same));
      } else if (/[ぁ-ゖ]{2}/.test(folded.text)) for (const it of await writings(folded.text, [''])) add('reading', it.isLonger)(it.text);
    }
    for (const way of [...all]) add(way.how, way.isLonger)(way.text.replace(new RegExp(`(${KANJI})[ぁ-ゖ]{1,2}(?=${KANJI})`, 'g'), '$1')); // 振り返りは、振返りとも書く
    for (const way of all.slice(0, 8)) {
      for (const same of hyo.synonyms) {
        const own = same.find((it) => it === way.text || it.length > 1 && way.text.includes(it));
        if (own) same.map((other) => way.text.replaceAll(own, other)).forEach(add(HOWS[Math.min(HOW[way.how], HOW.synonym)], way.isLonger));
      }
    }
    return all;
  }

  // 読みの表：読みごとに、[書かれ方, どれほど出てくるか] の並び
  const wordShard = (bytes) => new Map(json(bytes).split('\n').slice(0, -1).map((line) => {
    const [reading, words] = line.split('\t');
    return [reading, words.split(' ').map((it) => [it.slice(1), +it[0]])];
  }));

  async function written(reading) {
    const shard = shardOf(hyo.words, reading);
    return shard < 0 ? [] : (await load(`y${shard}`, wordShard)).get(reading) ?? [];
  }

  // 打ちかけの読みで始まる言葉。よく出るものから。終わりは、打たれたより長いか
  async function writtenFrom(start) {
    const first = Math.max(shardOf(hyo.words, start), 0), last = Math.min(shardOf(hyo.words, `${start}\uffff`), first + 1), all = [];
    for (let shard = first; shard <= last; shard++) {
      for (const [reading, words] of await load(`y${shard}`, wordShard)) if (reading.startsWith(start)) all.push(...words.map((it) => [...it, reading !== start]));
    }
    return all.sort((a, b) => b[1] - a[1]).slice(0, 12);
  }

  // 送りがなを省いた言葉（振返り）の、省かない書き方（振り返り）。打合せの打ち合わせも。長い言葉では、となり合う二字も
  async function heads(folded) {
    const found = [];
    for (const { 0: piece, index } of folded.matchAll(new RegExp(`${KANJI}(?:[ぁ-ゖ]*${KANJI})+`, 'g'))) {
      const at = Array.from(piece.matchAll(new RegExp(KANJI, 'g')), (it) => it.index);
      if (at.length > 4) continue;
      for (const some of at.length > 2 ? [at, ...at.slice(1).map((end, i) => [at[i], end])] : [at]) {
        const end = index + some[some.length - 1] + 1, bones = some.map((i) => piece[i]).join('');
        for (const kana of ['', ...folded.slice(end, end + 1)]) {
          for (const [word] of await written(bones + kana)) found.push(folded.slice(0, index + some[0]) + word + folded.slice(end + kana.length));
        }
      }
    }
    return found;
  }

  // かなを、読みの表の言葉につないで書きなおす。よいものから。tails は、打ちかけの終わりが取りうるかな
  async function writings(kana, tails) {
    const n = kana.length, at = Array.from({ length: n + 1 }, () => []), unfinished = tails[0] !== '', whole = [];
    const cheapest = (states, most) => states.sort((a, b) => a.cost - b.cost).slice(0, most);
    const go = (states, to, text, cost, kept = () => 0, isLonger = false) => to.push(...states.map((it) => ({ text: it.text + text, cost: it.cost + cost, kept: kept(it), isLonger })));
    at[0].push({ text: '', cost: 0, kept: 0 });
    for (let from = 0; from < n; from++) {
      const here = cheapest(at[from], 8), isKanji = kanji.test(kana[from]);
      if (!here.length) continue;
      for (let to = from + 1; to <= n && to < from + 12 && !kanji.test(kana.slice(from, to)); to++) {
        for (const [word, often] of await written(sound(kana.slice(from, to)))) go(here, at[to], word, 10 - (to - from) - often / 2);
      }
      // 助詞のような短いかなは、かなのまま残ることがある。シート のような言葉の、のばす音は残らない
      const keeps = here.filter((it) => isKanji || it.kept < 2 && (it.text || /[おご]/.test(kana[from])));
      go(keeps, at[from + 1], kana[from], 9, isKanji ? undefined : (it) => it.kept + 1);
      if (isLong(kana, from)) go(here.filter((it) => it.kept), at[from + 1], '', 1, (it) => it.kept);
      if (from && !unfinished) go(here, whole, kana.slice(from), 12 + n - from);
    }
    for (let from = 0; unfinished ? from <= n : from < n && n > 1; from++) {
      if (!at[from].length || kanji.test(kana[from])) continue;
      for (const tail of tails) {
        for (const [word, often, isLonger] of await writtenFrom(sound(kana.slice(from) + tail))) go(cheapest(at[from], 8), whole, word, 12 - often / 2, undefined, isLonger && !unfinished);
      }
    }
    if (!unfinished) whole.push(...at[n]);
    return cheapest(whole, 7).filter((it) => it.text !== kana);
  }

  // 子音のあとの あいうえお。＊ は添える小さい字のないところ、＿ は無い音
  const ROWS = { '': 'あいうえお', y: 'や＿ゆ＿よ', w: 'わ＿う＿を', c: 'かしくせこ', l: 'らりるれろ', x: 'ぁぃぅぇぉ' };
  'kかきくけこsさしすせそtたちつてとnなにぬねのhはひふへほmまみむめもrらりるれろgがぎぐげごzざじずぜぞdだぢづでどbばびぶべぼpぱぴぷぺぽvばびぶべぼ'.replace(/(.)(.{5})/g, (_, key, row) => { ROWS[key] = row; });
  for (const [smalls, rows] of [
    ['ゃ＊ゅぇょ', 'きky,しsh sy,ちch ty cy,じj jy zy,にny,ひhy,みmy,りry ly,ぎgy,びby vy,ぴpy,ぢdy'], ['ぁぃ＊ぇぉ', 'ふf,つts,うwh,くq'],
    ['ゃぃゅぇょ', 'てth,でdh,ふfy'], ['ぁぃぅぇぉ', 'とtw,どdw,くkw,ぐgw'], ['ゃ＿ゅ＿ょ', '＿xy'], ['＿＿っ＿＿', '＿xt xts lt lts']
  ]) for (const row of rows.split(',')) for (const key of row.slice(1).split(' ')) ROWS[key] = Array.from(smalls, (small) => (row[0] + small).replace(/＿$|＊/, '').replace(/^＿(?=.)/, ''));
  // 二とおりに読めるつづり
  const ALSO = { ti: 'てぃ', di: 'でぃ', tu: 'とぅ', du: 'どぅ', wi: 'うぃ', we: 'うぇ', wo: 'うぉ', ye: 'いぇ', si: 'すぃ', lya: 'ゃ', lyu: 'ゅ', lyo: 'ょ' };

  // ローマ字をかなに。つづりの流儀は問わず、打ちかけの子音は、その行のどのかなにもなる
  function romaji(word) {
    let all = [''], rest = word.normalize('NFD').replace(/[^a-z']/g, '').replace(/oh(?![aiueoy])/g, 'o').replace(/tch/g, 'cch');
    while (rest) {
      const found = /^(?:([^aiueon'])(?=\1)|n'|nn?(?![aiueoy'n])|nn(?=n)|n(?=n)|m(?=[bmp])|([^aiueo']{0,3})([aiueo]))/.exec(rest);
      if (!found || rest === 'n') break;
      const kana = found[3] ? [ROWS[found[2]]?.['aiueo'.indexOf(found[3])], ALSO[found[0]]] : [found[1] ? 'っ' : 'ん'];
      const next = kana.filter((it) => it && it !== '＿');
      if (!next.length) return [];
      all = next.flatMap((it) => all.map((before) => before + it)).slice(0, 4);
      rest = rest.slice(found[0].length);
    }
    if (!rest) return all.map((kana) => ({ kana, tails: [''] }));
    const tails = Array.from(ROWS[rest] ?? '', (it) => it[0]).filter((c) => c !== '＿');
    return all.flatMap((kana) => [...tails.length ? [{ kana, tails: [...new Set(tails)] }] : [], ...rest === 'n' ? [{ kana: `${kana}ん`, tails: [''] }] : []]);
  }

  // ── 候補：すべての言葉があるかもしれないページを、よさそうな順に ──

  function ask(query) {
    const key = query.trim();
    if (!asked.has(key)) {
      asked.set(key, Promise.all(parse(key).map(ways)).then(candidates));
      asked.get(key).catch(() => asked.delete(key));
    }
    return asked.get(key);
  }

  async function candidates(words) {
    const whole = words.map((ways) => bare(ways[0].text)).join(''), ends = Array.from(whole);
    const equal = ends.length ? await row(`\0${ends[0]}${ends[ends.length - 1]}`) : undefined;
    const score = new Uint16Array(hyo.pages).fill(words.length ? 1000 : 0);
    for (const ways of words) {
      const best = new Uint8Array(hyo.pages), found = [];
      for (const way of ways) found.push(await places(way)); // 一つずつ：似た書かれ方は、同じファイルで足りる
      found.forEach((lists, i) => [1, 3, 2].forEach((worth, field) => {
        const value = worth * 8 + HOW[ways[i].how];
        for (const page of lists[field]) if (best[page] < value) best[page] = value;
      }));
      for (let page = 0; page < best.length; page++) if (best[page] < score[page]) score[page] = best[page];
    }
    equal?.[2].forEach((page) => { if (score[page]) score[page] += 100; });
    equal?.[1].forEach((page) => { if (score[page]) score[page] += 200; });
    const byScore = [];
    for (let page = 0; page < score.length; page++) if (score[page]) (byScore[score[page]] ??= []).push(page);
    return { words, whole, pages: byScore.reverse().flat(), sure: words.flat().every((way) => way.sure), wrong: new Set() };
  }

  // ── 確かめて、順をつける ──

  // 多くのページを並べたページ（hyo.lists から）は、一つずつのファイルにある
  async function pageText(page) {
    const per = hyo.pages_per_text, list = page - hyo.lists;
    const texts = await load(list < 0 ? `b${Math.floor(page / per)}` : `b${Math.ceil(hyo.lists / per) + list}`, json);
    const it = texts[list < 0 ? page % per : 0];
    if (!it.url) {
      const [url, title, aliases, sections] = it;
      Object.assign(it, {
        url, title: fold(title), aliases: aliases.map(fold),
        sections: sections.map(([anchor, heading, text]) => ({ anchor, heading: fold(heading), text: fold(text) }))
      });
    }
    return it;
  }

  // 言葉が field のどこにあるか：[始め, 終わり, 見つけ方]
  function finds(ways, field, most = 40) {
    const found = [];
    for (const way of ways) {
      const [text, word] = way.text ? [field.text, way.text] : [field.source, way.word];
      for (let i = text.indexOf(word); i >= 0 && found.length < most; i = text.indexOf(word, i + word.length)) {
        let end = i + word.length;
        if (!way.text) { found.push([i, end, HOW.literal]); continue; }
        while (end < text.length && field.at[end] === field.at[end - 1]) end++;
        const start = field.at[i], place = [start, start + field.source.slice(start, field.at[end]).trimEnd().length];
        found.push([...place, way.how === 'folded' && field.source.slice(...place) === way.word ? HOW.literal : HOW[way.how]]);
      }
    }
    return found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  }

  const bestHow = (found) => found.reduce((best, it) => Math.max(best, it[2]), -1);

  // field の全体が、尋ねたことそのものか：見つけ方か、ちがえば -1
  function equals({ words, whole }, field) {
    const text = bare(field.text);
    if (!text) return -1;
    if (text === whole) return field.source.replace(/\s+/g, ' ') === words.map((ways) => ways[0].word).join(' ') ? HOW.literal : HOW.folded;
    return words.length > 1 ? -1 : words[0].reduce((best, way) => !way.isLonger && bare(way.text) === text ? Math.max(best, HOW[way.how]) : best, -1);
  }

  const EQUAL_TITLE = 7, EQUAL_ALIAS = 6, EQUAL_HEADING = 5, TITLE = 4, ALIAS = 3, HEADING = 2, BODY = 1;
  const points = (place, how) => how < 0 ? 0 : (place * 16 + how) * 64;

  // ページの中で、いちばんよい節とその点。言葉がそろっていなければ undefined
  function judge(asked, page) {
    const { words } = asked, there = new Set();
    const named = words.map((ways, i) => {
      const how = Math.max(points(TITLE, bestHow(finds(ways, page.title))), ...page.aliases.map((alias) => points(ALIAS, bestHow(finds(ways, alias)))));
      if (how) there.add(i);
      return how;
    });
    const top = Math.max(points(EQUAL_TITLE, equals(asked, page.title)), ...page.aliases.map((alias) => points(EQUAL_ALIAS, equals(asked, alias))));
    const places = page.sections.map((section, number) => {
      const body = words.map((ways) => finds(ways, section.text));
      const own = words.map((ways, i) => Math.max(points(HEADING, bestHow(finds(ways, section.heading))), points(BODY, bestHow(body[i]))));
      own.forEach((worth, i) => { if (worth) there.add(i); });
      const worth = own.map((worth, i) => Math.max(named[i], worth) || -2000);
      const score = worth.reduce((sum, it) => sum + it, 0) / words.length + nearness(body);
      const isWhole = own.some(Boolean) && worth.every((it) => it > 0);
      return { section, body, isWhole, score: Math.max(score, number ? points(EQUAL_HEADING, equals(asked, section.heading)) : top) };
    });
    if (there.size < words.length) return undefined;
    const best = places.reduce((best, it) => it.score > best.score ? it : best);
    const others = places.filter((it) => it !== best && it.isWhole && it.section.anchor).sort((a, b) => b.score - a.score);
    return { ...best, page, others };
  }

  // 言葉が近いほど大きい（0〜60）。となり合い、順も同じなら最大
  function nearness([first, ...others]) {
    if (!others.length || !others.every((list) => list.length)) return 0;
    return first.reduce((best, [, start]) => {
      let end = start, gap = 0;
      for (const list of others) {
        const distance = (it) => it[0] >= end ? it[0] - end : end - it[0] + 4;
        const near = list.reduce((near, it) => distance(it) < distance(near) ? it : near);
        gap += distance(near);
        end = near[1];
      }
      return Math.max(best, 60 - gap);
    }, 0);
  }

  // はじめの wanted 件がそろうまで、候補の文を読んで確かめる
  async function take(asked, list, wanted) {
    const found = [];
    let seen = 0;
    while (found.length < wanted && seen < list.length) {
      const next = list.slice(seen, seen += wanted - found.length);
      (await Promise.all(next.map(pageText))).forEach((text, i) => {
        const judged = judge(asked, text);
        if (judged) found.push({ ...judged, number: next[i] }); else asked.wrong.add(next[i]);
      });
    }
    found.sort((a, b) => b.score - a.score || a.number - b.number);
    return { found, exact: seen >= list.length };
  }

  // ── 答え ──

  function merge(marks) {
    const merged = [];
    for (const [start, end] of marks.sort((a, b) => a[0] - b[0])) {
      const last = merged[merged.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end); else merged.push([start, end]);
    }
    return merged;
  }

  const BEFORE = 24, LONG = 120;

  // 見つかったところの前後。印をつける所で区切る
  function excerpt(marks, source) {
    const half = (i) => /[\udc00-\udfff]/.test(source[i] ?? ''), parts = [];
    let from = Math.max(0, (marks[0]?.[0] ?? 0) - BEFORE), to = Math.min(source.length, from + LONG);
    if (half(from)) from--;
    if (half(to)) to++;
    const add = (start, end, mark) => { if (start < end) parts.push({ text: source.slice(start, end), mark }); };
    if (from) parts.push({ text: '…', mark: false });
    const end = marks.filter(([start]) => start < to).reduce((at, [start, end]) => {
      add(at, start, false);
      add(start, Math.min(end, to), true);
      return Math.min(end, to);
    }, from);
    add(end, to, false);
    if (to < source.length) parts.push({ text: '…', mark: false });
    return parts;
  }

  const MOST_SECTIONS = 3;

  function result({ words }, { page, section, body, others, number }) {
    const fields = [page.title, ...page.aliases, section.heading, section.text];
    const how = Math.min(...words.map((ways) => Math.max(0, ...fields.map((field) => bestHow(finds(ways, field))))));
    const address = ({ anchor }) => page.url.split('/').map(encodeURIComponent).join('/') + (anchor && `#${encodeURIComponent(anchor)}`);
    return {
      url: address(section), title: page.title.source, heading: section.anchor && section.heading.source, kind: hyo.kinds[kindOf[number]], year: hyo.years[yearOf[number]],
      excerpt: excerpt(merge(body.flat()), section.text.source), how: HOWS[how],
      // 同じページの、ほかの節：よいものから三つまでと、残りの数
      sections: others.slice(0, MOST_SECTIONS).map(({ section }) => ({ url: address(section), heading: section.heading.source })),
      others: Math.max(0, others.length - MOST_SECTIONS)
    };
  }

  function counts(pages, labelOf, labels) {
    const count = labels.map(() => 0);
    for (const page of pages) count[labelOf[page]]++;
    return labels.map((label, i) => ({ id: label, label, count: count[i] })).filter((it) => it.label && it.count);
  }

  // 何も見つからないときに勧める、字の並びの似た題とことば
  async function nearest(words) {
    const pairs = (text) => new Set(Array.from(text, (_, i) => text.slice(i, i + 2)).slice(0, -1));
    const text = words.map((ways) => bare((ways.find((way) => way.how === 'romaji') ?? ways[0]).text)).join('').slice(0, 40);
    const own = pairs(text), times = new Map();
    for (const lists of await Promise.all(grams({ text }).map((it) => it.rows()))) lists?.[1].forEach((page) => times.set(page, (times.get(page) ?? 0) + 1));
    const pages = Array.from(times).sort((a, b) => b[1] - a[1]).slice(0, 5), near = new Map();
    for (const { title, aliases } of await Promise.all(pages.map(([page]) => pageText(page)))) {
      for (const { source, text } of [title, ...aliases]) {
        const other = pairs(bare(text));
        near.set(source, 2 * [...other].filter((pair) => own.has(pair)).length / (own.size + other.size));
      }
    }
    return Array.from(near).filter((it) => it[1] > 0.15).sort((a, b) => b[1] - a[1]).slice(0, 5).map(([name]) => name);
  }

  async function search(query, { kind, year, limit = 8, offset = 0 } = {}) {
    await ready();
    const it = await ask(query), kinds = hyo.kinds.indexOf(kind), years = hyo.years.indexOf(year);
    const right = () => it.wrong.size ? it.pages.filter((page) => !it.wrong.has(page)) : it.pages;
    const of = (kind, year) => kind || year ? right().filter((page) => (!kind || kindOf[page] === kinds) && (!year || yearOf[page] === years)) : right();
    const { found, exact } = await take(it, of(kind, year), offset + limit);
    return {
      query, total: of(kind, year).length, exact: exact || it.sure, results: found.slice(offset, offset + limit).map((one) => result(it, one)),
      kinds: counts(of('', year), kindOf, hyo.kinds), years: counts(of(kind), yearOf, hyo.years),
      nearest: it.words.length && exact && !found.length ? await nearest(it.words) : []
    };
  }

  // 開いたページで印をつける所：[始め, 終わり]。前に search で調べた言葉に限る
  let latest = null;
  function marks(query, source) {
    return latest?.query === query.trim() ? merge(latest.words.flatMap((ways) => finds(ways, fold(source), 1000))) : [];
  }

  return {
    open: (at) => { root = at; },
    // 下書きが改まったとき：読んだものを捨て、次に調べるときに読みなおす
    forget() {
      for (const name of Object.keys(files)) delete files[name];
      asked.clear();
      folded.clear();
      [stamp, hyo, single] = ['', null, {}];
    },
    async search(query, wish) {
      const found = await search(query, wish);
      latest = { query: query.trim(), words: (await ask(query)).words };
      return found;
    },
    marks, todoku, fold: (source) => fold(source).text
  };
})();
