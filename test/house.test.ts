// The third net under the architecture (after the tsconfigs and the import rules): what esbuild really
// put into each bundle, and what no compiler reads.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Metafile } from 'esbuild';

const root = path.join(__dirname, '..');

describe('The house', () => {
  let contents: Metafile;
  before(async function () {
    this.timeout(60000);
    const { bundleContents } = (await import(pathToFileURL(path.join(root, 'esbuild.mjs')).href)) as {
      bundleContents(): Promise<Metafile>;
    };
    contents = await bundleContents();
  });

  /** Files inside a bundle whose code survived tree shaking, as paths from the repository's root. */
  function inside(bundle: string): string[] {
    const output = contents.outputs[`dist/${bundle}`];
    assert.ok(output, `dist/${bundle} is built`);
    return Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  }

  function holdsNone(bundle: string, ...forbidden: RegExp[]): void {
    for (const file of inside(bundle))
      for (const pattern of forbidden) assert.doesNotMatch(file, pattern, `dist/${bundle} holds ${file}`);
  }

  it('engine.js holds no editor, no host and no panel', () => {
    holdsNone('engine.js', /^src\/(host|cli|extension)/, /^webview\//);
    const external = contents.outputs['dist/engine.js']!.imports.map((i) => i.path);
    assert.ok(!external.includes('vscode'), 'dist/engine.js imports vscode');
  });

  it('webview.js holds no engine, data, language or file code: from src, the protocol only', () => {
    holdsNone('webview.js', /^src\/(?!protocol\/)/, /node_modules\/(zod|papaparse|fflate|jsonc-parser)\//);
  });

  it('extension.js holds no engine, no network words, no zod and no language service', () => {
    holdsNone(
      'extension.js',
      /^src\/(engine|kernels|cli)\//,
      /^src\/nn\/(?!shape\.ts)/, // the formats' writers count cells with it
      /^src\/host\/language\/server/,
      /node_modules\/(zod|vscode-json-languageservice|papaparse)\//,
    );
  });

  it('cli.js runs without an editor', () => {
    holdsNone('cli.js', /^src\/(host|extension)/, /^webview\//);
    assert.ok(!contents.outputs['dist/cli.js']!.imports.some((i) => i.path === 'vscode'), 'dist/cli.js imports vscode');
  });

  it('no file imports itself by way of others', () => {
    assert.deepEqual(cycles(contents), []);
  });

  it('only webview/controls.ts imports the toolkit', () => {
    const importers = Object.entries(contents.inputs)
      .filter(([file]) => !file.startsWith('node_modules/'))
      .filter(([, { imports }]) => imports.some((i) => i.path.includes('@vscode/webview-ui-toolkit')))
      .map(([file]) => file);
    assert.deepEqual(importers, ['webview/controls.ts']);
  });

  it('ARCHITECTURE.md says why each dependency is there', () => {
    const text = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(path.join(root, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    const missing = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !text.includes(name));
    assert.deepEqual(missing, []);
  });

  it('every dependency is pinned to one version', () => {
    for (const file of ['package.json', 'scripts/host/package.json', 'test/bench/tfjs/package.json']) {
      const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<
        string,
        Record<string, string>
      >;
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        assert.match(version, /^\d+\.\d+\.\d+$/, `${name} in ${file}`);
    }
  });

  it('no tracked file names a package registry or a path of one machine', () => {
    // Put together from pieces, so that this file does not find itself.
    const forbidden = [
      ['registry.', 'npmjs.org'],
      ['registry.', 'yarnpkg.com'],
      ['npm', 'mirror.com'],
      ['resolved": "', 'http'],
      ['/wo', 'rk/'],
      ['/ro', 'ot/'],
      ['/ho', 'me/'],
      ['C:\\', 'Users'],
    ].map((pieces) => pieces.join(''));
    const found: string[] = [];
    for (const file of trackedFiles()) {
      const bytes = readFileSync(path.join(root, file));
      if (bytes.includes(0)) continue; // not a text
      const text = bytes.toString('utf8');
      for (const word of forbidden) if (text.includes(word)) found.push(`${file}: ${word}`);
    }
    assert.deepEqual(found, []);
  });
});

function trackedFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return listed.split('\0').filter((file) => file !== '' && existsSync(path.join(root, file)));
}

/** Each cycle of imports between the project's own files, as "a -> b -> a". */
function cycles(contents: Metafile): string[] {
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done' || file.startsWith('node_modules/')) return;
    if (state.get(file) === 'open') {
      found.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const { path: next, external } of contents.inputs[file]?.imports ?? [])
      if (!external) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of Object.keys(contents.inputs)) visit(file, []);
  return found;
}
