// pack.js — 会の一式：その日にいない役の紙を外す。どれを外したかは、アドレスの # より後ろにだけ残る。
(function () {
  'use strict';

  document.addEventListener('DOMContentLoaded', function () {
    var list = document.querySelector('[data-pack]');
    if (!list) return;
    var note = list.querySelector('[data-sheet-count]');

    function boxes() { return Array.prototype.slice.call(list.querySelectorAll('li[data-part] > input')); }

    function prepare() {
      list.querySelectorAll('li[data-part]:not(.selectable)').forEach(function (line) {
        var box = document.createElement('input');
        box.type = 'checkbox';
        box.autocomplete = 'off';
        box.value = line.dataset.part;
        box.setAttribute('aria-label', line.querySelector('a').textContent + 'の紙を刷る');
        line.classList.add('selectable');
        line.prepend(box);
      });
      restore();
    }

    function keep() {
      var absent = new URLSearchParams();
      boxes().forEach(function (box) { if (!box.checked) absent.append('nashi', box.value); });
      history.replaceState(null, '', '#' + absent);
    }

    function restore() {
      var absent = new URLSearchParams(location.hash.slice(1)).getAll('nashi');
      boxes().forEach(function (box) { box.checked = absent.indexOf(box.value) < 0; });
      show();
    }

    function show() {
      boxes().forEach(function (box) {
        document.querySelectorAll('.sheet-preview [data-part="' + CSS.escape(box.value) + '"]').forEach(function (part) { part.hidden = !box.checked; });
      });
      var sides = Array.prototype.filter.call(document.querySelectorAll('.sheet-side'), function (side) { return !side.closest('[hidden]'); });
      note.textContent = '刷る紙は、表紙を入れて' + sides.length + '枚です。';
    }

    list.addEventListener('change', function () { keep(); show(); });
    window.addEventListener('hashchange', restore);
    document.addEventListener('page-updated', prepare); // 下書きが、開いたまま改まったとき
    prepare();
  });
})();
