// Paper: what a printer would be given, looked at through poppler's eyes.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './reader.js';

const place = folder('paper');
let count = 0;

/** Prints the page as the browser's print button does, with the paper that the site asks for. */
export async function print(page) {
  count += 1;
  const file = join(place, `${count}.pdf`);
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  const info = execFileSync('pdfinfo', ['-f', '1', '-l', '-1', file], { encoding: 'utf8' });
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  return {
    sizes: [...info.matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+)/gm)].map(([, width, height]) => [width, height].map((points) => Math.round((points / 72) * 25.4))),
    texts: text.split('\f').slice(0, -1).map(bare),
    pictures: () => pictures(file, count),
  };
}

/** Letters only: what breaks lines and spaces columns is left out. */
export const bare = (text) => text.normalize('NFKC').replace(/[\s\u200b]/g, '');

const dpi = 100;

/** Every printed side at 100 dpi in colour: where its ink begins and ends, in mm, and whether any of it is coloured. */
function pictures(file, number) {
  const name = join(place, `${number}-side`);
  execFileSync('pdftoppm', ['-r', `${dpi}`, file, name]);
  const sides = readdirSync(place).filter((it) => it.startsWith(`${number}-side`)).sort();
  return sides.map((side) => {
    const bytes = readFileSync(join(place, side));
    const [head, width, height] = bytes.subarray(0, 40).toString('latin1').match(/^P6\s+(\d+)\s+(\d+)\s+255\s/).map((it, at) => (at ? Number(it) : it));
    const pixels = bytes.subarray(head.length);
    let [left, right, coloured] = [width, -1, 0];
    for (let at = 0; at < width * height; at += 1) {
      const [r, g, b] = [pixels[3 * at], pixels[3 * at + 1], pixels[3 * at + 2]];
      if (r !== g || g !== b) coloured += 1;
      // Every column is looked at; the faintest grey counts as ink.
      if (r === 255 && g === 255 && b === 255) continue;
      const column = at % width;
      if (column < left) left = column;
      if (column > right) right = column;
    }
    const mm = (column) => (column / dpi) * 25.4;
    return { left: mm(left), right: mm(right + 1), coloured };
  });
}
