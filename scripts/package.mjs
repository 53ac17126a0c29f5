// npm run package: dist/ minified, and out/nnspec.vsix from it.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { installDependencies, main, needNode, Refusal, root, run } from './bootstrap.mjs';

const LIMIT_MB = 3; // promised: what a user downloads

main(async () => {
  needNode('20.19');
  await installDependencies();
  const file = path.join(root, 'out/nnspec.vsix');
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(path.join(root, 'dist'), { recursive: true, force: true }); // no source maps of an earlier build
  // Pictures in the README are relative: without a public repository there is no address to write in their place.
  const steps = [
    ['esbuild.mjs', '--production'],
    ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', file],
  ];
  for (const step of steps) if ((await run('node', step)).code !== 0) return 1;
  const megabytes = statSync(file).size / 1e6;
  if (megabytes >= LIMIT_MB)
    throw new Refusal(
      `${file} has ${megabytes.toFixed(2)} MB and the limit is ${LIMIT_MB} MB: look into dist/meta.json for what grew.`,
    );
});
