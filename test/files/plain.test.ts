// Pipes and devices are neither waited for nor replaced.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, lstatSync, openSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../../src/files/atomic';
import { loadPlainFile, readPlainFile, whyUnread, writePlainFile } from '../../src/files/plain';
import { freshFolder } from './folder';

describe('a plain file', () => {
  const folder = freshFolder();
  const at = (name: string) => path.join(folder(), name);
  const why = (file: string) => {
    try {
      return readPlainFile(file).toString();
    } catch (e) {
      return whyUnread(e);
    }
  };

  it('is read whole; a folder, a missing file and a circle of links are told apart', () => {
    writeFileSync(at('a'), 'text');
    symlinkSync(at('loop'), at('loop'));
    assert.equal(why(at('a')), 'text');
    assert.equal(why(folder()), 'this is a folder');
    assert.equal(why(at('b')), 'there is no such file');
    assert.equal(why(at('loop')), 'its links lead in a circle');
  });

  it('is replaced whole, or made', async () => {
    writePlainFile(at('a'), 'longer');
    writePlainFile(at('a'), 'text');
    assert.equal(String(await loadPlainFile(at('a'))), 'text');
    assert.throws(() => writePlainFile(folder(), 'x'), { code: 'EISDIR' });
  });

  if (process.platform !== 'win32')
    it('is not a pipe or a device: reading one does not wait, writing to one does not replace it', async () => {
      execFileSync('mkfifo', [at('pipe')]);
      assert.match(why(at('pipe')), /a pipe or a device/);
      assert.match(why('/dev/zero'), /a pipe or a device/);
      for (const file of [at('pipe'), '/dev/zero'])
        await assert.rejects(loadPlainFile(file), (e) => /a pipe or a device/.test(whyUnread(e)));
      assert.throws(() => writePlainFile(at('pipe'), 'x'), { code: 'ENXIO' });
      const reader = openSync(at('pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
      assert.throws(() => writePlainFile(at('pipe'), 'x'), { code: 'ENOTFILE' });
      closeSync(reader);
      await assert.rejects(writeFileAtomic(at('pipe'), 'x'), /pipe is a pipe or a device; choose a plain file\.$/);
      assert.ok(lstatSync(at('pipe')).isFIFO());
      assert.deepEqual(readdirSync(folder()), ['pipe']);
    });
});
