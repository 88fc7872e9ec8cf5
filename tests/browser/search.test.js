// Searching as a reader does: keys, an IME, a phone, filters, an address that is passed on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { address, follow, none, reader, served } from './reader.js';
import { answered, found, marked, pagesFound, searching } from './search-window.js';

const term = 'glossary/kikan.html';
const phone = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };
const focusedText = (page) => page.evaluate(() => document.activeElement.innerText.slice(0, 80));
const isBox = (page) => page.evaluate(() => document.activeElement.type === 'search');

for (const [how, home] of [['by double click', address('')], ['over http', await served()], ['in a folder of a server', await served('/shogai/tebiki/')]]) {
  describe(`searching a site that is opened ${how}`, () => {
    test('needs nothing but the keyboard', async () => {
      await reader({ home }, async (page) => {
        await searching(page, `${home}guide/hajimeni.html`);
        await page.keyboard.type('きかんそうだん');
        await answered(page, 'きかんそうだん');
        await page.keyboard.press('ArrowDown');
        assert.match(await focusedText(page), /^基幹相談支援センター/, 'down, and one is on the first');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('ArrowUp');
        assert.ok(await isBox(page), 'and up again to the box');
        await page.keyboard.press('Enter');
        assert.match(await focusedText(page), /^基幹相談支援センター/, 'Enter goes to what was found');
        await follow(page.locator('.results a').first(), () => page.keyboard.press('Enter'));
        assert.ok(page.url().startsWith(home + term), page.url());
      });
    });

    test('keeps the search in the address, so that it can be passed on and gone back to', async () => {
      await reader({ home }, async (page, context) => {
        await searching(page, `${home}index.html`);
        await page.keyboard.type('進行役');
        await answered(page, '進行役');
        await page.getByRole('radio', { name: /^記録/ }).check();
        await page.waitForURL(/shurui=/);
        const [shared, seen] = [page.url(), await pagesFound(page)];
        assert.ok(seen.length > 0 && seen.every((it) => it.startsWith('records/')), `records alone: ${seen}`);

        const other = await context.newPage();
        await other.goto(shared);
        await answered(other, '進行役');
        assert.deepEqual(await pagesFound(other), seen, 'another reader sees the same');

        await follow(page.locator('.results a').first());
        await page.goBack();
        await answered(page, '進行役');
        assert.equal(await page.locator('.search-dialog input[type=search]').inputValue(), '進行役', 'and back, one is where one was');
      });
    });

    test('marks what was looked for on the page that is opened, until one has done with it', async () => {
      await reader({ home, reducedMotion: 'reduce' }, async (page) => {
        await searching(page, `${home}index.html`);
        const text = () => page.locator('main').innerText();
        await page.keyboard.type('kikan');
        await answered(page, 'kikan');
        await follow(page.locator('.results a').first());
        const bar = page.getByRole('region', { name: 'さがした言葉の印' });
        await bar.waitFor();
        const words = await marked(page.locator('main'));
        assert.ok(words.includes('基幹'), `the kanji are marked: ${words}`);
        assert.match(await bar.innerText(), /1／\d+/);
        assert.ok(await page.locator('mark.current').first().isVisible());
        const before = await text();
        await page.keyboard.press('Escape');
        await bar.waitFor({ state: 'detached' });
        assert.deepEqual(await marked(page.locator('main')), []);
        assert.equal(await text(), before, 'and not a letter has changed');
        assert.ok(!page.url().includes('shirushi'), 'nor do they come back');
      });
    });
  });
}

describe('an input method that is still composing', () => {
  /** Types as an IME does: what is not settled yet stands in the box, underlined. */
  const compose = (session, text) => session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  /** A key that the IME takes for itself. */
  const taken = async (session, key) => {
    for (const type of ['rawKeyDown', 'keyUp']) await session.send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: 229 });
  };

  test('is answered before the kanji are chosen, and keeps its keys', async () => {
    await reader({}, async (page, context) => {
      await searching(page);
      const session = await context.newCDPSession(page);
      for (const text of ['ｋ', 'き', 'きｋ', 'きか', 'きかん', 'きかんそうだん']) await compose(session, text);
      await answered(page, 'きかんそうだん');
      assert.equal((await pagesFound(page))[0], term);
      for (const key of ['ArrowDown', 'Enter', 'Escape']) {
        await taken(session, key);
        assert.ok(await isBox(page), `${key} is the IME's while it composes`);
      }
      await compose(session, '基幹相談');
      await session.send('Input.insertText', { text: '基幹相談' });
      await answered(page, '基幹相談');
      assert.equal((await pagesFound(page))[0], term);
      assert.ok(await page.getByRole('dialog', { name: 'さがす' }).isVisible());
    });
  });
});

describe('the window', () => {
  test('opens from the box, with / and with Ctrl+K, and closes with Esc and the mouse', async () => {
    await reader({}, async (page) => {
      await page.goto(address('guide/hajimeni.html'));
      const window = page.getByRole('dialog', { name: 'さがす' });
      const opens = { box: () => page.locator('header .search-button').click(), '/': () => page.keyboard.press('/'), 'Ctrl+K': () => page.keyboard.press('Control+k') };
      for (const [name, open] of Object.entries(opens)) {
        await open();
        await window.waitFor();
        assert.ok(await isBox(page), `${name}: the cursor is in the box`);
        await page.keyboard.press('Escape');
        await window.waitFor({ state: 'hidden' });
      }
      await page.locator('header .search-button').click();
      await page.mouse.click(20, 400);
      await window.waitFor({ state: 'hidden' });
      assert.match(await focusedText(page), /さがす/, 'and the focus is back where it was');
    });
  });

  test('leaves / alone where one writes, and where one has said so', async () => {
    await reader({}, async (page) => {
      const box = await searching(page);
      await page.keyboard.type('a/b');
      assert.equal(await box.inputValue(), 'a/b');
      await page.keyboard.press('Escape');
      await page.locator('.display summary').click();
      await page.getByLabel('使わない').check();
      await page.goto(address('guide/hajimeni.html'));
      await page.keyboard.press('/');
      assert.ok(!(await page.getByRole('dialog').isVisible()));
      await page.keyboard.press('Control+k');
      assert.ok(await page.getByRole('dialog').isVisible());
    });
  });

  test('loads nothing of the index before it is opened', async () => {
    await reader({}, async (page) => {
      const asked = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(address('index.html'));
      assert.ok(!asked.some((url) => /search-engine\.js|\/sagasu\//.test(url)), asked.join('\n'));
      await Promise.all([page.waitForRequest(/\/sagasu\//), page.keyboard.press('/')]);
    });
  });

  test('offers kinds and years with their counts, and shows no more than was chosen', async () => {
    await reader({}, async (page) => {
      await searching(page);
      await found(page, '記録');
      const records = page.getByRole('radio', { name: /^記録/ });
      const counted = Number((await page.locator('.search-filters label', { has: records }).innerText()).match(/\d+$/)[0]);
      await records.check();
      await page.waitForFunction(() => [...document.querySelectorAll('.results .result-kind')].every((it) => it.textContent.startsWith('記録')));
      const kinds = await page.locator('.results .result-kind').allTextContents();
      assert.ok(kinds.length === Math.min(counted, 6) && kinds.every((kind) => kind.startsWith('記録')), kinds.join());
      await page.getByRole('radio', { name: 'すべて' }).first().check();
      await found(page, '点検');
      await page.getByRole('radio', { name: /令和5年度/ }).check();
      await page.waitForFunction(() => [...document.querySelectorAll('.results .result-kind')].every((it) => it.textContent.includes('令和5年度')));
      assert.ok((await pagesFound(page)).includes('records/r5.html'));
    });
  });

  test('leads to the other sections of a page as well', async () => {
    await reader({}, async (page) => {
      await searching(page);
      await found(page, '進行役');
      const also = page.locator('.other-sections').first();
      const link = also.getByRole('link').first();
      const heading = await link.textContent();
      await follow(link);
      const section = decodeURIComponent(new URL(page.url()).hash.slice(1));
      assert.equal((await page.locator(`[id="${section}"]`).textContent()).includes(heading), true, `${section}: ${heading}`);
    });
  });

  test('shows the rest when it is asked for, and goes on from there', async () => {
    await reader({}, async (page) => {
      await searching(page);
      const first = await found(page, '支援');
      await page.getByRole('button', { name: 'つづきを見る' }).click();
      await page.waitForFunction((had) => document.querySelectorAll('.results>li').length > had, first.length);
      const all = await pagesFound(page);
      assert.deepEqual(all.slice(0, first.length), first);
      assert.equal(new Set(all).size, all.length, 'no page twice');
      assert.equal(await page.evaluate(() => [...document.querySelectorAll('.results>li>a')].indexOf(document.activeElement)), first.length);
    });
  });

  test('tells one who listens how much was found, once the typing stops', async () => {
    await reader({}, async (page) => {
      await searching(page);
      await page.evaluate(() => {
        globalThis.heard = [];
        new MutationObserver(() => globalThis.heard.push(document.querySelector('.search-dialog [role=status]').textContent)).observe(document.querySelector('.search-dialog [role=status]'), { childList: true });
      });
      await page.keyboard.type('ふりかえり', { delay: 30 });
      await page.waitForFunction(() => globalThis.heard.some((it) => it.includes('「ふりかえり」')));
      const heard = await page.evaluate(() => globalThis.heard);
      assert.match(heard.at(-1), /「ふりかえり」 \d+件/);
      assert.ok(heard.length <= 2, `not letter by letter: ${heard}`);
    });
  });

  test('answers in parts where the words as typed stand nowhere, and says so', async () => {
    await reader({}, async (page) => {
      await searching(page);
      await found(page, 'ふりかえりぷ');
      assert.match(await page.locator('.results-parted').textContent(), /そのままの言葉はありません|でさがしました|で探しました/);
      assert.ok((await pagesFound(page)).length <= 8);
    });
  });

  test('has a way on where nothing is found', async () => {
    await reader({}, async (page) => {
      await searching(page);
      await found(page, 'ぷぴぽぺ');
      assert.match(await page.locator('#ui-results-count').textContent(), /見つかりませんでした/);
      await follow(page.getByRole('link', { name: '索引からさがす' }));
      assert.match(page.url(), /sakuin\.html$/);
    });
  });

  test('marks by underline, not by colour alone, in what is found', async () => {
    await reader({}, async (page) => {
      await searching(page);
      await found(page, 'shien');
      const words = await marked(page.locator('.results'));
      assert.ok(words.length > 0 && words.every((word) => /支援|しえん/.test(word)), words.join());
      assert.equal(await page.locator('.results mark').first().evaluate((mark) => getComputedStyle(mark).textDecorationLine), 'underline');
    });
  });

  test('takes whatever is put into it', async () => {
    await reader({}, async (page) => {
      const box = await searching(page);
      const odd = ['', ' ', '　', 'あ'.repeat(10_000), 'a b '.repeat(2_500), '🙂', '👨‍👩‍👧', 'שלום', '\u202eabc', '\ud800', 'あ\udc00', '\0', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '.*+?^${}()|[]\\', '"', '""', '"あ', '-', '__proto__', 'constructor', '%00', '%'];
      for (const query of odd) {
        await box.evaluate((input, query) => {
          input.value = query;
          input.dispatchEvent(new Event('input', { bubbles: true }));
        }, query);
        await page.waitForTimeout(60);
        assert.doesNotMatch(await page.locator('#ui-results-count').textContent(), /索引を読んでいます/, query.slice(0, 20));
      }
      await page.waitForTimeout(700);
      assert.ok((await found(page, 'ふりかえり')).length > 0, 'and it still finds');
      assert.equal(await page.locator('.search-dialog :is(script, img)').count(), 0);
    });
  });

  test('answers the last key that was pressed, whichever answer comes last', async () => {
    await reader({}, async (page) => {
      await searching(page);
      await found(page, '基幹');
      await page.evaluate(() => {
        const { search } = SearchEngine;
        SearchEngine.search = (query, wish) => search(query, wish).then((found) => new Promise((tell) => setTimeout(() => tell(found), query === 'き' ? 400 : 0)));
      });
      await page.locator('.search-dialog input[type=search]').fill('き');
      await found(page, '進行役');
      await page.waitForTimeout(600);
      assert.match(await page.locator('#ui-results-count').textContent(), /「進行役」/);
    });
  });
});

describe('on a phone', () => {
  test('the window is the whole screen, and nothing sticks out of it', async () => {
    await reader(phone, async (page) => {
      await page.goto(address('records/r6-3.html'));
      await page.locator('header .search-button').tap();
      for (const query of ['', '記録', 'ぷぷぷ', 'あ'.repeat(300)]) {
        await page.locator('.search-dialog input[type=search]').fill(query);
        await page.waitForTimeout(300);
        const { width, height, out } = await page.evaluate(() => {
          const { width, height } = document.querySelector('.search-dialog').getBoundingClientRect();
          const inner = document.querySelector('.search-body');
          return { width, height, out: inner.scrollWidth - inner.clientWidth };
        });
        assert.deepEqual([width, height, out], [360, 780, 0], query.slice(0, 5));
      }
      const small = await page.locator('.search-dialog :is(button, .search-filters label, input[type=search])').evaluateAll((targets) => targets.map((it) => [it.textContent, it.getBoundingClientRect().height]).filter(([, height]) => height > 0 && height < 24));
      assert.deepEqual(small, []);
    });
  });

  test('the marks can be walked through and cleared by touch', async () => {
    await reader({ ...phone, reducedMotion: 'reduce' }, async (page) => {
      await page.goto(`${address('roles/kiroku.html')}?shirushi=${encodeURIComponent('きろく')}`);
      const bar = page.getByRole('region', { name: 'さがした言葉の印' });
      await bar.getByRole('button', { name: '次の印へ' }).tap();
      assert.match(await bar.innerText(), /2／\d+/);
      const { mark, top } = await page.evaluate(() => ({ mark: document.querySelector('mark.current').getBoundingClientRect().bottom, top: document.querySelector('.highlight-bar').getBoundingClientRect().top }));
      assert.ok(mark < top, 'the bar does not cover it');
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
      await bar.getByRole('button', { name: '印を消す' }).tap();
      assert.equal(await page.locator('mark').count(), 0);
    });
  });
});

test('the marks are not printed', async () => {
  await reader({}, async (page) => {
    await page.goto(`${address('roles/kiroku.html')}?shirushi=${encodeURIComponent('記録')}`);
    await page.locator('.highlight-bar').waitFor();
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('.highlight-bar').isVisible()));
    const { textDecorationLine, backgroundColor } = await page.locator('main mark').first().evaluate((mark) => ({ ...getComputedStyle(mark) }));
    assert.deepEqual([textDecorationLine, backgroundColor], ['none', 'rgba(0, 0, 0, 0)']);
  });
});

describe('without JavaScript', () => {
  test('the index stands where the box would be, with every term and page in the order of the kana', async () => {
    await reader({ javaScriptEnabled: false }, async (page) => {
      await page.goto(address('guide/hajimeni.html'));
      assert.ok(!(await page.locator('.search-button').first().isVisible()));
      await follow(page.locator('header').getByRole('link', { name: '索引' }));
      const rows = await page.locator('.row-title').allTextContents();
      assert.deepEqual(rows.slice(0, 9), ['あ行', 'か行', 'さ行', 'た行', 'な行', 'は行', 'ま行', 'や行', 'ら行']);
      const inRow = (row) => page.locator('section', { has: page.getByRole('heading', { name: row, exact: true }) });
      for (const [row, title] of [['か行', '基幹相談支援センター'], ['さ行', '支給決定'], ['ら行', '令和6年度（2024年度）']]) {
        assert.ok((await inRow(row).getByRole('link', { name: title, exact: true }).count()) > 0, `${title} is in ${row}`);
      }
    });
  });
});

test('axe finds nothing to mend in the window and the bar', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const home = await served();
  const wrong = [];
  const look = async (page, what) => {
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => (await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })).violations);
    for (const { id, nodes } of violations) wrong.push(`${what}: ${id} ${nodes[0].target} ${nodes[0].failureSummary.split('\n')[1]?.trim()}`);
  };
  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [{ width: 1280, height: 800 }, phone.viewport]) {
      await reader({ home, colorScheme, viewport, reducedMotion: 'reduce' }, async (page) => {
        await searching(page, `${home}index.html`);
        await look(page, `${colorScheme} ${viewport.width} empty`);
        for (const query of ['ふりかえり', 'ぷぷぷ']) {
          await found(page, query);
          await look(page, `${colorScheme} ${viewport.width} ${query}`);
        }
        await page.goto(`${home}sheets/hyojun.html?shirushi=${encodeURIComponent('ふりかえり')}`);
        await page.locator('.highlight-bar').waitFor();
        await look(page, `${colorScheme} ${viewport.width} marks`);
      });
    }
  }
  none(wrong, 'violations');
});
