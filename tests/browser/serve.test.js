// 10. The preview: for the one who writes, on this computer, and for nobody else.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { folder, follow, furikaeri, project, reader, start } from './reader.js';

/** Starts the preview on a free port. */
async function preview(...words) {
  const port = words.includes('--port') ? [] : ['--port', '0'];
  const running = start('serve', ...port, ...words);
  let said = '';
  const home = await new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error(`no address within 30 s: ${said}`)), 30_000);
    for (const stream of [running.stdout, running.stderr]) {
      stream.setEncoding('utf8').on('data', (words) => {
        said += words;
        const address = said.match(/http:\/\/127\.0\.0\.1:\d+\//)?.[0];
        if (address) found(address), clearTimeout(late);
      });
    }
    running.on('exit', (status) => failed(new Error(`ended with ${status}: ${said}`)));
  });
  return { home, port: Number(new URL(home).port), running, said: () => said };
}

/** One request, as it is written here: no browser tidies the path. */
const ask = (port, path, { method = 'GET', headers = {} } = {}) =>
  new Promise((answered, failed) => {
    const request = http.request({ host: '127.0.0.1', port, path, method, headers: { Host: `127.0.0.1:${port}`, ...headers } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part)).on('end', () => answered({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() }));
    });
    request.on('error', failed).end();
  });

/** What a server answers to these very bytes. */
const raw = (port, bytes) =>
  new Promise((answered, failed) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer within 5 s')));
    socket.on('data', (part) => { text += part; socket.end(); }).on('close', () => answered(text)).on('error', failed);
  });

const until = async (what, holds, seconds = 10) => {
  const start = Date.now();
  while (!(await holds())) {
    assert.ok(Date.now() - start < seconds * 1000, `within ${seconds} s: ${what}`);
    await new Promise((later) => setTimeout(later, 100));
  }
  return Date.now() - start;
};

describe('furikaeri serve', async () => {
  const { home, port, running } = await preview('--root', project);

  test('shows the site to a browser on this computer, without an error', async () => {
    await reader({ home }, async (page) => {
      await page.goto(home);
      assert.match(await page.evaluate(() => getComputedStyle(document.body).fontFamily), /BIZ UDPGothic/);
      for (const name of await page.getByRole('navigation', { name: '目的から' }).getByRole('link').allInnerTexts()) {
        await follow(page.getByRole('navigation', { name: '目的から' }).getByRole('link', { name }));
        assert.equal(await page.locator('h1').count(), 1, name);
      }
    });
  });

  test('answers to its own names only', async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) assert.equal((await ask(port, '/', { headers: { Host: host } })).status, 200, host);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', 'localhost', `127.0.0.1:${port + 1}`, `0.0.0.0:${port}`, `[::1]:${port}`, `127.0.0.1:${port}.evil.example`]) {
      assert.equal((await ask(port, '/', { headers: { Host: host } })).status, 421, host);
    }
    for (const line of ['', 'Host:\r\n', `Host: evil.example\r\nX-Forwarded-Host: 127.0.0.1:${port}\r\n`]) {
      assert.match(await raw(port, `GET / HTTP/1.0\r\n${line}\r\n`), /^HTTP\/1\.\d (421|400)/, JSON.stringify(line));
    }
  });

  test('listens on this computer alone', async () => {
    const others = Object.values(networkInterfaces()).flat().filter((it) => !it.internal && it.family === 'IPv4');
    for (const { address } of others) {
      const reached = await new Promise((done) => {
        const socket = connect(port, address, () => done(true));
        socket.on('error', () => done(false)).setTimeout(2000, () => done(false));
      });
      assert.equal(reached, false, address);
    }
  });

  test('gives only what the site holds, whatever the path', async () => {
    for (const path of [
      '/nai.html', '/guide', '/guide/nai/', '/../Cargo.toml', '/../../../../etc/passwd', '/%2e%2e/Cargo.toml', '/..%2fCargo.toml', '/guide/../../Cargo.toml',
      '/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd', '//etc/passwd', '/content/site.toml', '/.furikaeri/manifest', '/index.html%00.png', '/..\\Cargo.toml', '/%',
    ]) {
      const { status, body } = await ask(port, path);
      assert.equal(status, 404, path);
      assert.ok(!/\[package\]|root:x|^title = /m.test(body), path);
    }
    for (const url of ['http://127.0.0.1/etc/passwd', 'GET']) assert.doesNotMatch(await raw(port, `GET ${url} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`), /root:x/);
  });

  test('reads only: HEAD tells what GET would give, anything else is refused', async () => {
    for (const path of ['/', '/assets/site.css', '/guide/', '/nai.html']) {
      const [head, get] = [await ask(port, path, { method: 'HEAD' }), await ask(port, path)];
      assert.equal(head.status, get.status, path);
      assert.equal(head.body, '');
      assert.equal(head.headers['content-length'], String(Buffer.byteLength(get.body)), path);
      assert.equal(head.headers['content-type'], get.headers['content-type'], path);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) assert.equal((await ask(port, '/', { method })).status, 405, method);
  });

  test('says what each file is, and that nothing is to be kept', async () => {
    for (const [path, type] of [
      ['/', /^text\/html; charset=utf-8$/], ['/guide/index.html', /^text\/html; charset=utf-8$/], ['/assets/site.css', /^text\/css/], ['/assets/site.js', /^text\/javascript/],
      ['/assets/icon.svg', /^image\/svg\+xml/], ['/guide/nagare.svg', /^image\/svg\+xml/], ['/assets/site.css?v=1', /^text\/css/],
    ]) {
      const { status, headers } = await ask(port, path);
      assert.equal(status, 200, path);
      assert.match(headers['content-type'], type, path);
      assert.match(headers['cache-control'], /no-store|no-cache/, path);
    }
  });

  test('a wrong address, however deep, shows the 404 page in the look of the site, and leads home', async () => {
    const { status, headers } = await ask(port, '/guide/nai/mono.html');
    assert.equal(status, 404);
    assert.match(headers['content-type'], /^text\/html/);
    for (const wrong of ['nai.html', 'guide/nai/mono.html']) {
      await reader({ home, expected: [404] }, async (page) => {
        await page.goto(home + wrong);
        assert.match(await page.evaluate(() => getComputedStyle(document.body).fontFamily), /BIZ UDPGothic/, `${wrong} is dressed`);
        await follow(page.getByRole('link', { name: '表紙へ戻る' }));
        assert.equal(page.url().replace('index.html', ''), home);
      });
    }
  });

  test('a second one on the same port takes the next, and says so', async () => {
    const second = await preview('--root', project, '--port', String(port));
    assert.ok(second.port > port && second.port <= port + 20, String(second.port));
    assert.ok(second.said().includes(String(port)), second.said());
    second.running.kill();
  });

  test('ends at once when it is told to', async () => {
    const ended = new Promise((done) => running.on('exit', done));
    running.kill('SIGINT');
    await Promise.race([ended, new Promise((_, late) => setTimeout(() => late(new Error('still there after 5 s')), 5000).unref())]);
  });
});

describe('furikaeri serve --watch', async () => {
  const root = join(folder('watch'), 'mihon');
  furikaeri('init', root);
  const chapter = join(root, 'content/guide/hajimeni.md');
  const text = readFileSync(chapter, 'utf8');
  const { home, port, running } = await preview('--root', root, '--watch');
  const shows = async (path, words) => (await ask(port, path)).body.includes(words);

  test('a saved sentence is on the page within seconds', async () => {
    writeFileSync(chapter, text.replace('評価や指導の場ではありません。', '評価や指導の場ではありません。お茶を飲みながらで大丈夫です。'));
    const took = await until('the new sentence', () => shows('/guide/hajimeni.html', 'お茶を飲みながらで大丈夫です'));
    assert.ok(took < 5000, `${took} ms`);
  });

  test('a new page is there, and a removed one is gone', async () => {
    const extra = join(root, 'content/guide/tsuika.md');
    writeFileSync(extra, '+++\ntitle = "足した章"\ndescription = "あとから足した章です。"\norder = 20\n+++\n\n足しました。\n');
    await until('the new page', () => shows('/guide/tsuika.html', '足しました'));
    await until('its name in the list', () => shows('/guide/index.html', '足した章'));
    rmSync(extra);
    await until('it is gone', async () => (await ask(port, '/guide/tsuika.html')).status === 404);
  });

  test('a folder that comes with its pages in it, as when it is copied in, is seen whole', async () => {
    for (const name of ['ichi', 'ni', 'san']) {
      mkdirSync(join(root, 'content/shiryo', name), { recursive: true });
      writeFileSync(join(root, 'content/shiryo', name, 'index.md'), `+++\ntitle = "資料${name}"\n+++\n\n写した資料です。\n`);
      await until(name, () => shows(`/shiryo/${name}/index.html`, '写した資料です'), 5);
    }
    rmSync(join(root, 'content/shiryo'), { recursive: true });
    await until('they are gone', async () => (await ask(port, '/shiryo/san/index.html')).status === 404, 5);
  });

  test('a file that is saved by way of another name, as editors do, counts as changed', async () => {
    for (const words of ['ひとつめ', 'ふたつめ']) {
      writeFileSync(`${chapter}.tmp~`, text.replace('評価や指導の場ではありません。', `${words}の保存です。`));
      renameSync(`${chapter}.tmp~`, chapter);
      await until(words, () => shows('/guide/hajimeni.html', `${words}の保存です`));
    }
  });

  test('nothing was written beside the text', async () => {
    assert.ok(!existsSync(join(root, 'public')));
  });
});
