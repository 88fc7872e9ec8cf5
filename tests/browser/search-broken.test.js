// A site that was copied by half: what is missing is said in a sentence, and the rest goes on.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { address, browser, folder, site } from './reader.js';

const index = readdirSync(join(site, 'sagasu'));
const cut = (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2));

const mishaps = {
  'the list of the index is missing': (root) => rmSync(join(root, 'sagasu/mokuroku.js')),
  'the list of the index is cut': (root) => cut(join(root, 'sagasu/mokuroku.js')),
  'the whole index is missing': (root) => rmSync(join(root, 'sagasu'), { recursive: true }),
  'the files of where is what are cut': (root) => index.filter((name) => name.startsWith('g')).forEach((name) => cut(join(root, 'sagasu', name))),
  'the texts are missing': (root) => index.filter((name) => name.startsWith('b')).forEach((name) => rmSync(join(root, 'sagasu', name))),
  'a letter of a text has changed': (root) => index.filter((name) => name.startsWith('b')).forEach((name) => {
    const path = join(root, 'sagasu', name), text = readFileSync(path, 'utf8'), at = Math.floor(text.length / 2);
    writeFileSync(path, text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1));
  }),
  'the script that searches is missing': (root) => rmSync(join(root, 'assets/search-engine.js')),
  'the script that searches is cut': (root) => cut(join(root, 'assets/search-engine.js')),
};

describe('a sentence tells what to do, and the index is there, where', () => {
  for (const [what, happens] of Object.entries(mishaps)) {
    test(what, async () => {
      const root = join(folder('half'), 'public');
      cpSync(site, root, { recursive: true });
      happens(root);
      const context = await (await browser()).newContext({ locale: 'ja-JP' });
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(10_000);
        await page.goto(`${address('guide/hajimeni.html', root)}?q=${encodeURIComponent('基幹')}`);
        const said = page.locator('#ui-results-count', { hasText: 'サイトのフォルダーを、もう一度まるごとコピーしてください。' });
        await said.waitFor();
        await page.locator('.search-dialog [role=status]', { hasText: 'もう一度' }).waitFor({ state: 'attached' });
        assert.ok(await page.getByRole('link', { name: '索引からさがす' }).isVisible());
      } finally {
        await context.close();
      }
    });
  }
});
