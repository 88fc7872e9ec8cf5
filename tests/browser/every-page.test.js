// 1. Every page of the site, opened from the folder as by a double click.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { address, eachPage, follow, kinds, none, pages, reader, served, site } from './reader.js';

const phone = { viewport: { width: 360, height: 800 } };
const widths = [768, 1280, 1600];
const largeLetters = [360, 768, 1280];

/** What one look at a page tells. Runs in the page. */
function facts() {
  const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lines = document.createRange();
  const small = new Set();
  const tight = new Set();
  while (words.nextNode()) {
    const parent = words.currentNode.parentElement;
    // Furigana is small by nature; a sheet on the screen is a picture of the paper, at the paper's scale.
    if (!words.currentNode.data.trim() || parent.closest('rt, .sheet-side') || !seen(parent)) continue;
    const { fontSize, lineHeight } = getComputedStyle(parent);
    const size = parseFloat(fontSize);
    const name = `${parent.closest('[class]')?.className} 「${words.currentNode.data.trim().slice(0, 12)}」`;
    if (size < 13.99) small.add(`${size.toFixed(1)}px ${name}`);
    if (parseFloat(lineHeight) >= 1.1 * size) continue;
    lines.selectNodeContents(words.currentNode);
    if (new Set(Array.from(lines.getClientRects(), (line) => line.top)).size > 1) tight.add(`${lineHeight} for letters of ${fontSize} ${name}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  const named = (attribute) => [...document.querySelectorAll(`[${attribute}]`)].flatMap((element) => element.getAttribute(attribute).split(/\s+/));
  return {
    lang: document.documentElement.lang,
    title: document.title,
    description: document.querySelector('meta[name=description]')?.content,
    headings: [...document.querySelectorAll('h1')].map((h1) => h1.innerText.trim()),
    main: document.querySelectorAll('main').length,
    font: getComputedStyle(document.body).fontFamily,
    small: [...small],
    tight: [...tight],
    ids,
    pointsAt: ['aria-controls', 'aria-labelledby', 'aria-describedby', 'for'].flatMap(named),
    links: [...document.querySelectorAll('[href], [src]')].map((element) => element.href?.baseVal ?? element.href ?? element.src),
  };
}

/** What sticks out to the right, if the page can be pushed sideways. Runs in the page. */
function sticksOut() {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth <= clientWidth) return null;
  const out = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5);
  const last = out.filter((element) => !out.some((other) => other !== element && element.contains(other)));
  return `${scrollWidth} > ${clientWidth}: ${last.slice(0, 3).map((element) => `${element.localName}.${element.className?.baseVal ?? element.className}`).join(', ')}`;
}

describe('every page of the site', () => {
  const look = new Map();

  test('opens by double click, without an error, a blocked style or script, or a request that fails or leaves the site', async () => {
    const seen = await eachPage(pages, phone, async (page) => ({ ...(await page.evaluate(facts)), out: await page.evaluate(sticksOut) }));
    for (const [page, found] of seen) look.set(page, found);
    assert.equal(look.size, pages.length);
  });

  test('never scrolls sideways on a phone of 360 px', () => {
    none([...look].filter(([, { out }]) => out).map(([page, { out }]) => `${page}: ${out}`), 'pages that scroll sideways');
  });

  test('is in Japanese, with a title of its own, one main part and exactly one h1', () => {
    none([...look].filter(([, it]) => it.lang !== 'ja').map(([page]) => page), 'pages whose language is not ja');
    none([...look].filter(([, it]) => it.headings.length !== 1 || !it.headings[0]).map(([page, it]) => `${page}: ${it.headings.length}`), 'pages without exactly one h1');
    none([...look].filter(([, it]) => it.main !== 1).map(([page]) => page), 'pages without exactly one main');
    const titles = new Map();
    for (const [page, { title }] of look) titles.set(title, [...(titles.get(title) ?? []), page]);
    none([...titles].filter(([title, of]) => !title || of.length > 1).map(([title, of]) => `「${title}」 ${of.join(', ')}`), 'titles that are empty or shared');
  });

  test('says in a sentence what it is, for those who find it by a search', () => {
    none([...look].filter(([page, it]) => page !== '404.html' && !it.description).map(([page]) => page), 'pages without a description');
  });

  test('has each id once, and what points at an id finds it', () => {
    none([...look].flatMap(([page, { ids }]) => ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${page}: ${id}`)), 'ids that stand twice');
    none([...look].flatMap(([page, it]) => it.pointsAt.filter((id) => id && !it.ids.includes(id)).map((id) => `${page}: ${id}`)), 'ids that are missing');
  });

  test('has no dead link: every file is there, and every fragment is an id in it', () => {
    const home = address('');
    const dead = [];
    for (const [page, { links }] of look) {
      for (const link of links) {
        if (!link.startsWith('file:')) {
          if (!/^(https:\/\/|mailto:|tel:|data:image\/)/.test(link)) dead.push(`${page} → ${link} (no address that a reader can follow)`);
          continue;
        }
        if (!link.startsWith(home)) {
          dead.push(`${page} → ${link} (outside the site)`);
          continue;
        }
        const [path, fragment] = link.slice(home.length).split('#').map(decodeURIComponent);
        if (!existsSync(join(site, path)) || path.endsWith('/') || path === '') dead.push(`${page} → ${path} (no such file)`);
        else if (fragment && !look.get(path)?.ids.includes(fragment)) dead.push(`${page} → ${path}#${fragment} (no such id)`);
      }
    }
    none([...new Set(dead)], 'dead links');
  });

  test('can be reached from the home page by following links', () => {
    const home = address('');
    const reached = new Set(['index.html']);
    for (const page of reached) {
      for (const link of look.get(page)?.links ?? []) {
        const path = decodeURIComponent(link.split('#')[0].slice(home.length));
        if (link.startsWith(home) && look.has(path)) reached.add(path);
      }
    }
    none(pages.filter((page) => page !== '404.html' && !reached.has(page)), 'pages that nothing leads to');
  });

  test('shows no word smaller than 14 px (furigana excepted)', () => {
    none([...look].flatMap(([page, { small }]) => small.map((word) => `${page}: ${word}`)), 'words under 14 px');
  });

  test('sets no line of words on the one below it', () => {
    none([...look].flatMap(([page, { tight }]) => tight.map((word) => `${page}: ${word}`)), 'lines that touch');
  });
});

describe('a page of each kind, at other widths and sizes', () => {
  const sideways = new Map();
  const stuck = (how) => none([...sideways].flatMap(([page, out]) => (out[how] ? [`${page}: ${out[how]}`] : [])), 'pages that scroll sideways');

  test('is measured', async () => {
    // Every term and every item is drawn by one template from short texts; the rest is all measured.
    const list = pages.filter((page) => kinds.includes(page) || !/^(glossary|items)\//.test(page));
    const seen = await eachPage(list, phone, async (page) => {
      const out = {};
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        out[`${width} px`] = await page.evaluate(sticksOut);
      }
      const settings = await page.context().newCDPSession(page);
      await settings.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
      for (const width of largeLetters) {
        await page.setViewportSize({ width, height: 800 });
        out[`${width} px, letters at 200 %`] = await page.evaluate(sticksOut);
      }
      await settings.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
      return out;
    });
    for (const [page, out] of seen) sideways.set(page, out);
  });

  for (const width of widths) test(`never scrolls sideways at ${width} px`, () => stuck(`${width} px`));
  for (const width of largeLetters) test(`never scrolls sideways at ${width} px with letters at 200 %`, () => stuck(`${width} px, letters at 200 %`));

  test('loses nothing at its right edge in a window of 720 px at 200 % zoom', async () => {
    const seen = await eachPage(kinds, { viewport: { width: 360, height: 400 }, deviceScaleFactor: 2 }, (page) => page.evaluate(sticksOut));
    none(seen.filter(([, out]) => out).map(([page, out]) => `${page}: ${out}`), 'pages that scroll sideways');
  });
});

test('index.html, opened by double click, is dressed and alive', async () => {
  await reader({}, async (page) => {
    await page.goto(address('index.html'));
    assert.match(await page.evaluate(() => getComputedStyle(document.body).fontFamily), /BIZ UDPGothic/, 'site.css came');
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgba(0, 0, 0, 0)', 'site.css came');
    await page.locator('.display summary').click();
    await page.getByLabel('夜の紙').check();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.brightness), 'dark', 'site.js ran');
  });
});

test('the site works from any folder of a web server', async () => {
  const home = await served('/shogai/furikaeri%20no%20tebiki/');
  await reader({ home }, async (page) => {
    await page.goto(home);
    await follow(page.getByRole('navigation', { name: '目的から' }).getByRole('link').first());
    await follow(page.locator('main a').first());
    assert.match(await page.evaluate(() => getComputedStyle(document.body).fontFamily), /BIZ UDPGothic/);
    await page.goto(`${home}records/trace.html`);
    await follow(page.locator('header a').first());
    assert.equal(page.url(), `${home}index.html`);
  });
});
