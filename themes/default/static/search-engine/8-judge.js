  // ── 確かめて、順をつける ──

  // 多くのページを並べたページ（catalogue.lists から）は、一つずつのファイルにある
  async function pageText(page) {
    const per = catalogue.pages_per_text, list = page - catalogue.lists;
    const texts = await load(list < 0 ? `b${Math.floor(page / per)}` : `b${Math.ceil(catalogue.lists / per) + list}`, json);
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

