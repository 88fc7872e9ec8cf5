// site.js — なくても読める。覚えるのは「表示」の選択だけで、印をつけた確認は覚えない。
(function () {
  'use strict';
  var root = document.documentElement;
  var names = { brightness: { 'ui-bright-auto': '', 'ui-bright-light': 'light', 'ui-bright-dark': 'dark' }, furigana: { 'ui-furigana-on': '', 'ui-furigana-off': 'off' }, slashKey: { 'ui-slash-key-on': '', 'ui-slash-key-off': 'off' } };

  // 覚えられない場所（閉じた網、file:、私用の窓）では、その場かぎりで使う
  function recall(key) { try { return localStorage.getItem('furikaeri-' + key) || ''; } catch (e) { return ''; } }
  function remember(key, value) { try { localStorage.setItem('furikaeri-' + key, value); } catch (e) { /* 覚えない */ } }
  function show(key, value) { if (value) root.dataset[key] = value; else delete root.dataset[key]; }

  // 最初の描画の前に。あとからでは、夜の画面が一度白く光る
  Object.keys(names).forEach(function (key) { show(key, recall(key)); });

  document.addEventListener('DOMContentLoaded', function () {
    Object.keys(names).forEach(function (key) {
      var value = recall(key);
      Object.keys(names[key]).forEach(function (id) {
        var radio = document.getElementById(id);
        if (!radio) return;
        if (names[key][id] === value) radio.checked = true;
        radio.addEventListener('change', function () { remember(key, names[key][id]); show(key, names[key][id]); });
      });
    });
    lookClose();
    terms();
    printing();
    threads();
  });

  // 表示の小窓は、よそを押すか Esc で閉じる
  function lookClose() {
    var look = document.querySelector('.display');
    if (!look) return;
    document.addEventListener('click', function (e) { if (look.open && !look.contains(e.target)) look.open = false; });
    look.addEventListener('keydown', function (e) {
      if (e.key === 'Escape' && look.open) { look.open = false; look.querySelector('summary').focus(); }
    });
  }

  // ことばの説明を、画面を動かさずにその場で開け閉めする
  function terms() {
    var open = null;
    function named(link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); }
    function show(term, is) {
      var note = named(term);
      if (note) note.classList.toggle('is-open', is);
      if (note) note.classList.toggle('is-closed', !is);
      term.setAttribute('aria-expanded', String(is));
    }
    function close(back) {
      if (!open) return;
      show(open, false);
      if (back) open.focus();
      open = null;
    }
    function toggle(e, term) {
      e.preventDefault();
      var same = open === term;
      close(false);
      if (same) return;
      show(term, true);
      open = term;
    }
    function prepare() {
      document.querySelectorAll('a.term:not([role])').forEach(function (term) {
        var note = named(term);
        if (!note) return;
        term.setAttribute('role', 'button');
        term.setAttribute('aria-expanded', 'false');
        term.setAttribute('aria-controls', note.id);
        if (term.hash === location.hash) toggle({ preventDefault: function () {} }, term); // 説明の住所で開かれたとき
      });
    }
    prepare();
    document.addEventListener('page-updated', prepare); // 下書きが、開いたまま改まったとき
    document.addEventListener('click', function (e) {
      var term = e.target.closest('a.term[role]'), shut = e.target.closest('.term-links a[href^="#"]');
      if (term) toggle(e, term);
      if (!shut || !named(shut)) return;
      e.preventDefault();
      open = named(shut);
      close(true);
    });
    document.addEventListener('keydown', function (e) {
      var term = e.key === ' ' && e.target.closest('a.term[role]');
      if (term) toggle(e, term);
      if (e.key === 'Escape') close(true);
    });
  }

  function printing() {
    var place = document.querySelector('.actions');
    if (!place || !window.print) return;
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = '印刷する';
    button.addEventListener('click', function () { window.print(); });
    place.prepend(button);
  }

  // 糸の図：触れた意見、または応えたものの糸を濃くする
  function threads() {
    if (!document.querySelector('.trace-figure')) return;
    function light(by) {
      var opinion = by && by.dataset.opinion, answer = by && by.dataset.answer, lit = {};
      document.querySelectorAll('.trace-figure path').forEach(function (path) {
        var on = !!by && (opinion ? path.dataset.opinion === opinion : path.dataset.answer === answer);
        path.classList.toggle('lit', on);
        if (on) { lit['i' + path.dataset.opinion] = true; lit['s' + path.dataset.answer] = true; }
      });
      document.querySelectorAll('.trace-figure a').forEach(function (end) {
        end.classList.toggle('lit', !!(end === by || lit['i' + end.dataset.opinion] || lit['s' + end.dataset.answer]));
      });
    }
    var last = null;
    ['mouseover', 'focusin', 'mouseout', 'focusout'].forEach(function (name) {
      document.addEventListener(name, function (e) {
        var by = /out$/.test(name) ? null : e.target.closest('.trace-figure a');
        if (by !== last) light(last = by);
      });
    });
  }
})();
