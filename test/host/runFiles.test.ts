import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RunFiles } from '../../src/host/runFiles';

describe('The folder of the run that is shown', () => {
  let parent: string;
  let told: number;
  let tell: () => void;
  let files: RunFiles;
  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'nnspec-runs-'));
    told = 0;
    tell = () => undefined;
    files = new RunFiles(() => {
      told++;
      tell();
    });
  });
  afterEach(() => {
    files.dispose();
    rmSync(parent, { recursive: true, force: true });
  });

  function makeRun(name: string): string {
    const folder = path.join(parent, name);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'run.json'), '{}');
    return folder;
  }
  const heard = (): Promise<void> => new Promise((resolve) => (tell = resolve));

  it('is told of once when it is deleted, whatever happens beside it', async () => {
    const [mine, other] = [makeRun('mine'), makeRun('other')];
    files.follow(mine);
    rmSync(other, { recursive: true });
    const deleted = heard();
    rmSync(mine, { recursive: true });
    await deleted;
    files.look();
    assert.equal(told, 1);
  });

  it('is told of at once when it is gone already, and when a folder around it was moved and somebody looks', () => {
    files.follow(path.join(parent, 'never', 'there'));
    assert.equal(told, 1);
    const outer = makeRun('outer');
    const inner = path.join(outer, 'inner');
    mkdirSync(path.join(inner, 'run'), { recursive: true });
    files.follow(path.join(inner, 'run'));
    renameSync(outer, `${outer}-away`);
    files.look();
    assert.equal(told, 2);
  });

  it('is nobody’s concern once another run is shown', () => {
    const mine = makeRun('mine');
    files.follow(mine);
    files.follow(undefined);
    rmSync(mine, { recursive: true });
    files.look();
    assert.equal(told, 0);
  });
});
