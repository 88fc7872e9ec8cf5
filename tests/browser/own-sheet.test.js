// 6. A sheet that readers put together themselves: on the screen, on paper, and as a link.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bare, print } from './paper.js';
import { address, none, reader } from './reader.js';

const builder = address('sheets/kumu.html');
const at360 = { viewport: { width: 360, height: 800 } };
const order = (page) => page.locator('.builder-order li > span').allTextContents();
const questions = (page) => page.locator('#ui-sheet .item [aria-level="3"] text:nth-child(2)').allTextContents();
const tick = (page, name) => page.getByRole('checkbox', { name }).first().check();

/** What leaves its frame, or is too low to write on, in print. Runs in the page. */
function broken() {
  const mm = (pixels) => (pixels / 96) * 25.4;
  const found = [];
  for (const side of document.querySelectorAll('#ui-sheet svg')) {
    const edge = side.getBoundingClientRect();
    const frame = [...side.querySelectorAll(':scope > path')].at(0)?.getBoundingClientRect();
    for (const mark of side.querySelectorAll('text, path')) {
      const own = mark.getBoundingClientRect();
      const within = mark.closest('.item, .writing') ? frame : edge;
      if (own.left < within.left - 1 || own.right > within.right + 1 || own.top < within.top - 1 || own.bottom > within.bottom + 1) found.push(`${mark.outerHTML.slice(0, 80)} runs out`);
    }
    for (const place of side.querySelectorAll('.writing')) {
      const lines = [...place.children].map((line) => line.getBoundingClientRect().top);
      const pitches = lines.slice(1).map((top, at) => mm(top - lines[at]));
      found.push(...pitches.filter((pitch) => pitch < 8.45 || pitch > 10.05).map((pitch) => `lines ${pitch.toFixed(2)} mm apart`));
    }
  }
  return found;
}

describe('a reader puts a sheet together', () => {
  test('ticked items stand on the paper at once, in the order of the list, and move by button with the focus kept', async () => {
    await reader({}, async (page) => {
      await page.goto(builder);
      for (const name of ['支援の経過', '手ごたえのあったこと', 'セルフチェックの欄 つける']) await tick(page, name.split(' ').at(-1));
      assert.deepEqual(await order(page), ['支援の経過', '手ごたえのあったこと', 'セルフチェック']);
      const before = await questions(page);
      const up = page.getByRole('button', { name: '「手ごたえのあったこと」を上へ' });
      await up.focus();
      await page.keyboard.press('Enter');
      assert.deepEqual(await questions(page), [before[1], before[0], before[2]]);
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), '「手ごたえのあったこと」を上へ');
      assert.match(await page.getByRole('status').textContent(), /「手ごたえのあったこと」を1番めに動かしました。用紙は\d枚です。/);
      await page.keyboard.press('Enter');
      assert.match(await page.getByRole('status').textContent(), /いちばん上/);
      await page.getByRole('button', { name: '「支援の経過」を外す' }).click();
      assert.deepEqual(await order(page), ['手ごたえのあったこと', 'セルフチェック']);
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), '「セルフチェック」を外す');
      assert.equal(await page.getByRole('checkbox', { name: '支援の経過' }).isChecked(), false);
    });
  });

  test('the title, the head and the number of lines are as the reader says', async () => {
    await reader({}, async (page) => {
      await page.goto(builder);
      await page.getByLabel('用紙の名前').fill('月曜の紙');
      await tick(page, '支援の経過');
      await page.getByLabel('「支援の経過」の行の数').fill('9');
      await page.getByLabel('ほかの欄').fill('部屋、お茶の係');
      const paper = page.locator('#ui-sheet .sheet-side');
      assert.equal(await paper.locator('.writing path').count(), 9);
      assert.equal(await paper.locator('[aria-level="2"]').textContent(), '月曜の紙');
      const head = await paper.locator('.field text:first-of-type').allTextContents();
      assert.deepEqual(head.slice(-2), ['部屋', 'お茶の係']);
      assert.equal(await paper.locator('.field-day').count(), 1, 'a day is asked for as a day');
    });
  });

  test('it is no numbered form: it says 自作, and neither version nor hash', async () => {
    await reader({}, async (page) => {
      await page.goto(builder);
      await tick(page, '支援の経過');
      const words = await page.locator('#ui-sheet .sheet-side').textContent();
      assert.match(words.trim(), /^自作/);
      assert.doesNotMatch(words, /様式|版|照合/);
    });
  });
});

describe('the choice lives in the link', () => {
  test('a shared link brings the same paper back, on a phone too', async () => {
    let link;
    let paper;
    await reader({}, async (page) => {
      await page.goto(builder);
      for (const name of ['手ごたえのあったこと', '支援の経過']) await tick(page, name);
      await page.getByLabel('「支援の経過」の行の数').fill('12');
      await page.getByLabel('用紙の名前').fill('火曜 & 水曜');
      link = await page.getByLabel('この用紙のリンク').inputValue();
      assert.equal(page.url(), link, 'the address is the link');
      paper = await page.locator('#ui-sheet').innerHTML();
    });
    await reader(at360, async (page) => {
      await page.goto(link);
      assert.equal(await page.locator('#ui-sheet').innerHTML(), paper);
      assert.equal(await page.getByLabel('用紙の名前').inputValue(), '火曜 & 水曜');
      assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth), 360);
    });
  });

  test('an old or damaged link keeps what it can, and names what is gone', async () => {
    await reader({}, async (page) => {
      await page.goto(`${builder}#v=1&t=%E7%B4%99&i=mukashi&i=keika*999&i=keika&i=%E0%A4%A&i=`);
      assert.deepEqual(await order(page), ['支援の経過']);
      assert.equal(await page.locator('#ui-sheet .writing path').count(), 20, 'as many lines as a page holds');
      assert.match(await page.getByRole('alert').textContent(), /「mukashi」.*ありません/);
      await page.goto(`${builder}#v=9&i=keika`);
      await page.reload();
      assert.match(await page.getByRole('alert').textContent(), /新しい書き方/);
      await page.goto(`${builder}#mokuji`);
      await page.reload();
      assert.equal(await page.getByRole('alert').count(), 0, 'nothing to tell of a link without a choice');
    });
  });
});

describe('the paper', () => {
  test('is A4, whole, numbered, with every item once and items undivided; nothing else is printed', async () => {
    await reader({ viewport: { width: 1000, height: 1200 } }, async (page) => {
      await page.goto(builder);
      for (const box of await page.locator('input[name=item]').all()) await box.check();
      const sides = await page.locator('#ui-sheet .sheet-side').count();
      assert.ok(sides > 3, `${sides} sides`);
      const asked = await questions(page);
      assert.equal(asked.length, await page.locator('input[name=item]').count());
      const paper = await print(page);
      assert.deepEqual(paper.sizes, Array.from({ length: sides }, () => [210, 297]));
      const text = paper.texts.join('');
      none(asked.filter((question) => !text.includes(bare(question))), 'questions that paper loses');
      paper.texts.forEach((side, at) => assert.ok(side.includes(`${at + 1}/${sides}`), `page ${at + 1} / ${sides}`));
      for (const around of ['入れる項目', 'リンク', '印刷する', 'とじ穴']) assert.ok(!text.includes(around), around);
      await page.emulateMedia({ media: 'print' });
      none(await page.evaluate(broken), 'what is broken');
      for (const side of paper.pictures()) assert.ok(side.left >= 20, `ink at ${side.left.toFixed(1)} mm`);
    });
  });
});

test('without JavaScript the page leads to the ready sheets', async () => {
  await reader({ javaScriptEnabled: false }, async (page) => {
    await page.goto(builder);
    assert.ok(await page.getByText('JavaScriptが要ります').isVisible());
    assert.ok((await page.locator('.sheet-list th a').count()) > 0);
    assert.equal(await page.getByLabel('用紙の名前').isVisible(), false);
  });
});
