// Asks both searches what readers ask, in Chromium, from one server without compression; prints tables.
// node browser.mjs ROOT, with our site in ROOT/ours and Pagefind's index in ROOT/pagefind.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';

const { chromium } = createRequire(new URL('../../tests/browser/', import.meta.url))('playwright-core');
const root = process.argv[2], RESULTS = 6, PHRASES = 100;
const lists = JSON.parse(readFileSync(new URL('queries.json', import.meta.url), 'utf8'));

// ── one server, which counts what it gives ──

let given = [];
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
  try {
    const bytes = path === '/blank.html' ? Buffer.from('<!doctype html><html lang="ja"><title>x</title>') : readFileSync(join(root, path));
    given.push([path, bytes.length]);
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

// ── how each is asked; both run in the page ──

const ours = {
  name: 'furikaeri', page: '/ours/index.html', isPart: (path) => /^\/ours\/(sagasu\/|assets\/search-(engine|dialog)\.js)/.test(path),
  open: (page) => page.keyboard.press('/'),
  ask: (query, count) => new Promise((resolve) => {
    const box = document.querySelector('.search-dialog input[type=search]'), said = document.querySelector('#ui-results-count');
    const short = [...query.trim()].slice(0, 24).join('');
    const answered = new MutationObserver(() => {
      if (!said.textContent.includes(`「${short}`)) return;
      answered.disconnect();
      const titles = [...document.querySelectorAll('.kekka>li>a')].slice(0, count).map((link) => link.textContent);
      resolve({ took: performance.now() - start, titles });
    });
    answered.observe(said, { childList: true, characterData: true, subtree: true });
    said.textContent = '';
    box.value = query;
    const start = performance.now();
    box.dispatchEvent(new Event('input', { bubbles: true }));
  })
};

const pagefind = {
  name: 'pagefind', page: '/blank.html', isPart: (path) => path.startsWith('/pagefind/'),
  open: (page) => page.evaluate(async () => { window.pagefind = await import('/pagefind/pagefind.js'); await window.pagefind.init(); }),
  ask: async (query, count) => {
    const start = performance.now(), found = await window.pagefind.search(query);
    const pages = await Promise.all(found.results.slice(0, count).map((result) => result.data()));
    return { took: performance.now() - start, titles: pages.map((page) => page.meta.title) };
  }
};

async function visiting(search, visit) {
  const context = await browser.newContext(), page = await context.newPage();
  page.setDefaultTimeout(60_000);
  given = [];
  await page.goto(origin + search.page, { waitUntil: 'load' });
  await search.open(page);
  const seen = await visit((query) => page.evaluate(`(${search.ask})(${JSON.stringify(query)}, ${RESULTS})`));
  await context.close();
  return seen;
}

// ── the tables ──

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`, ms = (time) => `${time.toFixed(1)} ms`;
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const queries = Object.values(lists).flat().map(([query]) => query);

function folder(path, isPart = () => true) {
  const files = readdirSync(join(root, path), { recursive: true }).map((name) => join(path, name)).filter((name) => isPart(`/${name}`) && statSync(join(root, name)).isFile());
  return { files: files.length, bytes: files.reduce((sum, name) => sum + statSync(join(root, name)).size, 0) };
}

/** Phrases out of the pages, as they come: of two to nine letters, cut within words too. The same in every run. */
function phrases() {
  const pages = readdirSync(join(root, 'ours'), { recursive: true }).filter((name) => name.endsWith('.html')).sort();
  const taken = [];
  for (let seed = 7; taken.length < PHRASES;) {
    const draw = (below) => { seed = seed * 48271 % 0x7fffffff; return seed % below; };
    const main = /<main[^]*<\/main>/.exec(readFileSync(join(root, 'ours', pages[draw(pages.length)]), 'utf8'))?.[0] ?? '';
    const runs = main.replace(/<[^>]*>/g, '\n').match(/[ぁ-んァ-ヶー一-龥]{4,}/g);
    if (!runs) continue;
    const run = runs[draw(runs.length)], length = 2 + draw(8), from = draw(Math.max(1, run.length - length));
    taken.push(run.slice(from, from + length));
  }
  return taken;
}

const weight = (search) => given.filter(([path]) => search.isPart(path)).reduce((sum, [, bytes]) => sum + bytes, 0);

/** What each phrase loads as the first query of a visit. */
async function loads(search, phrases) {
  const loaded = [];
  for (const phrase of phrases) {
    await visiting(search, (ask) => ask(phrase));
    loaded.push(weight(search));
  }
  return loaded.sort((a, b) => a - b);
}

/** The first query of a visit, for each query: what was loaded for it, and at which place the page is that is meant. */
async function first(search) {
  const loaded = [], classes = {};
  for (const [name, list] of Object.entries(lists)) {
    classes[name] = { found: 0, of: list.length, missed: [] };
    for (const [query, title] of list) {
      const { titles } = await visiting(search, (ask) => ask(query));
      loaded.push(weight(search));
      if (titles.some((it) => it.includes(title))) classes[name].found++; else classes[name].missed.push(query);
    }
  }
  return { loaded: loaded.sort((a, b) => a - b), classes };
}

/** Every query letter by letter, where the files are there already but the answer is not: asked twice in one line first. */
async function keystrokes(search) {
  const took = await visiting(search, async (ask) => {
    const took = [];
    for (const query of queries) {
      for (let n = 1; n <= query.length; n++) {
        const typed = query.slice(0, n).trim();
        if (!typed || /"/.test(typed)) continue;
        await ask(`${typed} ${typed}`);
        took.push((await ask(typed)).took);
      }
    }
    return took;
  });
  return took.sort((a, b) => a - b);
}

const found = [], drawn = phrases(), index = [folder('ours', ours.isPart), folder('pagefind', (path) => !/-ui\.|highlight|component/.test(path))];
for (const search of [ours, pagefind]) found.push({ search, ...await first(search), ofPhrases: await loads(search, drawn), took: await keystrokes(search) });
const [mine, theirs] = found;

console.log('\n| program | the first query loads, median | most | files of the index | bytes | a keystroke, median | p95 | most |\n|---|--:|--:|--:|--:|--:|--:|--:|');
found.forEach(({ search, loaded, took }, i) => console.log(`| ${search.name} | ${kB(at(loaded, 0.5))} | ${kB(at(loaded, 1))} | ${index[i].files} | ${kB(index[i].bytes)} | ${ms(at(took, 0.5))} | ${ms(at(took, 0.95))} | ${ms(at(took, 1))} |`));
const ratio = (of) => (of(mine, 0) / of(theirs, 1)).toFixed(2);
console.log(`| ratio | ${ratio((it) => at(it.loaded, 0.5))} | ${ratio((it) => at(it.loaded, 1))} | ${ratio((_, i) => index[i].files)} | ${ratio((_, i) => index[i].bytes)} | ${ratio((it) => at(it.took, 0.5))} | ${ratio((it) => at(it.took, 0.95))} | ${ratio((it) => at(it.took, 1))} |`);

console.log(`\n| program | ${PHRASES} phrases out of the pages load, median | p90 | p95 | most |\n|---|--:|--:|--:|--:|`);
for (const { search, ofPhrases } of found) console.log(`| ${search.name} | ${[0.5, 0.9, 0.95, 1].map((part) => kB(at(ofPhrases, part))).join(' | ')} |`);

if (root.includes('-1000-')) {
  console.log(`\nThe page that is meant is among the first ${RESULTS}:\n\n| what is typed | queries | furikaeri | pagefind | furikaeri missed | pagefind missed |\n|---|--:|--:|--:|---|---|`);
  for (const name of Object.keys(lists)) {
    const [a, b] = [mine.classes[name], theirs.classes[name]];
    console.log(`| ${name} | ${a.of} | ${a.found} | ${b.found} | ${a.missed.join('、')} | ${b.missed.join('、')} |`);
  }
}
await browser.close();
server.close();
