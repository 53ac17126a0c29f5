import assert from 'node:assert/strict';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { catalogueEntry } from '../../src/data/catalogue';
import { isNear } from '../../src/files/nearData';
import { freshFolder } from './folder';

describe('Data is at hand', () => {
  const home = freshFolder();
  const near = (data: unknown): Promise<boolean> => {
    const places = { folders: [path.join(home(), 'sets')], cache: path.join(home(), 'cache') };
    return isNear(data, { specFile: path.join(home(), 'a.nnspec'), ...places });
  };
  /** A file of so many bytes that takes no room. */
  const file = (name: string, bytes: number): void => {
    mkdirSync(path.dirname(path.join(home(), name)), { recursive: true });
    writeFileSync(path.join(home(), name), '');
    truncateSync(path.join(home(), name), bytes);
  };

  it('where it is made here, or lies in files of at most 32 MB together, packed ones counted fivefold', async () => {
    assert.equal(await near('builtin:xor'), true);
    file('a.csv', 20e6);
    file('b.csv', 11e6);
    file('c.csv', 13e6);
    file('packed.csv.gz', 7e6);
    assert.equal(await near('a.csv'), true);
    assert.equal(await near({ source: 'a.csv', test: 'b.csv' }), true);
    assert.equal(await near({ source: 'a.csv', test: 'c.csv' }), false);
    assert.equal(await near({ source: { images: 'a.csv', labels: 'b.csv' } }), true);
    assert.equal(await near({ source: 'packed.csv.gz' }), false);
  });

  it('also where a file is gone, so that who reads it says so; not where nothing is known of it', async () => {
    assert.equal(await near('gone.csv'), true);
    for (const data of ['dataset:nosuch', {}, undefined]) assert.equal(await near(data), false, JSON.stringify(data));
  });

  it('as a dataset of a folder or of the cache, with all of its files, and not as one to be fetched', async () => {
    assert.equal(await near('dataset:mnist'), false);
    const files = catalogueEntry('mnist')!.files.map(({ file: name }) => name);
    for (const name of files.slice(1)) file(`cache/mnist/${name}`, 1);
    assert.equal(await near({ source: 'dataset:mnist' }), false);
    file(`sets/mnist/${files[0]!.replace(/\.gz$/, '')}`, 1);
    assert.equal(await near({ source: 'dataset:mnist' }), true);
  });
});
