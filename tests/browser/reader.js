// A reader with a browser: the site as it was built, a page that is opened, and everything that went
// wrong while it was read. Nothing is intercepted: a request that leaves the site is a failure.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, relative, sep } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export const project = fileURLToPath(new URL('../..', import.meta.url));

const program = process.env.FURIKAERI ?? join(project, 'target', 'release', 'furikaeri');

/** Runs the program to its end, and gives what it said. Fails where the program fails. */
export const furikaeri = (...words) => execFileSync(program, words, { encoding: 'utf8', stdio: 'pipe' });

/** Starts the program and leaves it running; it ends with the tests of the file. */
export function start(...words) {
  const running = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  after(() => running.kill());
  return running;
}

/** A folder that is gone when the test file ends. */
export function folder(name) {
  const path = mkdtempSync(join(tmpdir(), `furikaeri-${name}-`));
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The site under test: SITE, or the project's own content, built for this test file. */
export const site = process.env.SITE ?? build(project);

export function build(root) {
  const out = join(folder('site'), 'public');
  furikaeri('build', '--root', root, '--out', out);
  return out;
}

/** An old address of a page holds nothing but the way to the new one: it leaves while it is looked at. */
const leadsOn = (path) => readFileSync(join(site, path), 'utf8').includes('http-equiv="refresh"');

/** Every page, as its address within the site. */
export const pages = readdirSync(site, { recursive: true })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.html') && !leadsOn(path))
  .sort();

export const inFolder = (name) => pages.filter((page) => page.startsWith(`${name}/`));

/** The pages of a folder without its own index. */
export const of = (name) => inFolder(name).filter((page) => !page.endsWith('/index.html'));

/** The pages of worksheets that have a form number. */
export const forms = () => of('sheets').filter((page) => source(page).includes('class="sheet-facts"'));

/** One page of each kind. */
export const kinds = [
  ...new Set([
    'index.html',
    '404.html',
    ...pages.filter((page) => page.endsWith('/index.html')),
    'guide/hon.html',
    'sheets/kumu.html',
    ...['guide', 'items', 'sheets', 'roles', 'packs', 'cases', 'glossary', 'about'].map((name) => of(name)[0]),
    ...['fy2024', 'fy2023', 'trace', 'r6-1'].map((name) => `records/${name}.html`),
  ]),
];

export const address = (page, root = site) => pathToFileURL(join(root, page || '/')).href;

/** A page's text as it lies in the folder. */
export const source = (page) => readFileSync(join(site, page), 'utf8');

/** Pages that hold what is looked for, most of it first. */
export function pagesWith(pattern) {
  const found = pages.map((page) => [page, source(page).match(pattern)?.length ?? 0]).filter(([, count]) => count > 0);
  assert.ok(found.length > 0, `some page has ${pattern}`);
  return found.sort((a, b) => b[1] - a[1]).map(([page]) => page);
}

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
let running;

export async function browser() {
  assert.ok(existsSync(chromiumPath), `a browser at ${chromiumPath} (CHROMIUM says another place)`);
  running ??= chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
  return running;
}

after(async () => (await running)?.close());

/**
 * Opens a browser window, lets the reader read, and fails on anything that a reader would call broken:
 * an error in the console, a violation of the CSP, a request that failed or that left the site.
 *
 * `home` is where requests may go, `expected` the statuses that a page itself may come with; the rest is Playwright's own (viewport, colorScheme, javaScriptEnabled, …).
 */
export async function reader({ home = address(''), expected = [], ...options }, reads) {
  const context = await (await browser()).newContext({ locale: 'ja-JP', viewport: { width: 1280, height: 800 }, ...options });
  const troubles = watch(context, home, expected);
  try {
    const page = await context.newPage();
    await reads(page, context);
  } finally {
    await context.close();
  }
  assert.deepEqual(troubles, [], 'nothing went wrong on the way');
}

function watch(context, home, expected) {
  const troubles = [];
  const note = (page, what) => troubles.push(`${page?.url().replace(home, '') ?? '?'}: ${what}`);
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !url.startsWith('data:')) note(request.frame().page(), `asked outside: ${url}`);
  });
  context.on('requestfailed', (request) => {
    // A reader who goes on before the little picture in the tab has come has aborted it.
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') note(request.frame().page(), `did not get ${request.url()}: ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400 && !(expected.includes(response.status()) && response.request().isNavigationRequest())) note(response.frame().page(), `${response.status()} for ${response.url()}`);
  });
  context.on('weberror', (error) => note(error.page(), error.error().message));
  context.on('console', (message) => {
    // The page itself is told by its status; what it needs is told here too.
    if (expected.length > 0 && message.location().url === message.page()?.url() && /status of (\d+)/.test(message.text())) return;
    if (['error', 'warning', 'assert'].includes(message.type())) note(message.page(), message.text());
  });
  return troubles;
}

/** Follows a link, by a click or by what else is given, and waits until the reader is there. */
export async function follow(link, open = () => link.click()) {
  const there = link.page().waitForEvent('load');
  await open();
  await there;
}

/** Opens many pages, a few at a time, and gives what was seen on each, in order: [[page, seen], …]. */
export async function eachPage(list, options, look) {
  const seen = new Map();
  await reader(options, async (first, context) => {
    const waiting = [...list];
    const tabs = [first, await context.newPage(), await context.newPage()];
    await Promise.all(tabs.map(async (tab) => {
      for (let page = waiting.shift(); page; page = waiting.shift()) {
        await tab.goto(address(page));
        seen.set(page, await look(tab, page));
      }
    }));
  });
  return list.map((page) => [page, seen.get(page)]);
}

/** The site over http below a folder of its own, as a web server or a file share would give it. */
export async function served(prefix = '/') {
  const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
  const server = createServer((request, response) => {
    const { pathname: path } = new URL(request.url, 'http://here');
    const file = join(site, decodeURIComponent(path.slice(prefix.length)).replace(/(^|\/)$/, '$1index.html'));
    const there = path.startsWith(prefix) && !relative(site, file).startsWith('..') && existsSync(file) && statSync(file).isFile();
    response.writeHead(there ? 200 : 404, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(there ? readFileSync(file) : undefined);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  after(() => server.closeAllConnections());
  return `http://127.0.0.1:${server.address().port}${prefix}`;
}

/** A list of what is wrong, as the whole message of a failure. */
export function none(wrong, what) {
  assert.ok(wrong.length === 0, `${what}: ${wrong.length}\n  ${wrong.slice(0, 40).join('\n  ')}`);
}
