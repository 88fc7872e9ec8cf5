// 4. Light and dark, furigana or none, and letters dark enough to read at the end of a long day.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { address, kinds, none, pagesWith, reader } from './reader.js';

const [ruby] = pagesWith(/<rt>/g).filter((page) => page.startsWith('guide/'));

const scheme = (page) => page.evaluate(() => {
  const canvas = document.createElement('canvas').getContext('2d');
  canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data[0] > 127 ? 'light' : 'dark';
});

for (const javaScriptEnabled of [true, false]) {
  describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test('the furigana switch takes the readings away, and brings them back', async () => {
      await reader({ javaScriptEnabled }, async (page) => {
        await page.goto(address(ruby));
        const readings = page.locator('main rt');
        assert.ok((await readings.count()) > 0);
        assert.equal(await page.locator('main rt:visible').count(), await page.locator('main rt').count());
        await page.locator('.display summary').click();
        await page.getByLabel('つけない').check();
        assert.equal(await page.locator('main rt:visible').count(), 0);
        await page.getByLabel('つける', { exact: true }).check();
        assert.ok((await page.locator('main rt:visible').count()) > 0);
      });
    });

    for (const colorScheme of ['light', 'dark']) {
      test(`on a ${colorScheme} device the paper is ${colorScheme} until the reader says otherwise`, async () => {
        await reader({ javaScriptEnabled, colorScheme }, async (page) => {
          await page.goto(address('index.html'));
          assert.equal(await scheme(page), colorScheme);
          await page.locator('.display summary').click();
          await page.getByLabel('夜の紙').check();
          assert.equal(await scheme(page), 'dark');
          await page.getByLabel('明るい紙').check();
          assert.equal(await scheme(page), 'light');
          await page.getByLabel('端末に合わせる').check();
          assert.equal(await scheme(page), colorScheme);
        });
      });
    }
  });
}

test('a reader of the night paper is never dazzled: the next page is dark from its first moment', async () => {
  await reader({ colorScheme: 'light' }, async (page) => {
    await page.goto(address('index.html'));
    await page.locator('.display summary').click();
    await page.getByLabel('夜の紙').check();
    await page.addInitScript(() => {
      new MutationObserver(() => {
        if (document.body && !window.first) window.first = getComputedStyle(document.documentElement).colorScheme;
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(address('guide/index.html'));
    assert.equal(await page.evaluate(() => window.first), 'dark');
  });
});

/** The lowest contrast among the texts that match, each against what lies behind it. Runs in the page. */
function lowest(selector) {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let worst = { contrast: 21, text: '' };
  for (const element of document.querySelectorAll(selector)) {
    if (!element.checkVisibility() || !element.innerText?.trim()) continue;
    let behind = element;
    while (behind.parentElement && rgba(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map((colour) => luminance(rgba(colour)));
    const contrast = Math.round(((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)) * 100) / 100;
    if (contrast < worst.contrast) worst = { contrast, text: `${element.localName}.${element.className}: ${element.innerText.trim().slice(0, 20)}` };
  }
  return worst;
}

for (const colorScheme of ['light', 'dark']) {
  test(`the text of every kind of page stands out 14 : 1 or more, and small notes 7 : 1, ${colorScheme}`, async () => {
    await reader({ colorScheme }, async (page) => {
      const pale = [];
      for (const kind of kinds) {
        await page.goto(address(kind));
        for (const [selector, least] of [
          ['body, h1, h2:not(.backlinks *), h3, .prose > p, .prose > ul > li, .prose > ol > li, .prose td, .entries p:not([class]), .checklist span, .term-list dd > p:not([class])', 14],
          ['.muted, .backlinks h2, .lead, .breadcrumbs, .site-footer p, small, figcaption, .entry-label, caption', 7],
        ]) {
          const { contrast, text } = await page.evaluate(lowest, selector);
          if (contrast < least) pale.push(`${kind}: ${contrast} < ${least} ${text}`);
        }
      }
      none(pale, 'texts that are too pale');
    });
  });
}

test('one who asks for less motion gets no gliding', async () => {
  await reader({ reducedMotion: 'reduce' }, async (page) => {
    await page.goto(address(ruby));
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'auto');
  });
});
