// pack.js: leaves out the paper of roles that are not there. Which ones lives in the address after the #.
(() => {
  'use strict';

  document.addEventListener('DOMContentLoaded', () => {
    const list = document.querySelector('[data-pack]');
    if (!list) return;
    const boxes = () => [...list.querySelectorAll('li[data-part] > input')];

    function prepare() {
      for (const line of list.querySelectorAll('li[data-part]:not(.selectable)')) {
        const box = document.createElement('input');
        box.type = 'checkbox';
        box.autocomplete = 'off';
        box.value = line.dataset.part;
        box.setAttribute('aria-label', `${line.querySelector('a').textContent}の紙を刷る`);
        line.classList.add('selectable');
        line.prepend(box);
      }
      restore();
    }

    function keep() {
      const absent = new URLSearchParams(boxes().filter((box) => !box.checked).map((box) => ['nashi', box.value]));
      history.replaceState(null, '', `#${absent}`);
    }

    function restore() {
      const absent = new URLSearchParams(location.hash.slice(1)).getAll('nashi');
      for (const box of boxes()) box.checked = !absent.includes(box.value);
      show();
    }

    function show() {
      for (const box of boxes()) {
        for (const part of document.querySelectorAll(`.pack-part[data-part="${CSS.escape(box.value)}"]`)) part.hidden = !box.checked;
      }
      const sheets = [...document.querySelectorAll('.pack-part .sheet-side')].filter((side) => !side.closest('[hidden]')).length;
      const covers = cover(sheets);
      list.querySelector('[data-sheet-count]').textContent = `刷る紙は、表紙を入れて${covers + sheets}枚です。`;
    }

    /** Takes the rows of absent roles off the cover and moves up those below; gives the number of its sides. */
    function cover(sheets) {
      const present = [true, ...boxes().flatMap((box) => Array(Number(box.closest('li').dataset.rows)).fill(box.checked))];
      const sides = [...document.querySelectorAll('[data-cover]')];
      for (const [at, side] of sides.entries()) {
        let up = 0, left = 0;
        for (const row of side.querySelectorAll('[data-row]')) {
          const isThere = present[row.dataset.row];
          row.style.display = isThere ? '' : 'none';
          row.setAttribute('transform', `translate(0 ${-up})`);
          if (isThere) left += 1; else up += Number(row.dataset.height);
        }
        side.hidden = at > 0 && !left;
        const note = [...side.querySelectorAll('tspan')].find((words) => /この表紙のほかに\d+枚$/.test(words.textContent));
        if (note) note.textContent = note.textContent.replace(/\d+(?=枚$)/, sheets);
      }
      return sides.filter((side) => !side.hidden).length;
    }

    list.addEventListener('change', () => { keep(); show(); });
    window.addEventListener('hashchange', restore);
    document.addEventListener('page-updated', prepare); // the preview brought a newer page
    prepare();
  });
})();
