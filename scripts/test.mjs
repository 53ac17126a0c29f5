// npm test: everything, from nothing. Installs what it needs, then types, lint, format, units, a real
// VS Code and the package. The last line counts the tests of all runs.
//   npm test -- [--quick]     --quick leaves out the tutorials, the editor and the package
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installDependencies, main, needNode, Refusal, requireTypeScript, root, run } from './bootstrap.mjs';
import { runChecks } from './checks.mjs';
import { installSystemPackages } from './systemPackages.mjs';

const results = path.join(root, 'out/results');
const mocha = (...args) => ['node_modules/mocha/bin/mocha.js', '--reporter', 'test/reporter.cjs', ...args];

main(async () => {
  const args = process.argv.slice(2);
  const quick = args.includes('--quick');
  const unknown = args.find((a) => a !== '--quick');
  if (unknown)
    throw new Refusal(`npm test knows no option ${unknown}; it has --quick (no tutorials, no editor, no package).`);

  const started = Date.now();
  needNode('20.19');
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  await installDependencies();
  await installSystemPackages(quick ? ['python3-numpy'] : ['chromium', 'python3-numpy']);
  // The host is half a gigabyte of small files: it unpacks while the checks run.
  const host = quick ? undefined : requireTypeScript('scripts/host/install.ts').installHost();
  host?.catch(() => undefined); // seen below

  const total = { passed: 0, failed: [], skipped: [] };
  const note = (more) => {
    total.passed += more.passed;
    total.failed.push(...more.failed);
    total.skipped.push(...more.skipped);
  };

  title('Checks');
  note({ passed: 0, failed: (await runChecks()).map((name) => `npm run check: ${name}`), skipped: [] });
  // Whole training runs take minutes of one core: they go on beside everything else.
  const tutorials = quick ? undefined : counted('tutorials', mocha('test/tutorials/*.test.ts'), 'log');
  title('Units');
  note(
    await counted('units', mocha('test/**/*.test.ts', '--ignore', 'test/editor/**', '--ignore', 'test/tutorials/**')),
  );
  if (!quick) {
    title('The package');
    const packaged = await run('node', ['scripts/package.mjs']);
    if (packaged.code !== 0) total.failed.push('npm run package');
    await host;
    title('Inside VS Code');
    note(await counted('editor', ['scripts/editor.mjs']));
    title('A person at VS Code');
    note(await counted('stories', mocha('test/editor/stories/*.test.ts', '--timeout', '300000')));
    title('Tutorials');
    note(await tutorials);
  }

  title(`Summary (${((Date.now() - started) / 60_000).toFixed(1)} minutes)`);
  for (const name of total.skipped) console.log(`skipped: ${name}`);
  for (const name of total.failed) console.log(`failed: ${name}`);
  console.log(`${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`);
  return total.failed.length > 0 ? 1 : 0;
});

/** Runs tests that leave their counts in a file; a run that died or tested nothing is a failure. */
async function counted(name, command, output = 'show') {
  const file = path.join(results, `${name}.json`);
  const { code, text } = await run('node', command, { env: { NNSPEC_TEST_RESULTS: file }, output });
  if (text) console.log(text);
  if (!existsSync(file))
    return { passed: 0, failed: [`${name}: ended without results (exit status ${code})`], skipped: [] };
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  if (counts.failed.length === 0 && (code !== 0 || counts.passed === 0))
    counts.failed.push(`${name}: exit status ${code} after ${counts.passed} tests`);
  return counts;
}

function title(text) {
  console.log(`\n━━ ${text}\n`);
}
