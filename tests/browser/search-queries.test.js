// What readers type, and the page that they mean by it: one list for each way of writing.
import { describe, test } from 'node:test';
import { none, reader } from './reader.js';
import { found, searching } from './search-window.js';

/** Query, then the page that comes first; with `among`, it is one of the first three. */
const lists = {
  'as the page writes it': [
    ['ふりかえりシート', 'glossary/furikaeri-sheet.html'],
    ['基幹相談支援センター', 'glossary/kikan.html'],
    ['モニタリング', 'glossary/monitoring.html'],
    ['セルフチェック', 'glossary/self-check.html'],
    ['匿名化', 'glossary/tokumeika.html'],
    ['第3回', 'records/r6-3.html'],
    ['令和6年度', 'records/fy2024.html'],
    ['A4', 'sheets/hyojun.html', 'among'],
    ['匿', 'glossary/tokumeika.html', 'among'],
  ],
  'in another width': [
    ['ﾌﾘｶｴﾘｼｰﾄ', 'glossary/furikaeri-sheet.html'],
    ['ﾓﾆﾀﾘﾝｸﾞ', 'glossary/monitoring.html'],
    ['ＳＶ', 'glossary/supervision.html'],
    ['第３回', 'records/r6-3.html'],
    ['様式３', 'sheets/jizen-memo.html', 'among'],
    ['Ａ４', 'sheets/hyojun.html', 'among'],
  ],
  'in another script or case': [
    ['フリカエリシート', 'glossary/furikaeri-sheet.html'],
    ['もにたりんぐ', 'glossary/monitoring.html'],
    ['せるふちぇっく', 'glossary/self-check.html'],
    ['sv', 'glossary/supervision.html'],
  ],
  'with the long vowels of another': [
    ['スーパーバイザ', 'glossary/supervisor.html'],
    ['ふりかえりシト', 'glossary/furikaeri-sheet.html'],
    ['スーパーヴィジョン', 'glossary/supervision.html'],
    ['スーパーヴァイザー', 'glossary/supervisor.html'],
  ],
  'with other okurigana': [
    ['振返りシート', 'glossary/furikaeri-sheet.html'],
    ['ともに振返る', 'glossary/tomoni-furikaeru.html'],
    ['書込み', 'records/r5.html', 'among'],
    ['話合い', 'records/r6-4.html', 'among'],
  ],
  'in kana, before the kanji are chosen': [
    ['きかんそうだん', 'glossary/kikan.html'],
    ['いりょうてきけあ', 'glossary/iryoteki-care.html', 'among'],
    ['しんこうやく', 'glossary/shinkoyaku.html'],
    ['とくめいか', 'glossary/tokumeika.html'],
    ['じれいていきょうしゃ', 'glossary/jirei-teikyosha.html'],
    ['ようしき3', 'sheets/jizen-memo.html', 'among'],
    ['いんさつ', 'sheets/hyojun.html'],
    ['へんしゅう', 'about/henshu.html'],
  ],
  'in romaji': [
    ['furikaerisi-to', 'glossary/furikaeri-sheet.html'],
    ['kikansoudan', 'glossary/kikan.html'],
    ['shinkouyaku', 'glossary/shinkoyaku.html'],
    ['sinkouyaku', 'glossary/shinkoyaku.html'],
    ['tokumeika', 'glossary/tokumeika.html'],
    ['henshuu', 'about/henshu.html'],
    ['hensyu', 'about/henshu.html'],
    ['insatu', 'sheets/hyojun.html'],
    ['omiyage', 'glossary/omiyage.html'],
    ['monitaringu', 'glossary/monitoring.html'],
    ['furikaerishiito', 'glossary/furikaeri-sheet.html'],
    ['jenoguramu', 'glossary/genogram.html'],
    ['zyenoguramu', 'glossary/genogram.html'],
    ['empawamento', 'glossary/empowerment.html'],
  ],
  'half typed, as the box holds it before the conversion': [
    ['きかんそうd', 'glossary/kikan.html'],
    ['しんこうy', 'glossary/shinkoyaku.html'],
    ['ｔokumei', 'glossary/tokumeika.html'],
    ['kikansouda', 'glossary/kikan.html'],
  ],
  'with other characters for the same word': [
    ['障碍支援区分', 'glossary/shogai-shien-kubun.html'],
    ['障がい支援区分', 'glossary/shogai-shien-kubun.html'],
    ['障碍者総合支援法', 'glossary/sogo-shienho.html'],
  ],
  'by another name': [
    ['SV', 'glossary/supervision.html'],
    ['基幹', 'glossary/kikan.html'],
    ['医ケア', 'glossary/iryoteki-care.html'],
  ],
  'in several words, or word for word': [
    ['セルフ チェック', 'glossary/self-check.html'],
    ['セルフ　チェック', 'glossary/self-check.html'],
    ['"ふりかえりシート"', 'glossary/furikaeri-sheet.html'],
  ],
};

describe('the page that a reader means comes first', () => {
  for (const [how, list] of Object.entries(lists)) {
    test(how, async () => {
      const wrong = [];
      await reader({}, async (page) => {
        await searching(page);
        for (const [query, wanted, among] of list) {
          const seen = (await found(page, query)).slice(0, among ? 3 : 1);
          if (!seen.includes(wanted)) wrong.push(`${query}: ${wanted}, not ${seen.join(', ') || 'nothing'}`);
        }
      });
      none(wrong, 'queries that find something else');
    });
  }
});
