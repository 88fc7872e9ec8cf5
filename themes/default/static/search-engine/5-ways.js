  // ── 一つの言葉の、このサイトでの書かれ方 ──

  const HOW = { romaji: 0, reading: 1, synonym: 2, folded: 3, literal: 4 }, HOWS = Object.keys(HOW);
  const MOST_WAYS = 20, MOST_STATES = 16, MOST_WRITINGS = 10, LONGEST_WORD = 14, TYPED_KANA = 12, KANJI = '[々\\u3400-\\u9fff]', kanji = new RegExp(KANJI);

  // 空白で分ける。引用符で囲んだものは、そのままの並びで探す
  function parse(query) {
    const parts = query.slice(0, 400).matchAll(/["“”]([^"“”]*)["“”]?|([^\s"“”]+)/g);
    const words = Array.from(parts, ([, quoted, word]) => ({ word: (quoted ?? word).trim().replace(/\s+/g, ' '), quoted: quoted !== undefined })).filter((it) => it.word);
    return words.length || !query.trim() ? words.slice(0, 32) : [{ word: query.trim().slice(0, 400), quoted: true }];
  }

  // はじめのものは、打たれたまま
  async function ways({ word, quoted }) {
    const folded = fold(word), all = [{ text: folded.text, dropped: folded.dropped, how: 'folded', word, quoted }];
    const add = (how, isLonger = false) => (text) => {
      if (text && all.length < MOST_WAYS && !all.some((way) => way.text === text)) all.push({ text, how, isLonger });
    };
    if (quoted || !bare(folded.text)) return all;
    add('folded')(plainSounds(folded.text));
    // かなのあとのローマ字は、変換の窓で打ちかけのもの
    const [, before, latin] = /^([ぁ-ゖ]*)([a-z'āīūēō-]+)$/.exec(folded.text.normalize('NFC')) ?? [];
    if (latin && folded.text.length > 2 && !/^[A-Z]{2,}$/.test(word)) {
      // 英語の言葉でもありうるので、読みの全体がこのサイトの言葉のときに限る。打ちかけは、二音より長ければ
      const isThere = (await places(all[0]))[0].length > 0;
      const found = [];
      for (const { kana, tails } of romaji(latin)) {
        const typed = before + fold(kana).text, spoken = sound(typed), moras = spoken.replace(/[ぁぃぅぇぉゃゅょっ]/g, '').length;
        if (tails[0] && (isThere || moras < 2)) continue;
        found.push(...await writings(typed, tails));
        if (!isThere && moras > 2) found.push(...[typed, spoken].map((text) => ({ text, cost: TYPED_KANA })));
      }
      for (const it of found.sort((a, b) => a.cost - b.cost)) add('romaji', it.isLonger)(it.text);
    } else {
      (await heads(folded.text)).forEach(add('folded'));
      // 漢字やカタカナのある言葉は、あればそのままでよい。カタカナだけなら、それで一つの言葉の読みでもありうる
      if (/[ァ-ヶｦ-ﾝ\u3400-\u9fff]/.test(word) && (await places(all[0]))[0].length) {
        if (!kanji.test(word)) (await written(sound(folded.text))).forEach(([same]) => add('reading')(same));
      } else if (/[ぁ-ゖ]{2}/.test(folded.text)) for (const it of await writings(folded.text, [''])) add('reading', it.isLonger)(it.text);
    }
    for (const way of [...all]) add(way.how, way.isLonger)(way.text.replace(new RegExp(`(${KANJI})[ぁ-ゖ]{1,2}(?=${KANJI})`, 'g'), '$1')); // 振り返りは、振返りとも書く
    for (const way of all.slice(0, 8)) {
      for (const same of catalogue.synonyms) {
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
    const shard = shardOf(catalogue.words, reading);
    return shard < 0 ? [] : (await load(`y${shard}`, wordShard)).get(reading) ?? [];
  }

  // 打ちかけの読みで始まる言葉。よく出るものから。終わりは、打たれたより長いか
  async function writtenFrom(start) {
    const first = Math.max(shardOf(catalogue.words, start), 0), last = Math.min(shardOf(catalogue.words, `${start}\uffff`), first + 1), all = [];
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
    const cheapest = (states, most = MOST_STATES) => states.sort((a, b) => a.cost - b.cost).slice(0, most);
    const go = (states, to, text, cost, kept = () => 0, isLonger = false) => to.push(...states.map((it) => ({ text: it.text + text, cost: it.cost + cost, kept: kept(it), isLonger })));
    at[0].push({ text: '', cost: 0, kept: 0 });
    if (!unfinished) for (const [word, often] of await written(sound(kana))) whole.push({ text: word, cost: -10 - often });
    for (let from = 0; from < n; from++) {
      const here = cheapest(at[from]), isKanji = !isKana(kana[from]);
      if (!here.length) continue;
      for (let to = from + 1; to <= n && to < from + LONGEST_WORD && isKana(kana[to - 1]); to++) {
        for (const [word, often] of await written(sound(kana.slice(from, to)))) go(here, at[to], word, 10 - (to - from) - often / 2);
      }
      // 助詞のような短いかなは、かなのまま残ることがある。シート のような言葉の、のばす音は残らない
      const keeps = here.filter((it) => isKanji || it.kept < 2 && (it.text || /[おご]/.test(kana[from])));
      go(keeps, at[from + 1], kana[from], 9, isKanji ? undefined : (it) => it.kept + 1);
      if (isLong(kana, from)) go(here.filter((it) => it.kept), at[from + 1], '', 1, (it) => it.kept);
      if (from && !unfinished) go(here, whole, kana.slice(from), 12 + n - from);
    }
    for (let from = 0; unfinished ? from <= n : from < n && n > 1; from++) {
      if (!at[from].length || from < n && !isKana(kana[from])) continue;
      for (const tail of tails) {
        for (const [word, often, isLonger] of await writtenFrom(sound(kana.slice(from) + tail))) go(cheapest(at[from]), whole, word, 12 - often / 2, undefined, isLonger && !unfinished);
      }
    }
    if (!unfinished) whole.push(...at[n]);
    return cheapest(whole, MOST_WRITINGS);
  }

