// The VSIX as a user gets it: installed into a VS Code that knows nothing of this repository, and driven once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../../scripts/bootstrap.mjs';
import { hostEntry, hostNode, installHost } from '../../../scripts/host/install';
import { environment, hostFolders } from '../../../scripts/host/server';
import { eventually, setStage, type Stage } from './story';

const LIMIT_MB = 3;

describe('The package', () => {
  const vsix = path.join(root, 'out/nnspec.vsix');
  const profile = mkdtempSync(path.join(tmpdir(), 'nnspec-vsix-'));
  let stage: Stage | undefined;
  before(() => {
    if (!existsSync(vsix)) execFileSync(process.execPath, ['scripts/package.mjs'], { cwd: root, stdio: 'inherit' });
  });
  after(async () => {
    await stage?.end();
    rmSync(profile, { recursive: true, force: true });
  });

  it(`is smaller than ${LIMIT_MB} MB`, () => {
    assert.ok(statSync(vsix).size < LIMIT_MB * 1e6, `${statSync(vsix).size} bytes`);
  });

  it('installs, and trains xor', async () => {
    await installHost();
    const { userData, extensions } = hostFolders(profile);
    const install = ['--user-data-dir', userData, '--extensions-dir', extensions, '--install-extension', vsix];
    execFileSync(hostNode, [hostEntry, '--config', path.join(profile, 'none.yaml'), ...install], {
      env: environment(profile, { env: { EXTENSIONS_GALLERY: '{}' } }),
    });
    stage = await setStage('package', { profile, extension: undefined });
    const { bench, panel } = stage;
    await bench.openFile('xor.nnspec');
    await bench.codeLens('Train').click();
    await panel.waitForState('finished');
    await eventually('a low cost', async () => (await panel.fact('cost')) < 0.1);
    await bench.screenshots('1-finished');
  });

  it('brings its examples: one is copied with the data it reads', async () => {
    const { bench, workspace } = stage!;
    rmSync(path.join(workspace, 'data'), { recursive: true });
    await bench.command('New Network from Template');
    await bench.pick('my-own-csv');
    await bench.page.locator('.tab.active', { hasText: /my-own-csv.+nnspec/ }).waitFor();
    assert.deepEqual(readdirSync(path.join(workspace, 'data')), ['coffee.csv']);
  });
});
