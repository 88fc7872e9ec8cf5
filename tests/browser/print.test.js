// 8. The pages that are read on paper: role guides to carry along, chapters, the year, the trace.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bare, print } from './paper.js';
import { address, none, of, pagesWith, reader } from './reader.js';

const paper = { viewport: { width: 1000, height: 1200 } };

describe('a role guide is one sheet of A4 to carry along', () => {
  for (const role of of('roles')) {
    test(role, async () => {
      await reader(paper, async (page) => {
        await page.goto(address(role));
        const lines = await page.locator('.checklist li, .sayings li, .rewording td').allTextContents();
        const sheets = await page.locator('.sheet-list th a').allTextContents();
        const { sizes, texts, pictures } = await print(page);
        assert.deepEqual(sizes, [[210, 297]], `${sizes.length} sides`);
        const text = texts.join('');
        none(lines.filter((line) => !has(text, line)), 'lines that paper loses');
        none(sheets.filter((sheet) => !has(text, sheet)), 'sheets that paper does not name');
        for (const side of pictures()) {
          assert.ok(side.left >= 20, `ink at ${side.left.toFixed(1)} mm`);
          assert.equal(side.coloured, 0, 'coloured points');
        }
      });
    });
  }
});

/** Whether a printed text holds a line: its letters in order, with other columns' letters between at line ends. */
function has(text, line) {
  const words = bare(line);
  if (text.includes(words)) return true;
  let from = 0;
  for (let at = 0; at < words.length; ) {
    let length = words.length - at;
    while (length > 0 && !text.includes(words.slice(at, at + length), from)) length -= 1;
    if (length < 2 && at + length < words.length) return false;
    from = text.indexOf(words.slice(at, at + length), from) + length;
    at += length;
  }
  return true;
}

describe('a page that is printed', () => {
  const chapter = pagesWith(/class="term"/g).find((page) => page.startsWith('guide/') && page !== 'guide/hon.html');
  for (const file of ['index.html', chapter, 'records/fy2024.html', 'records/trace.html', of('cases')[0], 'glossary/index.html']) {
    test(`${file}: A4, numbered, one ink, room for the holes, and no menus`, async () => {
      await reader(paper, async (page) => {
        await page.goto(address(file));
        const { sizes, texts, pictures } = await print(page);
        for (const size of sizes) assert.deepEqual(size, [210, 297]);
        for (const [at, text] of texts.entries()) {
          assert.ok(text.includes(`${at + 1}/${sizes.length}`), `page ${at + 1} / ${sizes.length}`);
          assert.ok(text.length > 12, `side ${at + 1} is not empty`);
        }
        assert.ok(texts[0].includes(bare(await page.locator('h1').textContent())));
        for (const menu of ['本文へ', '明るい紙', '夜の紙', 'このページの内容']) assert.ok(!texts.join('').includes(menu), menu);
        for (const [at, side] of pictures().entries()) {
          assert.ok(side.left >= 20, `side ${at + 1}: ink at ${side.left.toFixed(1)} mm`);
          assert.ok(side.right <= 205, `side ${at + 1}: ink up to ${side.right.toFixed(1)} mm`);
          assert.equal(side.coloured, 0, `side ${at + 1}: coloured points`);
        }
      });
    });
  }
});
