  // ── ことばに分けて探す：そのままの言葉がないか、少ないとき ──

  const MOST_PARTIAL = 8, MOST_CHUNKS = 12, SAMPLE = [24, 40];
  // 問いから外すもの：問いの言いまわしと、助詞や助動詞だけのかな
  const ASKING = /(?:っ?て|と)(?:は|いうのは)?(?:何|なに|なん)(?:です|でしょう|のこと)?|とは$|何を?(?=すれば|したら)|の?(?:方法|やり方|仕方)$|教えて|知りたい|探して|について/g;
  const FUNCTIONAL = /^(?:の|は|が|を|に|で|と|も|や|へ|か|ね|よ|な|わ|から|まで|より|って|など|だけ|しか|ほど|ばかり|けど|ても|では|じゃ|ため|とき|こと|もの|ところ|よう|ほう|どう|どこ|だれ|いつ|なに|なん|どんな|どの|どれ|どちら|いくつ|これ|それ|あれ|この|その|あの|ここ|そこ|する|した|して|しな|しま|すれ|せ|させ|され|られ|れる|れた|れて|たい|たら|たり|ない|なか|なく|なけ|ません|ませ|まし|ます|です|でし|でしょう|だっ|だ|う|いい|よい|よく|ある|あり|あっ|いる|いま|いた|いっ|いう|なる|なっ|なり|でき|くだ|さい|ください|た|て|ば|し|る|り|っ|ん|け|れ|く|き|い|ち|ぜん|もう|まだ)+$/;
  const RUNS = /[々〆\u3400-\u9fff]+(?:[ぁ-ゖ]+(?=[々\u3400-\u9fff])|[ぁ-ゖ]*)|[ァ-ヺーｦ-ﾟ・]+|[ぁ-ゖー]+|[A-Za-z][A-Za-z'-]*|[0-9０-９]+/g;

  // 問いを、中身のある言葉に分ける。動くのは語尾なので、送りがなは一字だけ残す
  function chunks(query) {
    const found = [];
    const add = (text, weight) => { if (text && !found.some((it) => it.text === text)) found.push({ text, weight }); };
    for (const [run] of query.normalize('NFKC').replace(ASKING, ' ').matchAll(RUNS)) {
      const [, head = '', kana = ''] = /^([々〆\u3400-\u9fff]+)([ぁ-ゖ]*)/.exec(run) ?? [];
      if (head) {
        const particle = /^(?:の|は|が|を|に|で|と|も|や|へ|から|まで|な|だ|する|した|して|され|って|とか|など|です)/.test(kana);
        add(particle || !kana ? head : head + kana[0], 1);
        const rest = particle ? kana.replace(/^(?:から|まで|って|など|.)/, '') : kana.slice(1);
        if (rest.length > 1 && !FUNCTIONAL.test(rest)) add(rest, 0.7);
      } else if (/^[ぁ-ゖー]/.test(run)) {
        const rest = run.replace(/^[のはがをにでとも](?=..)/, '').replace(/[のはがをにでと]$/, '');
        for (const word of rest.split(/[をが]|には|では|の(?=[^こ])/)) if (word.length > 1 && !FUNCTIONAL.test(word)) add(word, 0.7);
      } else add(run, 1);
    }
    return found.slice(0, MOST_CHUNKS);
  }

  // 一つの言葉と、その書きかえ
  async function part({ text, weight }) {
    const typed = bare(fold(text).text), isKana = !kanji.test(text), isLatin = /^[a-z'-]+$/i.test(text), units = [];
    if (!typed) return undefined;
    const pages = catalogue.pages, rarity = (count) => Math.log(1 + pages / (count + 0.5));
    const add = async (text, factor) => {
      for (const { key, rows } of grams({ text })) {
        const lists = await rows() ?? NOWHERE, few = /^[ぁ-ゖ]+$/.test(key) && !/[ァ-ヺ]/.test(text) ? factor : 1;
        units.push({ key, lists, weight: weight * few * rarity(lists[0].length) });
      }
    };
    if (isLatin) { if ((await places({ text: typed }))[0].length) units.push({ key: typed, lists: await places({ text: typed }), weight: weight * 3 }); }
    else await add(typed, isKana && !/[ァ-ヺｦ-ﾟ]/.test(text) ? 1 / 3 : 0.8);
    if (/^[\u3400-\u9fff][ぁ-ゖ]$/.test(typed) && kanji.test(typed[0])) units.push({ key: typed[0], lists: await row(typed[0]) ?? NOWHERE, weight: weight / 2 });
    const whole = { text: typed, factor: 1, lists: await places({ text: typed }) }, others = [];
    for (const way of (await ways({ word: text })).slice(1)) others.push({ text: way.text, how: way.how, factor: { folded: 0.95, synonym: 0.9, reading: 0.85, romaji: 0.8 }[way.how] });
    if (!whole.lists[0].length && typed.length > 2) others.push(...await slips(typed));
    const alternates = whole.lists[0].length ? [whole] : [];
    for (const other of others) {
      other.lists = await places({ text: other.text });
      if (other.lists[0].length) alternates.push(other);
    }
    for (const it of alternates) it.weight = weight * it.factor * (1.2 + 0.3 * Math.min(4, it.text.length)) * rarity(it.lists[0].length);
    const sum = units.reduce((sum, it) => sum + it.weight, 0);
    return { typed, units, alternates, most: Math.max(sum, ...alternates.map((it) => it.weight), weight) };
  }

  // 一字ちがい（入れかわりも一字と数える）まで
  function isSlip(a, b) {
    if (Math.abs(a.length - b.length) > 1 || a === b) return false;
    let from = 0, end = 0;
    while (from < a.length && a[from] === b[from]) from++;
    while (end < Math.min(a.length, b.length) - from && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const [x, y] = [a.slice(from, a.length - end), b.slice(from, b.length - end)];
    return x.length < 2 && y.length < 2 || x.length === 2 && x === y[1] + y[0];
  }

  // 打ちまちがい：音の同じ言葉、一字ちがいの題と言葉
  async function slips(text) {
    const found = new Map(), add = (text, factor) => { if (text && !found.has(text)) found.set(text, { text, how: 'slip', factor }); };
    for (const { 0: run, index } of text.matchAll(/[\u3400-\u9fff]{2,}/g)) {
      for (let from = 0; from < run.length; from++) for (let to = Math.min(run.length, from + 4); to > from + 1; to--) {
        for (const [word] of await written(run.slice(from, to))) add(text.slice(0, index + from) + word + text.slice(index + to), 0.85);
      }
    }
    for (const title of await similar(text)) {
      for (const size of [text.length, text.length + 1, text.length - 1]) for (let i = 0; i + size <= title.length; i++) {
        if (size > 2 && isSlip(text, title.slice(i, i + size)) && (i === 0 || text.length > 4)) add(title.slice(i, i + size), 0.8);
      }
    }
    if (/^[ぁ-ゖ]{4,}$/.test(text)) {
      const own = sound(text), n = catalogue.words.length, middle = shardOf(catalogue.words, own);
      for (let shard = n < 60 ? 0 : Math.max(0, middle - 1); shard < (n < 60 ? n : Math.min(n, middle + 2)); shard++) {
        for (const [reading, words] of await load(`y${shard}`, wordShard)) if (reading.length > 3 && isSlip(own, reading)) words.slice(0, 2).forEach(([word]) => add(word, 0.8));
      }
    }
    return [...found.values()].slice(0, 8);
  }

  // 字の並びの似た題とことばを持つページの、題とことば
  async function similar(text) {
    const times = new Map();
    for (const lists of await Promise.all(grams({ text: text.slice(0, 40) }).map((it) => it.rows()))) lists?.[1].forEach((page) => times.set(page, (times.get(page) ?? 0) + 1));
    const pages = Array.from(times).sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 6);
    return (await Promise.all(pages.map(([page]) => pageText(page)))).flatMap(({ title, aliases }) => [title, ...aliases].map((it) => bare(it.text)));
  }

  const TITLE_WORTH = 5, ALIAS_WORTH = 5, HEADING_WORTH = 2.5, LEAD_WORTH = 2, SOON_ENOUGH = 1.2;

  function times(text, word) {
    let count = 0;
    for (let i = text.indexOf(word); i >= 0 && count < 8; i = text.indexOf(word, i + word.length)) count++;
    return count;
  }

  // ページのいちばんよい節と、その点
  function judgeParts(parts, page, isList) {
    const named = [page.title, ...page.aliases].map((it) => it.text), title = bare(page.title.source.replace(/[（(].*[)）]$/, '') && fold(page.title.source.replace(/[（(].*[)）]$/, '')).text);
    const covered = new Set();
    const sections = page.sections.map((section, number) => {
      const { heading, text } = section, length = 0.5 + 0.5 * Math.min(4, text.text.length / 400);
      const worth = (key) => {
        const title = times(named[0], key) ? TITLE_WORTH : named.some((it) => it.includes(key)) ? ALIAS_WORTH : 0;
        const all = title + (number && times(heading.text, key) ? HEADING_WORTH : 0) + times(text.text, key) + (number ? 0 : Math.min(LEAD_WORTH, times(text.text, key)));
        return all / (all + SOON_ENOUGH * length);
      };
      const score = parts.reduce((sum, part, i) => {
        const inPieces = part.units.reduce((sum, it) => sum + it.weight * worth(it.key), 0) * 0.8;
        const best = part.alternates.reduce((best, it) => Math.max(best, it.weight * worth(it.text) * (it.text === title ? 1.3 : 1)), 0);
        const own = Math.max(inPieces, best) + Math.min(inPieces, best) * 0.3;
        if (own > part.most * 0.3) covered.add(i);
        return sum + own;
      }, 0);
      return { section, score };
    });
    sections.sort((a, b) => b.score - a.score);
    const whole = parts.reduce((sum, it) => sum + it.most, 0), share = [...covered].reduce((sum, i) => sum + parts[i].most, 0) / whole;
    const score = (sections[0].score + 0.15 * (sections[1]?.score ?? 0)) * (0.4 + 0.6 * share) * (isList ? 0.6 : 1);
    return { page, section: sections[0].section, score, share: sections[0].score / whole, others: [] };
  }

  // そのままの言葉で見つかったもの（skip）のほかに、問いに答えそうなページを、よいものから
  async function partial(query, skip) {
    const parts = (await Promise.all(chunks(query.slice(0, 200)).map(part))).filter((it) => it && (it.units.length || it.alternates.length));
    if (!parts.length) return { found: [], parts };
    const score = new Float64Array(catalogue.pages);
    for (const { units, alternates } of parts) for (const { lists, weight } of [...units, ...alternates]) {
      lists[0].forEach((page) => { score[page] += weight; });
      lists[1].forEach((page) => { score[page] += weight * 2; });
      lists[2].forEach((page) => { score[page] += weight; });
    }
    const pages = Array.from(score.keys()).filter((page) => score[page] && !skip.has(page) && page < catalogue.first_repeat).sort((a, b) => score[b] - score[a] || a - b).slice(0, SAMPLE[+(catalogue.pages <= 400)]);
    const found = (await Promise.all(pages.map(pageText))).map((text, i) => ({ ...judgeParts(parts, text, isListPage(pages[i])), number: pages[i] }));
    const kept = found.filter((it) => it.share > 0.12).sort((a, b) => b.score - a.score || a.number - b.number).slice(0, MOST_PARTIAL);
    for (const it of kept) it.body = parts.map((part) => partFinds(part, it.section.text));
    const slip = parts.flatMap((it) => it.alternates).filter((it) => it.how === 'slip').sort((a, b) => b.weight - a.weight)[0];
    return { found: kept, parts, slip: slip && kept[0] && sourceOf(slip.text, kept) };
  }

  const isListPage = (page) => page >= catalogue.first_list;

  // 折りたたんだ言葉の、ページでの書き方
  function sourceOf(text, found) {
    for (const { page, section } of found) for (const field of [page.title, ...page.aliases, section.heading, section.text]) {
      const [place] = finds([{ text, how: 'folded' }], field, 1);
      if (place) return field.source.slice(place[0], place[1]);
    }
    return text;
  }

  // 印をつける所：言葉の全体があればそれ、なければその一部
  function partFinds({ alternates, units }, field) {
    const whole = finds(alternates.map((it) => ({ text: it.text, how: 'folded' })), field);
    return whole.length ? whole : finds(units.filter((it) => !/^[ぁ-ゖ]+$/.test(it.key)).map((it) => ({ text: it.key, how: 'folded' })), field);
  }

