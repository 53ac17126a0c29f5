// The catalogue's files: found in the user's folders, in the cache, or fetched from a server on loopback.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { catalogue, catalogueEntry } from '../../src/data/catalogue';
import { datasetFolders, defaultDatasetCache, listDatasets } from '../../src/files/datasets';
import { getDataset, type FetchOptions } from '../../src/files/fetch';
import { fileReader } from '../../src/files/source';
import { dataError } from '../data/help';
import { datasetsOrSkip } from '../sharedData';
import { freshFolder } from './folder';

describe('where datasets are', () => {
  it('NNSPEC_DATASETS is a list of folders, as PATH is', () => {
    assert.deepEqual(datasetFolders({ NNSPEC_DATASETS: ['/a', '', '/b'].join(path.delimiter) }), ['/a', '/b']);
    assert.deepEqual(datasetFolders({}), []);
  });
  it('the cache is where each system wants it', () => {
    assert.equal(defaultDatasetCache({}, 'linux', '/users/u'), '/users/u/.cache/nnspec/datasets');
    assert.equal(defaultDatasetCache({ XDG_CACHE_HOME: '/c' }, 'linux', '/users/u'), '/c/nnspec/datasets');
    assert.equal(defaultDatasetCache({ XDG_CACHE_HOME: 'c' }, 'linux', '/users/u'), '/users/u/.cache/nnspec/datasets');
    assert.equal(defaultDatasetCache({}, 'darwin', '/Users/u'), '/Users/u/Library/Caches/nnspec/datasets');
    assert.equal(
      defaultDatasetCache({ LOCALAPPDATA: 'C:\\Users\\u\\AppData\\Local' }, 'win32', 'C:\\Users\\u'),
      'C:\\Users\\u\\AppData\\Local\\nnspec\\datasets',
    );
  });
});

describe('the catalogue', () => {
  it('pins each file by commit, size and SHA-256', () => {
    for (const { files } of catalogue) {
      for (const { address, sha256, bytes } of files) {
        assert.match(address, /^[\w.-]+\/[\w.-]+\/[0-9a-f]{40}\/[\w./-]+$/);
        assert.match(sha256, /^[0-9a-f]{64}$/);
        assert.ok(bytes > 1000);
      }
    }
  });

  it('describes the files as they are', function () {
    const folder = datasetsOrSkip(this);
    return Promise.all(
      catalogue.map(async (entry) => {
        for (const file of entry.files) {
          const content = readFileSync(path.join(folder, entry.name, file.file));
          const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
          assert.equal(content.length, file.bytes);
          assert.equal(Buffer.from(digest).toString('hex'), file.sha256);
        }
      }),
    );
  });
});

describe('fetching a dataset', () => {
  const folder = freshFolder();
  const iris = catalogueEntry('iris')!.files[0]!;
  let server: Server;
  let asked: string[];
  const content = readFileSync(path.join(__dirname, '..', 'fixtures', 'catalogue', 'iris', 'iris.csv'));

  beforeEach(() => void (asked = []));
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  const serve = async (listener: RequestListener): Promise<string> => {
    server = createServer((request, response) => {
      asked.push(request.url!);
      listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  const options = (base: string, more: Partial<FetchOptions> = {}): FetchOptions => ({
    folders: [],
    cache: path.join(folder(), 'cache'),
    consent: () => Promise.resolve(true),
    base,
    silenceMs: 5000,
    ...more,
  });
  const cached = () => path.join(folder(), 'cache', 'iris', 'iris.csv');
  const nothingLeft = () =>
    assert.deepEqual(existsSync(path.dirname(cached())) ? readdirSync(path.dirname(cached())) : [], []);

  it('asks once, fetches, checks, keeps, and does not ask again', async () => {
    const base = await serve((_, response) => response.end(content));
    const questions: unknown[] = [];
    const progress: number[] = [];
    const consent = (...question: unknown[]) => Promise.resolve(questions.push(question) > 0);
    const onProgress = (_: string, fraction?: number) => void progress.push(fraction!);
    const [at] = await getDataset('iris', options(base, { consent, onProgress }));
    assert.equal(at!.path, cached());
    assert.deepEqual(readFileSync(cached()), content);
    assert.deepEqual(asked, [`/${iris.address}`]);
    assert.deepEqual(questions, [['iris', 4549, base + iris.address.replace('iris.csv', '')]]);
    assert.equal(progress.at(-1), 1);
    await getDataset('iris', options(base, { consent }));
    assert.deepEqual([questions.length, asked.length], [1, 1]);
    assert.deepEqual(readdirSync(path.dirname(cached())), ['iris.csv']);
  });

  it('asks nobody where a folder of the user has the file', async () => {
    mkdirSync(path.join(folder(), 'mine', 'iris'), { recursive: true });
    writeFileSync(path.join(folder(), 'mine', 'iris', 'iris.csv'), 'my own');
    const reader = fileReader({
      specFile: path.join(folder(), 'a.nnspec'),
      datasetFolders: [path.join(folder(), 'none'), path.join(folder(), 'mine')],
      datasetCache: path.join(folder(), 'cache'),
      consent: () => assert.fail('asked'),
    });
    assert.equal(new TextDecoder().decode(await reader.dataset('iris', 'iris.csv')), 'my own');
    const states = await listDatasets({ folders: [path.join(folder(), 'mine')], cache: folder() });
    assert.deepEqual(states.map(({ entry, present }) => [entry.name, present]), [['mnist', false], ['wisconsin', false], ['boston', false], ['iris', true]]); // prettier-ignore
  });

  it('does not fetch without consent, and says where to put the files', async () => {
    const base = await serve((_, response) => response.end(content));
    const error = await dataError(getDataset('iris', options(base, { consent: () => Promise.resolve(false) })));
    assert.match(error.message, /is not on this machine, and fetching it was not allowed\. .*put iris\.csv into/);
    assert.deepEqual(asked, []);
  });

  it('throws a wrong file away', async () => {
    const wrong = Buffer.from(content);
    wrong[100]! ^= 1;
    const base = await serve((_, response) => response.end(wrong));
    const error = await dataError(getDataset('iris', options(base)));
    assert.match(error.message, /SHA-256 is not the expected one/);
    assert.equal(error.where.code, 'wrong-checksum');
    nothingLeft();
  });

  it('fetches again what is damaged in the cache', async () => {
    const base = await serve((_, response) => response.end(content));
    mkdirSync(path.dirname(cached()), { recursive: true });
    writeFileSync(cached(), content.subarray(0, 4000));
    await getDataset('iris', options(base));
    assert.deepEqual(readFileSync(cached()), content);
  });

  const faults: [string, RequestListener, RegExp][] = [
    ['a file that is cut off', (_, r) => r.end(content.subarray(0, 2000)), /only 2000 of 4549 bytes came/],
    [
      'a file that is too long',
      (_, r) => r.end(Buffer.concat([content, content])),
      /more than the 4549 bytes expected/,
    ],
    ['404', (_, r) => r.writeHead(404).end('no'), /answers 404 \(it is not there any more\)/],
    ['500', (_, r) => r.writeHead(500).end(), /answers 500\. Try again later/],
    [
      'a broken connection',
      (_, r) => void r.write(content.subarray(0, 100), () => r.destroy()),
      /could not be fetched/,
    ],
    ['redirects in a circle', (q, r) => r.writeHead(302, { location: q.url! }).end(), /leads on again and again/],
    ['a redirect to another protocol', (_, r) => r.writeHead(302, { location: 'ftp://x/y' }).end(), /leads on to ftp:/],
  ];
  for (const [what, listener, says] of faults) {
    it(`says so at ${what}, and leaves nothing behind`, async () => {
      const error = await dataError(getDataset('iris', options(await serve(listener))));
      assert.match(error.message, says);
      nothingLeft();
    });
  }

  it('follows a redirect', async () => {
    const base = await serve((request, response) =>
      request.url === '/moved' ? response.end(content) : response.writeHead(302, { location: '/moved' }).end(),
    );
    await getDataset('iris', options(base));
    assert.equal(asked.length, 2);
  });

  it('gives up a server that falls silent, before its answer or within it', async () => {
    for (const begun of [false, true]) {
      const base = await serve((_, response) => void (begun && response.write(content.subarray(0, 100))));
      const error = await dataError(getDataset('iris', options(base, { silenceMs: 150 })));
      assert.match(error.message, /the server sent nothing for 0\.15 s/);
      nothingLeft();
      server.closeAllConnections();
      server.close();
    }
  });

  it('can be cancelled while a server is silent, at once and without a trace', async () => {
    const controller = new AbortController();
    const base = await serve((_, response) => {
      response.write(content.subarray(0, 100));
      setTimeout(() => controller.abort(), 50);
    });
    const begun = performance.now();
    await assert.rejects(getDataset('iris', options(base, { signal: controller.signal })), { name: 'AbortError' });
    assert.ok(performance.now() - begun < 2000);
    nothingLeft();
  });

  it('says that nobody answers', async () => {
    const base = await serve((_, response) => response.end());
    await new Promise((resolve) => server.close(resolve));
    assert.match(
      (await dataError(getDataset('iris', options(base)))).message,
      /ECONNREFUSED.*connected to the network\?/,
    );
  });

  it('fetches all files of a dataset with one question, and tells how far it is', async function () {
    const mnist = path.join(datasetsOrSkip(this), 'mnist');
    const base = await serve((request, response) =>
      response.end(readFileSync(path.join(mnist, path.basename(request.url!)))),
    );
    const questions: number[] = [];
    const progress: number[] = [];
    const reader = fileReader({
      specFile: path.join(folder(), 'a.nnspec'),
      datasetFolders: [],
      datasetCache: path.join(folder(), 'cache'),
      consent: (_, bytes) => Promise.resolve(questions.push(bytes) > 0),
      onProgress: (message, fraction) => void (message.startsWith('Fetching') && progress.push(fraction!)),
      catalogueBase: base,
    });
    const labels = await reader.dataset('mnist', 't10k-labels-idx1-ubyte.gz');
    assert.equal(labels.length, 10008, 'unpacked');
    assert.equal((await reader.dataset('mnist', 'train-labels-idx1-ubyte.gz')).length, 60008);
    assert.deepEqual(questions, [9912422 + 28881 + 1648877 + 4542]);
    assert.equal(asked.length, 4);
    assert.ok(progress.every((fraction, i) => i === 0 || fraction >= progress[i - 1]!) && progress.at(-1) === 1);
  });
});
