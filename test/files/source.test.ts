// Files that a spec names: relative to it, inside the workspace, and never one that hangs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileReader, type FileReaderOptions } from '../../src/files/source';
import { dataError } from '../data/help';
import { freshFolder } from './folder';

describe('fileReader', () => {
  const folder = freshFolder();
  const put = (name: string, content: string | Uint8Array = 'a,b\n') => {
    mkdirSync(path.dirname(path.join(folder(), name)), { recursive: true });
    writeFileSync(path.join(folder(), name), content);
  };
  const reader = (options: Partial<FileReaderOptions> = {}) =>
    fileReader({
      specFile: path.join(folder(), 'w', 'specs', 'a.nnspec'),
      datasetFolders: [],
      datasetCache: path.join(folder(), 'cache'),
      consent: () => Promise.resolve(false),
      ...options,
    });
  const confined = () => reader({ workspace: path.join(folder(), 'w') });
  const text = async (promise: Promise<Uint8Array>) => new TextDecoder().decode(await promise);
  beforeEach(() => put('w/specs/data.csv'));

  it('reads relative to the spec, and absolute paths, inside the workspace', async () => {
    put('w/other/b.csv', 'b');
    assert.equal(await text(confined().read('data.csv')), 'a,b\n');
    assert.equal(await text(confined().read('../other/b.csv')), 'b');
    assert.equal(await text(confined().read(path.join(folder(), 'w/other/b.csv'))), 'b');
  });

  it('reads nothing outside the workspace, whether it exists or not', async () => {
    put('secret.csv', 'secret');
    for (const name of ['../../secret.csv', '../../none.csv', path.join(folder(), 'secret.csv'), '/etc/passwd']) {
      const error = await dataError(confined().read(name));
      assert.match(error.message, /is outside the workspace/);
      assert.equal(error.where.code, 'outside-workspace');
    }
    assert.equal(await text(reader().read('../../secret.csv')), 'secret', 'without a workspace there is no limit');
  });

  it('follows links inside the workspace, but not out of it', async function () {
    put('secret/a.csv', 'secret');
    put('w2/x.csv', 'a folder beside, with the same beginning');
    try {
      symlinkSync(path.join(folder(), 'secret', 'a.csv'), path.join(folder(), 'w/specs/file.csv'));
      symlinkSync(path.join(folder(), 'secret'), path.join(folder(), 'w/specs/sub'));
      symlinkSync('data.csv', path.join(folder(), 'w/specs/fine.csv'));
      symlinkSync(path.join(folder(), 'w'), path.join(folder(), 'alias'));
    } catch {
      return this.skip(); // no right to make links on this system
    }
    for (const name of ['file.csv', 'sub/a.csv']) {
      assert.match((await dataError(confined().read(name))).message, /leads outside the workspace/);
    }
    assert.match((await dataError(confined().read('../../w2/x.csv'))).message, /outside the workspace/);
    assert.equal(await text(confined().read('fine.csv')), 'a,b\n');
    const alias = path.join(folder(), 'alias');
    const byAlias = reader({ workspace: alias, specFile: path.join(alias, 'specs', 'a.nnspec') });
    assert.equal(await text(byAlias.read('data.csv')), 'a,b\n', 'a workspace may itself be a link');
  });

  it('suggests a near name, the packed file, or says that the folder is not there', async () => {
    put('w/specs/big.csv.gz', gzipSync('x'));
    const says = async (name: string) => (await dataError(confined().read(name))).message;
    assert.match(await says('daat.csv'), /daat\.csv does not exist\. Did you mean "data\.csv"\?/);
    assert.match(await says('big.csv'), /There is big\.csv\.gz/);
    assert.match(await says('data.tsv'), /data\.csv/);
    assert.match(await says('nowhere/data.csv'), /The folder nowhere does not exist either/);
    assert.match(await says('data.csv/x'), /does not exist/);
    assert.match(await says('a\0b'), /NUL/);
    assert.match(await says('x'.repeat(5000)), /too long/);
  });

  it('refuses folders, devices and pipes, and never waits for one', async function () {
    assert.match(
      (await dataError(confined().read('../specs'))).message,
      /is a folder\. Name a file in it\. It holds data\.csv/,
    );
    if (process.platform === 'win32') return this.skip();
    execFileSync('mkfifo', [path.join(folder(), 'w/specs/pipe.csv')]);
    assert.match((await dataError(confined().read('pipe.csv'))).message, /not a plain file/);
    assert.match((await dataError(reader().read('/dev/zero'))).message, /not a plain file/);
  });

  it('unpacks gzip by its content, whatever the name', async () => {
    put('w/specs/a.csv', gzipSync('packed'));
    put('w/specs/b.csv.gz', gzipSync('packed'));
    assert.equal(await text(confined().read('a.csv')), 'packed');
    assert.equal(await text(confined().read('b.csv.gz')), 'packed');
  });

  it('refuses a file larger than any memory before reading it', async function () {
    put('w/specs/huge.csv', '');
    try {
      truncateSync(path.join(folder(), 'w/specs/huge.csv'), 5e12); // takes no space: a hole
    } catch {
      return this.skip(); // this file system has no holes
    }
    assert.match((await dataError(confined().read('huge.csv'))).message, /is 5000\.0 GB; at most .* GB are read here/);
  });

  it('reads the beginning of a file alone', async () => {
    assert.equal(await text(confined().head('data.csv', 3)), 'a,b');
    assert.equal(await text(confined().head('data.csv', 300)), 'a,b\n');
  });

  it('can be cancelled between two parts of a file, and tells how far it is', async () => {
    put('w/specs/long.csv', new Uint8Array(12 << 20).fill(49));
    const controller = new AbortController();
    const seen: number[] = [];
    const onProgress = (_: string, fraction?: number) => {
      seen.push(fraction!);
      controller.abort();
    };
    await assert.rejects(reader({ signal: controller.signal, onProgress }).read('long.csv'), { name: 'AbortError' });
    assert.equal(seen.length, 1);
  });
});
