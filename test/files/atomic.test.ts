// A file is written whole or not at all, and never over another one unasked.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../../src/files/atomic';
import { freshFolder } from './folder';

describe('writeFileAtomic', () => {
  const folder = freshFolder();
  const file = (name = 'a.txt') => path.join(folder(), name);

  it('writes bytes and text, creates folders, and leaves nothing else behind', async () => {
    await writeFileAtomic(file('x/y/a.bin'), Uint8Array.of(1, 2));
    await writeFileAtomic(file('x/y/a.bin'), 'new', { overwrite: true });
    assert.equal(readFileSync(file('x/y/a.bin'), 'utf8'), 'new');
    assert.deepEqual(readdirSync(path.join(folder(), 'x/y')), ['a.bin']);
  });

  it('with overwrite: false leaves an existing file as it is, and says so', async () => {
    writeFileSync(file(), 'old');
    await assert.rejects(writeFileAtomic(file(), 'new', { overwrite: false }), (e: Error & { code: string }) => {
      assert.match(e.message, /a\.txt exists already; it was not overwritten\.$/);
      return e.name === 'UserError' && e.code === 'exists';
    });
    assert.equal(readFileSync(file(), 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder()), ['a.txt']);
  });

  it('of twenty writers with overwrite: false at once exactly one succeeds, with its own content', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => writeFileAtomic(file(), String(i).repeat(10_000), { overwrite: false })),
    );
    const winners = results.flatMap((r, i) => (r.status === 'fulfilled' ? [i] : []));
    assert.equal(winners.length, 1);
    assert.equal(readFileSync(file(), 'utf8'), String(winners[0]).repeat(10_000));
    assert.deepEqual(readdirSync(folder()), ['a.txt']);
  });

  it('never shows half a file to a reader', async () => {
    await writeFileAtomic(file(), 'a'.repeat(200_000));
    let done = false;
    const writing = (async () => {
      for (let i = 0; i < 6; i++) await writeFileAtomic(file(), (i % 2 ? 'a' : 'b').repeat(200_000));
      done = true;
    })();
    while (!done) {
      assert.match(readFileSync(file(), 'utf8'), /^(a{200000}|b{200000})$/);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await writing;
  });

  it('onto a folder, or below a file, fails with a sentence and cleans up', async () => {
    mkdirSync(file('sub'));
    writeFileSync(file('plain'), '');
    await assert.rejects(writeFileAtomic(file('sub'), 'x'), {
      message: /sub is a folder|exists already|no permission/,
    });
    await assert.rejects(writeFileAtomic(file('plain/a'), 'x'), { message: /is a file, not a folder|exists already/ });
    assert.deepEqual(readdirSync(folder()).sort(), ['plain', 'sub']);
  });

  it('into a folder without permission fails with a sentence', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) return this.skip(); // root may do everything
    chmodSync(folder(), 0o500);
    await assert.rejects(writeFileAtomic(file(), 'x'), { message: /no permission/ });
    chmodSync(folder(), 0o700);
  });
});
