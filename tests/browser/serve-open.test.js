// 11. A page that stays open while it is written: every version comes to it, and nothing of the reader's is lost.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { folder, furikaeri, project, reader, start } from './reader.js';

/** Starts a preview of a folder, and waits for its address. */
async function preview(root, port = '0') {
  const running = start('serve', '--watch', '--root', root, '--port', port);
  const home = await new Promise((found, failed) => {
    let said = '';
    running.stdout.setEncoding('utf8').on('data', (words) => {
      said += words;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+\//)?.[0];
      if (address) found(address);
    });
    running.on('exit', (status) => failed(new Error(`ended with ${status}: ${said}`)));
  });
  return { home, running };
}

/** A small site of its own, in a preview. */
async function open() {
  const root = join(folder('open'), 'mihon');
  furikaeri('init', root);
  const at = (path) => join(root, path);
  const chapter = at('content/guide/hajimeni.md');
  const text = `${readFileSync(chapter, 'utf8')}\n${'長い本文です。\n\n'.repeat(120)}おわりの段落です。\n\n<!-- -->\n`.replace('<!-- -->\n', '');
  writeFileSync(chapter, text);
  return { root, at, chapter, text, ...(await preview(root)) };
}

/** A copy of the guidebook, to be changed. */
function guidebook() {
  const root = folder('tebiki');
  cpSync(join(project, 'content'), join(root, 'content'), { recursive: true });
  return root;
}

const paragraph = (page, words) => page.locator('main p', { hasText: words }).first();
const seen = (locator) => locator.waitFor({ state: 'visible', timeout: 10_000 });
const gone = (locator) => locator.waitFor({ state: 'detached', timeout: 10_000 });

/** Marks the window, so that a page that was loaded anew is told from one that stayed. */
const mark = (page) => page.evaluate(() => { window.stayed = true; });
const stayed = (page) => page.evaluate(() => window.stayed === true);

describe('a page that is open in the preview', async () => {
  const site = await open();
  const { home, chapter, text, at } = site;
  const url = `${home}guide/hajimeni.html`;

  test('shows a saved sentence in place: scroll, focus, what is open and what is switched stay', async () => {
    await reader({ home }, async (page) => {
      await page.goto(url);
      await mark(page);
      await page.locator('details.display summary').click();
      await page.locator('#ui-bright-dark').check();
      await page.locator('#ui-bright-dark').focus();
      await page.evaluate(() => scrollTo(0, 1500));
      const before = await page.evaluate(() => scrollY);
      writeFileSync(chapter, text.replace('おわりの段落です。', '書きかえた段落です。'));
      await paragraph(page, '書きかえた段落です。').waitFor({ state: 'attached', timeout: 10_000 });
      assert.equal(await page.evaluate(() => scrollY), before);
      assert.ok(before > 1000, String(before));
      assert.equal(await page.evaluate(() => document.activeElement.id), 'ui-bright-dark');
      assert.ok(await page.locator('#ui-bright-dark').isChecked());
      assert.ok(await page.locator('details.display').evaluate((it) => it.open));
      assert.ok(await stayed(page));
      writeFileSync(chapter, text);
      await paragraph(page, 'おわりの段落です。').waitFor({ state: 'attached', timeout: 10_000 });
    });
  });

  test('keeps what was entered in a form, and takes the title everywhere', async () => {
    await reader({ home }, async (page) => {
      await page.goto(`${home}roles/shinkoyaku.html`);
      const box = page.locator('input[type=checkbox]').first();
      const role = at('content/roles/shinkoyaku.md');
      const old = readFileSync(role, 'utf8');
      if (await box.count()) await box.check();
      await mark(page);
      writeFileSync(role, old.replace(/^title = "(.*)"/m, 'title = "$1（改）"'));
      await seen(page.locator('h1', { hasText: '（改）' }));
      assert.match(await page.title(), /（改）/);
      if (await box.count()) assert.ok(await box.isChecked());
      assert.ok(await stayed(page));
      writeFileSync(role, old);
    });
  });

  test('comes to exactly the page that a fresh visit gives', async () => {
    await reader({ home }, async (page, context) => {
      await page.goto(url);
      await mark(page);
      const versions = [
        text.replace('おわりの段落です。', '- 一\n- 二\n- 三\n\n## 足した見出し\n\n1. ひとつ\n'),
        text.replace('長い本文です。\n\n', '').replace('おわりの段落です。', '| あ | い |\n|---|---|\n| 1 | 2 |\n\nさいご甲\n'),
        `${text}\n## 別の見出し\n\n> 引用\n\nさいご乙\n`,
      ];
      const last = ['足した見出し', 'さいご甲', 'さいご乙'];
      for (const [at, version] of versions.entries()) {
        writeFileSync(chapter, version);
        await page.locator('main', { hasText: last[at] }).waitFor({ timeout: 10_000 });
        const fresh = await context.newPage();
        await fresh.goto(url);
        const main = (it) => it.locator('main').innerHTML();
        assert.equal(await main(page), await main(fresh));
        await fresh.close();
      }
      assert.ok(await stayed(page));
      writeFileSync(chapter, text);
    });
  });

  test('takes a changed stylesheet without being loaded anew', async () => {
    await reader({ home }, async (page) => {
      await page.goto(url);
      await mark(page);
      const css = readFileSync(new URL('../../themes/default/static/site.css', import.meta.url), 'utf8');
      const { mkdirSync } = await import('node:fs');
      mkdirSync(at('themes/default/static'), { recursive: true });
      writeFileSync(at('themes/default/static/site.css'), `${css}\nh1 { color: rgb(1, 2, 3) !important; }\n`);
      await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)', undefined, { timeout: 10_000 });
      assert.ok(await stayed(page));
    });
  });

  test('follows its file to another name', async () => {
    await reader({ home }, async (page) => {
      const from = at('content/about/mukashi.md');
      writeFileSync(from, '+++\ntitle = "うつる頁"\n+++\n\nうつるまえからの文です。\n');
      await page.goto(`${home}about/index.html`);
      await seen(page.locator('main a', { hasText: 'うつる頁' }).first());
      await page.goto(`${home}about/mukashi.html`);
      await mark(page);
      renameSync(from, at('content/about/ima.md'));
      await page.waitForURL(`${home}about/ima.html`, { timeout: 10_000 });
      await seen(paragraph(page, 'うつるまえからの文です。'));
      assert.ok(await stayed(page));
    });
  });

  test('is covered by every mistake at once, each with its place, its line and its mend; and is free again by itself', async () => {
    await reader({ home }, async (page) => {
      await page.goto(url);
      await mark(page);
      writeFileSync(chapter, text.replace('title = ', 'taitoru = ').replace('おわりの段落です。', '[ない](nai.md)'));
      const alert = page.getByRole('alert');
      await seen(alert);
      const words = await alert.innerText();
      assert.match(words, /content\/guide\/hajimeni\.md:2:1/);
      assert.match(words, /直し方/);
      assert.match(await alert.locator('mark').allInnerTexts().then((texts) => texts.join()), /taitoru/);
      assert.ok(await alert.locator('article').count() >= 2, words);
      await alert.getByRole('link', { name: '最後にうまくできたページを見る' }).click();
      await gone(alert);
      assert.equal(await page.locator('h1').innerText(), 'この会は何のためか', 'the page last good');
      await page.getByRole('button', { name: /直すところ/ }).click();
      await seen(alert);
      writeFileSync(chapter, text);
      await gone(alert);
      assert.ok(await stayed(page));
    });
  });

  test('shows its own warnings in a small bar, which the built site has not', async () => {
    await reader({ home }, async (page) => {
      writeFileSync(at('content/about/chui.md'), '+++\ntitle = "注意のある頁"\n+++\n\nこれは__「強い」__です。\n');
      await page.goto(`${home}about/index.html`);
      await seen(page.locator('main a', { hasText: '注意のある頁' }).first());
      assert.equal(await page.getByRole('status').count(), 0, 'not on another page');
      await page.goto(`${home}about/chui.html`);
      await seen(page.getByRole('status'));
    });
  });

  test('finds the words of the new text in the search that is open, and keeps what was typed', async () => {
    await reader({ home }, async (page) => {
      await page.goto(url);
      await mark(page);
      await page.keyboard.press('/');
      const box = page.getByRole('searchbox');
      const results = page.locator('.results>li');
      await box.fill('この会は');
      await seen(results.first());
      await box.fill('かもしか通信');
      await seen(page.getByText('「かもしか通信」は見つかりませんでした。').first());
      writeFileSync(chapter, text.replace('おわりの段落です。', 'かもしか通信という新しい語です。'));
      await seen(results.filter({ hasText: 'かもしか通信' }).first());
      assert.equal(await box.inputValue(), 'かもしか通信');
      assert.ok(await box.evaluate((it) => it === document.activeElement));
      writeFileSync(chapter, text.replace('おわりの段落です。', 'おおるり便りという語です。'));
      await paragraph(page, 'おおるり便り').waitFor({ state: 'attached', timeout: 10_000 });
      await box.fill('おおるり便り');
      await seen(results.filter({ hasText: 'おおるり便り' }).first());
      assert.ok(await stayed(page));
      writeFileSync(chapter, text);
    });
  });

  test('has each word once, where the search has marked words in what changes', async () => {
    await reader({ home }, async (page) => {
      await page.goto(`${url}?shirushi=${encodeURIComponent('おわりの段落')}`);
      await seen(page.locator('main mark').first());
      writeFileSync(chapter, text.replace('おわりの段落です。', 'かわった段落です。'));
      await paragraph(page, 'かわった段落です。').waitFor({ state: 'attached', timeout: 10_000 });
      assert.equal(await paragraph(page, 'かわった段落です。').innerText(), 'かわった段落です。');
      writeFileSync(chapter, text);
    });
  });

  test('explains a term that comes with a new sentence', async () => {
    await reader({ home }, async (page) => {
      const term = at('content/glossary/kamoshika.md');
      writeFileSync(term, '+++\ntitle = "かもしか会"\nreading = "かもしかかい"\nshort = "ためしのことばです。"\n+++\n');
      await page.goto(url);
      await mark(page);
      writeFileSync(chapter, text.replace('おわりの段落です。', 'ここで「かもしか会」が出てきます。'));
      const link = page.locator('a.term', { hasText: 'かもしか会' });
      await link.waitFor({ state: 'attached', timeout: 10_000 });
      await page.waitForFunction(() => document.querySelector('a.term[href="#go-kamoshika"]')?.getAttribute('aria-expanded') === 'false');
      await link.click();
      await seen(page.getByText('ためしのことばです。'));
      assert.equal(new URL(page.url()).hash, '');
      await page.keyboard.press('Escape');
      await page.getByText('ためしのことばです。').waitFor({ state: 'hidden' });
      assert.ok(await stayed(page));
      writeFileSync(chapter, text);
    });
  });

  test('keeps a sheet that is half put together, and takes a changed item onto its paper', async () => {
    await reader({ home }, async (page) => {
      await page.goto(`${home}sheets/kumu.html`);
      await mark(page);
      const boxes = page.locator('input[name=item]');
      const ids = await boxes.evaluateAll((all) => all.slice(0, 2).map((box) => box.value));
      await boxes.nth(0).check();
      await boxes.nth(1).check();
      await page.locator('#ui-title').fill('くみかけの用');
      const item = at(`content/items/${ids[1]}.md`);
      const old = readFileSync(item, 'utf8');
      writeFileSync(item, old.replace(/^question = ".*"/m, 'question = "あらためた問いは何ですか"'));
      await seen(page.locator('#ui-sheet').getByText('あらためた問いは何ですか'));
      assert.equal(await page.locator('#ui-title').inputValue(), 'くみかけの用');
      assert.deepEqual(await page.evaluate(() => [document.activeElement.id, document.activeElement.selectionStart]), ['ui-title', 6]);
      assert.deepEqual(await page.locator('.builder-order li').evaluateAll((all) => all.map((it) => it.dataset.id)), ids);
      assert.ok(await page.locator('#ui-sheet').getByText('くみかけの用').count() > 0);
      // An item that is new since can be put on it too.
      writeFileSync(at('content/items/atarashii.md'), old.replace(/^title = ".*"/m, 'title = "あたらしい項目"'));
      const fresh = page.locator('input[name=item][value=atarashii]');
      await fresh.waitFor({ state: 'attached', timeout: 10_000 });
      await fresh.check();
      assert.equal(await page.locator('.builder-order li').count(), 3);
      assert.ok(await stayed(page));
      writeFileSync(item, old);
    });
  });

  test('keeps the papers of an absent role out of a pack, and counts anew what changes', async () => {
    const root = guidebook();
    const { home, running } = await preview(root);
    await reader({ home }, async (page) => {
      await page.goto(`${home}packs/kai-120.html`);
      await mark(page);
      const sides = () => page.locator('.sheet-side:visible').count();
      const all = await sides();
      await page.getByLabel('記録係の紙を刷る').uncheck();
      const left = await sides();
      assert.ok(left < all);
      const pack = join(root, 'content/packs/kai-120.md'), old = readFileSync(pack, 'utf8');
      writeFileSync(pack, old.replace('"shinko-memo", "komarigoto", ', '"shinko-memo", ').replace('## この一式の使い方', '## 少なくした一式'));
      await seen(page.locator('h2', { hasText: '少なくした一式' }));
      assert.equal(await page.getByLabel('記録係の紙を刷る').isChecked(), false);
      const now = await sides();
      assert.ok(now < left, `${now} of ${left}`);
      assert.match(await page.locator('[data-sheet-count]').innerText(), new RegExp(`${now}枚`));
      await page.getByLabel('記録係の紙を刷る').check();
      assert.equal(await sides(), now + all - left);
      assert.match(await page.locator('[data-sheet-count]').innerText(), new RegExp(`${now + all - left}枚`));
      assert.ok(await stayed(page));
    });
    running.kill();
  });

  test('shows the threads of an opinion that has been given another answer', async () => {
    const root = guidebook();
    const { home, running } = await preview(root);
    await reader({ home }, async (page) => {
      await page.goto(`${home}records/trace.html`);
      await mark(page);
      const threads = page.locator('.trace-figure path'), before = await threads.count();
      const role = join(root, 'content/roles/shinkoyaku.md'), old = readFileSync(role, 'utf8');
      assert.doesNotMatch(old, /"r6-3-d"/);
      writeFileSync(role, old.replace('answers = [', 'answers = ["r6-3-d", '));
      await page.waitForFunction((before) => document.querySelectorAll('.trace-figure path').length > before, before, { timeout: 10_000 });
      const opinion = page.locator('.trace-figure a[data-opinion="r6-3-d"]');
      await opinion.focus();
      assert.ok(await page.locator('.trace-figure path.lit[data-opinion="r6-3-d"][data-answer]').count() > 0);
      assert.ok(await stayed(page));
    });
    running.kill();
  });

  test('fifty tabs take one connection, and all follow', async () => {
    await reader({ home }, async (first, context) => {
      const tabs = [first];
      while (tabs.length < 50) tabs.push(await context.newPage());
      for (const tab of tabs) await tab.goto(url, { timeout: 10_000 });
      writeFileSync(chapter, text.replace('おわりの段落です。', '五十の段落です。'));
      for (const tab of tabs) await paragraph(tab, '五十の段落です。').waitFor({ state: 'attached', timeout: 20_000 });
    });
  });
});

describe('a preview that was away', async () => {
  test('is found again by the open page, which catches up', async () => {
    const site = await open();
    const port = new URL(site.home).port;
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage();
      await page.goto(`${site.home}guide/hajimeni.html`);
      await mark(page);
      const ended = new Promise((done) => site.running.on('exit', done));
      site.running.kill('SIGINT');
      await ended;
      writeFileSync(site.chapter, site.text.replace('おわりの段落です。', '留守のあいだの段落です。'));
      await preview(site.root, port);
      await paragraph(page, '留守のあいだの段落です。').waitFor({ state: 'attached', timeout: 20_000 });
      assert.ok(await stayed(page));
    } finally {
      await browser.close();
    }
  });

  test('starts on a broken site, shows what is wrong, and heals', async () => {
    const root = join(folder('broken'), 'mihon');
    furikaeri('init', root);
    const settings = join(root, 'content/site.toml');
    const good = readFileSync(settings, 'utf8');
    writeFileSync(settings, good.replace('title = ', 'title == '));
    const { home } = await preview(root);
    await reader({ home }, async (page) => {
      await page.goto(home);
      await seen(page.getByRole('alert'));
      assert.match(await page.getByRole('alert').innerText(), /content\/site\.toml:\d+:\d+/);
      writeFileSync(settings, good);
      await gone(page.getByRole('alert'));
      assert.equal(await page.locator('h1').count(), 1);
    });
  });
});
