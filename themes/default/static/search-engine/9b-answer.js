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
      url: address(section), title: page.title.source, heading: section.anchor && section.heading.source, kind: catalogue.kinds[kindOf[number]], year: catalogue.years[yearOf[number]],
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
    const it = await ask(query), kinds = catalogue.kinds.indexOf(kind), years = catalogue.years.indexOf(year);
    const right = () => it.wrong.size ? it.pages.filter((page) => !it.wrong.has(page)) : it.pages;
    const of = (kind, year) => kind || year ? right().filter((page) => (!kind || kindOf[page] === kinds) && (!year || yearOf[page] === years)) : right();
    const { found, exact } = await take(it, of(kind, year), offset + limit);
    // そのままの言葉が少なければ、ことばに分けて探したものを、合わせて八つになるまで足す
    const room = MOST_PARTIAL - found.length, isOpen = exact && limit > 0 && room > 0 && it.words.length && !it.words.some(([way]) => way.quoted);
    const more = isOpen ? await (it.partial ??= partial(query, new Set(right()))) : { found: [], parts: [] };
    const partials = more.found.filter(({ number }) => (!kind || kindOf[number] === kinds) && (!year || yearOf[number] === years)).slice(0, Math.max(0, room));
    const all = [...found.map((one) => result(it, one)), ...partials.map((one) => ({ ...result({ words: [] }, one), how: 'partial', partial: true }))];
    const total = of(kind, year).length, numbers = more.found.map((one) => one.number).slice(0, Math.max(0, room));
    return {
      query, total: total + partials.length, exact: exact || it.sure, results: all.slice(offset, offset + limit),
      partial: partials.length > 0 && !total, slip: total ? undefined : more.slip,
      kinds: counts([...of('', year), ...numbers], kindOf, catalogue.kinds), years: counts([...of(kind), ...numbers], yearOf, catalogue.years),
      nearest: it.words.length && exact && !all.length ? await nearest(it.words) : []
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
      [stamp, catalogue, single] = ['', null, {}];
    },
    async search(query, wish) {
      const found = await search(query, wish);
      latest = { query: query.trim(), words: (await ask(query)).words };
      return found;
    },
    marks, receive, fold: (source) => fold(source).text
  };
})();
