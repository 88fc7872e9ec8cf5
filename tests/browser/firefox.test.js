// The same site in Firefox: found by typing, opened, marked, put together and printed, with nothing going wrong.
// Puppeteer speaks WebDriver BiDi to Debian's Firefox as it is; Selenium would need a geckodriver, which Debian has not.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { bare, print } from './paper.js';
import { address, build, folder, forms, none, of, pagesWith, project, served } from './reader.js';

const path = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
let running;

/** Firefox with a home of its own, since it writes into the one it is given, and refuses one of another user. */
function firefox() {
  assert.ok(existsSync(path), `a Firefox at ${path} (FIREFOX says another place)`);
  const home = folder('firefox');
  return puppeteer.launch({
    browser: 'firefox', executablePath: path, headless: true, userDataDir: join(home, 'profile'), env: { ...process.env, HOME: home },
    extraPrefsFirefox: { 'intl.accept_languages': 'ja', 'ui.prefersReducedMotion': 1 },
  });
}

after(async () => (await running)?.close());

/** Lets the reader read in a window of its own, and fails on anything that a reader would call broken. */
async function reads(home, look) {
  const troubles = await watched(home, look);
  assert.deepEqual(troubles, [], 'nothing went wrong on the way');
}

async function watched(home, look) {
  const context = await (await (running ??= firefox())).createBrowserContext();
  const page = await context.newPage();
  const troubles = [];
  const note = (what) => troubles.push(`${page.url().replace(home, '')}: ${what}`);
  // Firefox looks for this by itself, where a page is left before its own icon is there.
  const byItself = (it) => new URL(it.url()).pathname === '/favicon.ico';
  page.on('request', (it) => it.url().startsWith(home) || byItself(it) || it.url().startsWith('data:') || note(`asked outside: ${it.url()}`));
  page.on('requestfailed', (it) => it.failure()?.errorText === 'NS_BINDING_ABORTED' || note(`did not get ${it.url()}: ${it.failure()?.errorText}`));
  page.on('response', (it) => it.status() >= 400 && !byItself(it) && note(`${it.status()} for ${it.url()}`));
  page.on('pageerror', (error) => note(error.message));
  page.on('console', (it) => ['error', 'warn', 'assert'].includes(it.type()) && note(it.text()));
  // What Firefox tells its own console alone: a breach of the CSP, and a file of the folder that is not there.
  await page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', (e) => console.error(`the CSP forbids ${e.violatedDirective} ${e.blockedURI}`));
    addEventListener('error', ({ target }) => target === window || console.error(`did not load ${target.src ?? target.href}`), true);
  });
  page.setDefaultTimeout(10_000);
  await page.setViewport({ width: 1280, height: 800 });
  try {
    await look(page);
  } finally {
    await context.close();
  }
  return troubles;
}

/** Types into the window of the search, and waits for the answer. */
async function search(page, query) {
  await page.keyboard.press('/');
  await page.waitForSelector('.search-dialog input[type=search]:focus');
  await page.keyboard.type(query);
  await answered(page, query);
}

const answered = (page, query) => page.waitForFunction((query) => document.querySelector('#ui-results-count')?.textContent.includes(`「${query}」`), {}, query);
const texts = (page, selector) => page.$$eval(selector, (all) => all.map((it) => it.textContent));
const shown = (page, selector) => page.$eval(selector, (it) => it.checkVisibility());
const named = (name) => `[aria-label="${name}"]`;
const sides = (page) => page.$$eval('.sheet-side', (all) => all.filter((it) => !it.closest('[hidden]')).map((it) => (it.querySelector('.paper-landscape') ? [297, 210] : [210, 297])));

for (const [how, home] of [['by double click', address('')], ['over http', await served('/shogai/tebiki/')]]) {
  describe(`a site that is opened in Firefox ${how}`, () => {
    for (const [writing, query, found, mark] of [
      ['kana', 'きかんそうだん', 'glossary/kikan.html', /基幹/],
      ['romaji', 'furikaeri', 'glossary/furikaeri-no-furikaeri.html', /ふりかえり/],
      ['half-width kana', 'ｼｴﾝ', 'glossary/chiiki-sodan-shien.html', /支援/],
    ]) {
      test(`finds what is typed in ${writing}`, async () => {
        await reads(home, async (page) => {
          await page.goto(`${home}guide/hajimeni.html`);
          await search(page, query);
          const first = await page.$eval('.results>li>a', (link) => link.href);
          assert.ok(first.startsWith(home + found), first);
          const marks = await texts(page, '.results>li:first-child mark');
          assert.ok(marks.some((it) => mark.test(it)), `marked: ${marks}`);
        });
      });
    }

    test('needs nothing but the keyboard: to a result, its marks, and back to the search', async () => {
      await reads(home, async (page) => {
        await page.goto(`${home}index.html`);
        await search(page, 'kikan');
        await page.keyboard.press('ArrowDown');
        await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
        await page.waitForSelector('.highlight-bar');
        assert.ok((await texts(page, 'main mark')).includes('基幹'));
        assert.ok(await shown(page, 'main mark.current'));
        const before = await page.$eval('main', (main) => main.innerText);
        await page.keyboard.press('Escape');
        await page.waitForSelector('.highlight-bar', { hidden: true });
        assert.deepEqual(await texts(page, 'main mark'), []);
        assert.equal(await page.$eval('main', (main) => main.innerText), before, 'and not a letter has changed');
        assert.doesNotMatch(page.url(), /shirushi/);
        await page.evaluate(() => history.back()); // Puppeteer's own goBack waits for a load, and Firefox has kept the page
        await answered(page, 'kikan');
        assert.ok(await shown(page, '.results>li>a'), 'one is where one was');
      });
    });

    test('explains a word by a click, and closes with Escape', async () => {
      await reads(home, async (page) => {
        await page.goto(home + pagesWith(/class="term"/g)[0]);
        const note = `[id="${decodeURIComponent((await page.$eval('a.term', (go) => go.hash)).slice(1))}"]`;
        assert.equal(await shown(page, note), false);
        await page.locator('a.term').click();
        assert.equal(await shown(page, note), true);
        assert.equal(await page.evaluate(() => location.hash), '');
        await page.keyboard.press('Escape');
        assert.equal(await shown(page, note), false);
      });
    });

    test('puts a sheet together, which its link brings back', async () => {
      await reads(home, async (page) => {
        await page.goto(`${home}sheets/kumu.html`);
        for (const item of ['tegotae', 'keika']) await page.locator(`input[name=item][value=${item}]`).click();
        await page.locator(named('「支援の経過」を上へ')).click();
        const asked = await texts(page, '#ui-sheet .item [aria-level="3"] text:nth-child(2)');
        assert.equal(asked.length, 2);
        await page.reload();
        assert.deepEqual(await texts(page, '#ui-sheet .item [aria-level="3"] text:nth-child(2)'), asked);
        assert.deepEqual(await texts(page, '.builder-order li > span'), ['支援の経過', '手ごたえのあったこと']);
        const paper = await print(page);
        assert.deepEqual(paper.sizes, [[210, 297]]);
        none(asked.filter((question) => !paper.texts[0].includes(bare(question))), 'questions that paper loses');
      });
    });

    test('leaves the paper of an absent role out of a pack', async () => {
      await reads(home, async (page) => {
        await page.goto(`${home}packs/kai-60.html`);
        const all = await sides(page);
        await page.locator(named('記録係の紙を刷る')).click();
        const left = await sides(page);
        assert.ok(left.length < all.length);
        assert.match(await page.$eval('[data-sheet-count]', (it) => it.textContent), new RegExp(`${left.length}枚`));
        assert.deepEqual((await print(page)).sizes, left);
      });
    });
  });
}

/** The letters of a text in an order of their own: the lines of neighbouring cells may be read in turn. */
const letters = (text) => [...text].sort().join('');

describe('the paper of Firefox', () => {
  for (const [kind, list] of [['sheet', forms()], ['pack', of('packs')]]) {
    test(`every ${kind} has as many sides as the page shows, each whole and clear of the holes`, async () => {
      await reads(address(''), async (page) => {
        for (const file of list) {
          await page.goto(address(file));
          const paper = await print(page);
          assert.deepEqual(paper.sizes, await sides(page), file);
          const shown = (await texts(page, '.sheet-side')).map(bare);
          none(shown.filter((side, at) => letters(side) !== letters(paper.texts[at])), `${file}: sides that say something else`);
          for (const [at, side] of paper.pictures().entries()) assert.ok(side.left >= 20, `${file}, side ${at + 1}: ink at ${side.left.toFixed(1)} mm`);
        }
      });
    });
  }

  test('a sheet that lies on its side leaves no white paper, beside upright ones or after the last', async () => {
    const root = folder('landscape');
    cpSync(join(project, 'content'), join(root, 'content'), { recursive: true });
    const sheet = join(root, 'content', 'sheets', 'yomikomi-memo.md');
    writeFileSync(sheet, readFileSync(sheet, 'utf8').replace('+++\n', '+++\norientation = "横"\n'));
    const home = address('', build(root));
    for (const file of ['sheets/yomikomi-memo.html', 'packs/kai-120.html', 'packs/kai-120.html#nashi=shinkoyaku&nashi=kiroku']) {
      await reads(home, async (page) => {
        await page.goto(home + file);
        const expected = await sides(page);
        assert.ok(expected.some(([width]) => width === 297), 'one lies on its side');
        assert.deepEqual((await print(page)).sizes, expected, file);
      });
    }
  });

  test('a role fits one side, as it is carried to a session', async () => {
    await reads(address(''), async (page) => {
      for (const file of of('roles')) {
        await page.goto(address(file));
        assert.equal((await print(page)).sizes.length, 1, file);
      }
    });
  });
});

test('what goes wrong in Firefox is heard', async () => {
  const root = folder('wrong');
  const elsewhere = `${await served()}assets/icon.svg`;
  writeFileSync(join(root, 'index.html'), `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; img-src http:"><title>x</title><script>inline()</script><script src="gone.js"></script><img src="${elsewhere}"><script src="here.js"></script>`);
  writeFileSync(join(root, 'here.js'), `console.warn('a warning'); Promise.reject(new Error('refused')); setTimeout(() => { document.body.dataset.thrown = ''; throw new Error('thrown'); });`);
  const troubles = (await watched(address('', root), async (page) => {
    await page.goto(address('index.html', root));
    await page.waitForSelector('[data-thrown]');
    await page.evaluate(() => 0);
  })).join('\n');
  for (const expected of ['the CSP forbids script-src-elem inline', 'did not load file:', `asked outside: ${elsewhere}`, 'a warning', 'refused', 'thrown']) {
    assert.ok(troubles.includes(expected), `${expected} in\n${troubles}`);
  }
});
