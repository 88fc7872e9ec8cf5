// 8. The whole guide as one page, for those who read on paper.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bare, print } from './paper.js';
import { address, none, of, reader } from './reader.js';

const book = address('guide/hon.html');

describe('the guide as a book', () => {
  test('holds every chapter, begins each on a new page, and numbers the pages', async () => {
    await reader({ viewport: { width: 1000, height: 1200 } }, async (page) => {
      await page.goto(book);
      const chapters = await page.locator('.bound-chapter > .page-title h2').allTextContents();
      assert.equal(chapters.length, of('guide').length - 1, 'every chapter but the book itself');
      const { sizes, texts, pictures } = await print(page);
      assert.ok(sizes.every(([width, height]) => width === 210 && height === 297));
      texts.forEach((text, at) => assert.ok(text.includes(`${at + 1}/${sizes.length}`), `page ${at + 1}`));
      let from = 0;
      none(chapters.filter((title) => (from = texts.findIndex((text, at) => at > from && text.startsWith(bare(`案${title}`)))) < 0), 'chapters that do not begin a page, in order');
      for (const [at, side] of pictures().entries()) assert.ok(side.left >= 20 && side.coloured === 0, `side ${at + 1}`);
    });
  });

  test('its links lead within the book where they can, and every one arrives', async () => {
    await reader({}, async (page) => {
      await page.goto(book);
      const lost = await page.evaluate(() => [...document.querySelectorAll('main a[href^="#"]')].filter((a) => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map((a) => a.hash));
      none(lost, 'links to nowhere');
      const out = await page.locator('.bound-chapter a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')).filter((href) => !/[#/]/.test(href)));
      none(out.filter((href) => of('guide').includes(`guide/${href}`)), 'links to a chapter outside of the book');
      assert.ok((await page.locator('.bound-chapter a[href^="#s"]').count()) > 20);
    });
  });
});
