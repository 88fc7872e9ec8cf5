// 3. A word that a new colleague does not know: its explanation is one touch away, and never in the way.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { address, follow, inFolder, none, pagesWith, reader } from './reader.js';

const [most] = pagesWith(/class="term"/g);

async function firstTerm(page) {
  const term = page.locator('a.term').first();
  const note = page.locator(`[id="${decodeURIComponent((await term.getAttribute('href')).slice(1))}"]`);
  return { term, note, word: await term.innerText(), text: await note.textContent() };
}

describe(`a term, on ${most}`, () => {
  const opens = (how, open, options = {}) =>
    test(`opens by ${how}, says so, and closes again`, async () => {
      await reader({ reducedMotion: 'reduce', ...options }, async (page) => {
        await page.goto(address(most));
        const { term, note } = await firstTerm(page);
        assert.equal(await term.getAttribute('role'), 'button');
        assert.equal(await term.getAttribute('aria-expanded'), 'false');
        assert.ok(await note.isHidden(), 'it waits to be asked');
        await term.scrollIntoViewIfNeeded();
        const before = await page.evaluate(() => scrollY);
        await open(term, page);
        assert.ok(await note.isVisible());
        assert.equal(await term.getAttribute('aria-expanded'), 'true');
        assert.equal(await term.getAttribute('aria-controls'), await note.getAttribute('id'));
        const block = await term.evaluate((go) => go.closest('p, ul, ol, dl, table, blockquote, h2, h3').getBoundingClientRect().bottom);
        assert.ok((await note.boundingBox()).y >= block - 1, 'below the paragraph, which stays whole');
        assert.equal(await page.evaluate(() => location.hash), '', 'the address and the way back stay as they were');
        assert.ok(Math.abs((await page.evaluate(() => scrollY)) - before) < 2, 'the page does not jump');
        await open(term, page);
        assert.ok(await note.isHidden());
        assert.equal(await term.getAttribute('aria-expanded'), 'false');
      });
    });
  opens('a click', (term) => term.click());
  opens('Enter', (term) => term.press('Enter'));
  opens('the space bar', (term) => term.press(' '));
  opens('a touch on a phone', (term) => term.tap(), { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });

  test('closes with Escape, and with とじる, and the reader is back at the word', async () => {
    await reader({}, async (page) => {
      await page.goto(address(most));
      const { term, note } = await firstTerm(page);
      for (const close of [() => page.keyboard.press('Escape'), () => note.getByText('とじる').click()]) {
        await term.click();
        assert.ok(await note.isVisible());
        await close();
        assert.ok(await note.isHidden());
        assert.ok(await term.evaluate((go) => go === document.activeElement));
      }
    });
  });

  test('a second term closes the first', async () => {
    await reader({}, async (page) => {
      await page.goto(address(most));
      await page.locator('a.term').nth(0).click();
      await page.locator('a.term').nth(1).click();
      assert.equal(await page.locator('.term-note:visible').count(), 1);
      assert.equal(await page.locator('a.term[aria-expanded=true]').count(), 1);
    });
  });

  test('leads on to its own page', async () => {
    await reader({}, async (page) => {
      await page.goto(address(most));
      const { term, note } = await firstTerm(page);
      await term.click();
      await follow(note.getByRole('link', { name: 'ことばのページで読む' }));
      assert.match(page.url(), /glossary\/[^#]+\.html/);
      assert.ok((await page.locator('h1').innerText()).length > 0);
    });
  });

  test('without JavaScript it opens too, by its address, and closes', async () => {
    await reader({ javaScriptEnabled: false }, async (page) => {
      await page.goto(address(most));
      const { term, note } = await firstTerm(page);
      assert.ok(await note.isHidden());
      await term.click();
      assert.ok(await note.isVisible());
      await note.getByText('とじる').click();
      assert.ok(await note.isHidden());
    });
  });

  test('an address that names the explanation opens it', async () => {
    await reader({}, async (page) => {
      await page.goto(address(most));
      const { note } = await firstTerm(page);
      const id = await note.getAttribute('id');
      await page.goto('about:blank').catch(() => {});
      await page.goto(`${address(most)}#${id}`);
      assert.ok(await note.isVisible());
    });
  });
});

test('on paper every explanation of the guide stands below the paragraph of its word', async () => {
  await reader({ viewport: { width: 794, height: 1123 } }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    const wrong = [];
    let count = 0;
    for (const file of inFolder('guide')) {
      await page.goto(address(file));
      const notes = await page.evaluate(() =>
        [...document.querySelectorAll('a.term')].map((go) => {
          const note = document.getElementById(decodeURIComponent(go.hash.slice(1)));
          const block = [...document.querySelectorAll('.prose > *')].find((child) => child.contains(go));
          return {
            word: go.textContent,
            shown: note.checkVisibility() && note.getBoundingClientRect().height > 8,
            below: !block || note.getBoundingClientRect().top >= block.getBoundingClientRect().bottom - 1,
            far: block ? note.getBoundingClientRect().top - block.getBoundingClientRect().bottom : 0,
            buttons: [...note.querySelectorAll('.term-links')].some((foot) => foot.checkVisibility()),
          };
        }),
      );
      count += notes.length;
      for (const note of notes) if (!note.shown || !note.below || note.far > 400 || note.buttons) wrong.push(`${file}: ${JSON.stringify(note)}`);
    }
    assert.ok(count > 20, `${count} terms looked at`);
    none(wrong, 'explanations that paper loses');
  });
});
