// What can be known of the code without running its tests.
import { run } from './bootstrap.mjs';

const checks = {
  types: ['scripts/checkTypes.mjs'],
  lint: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  build: ['esbuild.mjs'],
  'generated files': ['node_modules/tsx/dist/cli.mjs', 'scripts/generate.ts', '--check'],
};

/** The quick ones: the package and the editor need the build. */
export const FIRST = ['format', 'build', 'generated files'];
/** A minute of one core each. */
export const LATER = ['types', 'lint'];

/** Runs them side by side, so that one look shows everything that is wrong; gives the names of those that failed. */
export async function runChecks(names = [...FIRST, ...LATER], niceness = 0) {
  const failed = [];
  const one = async (name) => {
    const started = Date.now();
    const { code, text } = await run('node', checks[name], { output: 'log', niceness });
    console.log(`${code === 0 ? '✔' : '✖'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (code === 0) return;
    console.log(text.trimEnd());
    failed.push(name);
  };
  await Promise.all(names.map(one));
  return failed;
}
