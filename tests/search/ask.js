// Asks the search of a site in a folder, as a browser would: reads one JSON list of questions from
// standard input, writes one list of answers. Files of the index are scripts that the page loads.
'use strict';
const fs = require('node:fs'), path = require('node:path'), vm = require('node:vm');

const site = process.argv[2];

function page() {
  const head = {
    append(script) {
      const file = path.join(site, script.src);
      setImmediate(() => {
        if (!fs.existsSync(file)) return script.onerror();
        // A script that does not parse runs not at all, and counts as loaded all the same.
        try { vm.runInContext(fs.readFileSync(file, 'utf8'), context); } catch { /* as in a browser */ }
        script.onload();
      });
    }
  };
  const document = { head, createElement: () => ({}) };
  const context = vm.createContext({ document, Blob, Response, DecompressionStream, TextDecoder });
  vm.runInContext(fs.readFileSync(path.join(site, 'assets/search-engine.js'), 'utf8'), context);
  return vm.runInContext('SearchEngine', context);
}

async function answer(sagashi, question) {
  try {
    if ('fold' in question) { await sagashi.search('', {}); return question.fold.map(sagashi.fold); }
    const found = await sagashi.search(question.query, question.wish);
    if ('text' in question) return sagashi.marks(question.query, question.text);
    return found;
  } catch (error) {
    return { failed: error.message };
  }
}

(async () => {
  const questions = JSON.parse(fs.readFileSync(0, 'utf8')), sagashi = page(), answers = [];
  sagashi.open('');
  for (const question of questions) answers.push(await answer(sagashi, question));
  process.stdout.write(JSON.stringify(answers));
})();
