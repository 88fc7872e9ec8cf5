// The window in which a reader searches, as a reader works it.
import { address } from './reader.js';

/** Opens a page and the window on it, with the cursor in the box. */
export async function searching(page, url = address('index.html')) {
  page.setDefaultTimeout(10_000);
  await page.goto(url);
  await page.keyboard.press('/');
  return page.getByRole('searchbox', { name: 'さがすことば' });
}

/** Waits until the answer to a query stands there, and gives what it says. */
export async function answered(page, query) {
  const count = page.locator('#ui-results-count', { hasText: `「${query}」` });
  await count.waitFor();
  return count.textContent();
}

/** Puts a query into the box, and gives the pages that are found, in order. */
export async function found(page, query) {
  await page.locator('.search-dialog input[type=search]').fill(query);
  await answered(page, query);
  return pagesFound(page);
}

/** The pages that are shown as found, as addresses within the site. */
export const pagesFound = (page) => page.locator('.results>li>a').evaluateAll((links) => {
  const home = new URL('..', document.querySelector('script[src$="search-dialog.js"]').src).href;
  return links.map((link) => decodeURIComponent(link.href.slice(home.length).split(/[?#]/)[0]));
});

/** What is marked, word by word. */
export const marked = (locator) => locator.locator('mark').allTextContents();
