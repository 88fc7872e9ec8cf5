// site.js: pages can be read without it. It remembers the choices under 表示 and nothing else.
(() => {
  'use strict';
  const root = document.documentElement;
  const CHOICES = {
    brightness: { 'ui-bright-auto': '', 'ui-bright-light': 'light', 'ui-bright-dark': 'dark' },
    furigana: { 'ui-furigana-on': '', 'ui-furigana-off': 'off' },
    slashKey: { 'ui-slash-key-on': '', 'ui-slash-key-off': 'off' },
  };

  // Where nothing can be remembered (file:, a private window), a choice holds for the page
  const recall = (key) => { try { return localStorage.getItem(`furikaeri-${key}`) ?? ''; } catch { return ''; } };
  const remember = (key, value) => { try { localStorage.setItem(`furikaeri-${key}`, value); } catch { /* not remembered */ } };
  const show = (key, value) => { if (value) root.dataset[key] = value; else delete root.dataset[key]; };

  // Before the first paint: later, a dark page would flash white
  for (const key of Object.keys(CHOICES)) show(key, recall(key));

  document.addEventListener('DOMContentLoaded', () => {
    choices();
    display();
    terms();
    printing();
    threads();
  });

  function choices() {
    for (const [key, radios] of Object.entries(CHOICES)) {
      for (const [id, value] of Object.entries(radios)) {
        const radio = document.getElementById(id);
        if (!radio) continue;
        if (value === recall(key)) radio.checked = true;
        radio.addEventListener('change', () => { remember(key, value); show(key, value); });
      }
    }
  }

  /** The panel of 表示 closes at a click elsewhere and at Escape. */
  function display() {
    const panel = document.querySelector('.display');
    if (!panel) return;
    document.addEventListener('click', (e) => { if (!panel.contains(e.target)) panel.open = false; });
    panel.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || !panel.open) return;
      panel.open = false;
      panel.querySelector('summary').focus();
    });
  }

  /** Explanations of terms open in their place, without moving the page. */
  function terms() {
    let open = null;
    /** What a link leads to on this page; an address that nobody can decode leads nowhere. */
    function target(link) {
      try { return document.getElementById(decodeURIComponent(link.hash.slice(1))); } catch { return null; }
    }
    function show(term, isOpen) {
      target(term)?.classList.toggle('is-open', isOpen);
      target(term)?.classList.toggle('is-closed', !isOpen);
      term.setAttribute('aria-expanded', String(isOpen));
    }
    function close(focusTerm) {
      if (!open) return;
      show(open, false);
      if (focusTerm) open.focus();
      open = null;
    }
    function toggle(term) {
      const wasOpen = open === term;
      close(false);
      if (wasOpen) return;
      show(term, true);
      open = term;
    }
    function prepare() {
      for (const term of document.querySelectorAll('a.term:not([role])')) {
        const note = target(term);
        if (!note) continue;
        term.setAttribute('role', 'button');
        term.setAttribute('aria-expanded', 'false');
        term.setAttribute('aria-controls', note.id);
        if (term.hash === location.hash) toggle(term);
      }
    }
    prepare();
    document.addEventListener('page-updated', prepare); // the preview brought a newer page
    document.addEventListener('click', (e) => {
      const term = e.target.closest('a.term[role]'), back = e.target.closest('.term-links a[href^="#"]');
      const returnsTo = back && target(back);
      if (!term && !returnsTo) return;
      e.preventDefault();
      if (term) toggle(term);
      if (!returnsTo) return;
      open = returnsTo;
      close(true);
    });
    document.addEventListener('keydown', (e) => {
      const term = e.key === ' ' && e.target.closest('a.term[role]');
      if (term) { e.preventDefault(); toggle(term); }
      if (e.key === 'Escape') close(true);
    });
  }

  function printing() {
    const place = document.querySelector('.actions');
    if (!place || !window.print) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = '印刷する';
    button.addEventListener('click', () => window.print());
    place.prepend(button);
  }

  /** The threads of the opinion or the answer under the pointer or the focus stand out. */
  function threads() {
    if (!document.querySelector('.trace-figure')) return;
    let last = null;
    function light(by) {
      const opinions = new Set(), answers = new Set();
      for (const path of document.querySelectorAll('.trace-figure path')) {
        const { opinion, answer } = path.dataset;
        const isLit = !!by && (by.dataset.opinion ? opinion === by.dataset.opinion : answer === by.dataset.answer);
        path.classList.toggle('lit', isLit);
        if (isLit) { opinions.add(opinion); answers.add(answer); }
      }
      for (const end of document.querySelectorAll('.trace-figure a')) {
        end.classList.toggle('lit', end === by || opinions.has(end.dataset.opinion) || answers.has(end.dataset.answer));
      }
    }
    for (const name of ['mouseover', 'focusin', 'mouseout', 'focusout']) {
      document.addEventListener(name, (e) => {
        const by = name.endsWith('out') ? null : e.target.closest('.trace-figure a');
        if (by !== last) light(last = by);
      });
    }
  }
})();
