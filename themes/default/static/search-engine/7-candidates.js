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
    const score = new Uint16Array(catalogue.pages).fill(words.length ? 1000 : 0);
    for (const ways of words) {
      const best = new Uint8Array(catalogue.pages), found = [];
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

