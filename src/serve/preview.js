// The preview's part in the browser. It keeps each page as it was sent, and carries only the difference to the next
// version into the page that is open: what nobody changed keeps its scroll, focus, openings and entries.
(() => {
  'use strict';
  const own = document.currentScript;
  const base = new URL('.', own.src);
  const live = new WeakMap(); // a node as it was sent → the node in the open page
  let shown = own.dataset.version;
  let sent;

  own.remove();
  document.addEventListener('DOMContentLoaded', () => {
    sent = document.documentElement.cloneNode(true);
    pair(sent, document.documentElement);
    listen((version) => { if (version !== shown) catchUp(); });
    catchUp();
  });

  function listen(heard) {
    if (window.SharedWorker) {
      const worker = new SharedWorker(new URL('events.js', base));
      worker.port.onmessage = (event) => heard(event.data);
    } else {
      new EventSource(new URL('events', base)).onmessage = (event) => heard(event.data);
    }
  }

  // ── catching up ──

  let running = false;
  let again = false;

  async function catchUp() {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await step();
      }
    } catch { // the server is away: its next word starts this anew
    } finally { running = false; }
  }

  async function step() {
    const asked = new URL('state', base);
    asked.searchParams.set('page', location.pathname);
    asked.searchParams.set('since', shown);
    // A fetch that began before a save is caught by the next round.
    const [version, news] = await (await fetch(asked)).json();
    const beside = (end) => news.beside.some((address) => address.endsWith(end));
    if (beside('.js')) return location.reload();
    if (news.moved) {
      history.replaceState(history.state, '', `/${news.moved.split('/').map(encodeURIComponent).join('/')}${location.hash}`);
      again = true;
    }
    if (version !== shown) {
      if (news.page !== 'same' || news.moved) await swap();
      // What another run of the preview was before this one, nobody knows.
      if (beside('.css') || version.split('-')[0] !== shown.split('-')[0]) dress(version);
      renew(news.beside, version);
      // What a script of the page made of the old version, it makes of this one.
      document.dispatchEvent(new Event('page-updated'));
    }
    shown = version;
    report(news);
  }

  async function swap() {
    const html = await (await fetch(location.href)).text();
    const next = new DOMParser().parseFromString(html, 'text/html').documentElement;
    next.querySelector('script[data-version]')?.remove();
    const away = next.querySelector('meta[http-equiv="refresh" i]')?.content.match(/url=(.+)$/i);
    if (away) return location.replace(away[1]);
    const scripts = (page) => [...page.querySelectorAll('script')].map((script) => script.outerHTML).join();
    if (scripts(next) !== scripts(sent)) return location.reload();
    const focused = document.activeElement?.id;
    patch(sent, next);
    // What is in a template is no child of it, so that no comparison of nodes sees it.
    for (const template of next.querySelectorAll('template')) {
      const real = live.get(template);
      if (real.innerHTML !== template.innerHTML) real.innerHTML = template.innerHTML;
    }
    sent = next;
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  function dress(version) {
    for (const link of sent.querySelectorAll('link[rel~="stylesheet"]')) {
      const old = live.get(link);
      const fresh = old.cloneNode();
      fresh.href = stamped(old.href, version);
      // The old one stays until the new one is there: no moment without a style.
      fresh.onload = fresh.onerror = () => old.remove();
      old.after(fresh);
      live.set(link, fresh);
    }
  }

  function renew(changed, version) {
    for (const image of document.images) {
      if (changed.includes(decodeURIComponent(new URL(image.src).pathname).slice(1))) image.src = stamped(image.src, version);
    }
  }

  function stamped(address, version) {
    const url = new URL(address);
    url.searchParams.set('v', version);
    return url.href;
  }

  // ── from one version of the page to the next ──

  function pair(source, real) {
    live.set(source, real);
    source.childNodes.forEach((child, at) => pair(child, real.childNodes[at]));
  }

  /** Two nodes as they were sent that say the same: the open page keeps what it has. */
  function adopt(old, next) {
    live.set(next, live.get(old));
    next.childNodes.forEach((child, at) => adopt(old.childNodes[at], child));
  }

  function patch(old, next) {
    if (old.isEqualNode(next)) return adopt(old, next);
    const real = live.get(old);
    live.set(next, real);
    if (next.nodeType !== Node.ELEMENT_NODE) {
      real.data = next.data;
      return;
    }
    for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) real.removeAttribute(name);
    for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) real.setAttribute(name, value);
    if (isMarked(old, real)) return renewChildren(next, real);
    const matches = match([...old.childNodes], [...next.childNodes]);
    const kept = new Set(matches.values());
    for (const child of old.childNodes) if (!kept.has(child)) live.get(child).remove();
    let before = null;
    for (const child of next.childNodes) {
      if (matches.has(child)) {
        patch(matches.get(child), child);
      } else {
        const fresh = document.importNode(child, true);
        pair(child, fresh);
        if (before?.parentNode === real) before.after(fresh);
        else real.prepend(fresh);
      }
      before = live.get(child);
    }
  }

  /** Whether the search has marked words here, which cuts the text into pieces. */
  function isMarked(old, real) {
    const ours = new Set([...old.childNodes].map((child) => live.get(child)));
    return [...real.childNodes].some((child) => child.nodeName === 'MARK' && !ours.has(child));
  }

  function renewChildren(next, real) {
    real.replaceChildren(...[...next.childNodes].map((child) => document.importNode(child, true)));
    next.childNodes.forEach((child, at) => pair(child, real.childNodes[at]));
  }

  /** Which child of the next version continues which of the old one, in order. */
  function match(olds, nexts) {
    const matches = new Map();
    let [start, oldEnd, nextEnd] = [0, olds.length, nexts.length];
    while (start < oldEnd && start < nextEnd && olds[start].isEqualNode(nexts[start])) matches.set(nexts[start], olds[start++]);
    while (oldEnd > start && nextEnd > start && olds[oldEnd - 1].isEqualNode(nexts[nextEnd - 1])) matches.set(nexts[--nextEnd], olds[--oldEnd]);
    // Equal ones between hold the rest in place.
    let from = start;
    for (let at = start; at < nextEnd; at++) {
      const found = olds.findIndex((old, place) => place >= from && place < oldEnd && old.nodeType === Node.ELEMENT_NODE && old.isEqualNode(nexts[at]));
      if (found >= 0) {
        matches.set(nexts[at], olds[found]);
        from = found + 1;
      }
    }
    from = start;
    for (let at = start; at < nextEnd; at++) {
      if (matches.has(nexts[at])) {
        from = olds.indexOf(matches.get(nexts[at])) + 1;
        continue;
      }
      const limit = nexts.slice(at, nextEnd).map((next) => matches.get(next)).find(Boolean);
      const end = limit ? olds.indexOf(limit) : oldEnd;
      const found = olds.findIndex((old, place) => place >= from && place < end && alike(old, nexts[at]));
      if (found >= 0) {
        matches.set(nexts[at], olds[found]);
        from = found + 1;
      }
    }
    return matches;
  }

  const alike = (a, b) => a.nodeName === b.nodeName && a.id === b.id;

  // ── the report ──

  const CALM = 200; // a file that is saved in two steps is broken for a moment: nobody needs to see that
  let later;
  let place;
  let folded = false;

  function report(news) {
    clearTimeout(later);
    if (!news.broken) folded = false;
    later = setTimeout(() => show(news), news.broken && !place?.firstElementChild ? CALM : 0);
  }

  function show(news) {
    if (!place) {
      const host = document.createElement('furikaeri-preview');
      const shadow = host.attachShadow({ mode: 'open' });
      shadow.append(element('link', { rel: 'stylesheet', href: new URL('preview.css', base).href }));
      place = shadow.appendChild(element('div', {}));
      document.documentElement.append(host);
    }
    const count = news.report.length;
    const parts = [];
    if (news.broken) parts.push(folded ? bar(`直すところ ${count}`, news) : overlay(news));
    else if (count > 0) parts.push(element('details', { class: 'chui', role: 'status' }, [element('summary', {}, [`注意 ${count}`]), ...news.report.map(mistake)]));
    place.replaceChildren(...parts);
  }

  function overlay(news) {
    const page = element('a', { href: location.href }, ['最後にうまくできたページを見る']);
    page.addEventListener('click', (event) => { event.preventDefault(); folded = true; show(news); });
    const parts = [element('h1', {}, [`直すところが ${news.report.length} 件あります`]), ...news.report.map(mistake)];
    if (news.good && news.page !== 'missing') parts.splice(1, 0, element('p', {}, [page]));
    return element('section', { class: 'ayamari', role: 'alert' }, parts);
  }

  function bar(words, news) {
    const open = element('button', { type: 'button' }, [words]);
    open.addEventListener('click', () => { folded = false; show(news); });
    return element('div', { class: 'chui' }, [open]);
  }

  function mistake({ code, message, place: where, line, mend }) {
    const parts = [element('h2', {}, [message]), element('p', { class: 'basho' }, [`${where}（${code}）`])];
    if (line) parts.push(element('pre', {}, [line[0], element('mark', {}, [line[1]]), line[2]]));
    if (mend) parts.push(element('p', {}, [`直し方: ${mend}`]));
    return element('article', {}, parts);
  }

  function element(name, attributes, children = []) {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  }
})();
