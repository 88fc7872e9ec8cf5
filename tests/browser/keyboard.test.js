// 2. A reader without a mouse.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { address, follow, none, of, pagesWith, reader } from './reader.js';

const focused = (page) => page.evaluate(() => document.activeElement.outerHTML.slice(0, 120));

describe('with the keyboard alone', () => {
  for (const file of ['index.html', 'guide/index.html', 'records/trace.html']) {
    test(`the first Tab on ${file} offers the way past the header, and Enter takes it`, async () => {
      await reader({}, async (page) => {
        await page.goto(address(file));
        const skip = page.getByRole('link', { name: '本文へ' });
        assert.ok((await skip.boundingBox()).y < 0, 'nobody else sees it');
        await page.keyboard.press('Tab');
        assert.match(await focused(page), /本文へ/);
        const box = await skip.boundingBox();
        assert.ok(box.y >= 0 && box.height >= 24, 'it comes into view');
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.closest('main')?.id), 'main', 'and from there on one is in the text');
      });
    });
  }

  for (const [file, colorScheme] of [['index.html', 'light'], ['index.html', 'dark'], [of('sheets')[0], 'light'], [of('roles')[0], 'dark'], [pagesWith(/class="term"/g)[0], 'light']]) {
    test(`Tab goes through all of ${file} and out again, and one can always see where one is (${colorScheme})`, async () => {
      await reader({ colorScheme, reducedMotion: 'reduce' }, async (page) => {
        await page.goto(address(file));
        await page.evaluate(() => {
          document.querySelector('.display').open = true;
          document.querySelectorAll('.term-note').forEach((note) => note.classList.add('is-open'));
        });
        // Of a group of radio buttons Tab stops at the chosen one.
        const stops = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input:not([type=radio]:not(:checked)), summary')].filter((stop) => stop.checkVisibility()).length);
        const seen = [];
        for (let at = true; at && seen.length <= stops; ) {
          await page.keyboard.press('Tab');
          at = await page.evaluate(look);
          if (at) seen.push(at);
        }
        assert.equal(seen.length, stops, 'every stop once, then out');
        none(seen.filter((at) => !(at.style === 'solid' && at.width >= 2 && at.contrast >= 3)).map((at) => JSON.stringify(at)), 'stops without a clear outline');
        none(seen.filter((at) => !at.inView).map((at) => JSON.stringify(at)), 'stops that are not on the screen');
      });
    });
  }

  test('the 表示 menu opens with Enter, closes with Escape, and what is chosen holds on the next page', async () => {
    await reader({ colorScheme: 'light' }, async (page) => {
      await page.goto(address('index.html'));
      const menu = page.locator('.display summary');
      await menu.focus();
      await page.keyboard.press('Enter');
      assert.ok(await page.getByRole('group', { name: '明るさ' }).isVisible());
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      assert.ok(await page.getByLabel('つけない').isChecked());
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      assert.ok(await page.getByLabel('夜の紙').isChecked());
      await page.keyboard.press('Escape');
      assert.ok(await page.getByRole('group', { name: '明るさ' }).isHidden());
      assert.match(await focused(page), /表示/, 'and one is back where one was');

      const link = page.getByRole('navigation', { name: '目的から' }).getByRole('link').first();
      await follow(link, () => link.press('Enter'));
      assert.ok(await page.locator('#ui-furigana-off').isChecked());
      assert.ok(await page.locator('#ui-bright-dark').isChecked());
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
    });
  });
});

/** How the element with the focus shows it, and where. Runs in the page. */
function look() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element.parentElement;
  while (behind.parentElement && /, 0\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
  const [a, b] = [luminance(style.outlineColor), luminance(getComputedStyle(behind).backgroundColor)];
  const box = element.getBoundingClientRect();
  return {
    what: (element.getAttribute('aria-label') ?? element.textContent ?? element.id).trim().slice(0, 20) || element.id,
    style: style.outlineStyle,
    width: parseFloat(style.outlineWidth),
    contrast: Math.round(((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)) * 10) / 10,
    inView: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
}
