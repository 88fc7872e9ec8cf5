// 9. Pages that moved, and pages that are not there.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { address, build, folder, follow, furikaeri, reader, site } from './reader.js';

describe('a page that moved', () => {
  const root = join(folder('moved'), 'mihon');
  furikaeri('init', root);
  const chapter = join(root, 'content/guide/hajimeni.md');
  writeFileSync(chapter, readFileSync(chapter, 'utf8').replace('+++\n', '+++\naliases = ["mukashi/no/basho.md", "guide/古い名前.html"]\n'));
  const moved = build(root);
  const home = address('', moved);

  for (const javaScriptEnabled of [true, false]) {
    for (const old of ['mukashi/no/basho.html', 'guide/古い名前.html']) {
      test(`is found at ${old}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
        await reader({ home, javaScriptEnabled }, async (page) => {
          await page.goto(address(old, moved));
          await page.waitForURL(address('guide/hajimeni.html', moved));
          assert.equal(await page.locator('h1').innerText(), 'この会は何のためか');
        });
      });
    }
  }

  test('says where it went to, for a browser that does not go by itself, and is not for search engines', () => {
    const text = readFileSync(join(moved, 'mukashi/no/basho.html'), 'utf8');
    assert.match(text, /<a href="\.\.\/\.\.\/guide\/hajimeni\.html">/);
    assert.match(text, /<meta name="robots" content="noindex">/);
    assert.match(text, /<html lang="ja">/);
    assert.match(text, /<h1>ページが移りました<\/h1>/);
  });
});

test('a small site made by init is whole: no error, no request outside, on its first day', async () => {
  const root = join(folder('init'), 'mihon');
  furikaeri('init', root);
  const made = build(root);
  await reader({ home: address('', made) }, async (page) => {
    await page.goto(address('index.html', made));
    for (const name of await page.getByRole('navigation', { name: '目的から' }).getByRole('link').allInnerTexts()) {
      await follow(page.getByRole('navigation', { name: '目的から' }).getByRole('link', { name }));
      assert.equal(await page.locator('h1').count(), 1, name);
      assert.ok((await page.locator('main a[href]:visible').count()) > 0, `${name} leads on`);
    }
  });
});

test('404.html says so kindly, in the look of the site, and leads home', async () => {
  await reader({}, async (page) => {
    await page.goto(address('404.html'));
    assert.ok((await page.locator('h1').innerText()).length > 3);
    await follow(page.getByRole('link', { name: '表紙へ戻る' }));
    assert.equal(page.url(), address('index.html'));
  });
  assert.ok(!readFileSync(join(site, '404.html'), 'utf8').includes('rel="canonical"'));
});
