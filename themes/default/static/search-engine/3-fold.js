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
    return catalogue.fold.separators.some(([first, last]) => code >= first && code <= last);
  }

  const bare = (folded) => Array.from(folded).filter((c) => !isSeparator(c)).join('');

  const plainSounds = (folded) => catalogue.fold.sounds.reduce((text, [from, to]) => text.replaceAll(from, to), folded);

  // その字は、前の音をのばすだけか
  const isLong = (text, i) => Boolean(i && catalogue.fold.long[text[i]]?.includes(text[i - 1]));

  function sound(folded) {
    const text = plainSounds(folded);
    return Array.from(text).filter((c, i) => !isLong(text, i)).join('');
  }

