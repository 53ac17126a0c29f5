// Folders made with the ones above them.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { makeFolders } from '../../src/files/folders';

describe('Making folders', () => {
  let root: string;
  beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'nnspec-folders-'))));
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  it('makes the ones above, and is content where all are there', () => {
    const deep = path.join(root, 'a/b/c');
    makeFolders(deep);
    makeFolders(deep);
    assert.ok(fs.statSync(deep).isDirectory());
  });

  it('throws where a file stands in the way', () => {
    fs.writeFileSync(path.join(root, 'a'), '');
    assert.throws(() => makeFolders(path.join(root, 'a')), { code: 'EEXIST' });
    assert.throws(() => makeFolders(path.join(root, 'a/b')), { code: 'ENOTDIR' });
  });

  it('throws, and does not try for ever, where a file system takes no folders', function () {
    if (!fs.existsSync('/proc/self')) this.skip();
    assert.throws(() => makeFolders('/proc/nowhere/at/all'), { code: 'ENOENT' });
  });
});
