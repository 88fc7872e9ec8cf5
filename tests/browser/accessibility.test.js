// 5. WCAG 2.2 AA, as far as a machine can tell: one page of each kind, on a phone and a desk, by day and by night.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { kinds, none, pagesWith, reader, served } from './reader.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Everything that can be unfolded, unfolded: what is hidden is not looked at. Runs in the page. */
function unfold() {
  document.querySelectorAll('details').forEach((fold) => (fold.open = true));
  document.querySelectorAll('a.term').forEach((go) => go.setAttribute('aria-expanded', 'true'));
  document.querySelectorAll('.term-note').forEach((note) => note.classList.add('is-open'));
}

describe('axe finds nothing to mend', async () => {
  const home = await served();
  // The page with most terms has the most to unfold.
  for (const kind of new Set([...kinds, pagesWith(/class="term"/g)[0]])) {
    test(kind, async () => {
      await reader({ home, reducedMotion: 'reduce' }, async (page) => {
        await page.goto(home + kind);
        await page.evaluate(unfold);
        await page.evaluate(axe);
        const found = [];
        for (const width of [1280, 360]) {
          await page.setViewportSize({ width, height: 800 });
          for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme });
            // Night changes the colours and nothing else.
            const runOnly = colorScheme === 'light' ? standards : ['cat.color'];
            const violations = await page.evaluate(
              async (tags) => (await globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] })).violations,
              runOnly,
            );
            for (const { id, nodes } of violations) {
              for (const { target, failureSummary } of nodes.slice(0, 3)) found.push(`${width} ${colorScheme}: ${id} (${nodes.length}) ${target} ${failureSummary.split('\n')[1]?.trim()}`);
            }
          }
        }
        none(found, 'violations');
      });
    });
  }
});
