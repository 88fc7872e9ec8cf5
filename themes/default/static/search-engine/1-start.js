// search-engine.js — 索引を読み、探す。画面には触れない（画面は search-dialog.js）。索引の作り方は src/search/ にある。
// 索引のファイルはスクリプトとして読みこむので、ダブルクリックで開いたサイト（file:）でも動く。
const SearchEngine = (() => {
  'use strict';
  let root = '', stamp = '', catalogue = null, single = {}, needless = null;
  const waiting = {}, files = {}, asked = new Map(), folded = new Map(), kindOf = [], yearOf = [];

