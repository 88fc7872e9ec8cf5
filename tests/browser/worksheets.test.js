// 6. A sheet that is printed, copied in black and white, punched, and written on by hand.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { bare, print } from './paper.js';
import { address, forms, none, of, reader, site } from './reader.js';

/** Every text and mark of ink in millimetres, as the browser prints it. Runs in the page, in print. */
function measure() {
  const mm = (pixels) => (pixels / 96) * 25.4;
  const sides = [...document.querySelectorAll('.sheet-side')];
  const within = (element, side) => {
    const [own, edge] = [element.getBoundingClientRect(), side.getBoundingClientRect()];
    return { left: mm(own.left - edge.left), top: mm(own.top - edge.top), right: mm(own.right - edge.left), bottom: mm(own.bottom - edge.top) };
  };
  const all = (selector) => sides.flatMap((side) => [...side.querySelectorAll(selector)].map((element) => ({ element, ...within(element, side) })));
  return {
    // Where each line of text begins, by its words.
    lines: sides.map((side) => [...side.querySelectorAll('tspan')].map((line) => ({ words: line.textContent, left: mm(line.getStartPositionOfChar(0).x * side.getBoundingClientRect().width / side.firstElementChild.viewBox.baseVal.width), baseline: mm(line.getStartPositionOfChar(0).y * side.getBoundingClientRect().width / side.firstElementChild.viewBox.baseVal.width) }))),
    outside: all('svg > g:not(.holes) :is(text, path, circle)').filter((it) => it.left < 20 || it.top < 5 || it.right > mm(it.element.closest('.sheet-side').getBoundingClientRect().width) - 5 || it.bottom > mm(it.element.closest('.sheet-side').getBoundingClientRect().height) - 5).map((it) => it.element.textContent || it.element.outerHTML),
    questions: all('[aria-level="3"] text:nth-of-type(2)').map((it) => it.element.textContent),
    numbers: all('[aria-level="3"] text:first-of-type').map((it) => Number(it.element.textContent)),
    words: sides.map((side) => side.textContent),
    form: sides[0].querySelector('[role=paragraph]').textContent,
  };
}

/** Where the words of each side begin in the file that can be taken away, in millimetres. */
function placesInPdf(file) {
  const pages = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8' }).split('<page ').slice(1);
  const word = /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)<\/word>/g;
  return pages.map((page) => [...page.matchAll(word)].map(([, left, top, bottom, words]) => ({ words, left: (left / 72) * 25.4, top: (top / 72) * 25.4, bottom: (bottom / 72) * 25.4 })));
}

for (const sheet of forms()) {
  describe(sheet, () => {
    let size;
    let paper;

    test('is printed on as many sides of A4 as the screen shows, with the form number, version and page x / y on each', async () => {
      await reader({ viewport: { width: 1000, height: 1200 } }, async (page) => {
        await page.goto(address(sheet));
        const onScreen = await page.locator('.sheet-side').count();
        const promised = Number((await page.locator('.sheet-facts').innerText()).match(/(\d+)枚/)[1]);
        paper = await print(page);
        await page.emulateMedia({ media: 'print' });
        size = await page.evaluate(measure);
        assert.equal(onScreen, promised, 'what the page says');
        assert.equal(paper.sizes.length, onScreen, 'sides in the PDF');
        const landscape = (await page.locator('.paper-landscape').count()) > 0;
        for (const side of paper.sizes) assert.deepEqual(side, landscape ? [297, 210] : [210, 297]);
        for (const [at, text] of paper.texts.entries()) {
          assert.ok(text.includes(`${at + 1}/${onScreen}`), `page ${at + 1} / ${onScreen}`);
          assert.ok(text.includes(bare(size.form)), size.form);
          assert.match(text, /版0?\d*\.\d+照合[0-9a-f]+/);
        }
      });
    });

    test('has every item of the sheet, once and in order, and nothing of the page around it', () => {
      const all = paper.texts.join('');
      let from = 0;
      for (const question of size.questions) {
        const at = all.indexOf(bare(question), from);
        assert.ok(at >= 0, `「${question}」 is printed`);
        from = at + 1;
      }
      assert.deepEqual(size.numbers, size.numbers.map((_, at) => at + 1));
      for (const around of ['本文へ', '表示', '印刷する', '項目の説明', '用紙の写し', 'このページを印刷すると']) assert.ok(!all.includes(around), around);
      // All that is on the sheet is on the paper, and nothing else is.
      const letters = (text) => [...bare(text)].sort().join('');
      assert.equal(letters(all), letters(size.words.join('')));
    });

    test('prints every line where the PDF has it, to a tenth of a millimetre, and nothing out of its page', () => {
      none(size.outside, 'marks outside of the page');
      const places = placesInPdf(join(site, sheet.replace(/\.html$/, '.pdf')));
      const apart = [];
      let compared = 0;
      for (const [at, lines] of size.lines.entries()) {
        for (const line of lines.filter(({ words }) => words.trim().length > 3)) {
          const start = bare(line.words).slice(0, 3);
          const same = places[at].filter(({ words, top, bottom }) => bare(words).startsWith(start) && top - 0.2 < line.baseline && line.baseline < bottom + 0.2);
          if (!same.length) continue;
          compared += 1;
          if (!same.some(({ left }) => Math.abs(left - line.left) <= 0.1)) apart.push(`${line.words}: ${line.left} and ${same[0].left} mm`);
        }
      }
      assert.ok(compared >= size.questions.length, `${compared} lines were found in the PDF`);
      none(apart, 'lines that stand elsewhere in the PDF');
    });

    test('keeps 20 mm free for the holes at the left edge, 5 mm at the right, and uses one ink', () => {
      for (const [at, side] of paper.pictures().entries()) {
        assert.ok(side.left >= 20, `side ${at + 1}: ink at ${side.left.toFixed(1)} mm`);
        assert.ok(side.right <= paper.sizes[at][0] - 5, `side ${at + 1}: ink up to ${side.right.toFixed(1)} mm`);
        assert.equal(side.coloured, 0, `side ${at + 1}: coloured points`);
      }
    });
  });
}

test('a sheet has a button that prints, and says so without JavaScript too', async () => {
  await reader({}, async (page) => {
    await page.addInitScript(() => (window.print = () => (window.printed = true)));
    await page.goto(address(of('sheets')[0]));
    await page.getByRole('button', { name: '印刷する' }).click();
    assert.ok(await page.evaluate(() => window.printed));
  });
  await reader({ javaScriptEnabled: false }, async (page) => {
    await page.goto(address(of('sheets')[0]));
    assert.equal(await page.getByRole('button', { name: '印刷する' }).count(), 0);
    assert.ok(await page.getByText('このページを印刷すると、用紙だけが出ます。').isVisible());
  });
});

test('a sheet chosen by night is white on paper', async () => {
  await reader({ colorScheme: 'dark' }, async (page) => {
    await page.goto(address(of('sheets')[0]));
    await page.locator('.display summary').click();
    await page.getByLabel('夜の紙').check();
    const [side] = (await print(page)).pictures();
    assert.ok(side.left >= 20, `ink at ${side.left.toFixed(1)} mm`);
    assert.equal(side.coloured, 0);
  });
});
