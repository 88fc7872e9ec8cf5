// 6. What one session prints: a cover, and every role's sheets in order.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { bare, print } from './paper.js';
import { address, none, of, reader, site } from './reader.js';

const paper = { viewport: { width: 1000, height: 1200 } };

/** The sides as the page shows them: the title of each, and its page number. */
const sides = (page) => page.locator('.sheet-side').evaluateAll((all) => all.filter((it) => !it.closest('[hidden]')).map((it) => [(it.querySelector('[aria-level="2"]') ?? it.querySelectorAll('g[aria-hidden]')[1]).textContent, [...it.querySelectorAll('svg > g:not(.holes)')].at(-1).textContent]));

describe('a pack', () => {
  for (const pack of of('packs')) {
    test(`${pack} is printed as a cover and every role's sheets, A4, clear of the holes`, async () => {
      await reader(paper, async (page) => {
        await page.goto(address(pack));
        const shown = await sides(page);
        const roles = await page.locator('.pack-roles li a').allTextContents();
        const { sizes, texts, pictures } = await print(page);
        assert.deepEqual(sizes, shown.map(() => [210, 297]));
        shown.forEach(([title, number], at) => assert.ok(texts[at].includes(bare(title)) && texts[at].includes(bare(number)), `side ${at + 1}: ${title} ${number}`));
        // A long name takes two lines of its cell, which the text of a print does not keep together.
        const named = bare(await page.locator('[data-cover]').first().textContent());
        none(roles.filter((role) => !named.includes(bare(role))), 'roles that the cover does not name');
        for (const around of ['渡す紙', '印刷する', 'この一式の使い方']) assert.ok(!texts.join('').includes(around), around);
        for (const [at, side] of pictures().entries()) {
          assert.ok(side.left >= 20, `side ${at + 1}: ink at ${side.left.toFixed(1)} mm`);
          assert.equal(side.coloured, 0, `side ${at + 1}: coloured points`);
        }
      });
    });
  }

  test('is the same as PDF: the same sides in the same order', async () => {
    await reader({}, async (page) => {
      await page.goto(address('packs/kai-120.html'));
      const file = join(site, 'packs', await page.locator('.downloads a').getAttribute('href'));
      const texts = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1).map(bare);
      const shown = await sides(page);
      assert.equal(texts.length, shown.length);
      const letters = (text) => [...bare(text)].sort().join('');
      const words = await page.locator('.sheet-side').allTextContents();
      none(words.filter((all, at) => letters(all) !== letters(texts[at])).map((all) => all.slice(0, 40)), 'sides that say other things in the PDF');
    });
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`names each role in lines, not in a column of characters, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      await reader({ viewport: { width: 1280, height: 900 }, javaScriptEnabled }, async (page) => {
        await page.goto(address('packs/kai-60.html'));
        const roles = await page.locator('.pack-roles li a').evaluateAll((all) => all.map((it) => [it.textContent, it.getBoundingClientRect().height]));
        none(roles.filter(([, height]) => height > 60).map(([role]) => role), 'roles that stand upright');
        for (const box of await page.locator('.pack-roles input').all()) assert.equal(await box.evaluate((it) => getComputedStyle(it).opacity), '1');
      });
    });
  }

  test('leaves out the paper of a role that is not there, and its link remembers', async () => {
    await reader(paper, async (page) => {
      await page.goto(address('packs/kai-120.html'));
      const all = (await sides(page)).length;
      await page.getByRole('checkbox', { name: /同席/ }).uncheck();
      const left = (await sides(page)).length;
      assert.ok(left < all);
      assert.ok((await page.getByRole('status').textContent()).includes(`${left}枚`));
      await page.reload();
      assert.equal(await page.getByRole('checkbox', { name: /同席/ }).isChecked(), false);
      const { sizes, texts } = await print(page);
      assert.equal(sizes.length, left);
      assert.ok(!texts[0].includes('同席'), 'the cover does not name it');
      assert.ok(texts[0].includes(`この表紙のほかに${left - 1}枚`), texts[0]);
    });
  });

  test('a link that names a role that is gone leaves the rest as it is', async () => {
    await reader({}, async (page) => {
      await page.goto(`${address('packs/kai-60.html')}#nashi=%22%5D&nashi=nai&nashi=kiroku`);
      const boxes = page.locator('.pack-roles input');
      assert.deepEqual(await boxes.evaluateAll((all) => all.filter((it) => !it.checked).map((it) => it.value)), ['kiroku']);
    });
  });

  test('without JavaScript everything is there, and nothing to choose', async () => {
    await reader({ ...paper, javaScriptEnabled: false }, async (page) => {
      await page.goto(address('packs/kai-60.html'));
      assert.equal(await page.locator('.pack-roles input').count(), 0);
      const { sizes } = await print(page);
      assert.equal(sizes.length, await page.locator('.sheet-side').count());
    });
  });
});
