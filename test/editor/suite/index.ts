// Runs inside VS Code's extension host, bundled by test/editor/run.ts: the suite's files were
// bundled beside this one.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ timeout: 30_000, color: true });
  const files = readdirSync(__dirname).filter((f) => f.endsWith('.test.js'));
  for (const file of files.sort()) mocha.addFile(path.join(__dirname, file));
  if (process.env.NNSPEC_GREP) mocha.grep(process.env.NNSPEC_GREP);

  const failed: string[] = [];
  const skipped: string[] = [];
  const stats = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
    runner.on('fail', (test) => failed.push(test.fullTitle()));
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
  });
  const results = process.env.NNSPEC_TEST_RESULTS;
  if (results) writeFileSync(results, JSON.stringify({ passed: stats.passes, failed, skipped }));
  if (failed.length > 0) throw new Error(`${failed.length} editor tests failed`);
  if (stats.passes === 0) throw new Error('No editor test ran');
}
