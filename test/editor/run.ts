// Bundles the suite and runs it in a real VS Code, through @vscode/test-electron: in the desktop one
// (NNSPEC_VSCODE=download, or its executable's path), else in the code-server host.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { root } from '../../scripts/bootstrap.mjs';
import { installHost } from '../../scripts/host/install';

export async function runSuite(): Promise<number> {
  const built = path.join(root, 'out/editor-suite');
  await bundleSuite(built);
  const vscode = process.env.NNSPEC_VSCODE;
  if (!vscode) await installHost();
  const workspace = mkdtempSync(path.join(tmpdir(), 'nnspec-examples-'));
  cpSync(path.join(root, 'examples'), workspace, { recursive: true, filter: (f) => !f.includes('.nnspec/') });
  try {
    await runTests({
      ...(vscode === 'download' ? {} : { vscodeExecutablePath: vscode ?? path.join(root, 'test/editor/codeHost.mjs') }),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(built, 'index.js'),
      launchArgs: [workspace, '--disable-extensions'],
      extensionTestsEnv: { NNSPEC_ROOT: root },
    });
    return 0;
  } catch (e) {
    if (e instanceof TestRunFailedError) return e.code ?? 1; // the tests have said why
    throw e;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function bundleSuite(outdir: string): Promise<void> {
  const folder = path.join(root, 'test/editor/suite');
  const files = readdirSync(folder).filter((f) => f === 'index.ts' || f.endsWith('.test.ts'));
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: files.map((f) => path.join(folder, f)),
    outdir,
    bundle: true,
    mainFields: ['module', 'main'], // what is UMD cannot be bundled
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}
