  // ── ローマ字をかなに ──

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
    return spell(word.normalize('NFD').replace(/[^a-z']/g, '').replace(/oh(?![aiueoy])/g, 'o').replace(/tch/g, 'cch')).slice(0, 8);
  }

  function spell(rest) {
    if (!rest) return [{ kana: '', tails: [''] }];
    const found = /^(?:([^aiueon'])(?=\1)|n'|nn?(?![aiueoy'n])|nn(?=n)|n(?=n)|m(?=[bmp])|([^aiueo']{0,3})([aiueo]))/.exec(rest);
    if (!found || rest === 'n') {
      const tails = Array.from(ROWS[rest] ?? '', (it) => it[0]).filter((c) => c !== '＿');
      return [...tails.length ? [{ kana: '', tails: [...new Set(tails)] }] : [], ...rest === 'n' ? [{ kana: 'ん', tails: [''] }] : []];
    }
    const own = found[3] ? [ROWS[found[2]]?.['aiueo'.indexOf(found[3])], ALSO[found[0]]] : [found[1] ? 'っ' : 'ん'];
    const after = (kana, rest) => spell(rest).map((it) => ({ kana: kana + it.kana, tails: it.tails }));
    const all = own.filter((it) => it && it !== '＿').flatMap((kana) => after(kana, rest.slice(found[0].length)));
    // n と母音や y は、な行でも、ん のあとでもありうる（hyoujun'youshiki）
    return (/^n[aiueoy]/.test(rest) ? [...all, ...after('ん', rest.slice(1))] : all).slice(0, 8);
  }

