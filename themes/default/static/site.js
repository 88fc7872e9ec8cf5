// site.js — なくても読める。覚えるのは「表示」の選択だけで、印をつけた確認は覚えない。
(function () {
  'use strict';
  var root = document.documentElement;
  var names = { akarusa: { 'v-jido': '', 'v-hiru': 'hiru', 'v-yoru': 'yoru' }, kana: { 'v-kana-ari': '', 'v-kana-nashi': 'nashi' }, kii: { 'v-kii-ari': '', 'v-kii-nashi': 'nashi' } };

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
    var look = document.querySelector('.hyoji');
    if (!look) return;
    document.addEventListener('click', function (e) { if (look.open && !look.contains(e.target)) look.open = false; });
    look.addEventListener('keydown', function (e) {
      if (e.key === 'Escape' && look.open) { look.open = false; look.querySelector('summary').focus(); }
    });
  }

  // ことばの説明を、画面を動かさずにその場で開け閉めする
  function terms() {
    var open = null;
    function close(back) {
      if (!open) return;
      open.note.classList.remove('hiraku');
      open.note.classList.add('tojita');
      open.term.setAttribute('aria-expanded', 'false');
      if (back) open.term.focus();
      open = null;
    }
    document.querySelectorAll('a.go').forEach(function (term) {
      var note = document.getElementById(decodeURIComponent(term.hash.slice(1)));
      if (!note) return;
      term.setAttribute('role', 'button');
      term.setAttribute('aria-expanded', 'false');
      term.setAttribute('aria-controls', note.id);
      function toggle(e) {
        e.preventDefault();
        var same = open && open.term === term;
        close(false);
        if (same) return;
        note.classList.remove('tojita');
        note.classList.add('hiraku');
        term.setAttribute('aria-expanded', 'true');
        open = { term: term, note: note };
      }
      term.addEventListener('click', toggle);
      if (term.hash === location.hash) toggle({ preventDefault: function () {} }); // 説明の住所で開かれたとき
      term.addEventListener('keydown', function (e) { if (e.key === ' ') toggle(e); });
      var shut = note.querySelector('.go-ashi a[href^="#"]');
      if (shut) shut.addEventListener('click', function (e) { e.preventDefault(); open = { term: term, note: note }; close(true); });
    });
    document.addEventListener('keydown', function (e) { if (e.key === 'Escape') close(true); });
  }

  function printing() {
    var place = document.querySelector('.suru');
    if (!place || !window.print) return;
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'oshi';
    button.textContent = '印刷する';
    button.addEventListener('click', function () { window.print(); });
    place.prepend(button);
  }

  // 糸の図：触れた意見、または応えたものの糸を濃くする
  function threads() {
    var figure = document.querySelector('.ito');
    if (!figure) return;
    var paths = figure.querySelectorAll('path'), ends = figure.querySelectorAll('a');
    function light(by) {
      var opinion = by && by.dataset.ito, answer = by && by.dataset.saki, lit = {};
      paths.forEach(function (path) {
        var on = !!by && (opinion ? path.dataset.ito === opinion : path.dataset.saki === answer);
        path.classList.toggle('koi', on);
        if (on) { lit['i' + path.dataset.ito] = true; lit['s' + path.dataset.saki] = true; }
      });
      ends.forEach(function (end) {
        end.classList.toggle('erabu', !!(end === by || lit['i' + end.dataset.ito] || lit['s' + end.dataset.saki]));
      });
    }
    ends.forEach(function (end) {
      end.addEventListener('mouseenter', function () { light(end); });
      end.addEventListener('focus', function () { light(end); });
      end.addEventListener('mouseleave', function () { light(null); });
      end.addEventListener('blur', function () { light(null); });
    });
  }
})();
