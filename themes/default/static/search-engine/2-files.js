  // ── 索引のファイル ──

  const broken = (why) => new Error(`検索の索引${why}。サイトのフォルダーを、もう一度まるごとコピーしてください。`);

  // 読みこんだファイルが、みずから呼ぶ。payload は、圧縮したバイトを7ビットずつ文字にしたもの（src/search/shard.rs）
  function receive(name, of, sum, payload) {
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
    if (catalogue) return;
    catalogue = read;
    catalogue.grams = unfold(catalogue.grams);
    Array.from(catalogue.fold.from).forEach((c, i) => { single[c] = to[i]; });
    for (const c of catalogue.fold.dropped) single[c] = '';
    const wide = `[${catalogue.wide.map((ends) => String.fromCodePoint(...ends).replace(/.$/u, '-$&')).join('')}]`;
    needless = new RegExp(`^ +| +$|(?<=${wide}) +| +(?=${wide})`, 'gu');
    // 種類と年度は、並びの変わり目だけが目録にある：[はじめのページ, 種類, 年度]
    catalogue.runs.forEach(([first, kind, year], i) => {
      const end = catalogue.runs[i + 1]?.[0] ?? catalogue.pages;
      for (let page = first; page < end; page++) { kindOf[page] = kind; yearOf[page] = year; }
    });
  }

  // 区切り firsts のうち、key の入っているもの
  function shardOf(firsts, key) {
    let low = 0, high = firsts.length;
    while (low < high) { const middle = low + high >> 1; if (firsts[middle] <= key) low = middle + 1; else high = middle; }
    return low - 1;
  }

