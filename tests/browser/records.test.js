// 7. The records: what the visits were, side by side, and the way from an opinion to what became of it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { address, follow, none, reader } from './reader.js';

const sessions = ['第1回', '第2回', '第3回', '第4回'];
const dates = ['10月28日（月）', '11月1日（金）', '12月23日（月）', '12月25日（水）'];
const outlines = ['知的障がい・女性・単身', '知的障がい・女性・単身', '身体障がい・医ケアあり・児童', '精神障がい・女性・単身'];
const people = { 事例提供者: [3, 1, 1, 1], 主任相談支援専門員: [1, 1, 1, 1], 基幹相談支援センター: [3, 3, 3, 2] };
const totals = [7, 5, 5, 4];
const opinions = { r5: 5, 'r6-1': 7, 'r6-2': 6, 'r6-3': 7, 'r6-4': 7 };

/** The comparison as a reader reads it: each row's name, and what stands in it. Runs in the page. */
function comparison() {
  const words = (element) => [...element.childNodes].map((node) => (node.ariaHidden === 'true' ? '' : node.textContent)).join('').trim();
  return [...document.querySelectorAll('table.compare tbody tr')].map((row) => ({
    name: words(row.querySelector('th')),
    cells: [...row.querySelectorAll('td')].map(words),
    hidden: !row.checkVisibility(),
  }));
}

describe('令和6年度のページ', () => {
  const page2024 = address('records/fy2024.html');

  test('says the year both ways', async () => {
    await reader({}, async (page) => {
      await page.goto(page2024);
      assert.equal((await page.locator('h1').innerText()).replace(/\s/g, ''), '令和6年度（2024年度）');
    });
  });

  test('at a desk, the four visits stand side by side in one table', async () => {
    await reader({ viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.goto(page2024);
      const table = page.locator('table.compare');
      assert.equal(await table.evaluate((it) => getComputedStyle(it).display), 'table');
      const heads = table.locator('thead th');
      assert.deepEqual(await heads.locator('a').allInnerTexts(), sessions);
      assert.deepEqual(await heads.locator('span').allInnerTexts(), dates);
      const boxes = await heads.evaluateAll((all) => all.map((head) => head.getBoundingClientRect().toJSON()));
      assert.ok(boxes.every((box, at) => at === 0 || (box.left >= boxes[at - 1].right - 1 && box.top === boxes[0].top)), 'in one row');
      // Each cell stands under the head of its own visit.
      const columns = await table.locator('tbody tr:visible').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => Math.round(cell.getBoundingClientRect().left))));
      for (const left of columns) assert.deepEqual(left, boxes.map((box) => Math.round(box.left)));
    });
  });

  test('on a phone, the same table reads as blocks, each value with its visit and the dates first', async () => {
    await reader({ viewport: { width: 360, height: 740 } }, async (page) => {
      await page.goto(page2024);
      const table = page.locator('table.compare');
      assert.equal(await table.evaluate((it) => getComputedStyle(it).display), 'block');
      assert.ok(await table.locator('thead').isHidden());
      const rows = await page.evaluate(comparison);
      assert.equal(rows[0].name, '日付');
      assert.deepEqual(rows[0].cells, dates);
      none(rows.filter((row) => row.hidden).map((row) => row.name), 'rows that a phone hides');
      const labels = await table.locator('tbody td').evaluateAll((cells) => cells.map((cell) => [cell.dataset.label, getComputedStyle(cell, '::before').content]));
      none(labels.filter(([name, shown]) => shown !== JSON.stringify(name)).map(String), 'cells that do not say which visit they are of');
      const cut = await table.locator('tbody td').evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent.slice(0, 20)));
      none(cut, 'cells that are cut off');
    });
  });

  test('the facts are those of the source', async () => {
    await reader({}, async (page) => {
      await page.goto(page2024);
      const rows = new Map((await page.evaluate(comparison)).map(({ name, cells }) => [name.replace(/（.*$/, ''), cells]));
      assert.deepEqual(rows.get('形'), sessions.map(() => '事業所訪問'));
      assert.deepEqual(rows.get('参加した人'), totals.map((total) => `${total}人`));
      for (const [role, counts] of Object.entries(people)) assert.deepEqual(rows.get(role), counts.map(String), role);
      assert.deepEqual(rows.get('事例の概要'), outlines);
      assert.deepEqual(rows.get('出た意見').map((cell) => cell.match(/^\d+件/)[0]), [7, 6, 7, 7].map((count) => `${count}件`));
      for (const name of ['したこと', '次回に向けて']) assert.ok(rows.get(name).every((cell) => cell.length > 3), name);
    });
  });

  test('the marks for people can be counted, and differ without colour', async () => {
    await reader({}, async (page) => {
      await page.goto(page2024);
      const marks = await page.locator('.people').allInnerTexts();
      assert.deepEqual(marks.map((mark) => [...mark.trim()].length), totals);
      assert.deepEqual([...marks[0].trim()].join(''), '●●●▲□□□');
    });
  });

  test('the days between the visits are drawn to scale and said in words', async () => {
    await reader({}, async (page) => {
      await page.goto(page2024);
      const days = await page.locator('.timeline-text .digits').allInnerTexts();
      assert.deepEqual(days, ['4', '52', '2']);
      const at = await page.locator('.timeline circle').evaluateAll((dots) => dots.map((dot) => dot.getBoundingClientRect().left));
      const unit = (at[3] - at[0]) / 58;
      for (const [index, day] of [0, 4, 56, 58].entries()) assert.ok(Math.abs(at[index] - at[0] - day * unit) < 3, `visit ${index + 1}`);
    });
  });

  test('on paper it is a table again', async () => {
    await reader({ viewport: { width: 650, height: 980 } }, async (page) => {
      await page.goto(page2024);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('table.compare').evaluate((it) => getComputedStyle(it).display), 'table');
      assert.equal(await page.locator('table.compare thead th').count(), 4);
    });
  });
});

test('a record says its own date in full, and only what the source has', async () => {
  await reader({}, async (page) => {
    for (const [index, date] of ['令和6年10月28日（月）', '令和6年11月1日（金）', '令和6年12月23日（月）', '令和6年12月25日（水）'].entries()) {
      await page.goto(address(`records/r6-${index + 1}.html`));
      assert.equal((await page.locator('.entries time').first().innerText()).replace(/\s/g, ''), date);
    }
    await page.goto(address('records/r5.html'));
    assert.equal(await page.locator('.entries time').count(), 0);
    assert.match(await page.locator('main').innerText(), /原資料に記載がありません/);
  });
});

describe('意見をたどるページ', () => {
  const trace = address('records/trace.html');
  const total = Object.values(opinions).reduce((sum, count) => sum + count);

  test('has a row for every opinion, and its code leads to the opinion in its record', async () => {
    await reader({}, async (page) => {
      await page.goto(trace);
      const rows = await page.locator('tr[id^="t-"]').evaluateAll((all) => all.map((row) => ({ id: row.id.slice(2), href: row.querySelector('a.digits').getAttribute('href'), text: row.cells[1].textContent })));
      assert.equal(rows.length, total);
      for (const { id, href } of rows) assert.equal(href, `${id.replace(/-[a-z]$/, '')}.html#${id}`);
      for (const record of Object.keys(opinions)) {
        const mine = rows.filter((row) => row.href.startsWith(`${record}.html`));
        assert.equal(mine.length, opinions[record], record);
        await page.goto(address(`records/${record}.html`));
        for (const { id, text } of mine) assert.ok((await page.locator(`[id="${id}"]`).textContent()).includes(text), `${id} says the same on both pages`);
      }
    });
  });

  test('a click on a code arrives at the opinion, marked', async () => {
    await reader({ reducedMotion: 'reduce' }, async (page) => {
      await page.goto(trace);
      await follow(page.locator('[id="t-r6-3-c"] a.digits'));
      assert.match(page.url(), /records\/r6-3\.html#r6-3-c$/);
      const target = page.locator(':target');
      assert.match(await target.innerText(), /持ち時間/);
      assert.ok((await target.boundingBox()).y < 800, 'on the screen');
    });
  });

  test('the two tables tell the same, from both ends', async () => {
    await reader({}, async (page) => {
      await page.goto(trace);
      const [from, back] = await page.evaluate(() => [
        [...document.querySelectorAll('tr[id^="t-"] .answers a')].map((link) => `${link.closest('tr').id.slice(2)} ${link.getAttribute('href')}`).sort(),
        [...document.querySelectorAll('#kotae ~ table tbody td a.digits')].map((link) => `${link.hash.slice(3)} ${link.closest('tr').querySelector('th a').getAttribute('href')}`).sort(),
      ]);
      assert.ok(from.length > 50);
      none(from.filter((answer) => !back.includes(answer)), 'answers that only the table of opinions has');
      none(back.filter((answer) => !from.includes(answer)), 'answers that only the table of answers has');
    });
  });

  for (const [width, javaScriptEnabled] of [[1280, true], [1280, false], [360, false]]) {
    test(`the drawing has a thread for every answer of the kind that is looked at, and it ends at both names (${width} px, ${javaScriptEnabled ? 'with' : 'without'} JavaScript)`, async () => {
      await reader({ viewport: { width, height: 800 }, javaScriptEnabled }, async (page) => {
        await page.goto(trace);
        assert.equal(await page.locator('.trace-figure .opinion-column a').count(), total);
        const choices = page.locator('.trace-filter label');
        assert.ok((await choices.count()) > 1);
        let drawn = 0;
        for (const choice of await choices.all()) {
          await choice.click();
          const kind = (await choice.textContent()).replace(/\d/g, '');
          const { threads, answers, off } = await page.evaluate(threadsOf, kind);
          assert.ok(threads.length > 0, kind);
          assert.deepEqual(threads, answers, kind);
          assert.ok(off < 3, `${kind}: a thread ends ${off} px beside its name`);
          drawn += threads.length;
        }
        assert.equal(drawn, await page.locator('.trace-figure path').count(), 'every thread can be seen');
      });
    });
  }

  test('pointing at an opinion darkens its own threads and names', async () => {
    await reader({}, async (page) => {
      await page.goto(trace);
      const end = page.locator('.trace-figure .opinion-column li:not(.unanswered) a').nth(3);
      const id = await end.getAttribute('data-opinion');
      for (const point of [() => end.focus(), () => end.hover()]) {
        await point();
        const dark = await page.locator('.trace-figure path.lit').evaluateAll((paths) => paths.map((path) => path.dataset.opinion));
        assert.equal(dark.length, await page.locator(`.trace-figure path[data-opinion="${id}"]`).count());
        assert.ok(dark.length > 0 && dark.every((it) => it === id));
      }
    });
  });

  test('the counts are those of the rows', async () => {
    await reader({}, async (page) => {
      await page.goto(trace);
      const [records, all, answered, open] = (await page.locator('.counts b').allInnerTexts()).map(Number);
      assert.equal(records, Object.keys(opinions).length);
      assert.equal(all, total);
      assert.equal(answered, await page.locator('tr[id^="t-"]:has(.answers a)').count());
      assert.equal(open, await page.locator('tr[id^="t-"]:has(.no-answer)').count());
      assert.equal(answered + open, all);
    });
  });
});

/** The threads on the screen, the table's answers of that kind, and how far a thread ends from its names. Runs in the page. */
function threadsOf(kind) {
  const drawn = [...document.querySelectorAll('.trace-figure path')].filter((path) => path.checkVisibility());
  const ends = (path) => [
    document.querySelector(`.trace-figure .opinion-column a[data-opinion="${path.dataset.opinion}"]`),
    document.querySelector(`.trace-figure .answer-column a[data-answer="${path.dataset.answer}"]`),
  ];
  const middle = (element) => (element.getBoundingClientRect().top + element.getBoundingClientRect().bottom) / 2;
  const off = drawn.flatMap((path) => {
    const at = (length) => path.getPointAtLength(length).matrixTransform(path.getScreenCTM()).y;
    const [left, right] = ends(path);
    return [Math.abs(at(0) - middle(left)), Math.abs(at(path.getTotalLength()) - middle(right))];
  });
  const links = [...document.querySelectorAll('tr[id^="t-"] .answers a')].filter((link) => link.querySelector('small').textContent === kind);
  return {
    threads: drawn.map((path) => `${path.dataset.opinion} ${ends(path)[1].getAttribute('href')}`).sort(),
    answers: links.map((link) => `${link.closest('tr').id.slice(2)} ${link.getAttribute('href')}`).sort(),
    off: Math.max(...off),
  };
}
