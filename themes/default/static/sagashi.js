// sagashi.js — 索引を読み、探す。画面には触れない（画面は sagasu.js）。索引の作り方は src/search/ にある。
// 索引のファイルはスクリプトとして読みこむので、ダブルクリックで開いたサイト（file:）でも動く。
var Sagashi = (function () {
  'use strict';
  var root = '', waiting = {}, files = {}, hyo = null, stamp = '', fold = null, pages = {}, asked = {};

  // ── 索引のファイル ──────────────────────────────────────────────────────────────────────────

  function broken(why) { return new Error('検索の索引' + why + 'サイトのフォルダーを、もう一度まるごとコピーしてください。'); }

  // 読みこんだファイルが、みずから呼ぶ。payload は、圧縮したバイトを7ビットずつ文字にしたもの
  function todoku(name, of, sum, payload) {
    var hash = 0x811c9dc5;
    for (var i = 0; i < payload.length; i++) hash = Math.imul(hash ^ payload.charCodeAt(i), 0x01000193);
    if (!waiting[name]) return;
    if (hash >>> 0 !== sum) waiting[name].reject(broken('（' + name + '）が壊れています。'));
    else if (stamp && of !== stamp) waiting[name].reject(broken('に、ちがう日に作ったものが混じっています。'));
    else { if (name === 'mokuroku') stamp = of; waiting[name].resolve(inflate(unpack(payload))); }
  }

  function unpack(text) {
    var bytes = new Uint8Array(text.length * 7 >> 3), held = 0, bits = 0, at = 0;
    for (var i = 0; i < text.length; i++) {
      held = held << 7 | text.charCodeAt(i);
      bits += 7;
      if (bits >= 8) { bits -= 8; bytes[at++] = held >> bits; held &= (1 << bits) - 1; }
    }
    return bytes;
  }

  function inflate(bytes) {
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Response(stream).arrayBuffer().then(function (buffer) { return new Uint8Array(buffer); });
  }

  // 一つのファイルは一度だけ読む。読めなかったときは、次にまた試す
  function load(name, read) {
    if (!files[name]) {
      files[name] = new Promise(function (resolve, reject) {
        waiting[name] = { resolve: resolve, reject: reject };
        var script = document.createElement('script');
        script.src = root + 'sagasu/' + name + '.js';
        script.onload = function () { reject(broken('（' + name + '）が途中で切れています。')); };
        script.onerror = function () { reject(broken('（' + name + '）が見つかりません。')); };
        document.head.append(script);
      }).then(read);
      files[name].catch(function () { delete files[name]; });
    }
    return files[name];
  }

  function text(bytes) { return new TextDecoder().decode(bytes); }
  function json(bytes) { return JSON.parse(text(bytes)); }

  function ready() {
    return load('mokuroku', json).then(function (read) {
      if (hyo) return;
      fold = folding(read.fold);
      hyo = read;
    });
  }

  // ── 折りたたみ：ちがう書き方を同じ字にそろえる（src/search/fold.rs と同じ） ──────────────────

  function folding(data) {
    var single = {}, to = Array.from(data.to);
    Array.from(data.from).forEach(function (c, i) { single[c] = to[i]; });
    Array.from(data.dropped).forEach(function (c) { single[c] = ''; });
    return { single: single, data: data };
  }

  var clusters = /[^][\p{M}ﾞﾟ]*/gu;

  // もとの文字列の何文字目から来たかを添えて、折りたたむ
  function foldText(source) {
    var out = '', at = [], dropped = [];
    for (var cluster of source.matchAll(clusters)) {
      for (var c of plain(cluster[0])) {
        c = c >= 'ァ' && c <= 'ヶ' ? String.fromCharCode(c.charCodeAt(0) - 0x60) : c;
        var one = fold.single[c];
        if (one === '') dropped.push(c);
        if (one === undefined) one = c;
        for (var k = 0; k < one.length; k++) at.push(cluster.index);
        out += one;
      }
    }
    at.push(source.length);
    return { text: out, at: at, dropped: dropped };
  }

  function plain(cluster) {
    return cluster >= 'ぁ' && cluster <= '\u9fff' && cluster.length === 1 && cluster <= 'ヺ' ? cluster :
      Array.from(cluster.normalize('NFKC'), function (c) { return c.toLowerCase(); }).join('');
  }

  function isSeparator(c) {
    var code = c.codePointAt(0);
    return fold.data.separators.some(function (range) { return code >= range[0] && code <= range[1]; });
  }

  function bare(folded) { return Array.from(folded).filter(function (c) { return !isSeparator(c); }).join(''); }

  function sound(folded) {
    fold.data.sounds.forEach(function (pair) { folded = folded.split(pair[0]).join(pair[1]); });
    var out = '', before = '';
    for (var c of folded) {
      if (!(before && fold.data.long[c] && fold.data.long[c].includes(before))) out += c;
      before = c;
    }
    return out;
  }

  // ── どの字の並びが、どのページにあるか ───────────────────────────────────────────────────────

  // 最初の見出しの並び firsts のうち、key が入っているもの
  function shardOf(firsts, key) {
    var low = 0, high = firsts.length;
    while (low < high) { var middle = low + high >> 1; if (firsts[middle] <= key) low = middle + 1; else high = middle; }
    return low - 1;
  }

  function gramShard(bytes) {
    var end = 0;
    while (!(bytes[end] === 10 && (end === 0 || bytes[end - 1] === 10))) end++;
    var keys = text(bytes.subarray(0, end)).split('\n').slice(0, -1), rows = new Map(), at = end + 1;
    function number() { for (var n = 0, shift = 0; ; shift += 7) { var b = bytes[at++]; n |= (b & 127) << shift; if (b < 128) return n; } }
    keys.forEach(function (key) {
      var counts = [number(), number(), number()];
      rows.set(key, counts.map(function (count) {
        var list = new Uint32Array(count);
        for (var i = 0, next = 0; i < count; i++) { list[i] = next + number(); next = list[i] + 1; }
        return list;
      }));
    });
    return rows;
  }

  // key の行：[どこかにあるページ, 題にあるページ, 見出しにあるページ]
  function row(key) {
    var shard = shardOf(hyo.grams, key);
    if (shard < 0) return Promise.resolve(null);
    return load('g' + shard, gramShard).then(function (rows) { return rows.get(key) || null; });
  }

  // key で始まる行のすべてを一つにする
  function rowsFrom(key) {
    var first = Math.max(shardOf(hyo.grams, key), 0), last = shardOf(hyo.grams, key + '\uffff'), all = [];
    for (var shard = first; shard <= last; shard++) all.push(load('g' + shard, gramShard));
    return Promise.all(all).then(function (shards) {
      var sets = [new Set(), new Set(), new Set()];
      shards.forEach(function (rows) {
        rows.forEach(function (lists, gram) {
          if (gram.startsWith(key)) lists.forEach(function (list, field) { list.forEach(function (page) { sets[field].add(page); }); });
        });
      });
      return sets.map(function (set) { return Uint32Array.from(set); });
    });
  }

  // 折りたたんだ言葉から、索引に尋ねる字の並び（src/search/grams.rs と同じ切り方）
  function grams(folded, dropped) {
    var exact = [], prefixes = [], word = [];
    function close() {
      var n = word.length, before = exact.length;
      for (var i = 0; i + 1 < n; i++) {
        var three = word.slice(i, i + 3), ascii = three.every(function (c) { return c < '\x80'; });
        if (ascii && three.length === 3) exact.push(three.join(''));
        else if (!ascii || three.length === 3) exact.push(three.slice(0, 2).join(''));
      }
      if (exact.length === before) {
        if (n === 1) exact.push(word[0]);
        if (n > 1) prefixes.push(word.join(''));
      }
      word = [];
    }
    for (var c of folded) {
      if (!isSeparator(c)) word.push(c);
      else { close(); if (c > ' ') exact.push(c); }
    }
    close();
    if (!exact.length && !prefixes.length) exact = dropped.filter(function (c) { return 'ー・'.includes(c); });
    return { exact: Array.from(new Set(exact)), prefixes: prefixes };
  }

  // 言葉のあるかもしれないページ：どこかにあれば1、見出しなら2、題なら3
  function places(way) {
    var wanted = grams(way.text, way.dropped || []);
    var rows = wanted.exact.map(row).concat(wanted.prefixes.map(rowsFrom));
    return Promise.all(rows).then(function (rows) {
      var found = new Uint8Array(hyo.pages);
      if (!rows.length || rows.some(function (lists) { return !lists; })) return rows.length ? found : found.fill(1);
      [[0, 1], [2, 2], [1, 3]].forEach(function (step) {
        var count = new Uint16Array(hyo.pages);
        rows.forEach(function (lists) { lists[step[0]].forEach(function (page) { count[page]++; }); });
        count.forEach(function (n, page) { if (n === rows.length) found[page] = step[1]; });
      });
      return found;
    });
  }

  // ── 尋ね方 ────────────────────────────────────────────────────────────────────────────────

  var HOW = { literal: 4, folded: 3, synonym: 2, reading: 1, romaji: 0 };

  // 空白で分ける。引用符で囲んだものは、そのままの並びで探す
  function parse(query) {
    var words = [], parts = query.slice(0, 400).matchAll(/["“”„‟]([^"“”„‟]*)["“”„‟]?|([^\s"“”„‟]+)/g);
    for (var part of parts) {
      var quoted = part[1] !== undefined, word = (quoted ? part[1] : part[2]).trim().replace(/\s+/g, ' ');
      if (word && words.length < 12) words.push({ word: word, quoted: quoted });
    }
    return words;
  }

  // 一つの言葉の、このサイトでの書かれ方のすべて。はじめのものは、打たれたまま
  async function ways(asked) {
    var folded = foldText(asked.word), all = [{ text: folded.text, dropped: folded.dropped, how: 'folded', word: asked.word }];
    function add(text, how) {
      if (text && all.length < MOST_WAYS && !all.some(function (way) { return way.text === text; })) all.push({ text: text, how: how });
    }
    if (asked.quoted || !bare(folded.text)) return all;
    hyo.fold.sounds.reduce(function (text, pair) { add(text = text.split(pair[0]).join(pair[1]), 'folded'); return text; }, folded.text);
    if (/^[a-z'\u0100-\u016d-]{2,}$/.test(folded.text)) {
      for (var kana of romaji(folded.text)) for (var text of await writings(foldText(kana.text).text, kana.tail)) add(text, 'romaji');
    } else {
      for (var written of await heads(folded.text)) add(written, 'folded');
      if (/[ぁ-ゖ]{2}/.test(folded.text)) for (var word of await writings(folded.text, [''])) add(word, 'reading');
    }
    all.slice().forEach(function (way) {
      var short = way.text.replace(OKURIGANA, '$1'); // 振り返りは、振返りとも書く
      if (short !== way.text) add(short, way.how);
    });
    all.slice(0, 8).forEach(function (way) {
      hyo.synonyms.forEach(function (same) {
        var own = same.find(function (it) { return it === way.text || it.length > 1 && way.text.includes(it); });
        if (own) same.forEach(function (other) { add(way.text.split(own).join(other), HOW[way.how] < HOW.synonym ? way.how : 'synonym'); });
      });
    });
    return all;
  }

  var MOST_WAYS = 24, KANJI = /[々〆\u3400-\u9fff]/, OKURIGANA = /([々\u3400-\u9fff])[ぁ-ゖ]{1,2}(?=[々\u3400-\u9fff])/g;

  // 読みの表の一行：[書かれ方, どれほど出てくるか] の並び
  function wordShard(bytes) {
    return new Map(text(bytes).split('\n').slice(0, -1).map(function (line) {
      var parts = line.split('\t');
      return [parts[0], parts[1].split(' ').map(function (it) { return [it.slice(1), +it[0]]; })];
    }));
  }

  async function written(key) {
    var shard = shardOf(hyo.words, key);
    return shard < 0 ? [] : (await load('y' + shard, wordShard)).get(key) || [];
  }

  // key で始まる読みの言葉。よく出るものから
  async function writtenFrom(key) {
    var first = Math.max(shardOf(hyo.words, key), 0), last = Math.min(shardOf(hyo.words, key + '\uffff'), first + 1), all = [];
    for (var shard = first; shard <= last; shard++) {
      (await load('y' + shard, wordShard)).forEach(function (words, reading) { if (reading.startsWith(key)) all.push.apply(all, words); });
    }
    return all.sort(function (a, b) { return b[1] - a[1]; }).slice(0, 12);
  }

  // 送りがなを省いて書かれた言葉（振返り）の、省かない書き方（振り返り）
  async function heads(folded) {
    var found = [], pieces = folded.match(/[々\u3400-\u9fff][々\u3400-\u9fffぁ-ゖ]*/g) || [];
    for (var piece of pieces) {
      var head = piece.replace(/[ぁ-ゖ]+$/, ''), kanji = head.replace(/[ぁ-ゖ]/g, '');
      if (kanji.length < 2 || kanji.length > 4) continue;
      for (var word of await written(kanji)) found.push(folded.replace(head, word[0]));
    }
    return found;
  }

  // かなを、読みの表の言葉につないで書きなおす。tails は、打ちかけの終わりが取りうるかな
  async function writings(kana, tails) {
    var n = kana.length, at = [[{ text: '', cost: 0, kept: 0 }]], whole = [];
    for (var i = 1; i <= n; i++) at.push([]);
    for (var from = 0; from < n; from++) {
      var here = at[from] = at[from].sort(function (a, b) { return a.cost - b.cost; }).slice(0, 8);
      if (!here.length) continue;
      var asKanji = KANJI.test(kana[from]), reach = asKanji ? 0 : Math.min(n, from + 12);
      for (var to = from + 1; to <= reach; to++) {
        if (KANJI.test(kana[to - 1])) break;
        for (var word of await written(sound(kana.slice(from, to)))) go(here, to, word[0], 10 - word[1] / 2 - (to - from));
      }
      // 助詞のような短いかなは、そのまま残ることがある
      var keep = here.filter(function (it) { return asKanji || it.kept < 2 && (it.text || /[おご]/.test(kana[from])); });
      go(keep, from + 1, kana[from], 9, asKanji ? 0 : 1);
      if (n - from > 1 || from > 0 || tails[0]) for (var tail of asKanji ? [] : tails) {
        for (var more of await writtenFrom(sound(kana.slice(from) + tail))) whole = whole.concat(here.map(function (it) { return { text: it.text + more[0], cost: it.cost + 14 - more[1] / 2 }; }));
      }
    }
    if (tails[0]) for (var end of tails) for (var last of at[n].length && n ? await writtenFrom(end) : []) go2(last);
    function go2(last) { whole = whole.concat(at[n].slice(0, 4).map(function (it) { return { text: it.text + last[0], cost: it.cost + 16 - last[1] / 2 }; })); }
    function go(states, to, text, cost, kept) {
      states.forEach(function (it) { at[to].push({ text: it.text + text, cost: it.cost + cost, kept: kept ? it.kept + 1 : 0 }); });
    }
    return (tails[0] ? [] : at[n]).concat(whole).filter(function (it) { return it.text !== kana; })
      .sort(function (a, b) { return a.cost - b.cost; }).slice(0, 12).map(function (it) { return it.text; });
  }

  var SYLLABLES = {
    '': 'あいうえお', k: 'かきくけこ', c: 'かしくせこ', s: 'さしすせそ', t: 'たちつてと', n: 'なにぬねの', h: 'はひふへほ', m: 'まみむめも', y: 'や ゆ よ',
    r: 'らりるれろ', l: 'らりるれろ', w: 'わ   を', g: 'がぎぐげご', z: 'ざじずぜぞ', d: 'だぢづでど', b: 'ばびぶべぼ', p: 'ぱぴぷぺぽ', v: 'ばびぶべぼ',
    ts: '  つ  ', sh: ' し   ', ch: ' ち   ', j: ' じ   ', f: '  ふ  '
  };
  var GLIDES = { sh: 'し', sy: 'し', ch: 'ち', ty: 'ち', cy: 'ち', j: 'じ', jy: 'じ', zy: 'じ', f: 'ふ', ky: 'き', ny: 'に', hy: 'ひ', my: 'み', ry: 'り', ly: 'り', gy: 'ぎ', by: 'び', py: 'ぴ', dy: 'ぢ' };

  // ローマ字をかなに：つづりの流儀（si、shi、しー）は問わない。終わりの打ちかけの子音は、その行のどのかなにもなる
  function romaji(word) {
    word = word.normalize('NFD').replace(/[^a-z']/g, '').replace(/oh(?![aiueoy])/g, 'o').replace(/tch/g, 'cch');
    var readings = [''], rest = word;
    while (rest) {
      var syllable = /^(?:n'|([bcdfghjklmpqrstvwxyz])(?=\1)|m(?=[bmp])|nn?(?![aiueoyn])|(nn)(?=[aiueoy])|([^aiueo']{0,2})([aiueo]))/.exec(rest), kana = '';
      if (!syllable) break;
      if (syllable[1]) kana = 'っ';
      else if (syllable[2]) { readings = readings.concat(readings.map(function (it) { return it + 'っn'; })); kana = 'ん'; }
      else if (!syllable[4]) kana = 'ん';
      else {
        var vowel = 'aiueo'.indexOf(syllable[4]), row = SYLLABLES[syllable[3]], glide = GLIDES[syllable[3]];
        kana = row && row[vowel].trim() || glide && glide + ['ゃ', '', 'ゅ', 'ぇ', 'ょ'][vowel];
        if (!kana) break;
      }
      readings = readings.map(function (it) { return it.endsWith('っn') ? it.slice(0, -2) + 'ん' + (/^[aiueo]$/.test(syllable[0]) ? SYLLABLES.n[vowel] : kana) : it + kana; });
      rest = rest.slice(syllable[0].length);
    }
    if (!/^[^aiueo']{0,2}$/.test(rest)) return [];
    var tails = [''];
    if (rest) tails = GLIDES[rest] ? [GLIDES[rest]] : Array.from((SYLLABLES[rest] || '').replace(/ /g, ''));
    return tails.length ? readings.map(function (it) { return { text: it, tail: tails }; }) : [];
  }

  // ── 探す ──────────────────────────────────────────────────────────────────────────────────

  function ask(query) {
    var key = query.trim();
    if (!asked[key]) {
      asked[key] = Promise.all(parse(key).map(ways)).then(candidates);
      asked[key].catch(function () { delete asked[key]; });
    }
    return asked[key];
  }

  // すべての言葉があるかもしれないページを、よさそうな順に
  function candidates(words) {
    var whole = words.map(function (ways) { return bare(ways[0].text); }).join('');
    var ends = Array.from(whole);
    var equal = ends.length ? row('\0' + ends[0] + ends[ends.length - 1]) : Promise.resolve(null);
    return Promise.all([equal, Promise.all(words.map(function (ways) {
      return Promise.all(ways.map(places)).then(function (found) {
        var best = new Uint8Array(hyo.pages);
        found.forEach(function (pages, i) {
          pages.forEach(function (field, page) {
            if (field) best[page] = Math.max(best[page], field * 8 + HOW[ways[i].how]);
          });
        });
        return best;
      });
    }))]).then(function (read) {
      var score = new Uint16Array(hyo.pages).fill(1000), list = [];
      read[1].forEach(function (best) { score.forEach(function (now, page) { score[page] = best[page] ? Math.min(now, best[page]) : 0; }); });
      if (read[0]) {
        read[0][2].forEach(function (page) { if (score[page] >= 16) score[page] += 100; });
        read[0][1].forEach(function (page) { if (score[page] >= 24) score[page] += 200; });
      }
      if (words.length) score.forEach(function (now, page) { if (now) list.push(page); });
      list.sort(function (a, b) { return score[b] - score[a] || a - b; });
      return { words: words, whole: whole, pages: list, wrong: new Set() };
    });
  }

  function runOf(page) {
    var low = 0, high = hyo.runs.length;
    while (low < high) { var middle = low + high >> 1; if (hyo.runs[middle][0] <= page) low = middle + 1; else high = middle; }
    return hyo.runs[low - 1];
  }

  function pageText(page) {
    if (!pages[page]) {
      pages[page] = load('b' + Math.floor(page / hyo.pages_per_text), json).then(function (texts) {
        var read = texts[page % hyo.pages_per_text];
        return {
          url: read[0], title: field(read[1]), aliases: read[2].map(field),
          sections: read[3].map(function (it) { return { anchor: it[0], heading: field(it[1]), text: field(it[2]) }; })
        };
      });
      pages[page].catch(function () { delete pages[page]; });
    }
    return pages[page];
  }

  function field(source) { var folded = foldText(source); return { source: source, text: folded.text, at: folded.at }; }

  // 言葉が field のどこにあるか：[もとの文字列での始め, 終わり, 見つけ方]
  function finds(ways, field, most) {
    var found = [];
    ways.forEach(function (way) {
      if (!way.text) {
        for (var raw = field.source.indexOf(way.word); raw >= 0 && found.length < most; raw = field.source.indexOf(way.word, raw + 1)) found.push([raw, raw + way.word.length, HOW.literal]);
        return;
      }
      for (var i = field.text.indexOf(way.text); i >= 0 && found.length < most; i = field.text.indexOf(way.text, i + way.text.length)) {
        var end = i + way.text.length, start = field.at[i];
        while (end < field.at.length - 1 && field.at[end] === field.at[end - 1]) end++;
        var how = way.how === 'folded' && field.source.slice(start, field.at[end]) === way.word ? 'literal' : way.how;
        found.push([start, field.at[end], HOW[how]]);
      }
    });
    return found.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
  }

  var EQUAL_TITLE = 7, EQUAL_ALIAS = 6, EQUAL_HEADING = 5, TITLE = 4, ALIAS = 3, HEADING = 2, BODY = 1;

  function bestHow(found) { return found.reduce(function (best, it) { return Math.max(best, it[2]); }, -1); }

  function equals(asked, field) {
    var text = bare(field.text);
    if (text === asked.whole) return HOW.folded + (bare(field.source.toLowerCase()) === bare(asked.words.map(function (ways) { return ways[0].word; }).join('').toLowerCase()) ? 1 : 0);
    var ways = asked.words.length === 1 ? asked.words[0] : [];
    return ways.reduce(function (best, way) { return bare(way.text) === text ? Math.max(best, HOW[way.how]) : best; }, -1);
  }

  // ページの中で、いちばんよい節とその点。言葉がそろっていなければ null
  function judge(asked, page) {
    var title = asked.words.map(function (ways) { return finds(ways, page.title, 4); });
    var alias = asked.words.map(function (ways) { return page.aliases.reduce(function (best, it) { return Math.max(best, bestHow(finds(ways, it, 1))); }, -1); });
    var named = Math.max(equals(asked, page.title) * 2 + (EQUAL_TITLE << 4), 0), best = null;
    var there = asked.words.map(function (_, i) { return title[i].length || alias[i] >= 0; });
    page.sections.forEach(function (section, number) {
      var heading = asked.words.map(function (ways) { return finds(ways, section.heading, 4); });
      var body = asked.words.map(function (ways) { return finds(ways, section.text, 40); });
      var score = 0, missing = 0;
      asked.words.forEach(function (_, i) {
        if (heading[i].length || body[i].length) there[i] = true;
        var rank = Math.max(
          title[i].length ? TITLE * 16 + bestHow(title[i]) : 0, alias[i] >= 0 ? ALIAS * 16 + alias[i] : 0,
          heading[i].length ? HEADING * 16 + bestHow(heading[i]) : 0, body[i].length ? BODY * 16 + bestHow(body[i]) : 0);
        if (!rank) missing++;
        score += rank;
      });
      score = score / asked.words.length * 64 - missing * 2000 + nearness(body) + (number === 0 ? 1 : 0);
      var heads = equals(asked, section.heading);
      if (section.heading.text && heads >= 0) score = (EQUAL_HEADING * 16 + heads) * 64;
      if (!best || score > best.score) best = { score: score, section: section, heading: heading, body: body };
    });
    if (!there.every(Boolean)) return null;
    var whole = equals(asked, page.title), other = page.aliases.reduce(function (most, it) { return Math.max(most, equals(asked, it)); }, -1);
    if (whole >= 0) { best.score = (EQUAL_TITLE * 16 + whole) * 64; best.top = true; }
    else if (other >= 0) { best.score = (EQUAL_ALIAS * 16 + other) * 64; best.top = true; }
    if (best.top) {
      best.section = page.sections[0];
      best.body = asked.words.map(function (ways) { return finds(ways, best.section.text, 40); });
    }
    best.page = page;
    return best;
  }

  // 言葉が近いほど大きい（0〜60）。となり合い、順も同じなら最大
  function nearness(found) {
    if (found.length < 2 || found.some(function (it) { return !it.length; })) return 0;
    var best = 0;
    found[0].forEach(function (first) {
      var at = first[1], gap = 0;
      found.slice(1).forEach(function (list) {
        var near = list.reduce(function (near, it) {
          var distance = it[0] >= at ? it[0] - at : at - it[0] + 4;
          return distance < near.distance ? { distance: distance, end: it[1] } : near;
        }, { distance: 1e6, end: at });
        gap += near.distance;
        at = near.end;
      });
      best = Math.max(best, 60 - Math.min(gap, 60));
    });
    return best;
  }

  var BEFORE = 24, LONG = 120;

  // 見つかったところの前後。印をつける所で区切る
  function excerpt(body, source) {
    var marks = merge([].concat.apply([], body)), first = marks.length ? marks[0][0] : 0;
    var from = Math.max(0, first - BEFORE), to = Math.min(source.length, from + LONG), parts = [], at = from;
    if (from > 0 && /[\udc00-\udfff]/.test(source[from])) from = at = from - 1;
    if (/[\udc00-\udfff]/.test(source[to] || '')) to++;
    if (from > 0) parts.push({ text: '…', mark: false });
    marks.forEach(function (mark) {
      if (mark[0] >= to) return;
      if (mark[0] > at) parts.push({ text: source.slice(at, mark[0]), mark: false });
      at = Math.max(at, Math.min(mark[1], to));
      parts.push({ text: source.slice(mark[0], at), mark: true });
    });
    if (at < to) parts.push({ text: source.slice(at, to), mark: false });
    if (to < source.length) parts.push({ text: '…', mark: false });
    return parts;
  }

  function merge(marks) {
    var merged = [];
    marks.sort(function (a, b) { return a[0] - b[0]; }).forEach(function (mark) {
      var last = merged[merged.length - 1];
      if (last && mark[0] <= last[1]) last[1] = Math.max(last[1], mark[1]);
      else merged.push([mark[0], mark[1]]);
    });
    return merged;
  }

  function counted(list, labels, of) {
    var counts = labels.map(function () { return 0; });
    list.forEach(function (page) { counts[runOf(page)[of]]++; });
    return labels.map(function (label, i) { return { id: label, label: label, count: counts[i] }; })
      .filter(function (it) { return it.label && it.count; });
  }

  function search(query, wish) {
    wish = wish || {};
    var limit = wish.limit === undefined ? 8 : wish.limit, offset = wish.offset || 0;
    return ready().then(function () { return ask(String(query)); }).then(function (asked) {
      function is(of, label) { return function (page) { return !asked.wrong.has(page) && (!label || hyo[of === 1 ? 'kinds' : 'years'][runOf(page)[of]] === label); }; }
      var ofKind = asked.pages.filter(is(1, wish.kind)), ofYear = asked.pages.filter(is(2, wish.year));
      var list = ofKind.filter(is(2, wish.year));
      return take(asked, list, offset + limit).then(async function (judged) {
        return {
          query: query, total: list.filter(is(1)).length, exact: judged.seen >= list.length,
          kinds: counted(ofYear.filter(is(1)), hyo.kinds, 1), years: counted(ofKind.filter(is(1)), hyo.years, 2),
          results: judged.found.slice(offset, offset + limit).map(function (it) { return result(asked, it); }),
          nearest: asked.words.length && !judged.found.length && judged.seen >= list.length ? await nearest(String(query)) : []
        };
      });
    });
  }

  // はじめの wanted 件がそろうまで、候補の文を読んで確かめる
  function take(asked, list, wanted) {
    var found = [], seen = 0;
    function more() {
      if (found.length >= wanted || seen >= list.length) {
        return { found: found.sort(function (a, b) { return b.score - a.score || a.order - b.order; }), seen: seen };
      }
      var next = list.slice(seen, seen + wanted - found.length);
      return Promise.all(next.map(pageText)).then(function (texts) {
        texts.forEach(function (page, i) {
          var judged = judge(asked, page);
          if (judged) { judged.order = next[i]; found.push(judged); } else asked.wrong.add(next[i]);
        });
        seen += next.length;
        return more();
      });
    }
    return Promise.resolve(more());
  }

  // 何も見つからないときに勧める、字の並びの似た題とことば
  async function nearest(query) {
    function pairs(text) { return new Set(Array.from(text, function (c, i) { return text.slice(i, i + 2); })); }
    var own = pairs(sound(bare(foldText(query.slice(0, 60)).text)));
    return (await load('na', json)).map(function (name) {
      var other = pairs(sound(bare(foldText(name).text))), same = 0;
      other.forEach(function (pair) { if (own.has(pair)) same++; });
      return { name: name, near: 2 * same / (own.size + other.size) };
    }).filter(function (it) { return it.near > 0.15; }).sort(function (a, b) { return b.near - a.near; })
      .slice(0, 5).map(function (it) { return it.name; });
  }

  function result(asked, it) {
    var run = runOf(it.order), section = it.section, how = -1;
    asked.words.forEach(function (ways) {
      var all = finds(ways, it.page.title, 4).concat(finds(ways, section.heading, 4), finds(ways, section.text, 4));
      it.page.aliases.forEach(function (alias) { all = all.concat(finds(ways, alias, 1)); });
      how = how < 0 ? bestHow(all) : Math.min(how, bestHow(all));
    });
    return {
      url: it.page.url.split('/').map(encodeURIComponent).join('/') + (section.anchor ? '#' + encodeURIComponent(section.anchor) : ''),
      title: it.page.title.source, heading: section.anchor && section.heading.source, kind: hyo.kinds[run[1]], year: hyo.years[run[2]],
      excerpt: excerpt(it.body, section.text.source),
      how: Object.keys(HOW).find(function (name) { return HOW[name] === Math.max(how, 0); })
    };
  }

  // 開いたページで印をつける所。search で読みこんだものだけを使う
  var known = {};
  function marks(query, source) {
    var words = known[String(query).trim()];
    if (!words) return [];
    var it = field(source);
    return merge([].concat.apply([], words.map(function (ways) { return finds(ways, it, 1000); })));
  }

  return {
    open: function (at) { root = at; },
    search: function (query, wish) {
      return search(query, wish).then(function (found) {
        return ask(String(query)).then(function (asked) { known[String(query).trim()] = asked.words; return found; });
      });
    },
    marks: marks, todoku: todoku,
    fold: function (text) { return foldText(text).text; }
  };
})();
