// npm test: everything, from nothing. Installs what it needs, then format, build and package, and side by side units, a
// real VS Code, types, lint and the tutorials. The last line counts the tests of all runs.
//   npm test -- [--quick]     --quick leaves out the tutorials, the editor and the package
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installDependencies, main, needNode, Refusal, requireTypeScript, root, run } from './bootstrap.mjs';
import { FIRST, LATER, runChecks } from './checks.mjs';
import { installSystemPackages } from './systemPackages.mjs';

const results = path.join(root, 'out/results');
/** The niceness of what can wait. */
const PATIENT = 10;
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
  note(await checked(quick ? undefined : FIRST));
  if (!quick) {
    title('The package');
    const packaged = await run('node', ['scripts/package.mjs']);
    if (packaged.code !== 0) total.failed.push('npm run package');
  }
  title('Side by side');
  const lanes = quick ? [unitsLane()] : [unitsLane(), editorLane(host), patientLane()];
  for (const counts of (await Promise.all(lanes)).flat()) note(counts);

  title(`Summary (${minutesSince(started)})`);
  for (const name of total.skipped) console.log(`skipped: ${name}`);
  for (const name of total.failed) console.log(`failed: ${name}`);
  console.log(`${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`);
  return total.failed.length > 0 ? 1 : 0;
});

// Lanes run side by side, as most of an editor's time is waiting. What only computes, for minutes of one core, takes what
// the others leave.

async function unitsLane() {
  const others = ['test/webview/**', 'test/editor/**', 'test/tutorials/**'].flatMap((files) => ['--ignore', files]);
  return [
    await counted('Units', mocha('test/**/*.test.ts', ...others)),
    await counted('The panel in a browser', mocha('test/webview/**/*.test.ts')),
  ];
}

async function editorLane(host) {
  await host;
  return [
    await counted('Inside VS Code', ['scripts/editor.mjs']),
    await counted('A person at VS Code', mocha('test/editor/stories/*.test.ts', '--timeout', '300000')),
  ];
}

async function patientLane() {
  return [await checked(LATER, PATIENT), await counted('Tutorials', mocha('test/tutorials/*.test.ts'), PATIENT)];
}

/** Counts as passing tests do not: a check is there or fails. */
async function checked(names, niceness) {
  const failed = await runChecks(names, niceness);
  return { passed: 0, failed: failed.map((name) => `npm run check: ${name}`), skipped: [] };
}

/**
 * Runs tests that leave their counts in a file, and shows their output when they have ended; a run that died or tested
 * nothing is a failure.
 */
async function counted(name, command, niceness = 0) {
  const file = path.join(results, `${name.toLowerCase().replaceAll(' ', '-')}.json`);
  const began = Date.now();
  console.log(`… ${name}`);
  const { code, text } = await run('node', command, {
    env: { NNSPEC_TEST_RESULTS: file },
    output: 'log',
    niceness,
    done: () => existsSync(file), // written behind the last test
  });
  title(`${name} (${minutesSince(began)})`);
  console.log(text.trim());
  if (!existsSync(file))
    return { passed: 0, failed: [`${name}: ended without results (exit status ${code})`], skipped: [] };
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  if (counts.failed.length === 0 && (code !== 0 || counts.passed === 0))
    counts.failed.push(`${name}: exit status ${code} after ${counts.passed} tests`);
  return counts;
}

function minutesSince(began) {
  return `${((Date.now() - began) / 60_000).toFixed(1)} minutes`;
}

function title(text) {
  console.log(`\n━━ ${text}\n`);
}
