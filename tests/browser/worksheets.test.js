// 6. A sheet that is printed, copied in black and white, punched, and written on by hand.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bare, print } from './paper.js';
import { address, forms, none, of, reader } from './reader.js';

/** Sizes in millimetres, as the printer draws them. Runs in the page, in print. */
function measure() {
  const mm = (pixels) => Math.round((pixels / 96) * 25.4 * 100) / 100;
  const name = (element) => `${element.localName}.${element.className} 「${element.textContent.trim().slice(0, 14)}」`;
  const sheets = [...document.querySelectorAll('.sheet-side')];
  const outside = [];
  const cut = [];
  const close = [];
  for (const [index, sheet] of sheets.entries()) {
    const where = `${index + 1}枚目`;
    const frame = sheet.getBoundingClientRect();
    const inner = sheet.querySelector('.sheet-inside').getBoundingClientRect();
    const box = sheet.querySelector('.sheet-frame').getBoundingClientRect();
    for (const element of sheet.querySelectorAll('.sheet-inside *')) {
      const own = element.getBoundingClientRect();
      if (!element.checkVisibility() || own.width === 0) continue;
      const within = element.closest('.sheet-frame') && !element.matches('.sheet-frame') ? box : inner;
      if (own.left < within.left - 0.5 || own.right > within.right + 0.5 || own.top < within.top - 0.5 || own.bottom > within.bottom + 0.5) outside.push(`${where}: ${name(element)}`);
      if (element.scrollHeight > element.clientHeight + 1 && element.clientHeight > 0 && getComputedStyle(element).display !== 'inline') cut.push(`${where}: ${name(element)} ${element.scrollHeight} > ${element.clientHeight}`);
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && getComputedStyle(element).display !== 'inline') cut.push(`${where}: ${name(element)} ${element.scrollWidth} > ${element.clientWidth}`);
    }
    if (sheet.scrollHeight > sheet.clientHeight || frame.height > 297 / 25.4 * 96 + 1) cut.push(`${where}: the sheet itself`);
    // A word must not run into the cell beside it.
    for (const label of sheet.querySelectorAll('.sheet-fields b, .self-check span, .self-check li, .choices li, .sheet-table th')) {
      const words = document.createRange();
      words.selectNodeContents(label);
      const [ink, cell] = [words.getBoundingClientRect(), label.parentElement.getBoundingClientRect()];
      if (ink.right > cell.right + 0.5 || ink.bottom > cell.bottom + 0.5) cut.push(`${where}: ${name(label)} runs out of its cell`);
    }
    // What stands below one another: the gap between one item's last mark and the next item's first words.
    const items = [...sheet.querySelectorAll('.sheet-item')];
    for (const [at, item] of items.entries()) {
      const next = items[at + 1]?.querySelector('.question').getBoundingClientRect().top ?? box.bottom;
      const last = item.lastElementChild.getBoundingClientRect().bottom;
      if (mm(next - last) < 2) close.push(`${where}: ${name(item)} ${mm(next - last)} mm`);
    }
  }
  const tops = (selector) => [...document.querySelectorAll(selector)].map((it) => mm(it.getBoundingClientRect().height));
  return {
    count: sheets.length,
    outside,
    cut,
    close,
    lines: tops('.sheet-side .ruled-line'),
    cells: tops('.sheet-side .sheet-fields > div, .sheet-side .sheet-table tbody td'),
    boxes: [...document.querySelectorAll('.sheet-side .tick-box, .sheet-side .round-box')].flatMap((it) => [mm(it.getBoundingClientRect().width), mm(it.getBoundingClientRect().height)]),
    strokes: [...document.querySelectorAll('.sheet-side *')].flatMap((it) => {
      const style = getComputedStyle(it);
      return ['Top', 'Right', 'Bottom', 'Left'].filter((side) => style[`border${side}Style`] !== 'none').map((side) => mm(parseFloat(style[`border${side}Width`])));
    }),
    questions: [...document.querySelectorAll('.sheet-side .question b')].map((it) => it.textContent),
    numbers: [...document.querySelectorAll('.sheet-side .question .digits')].map((it) => Number(it.textContent)),
    words: [...document.querySelectorAll('.sheet-side')].map((it) => it.textContent),
    form: document.querySelector('.sheet-side .sheet-title span').textContent,
    foot: document.querySelector('.sheet-side .sheet-foot').textContent,
  };
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
        const landscape = (await page.locator('.sheet-side-landscape').count()) > 0;
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

    test('loses nothing over the edge of its page, frame or cells', () => {
      none(size.outside, 'parts outside of their frame');
      none(size.cut, 'parts that are cut off');
    });

    test('leaves room to write: lines 8–10 mm apart, cells 8 mm high, boxes to tick of 4–5 mm, 2 mm between items', () => {
      none(size.lines.filter((line) => line < 8 || line > 10.05).map(String), 'lines');
      none(size.cells.filter((cell) => cell < 8).map(String), 'cells');
      none(size.boxes.filter((box) => box < 4 || box > 5).map(String), 'boxes');
      none(size.close, 'items that stand too close');
      none(size.strokes.filter((stroke) => stroke > 0 && stroke < 0.18).map(String), 'rules that a copier loses');
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
