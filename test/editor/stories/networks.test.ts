// The Networks view as a person uses it: what no test inside the extension host can do. Its host is killed in the
// middle of a run, windows are reloaded, and questions are answered.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/bootstrap.mjs';
import { readSafetensors } from '../../../src/formats/safetensors';
import { NetworksView } from './networksView';
import { eventually, inSteps, setStage, type Stage } from './story';

/** Of so many updates a run lasts long enough to be killed in the middle. */
const ITERATIONS = 25_000_000;

const spec = JSON.stringify({
  data: 'builtin:xor',
  network: [
    { type: 'dense', units: 4, activation: 'tanh' },
    { type: 'dense', units: 1, activation: 'sigmoid' },
  ],
  loss: 'binary_crossentropy',
  training: { optimizer: 'adam', batchSize: 'full', iterations: ITERATIONS, logEvery: ITERATIONS / 100, seed: 5 },
});

describe('The home of specs and their runs', () => {
  let stage: Stage;
  let view: NetworksView;
  inSteps(() => stage);
  before(async () => {
    stage = await setStage('networks');
    view = new NetworksView(stage.bench);
  });

  const inFolder = (...names: string[]): string => path.join(stage.workspace, ...names);
  const runsOf = (name: string): string[] => {
    const parent = inFolder('.nnspec/runs', name);
    return existsSync(parent) ? readdirSync(parent).map((run) => path.join(parent, run)) : [];
  };
  const record = (run: string) =>
    JSON.parse(readFileSync(path.join(run, 'run.json'), 'utf8')) as {
      readonly state: string;
      readonly seed: number;
      readonly set: readonly (readonly [string, string])[];
      readonly reason?: string;
      readonly position?: { readonly iteration: number };
    };

  /** Loads another folder or workspace in the same window. */
  async function go(query: string): Promise<void> {
    const { page } = stage.bench;
    await page.goto(`${stage.server.address}/?${query}`, { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  }

  it('lists the specs of the folder', async () => {
    writeFileSync(inFolder('long.nnspec'), spec);
    await view.open();
    await view.row('long').waitFor();
    await view.row('mnist').waitFor();
  });

  it('a new run with another seed leaves the spec as it is, and says what it changed', async () => {
    const { bench } = stage;
    await bench.openFile('xor.nnspec');
    const before = readFileSync(inFolder('xor.nnspec'), 'utf8');
    await bench.command('New Run with Another Seed');
    await bench.answer('7');
    await eventually(
      'the run',
      async () => runsOf('XOR').length === 1 && record(runsOf('XOR')[0]!).reason === 'finished',
    );
    const { seed, set } = record(runsOf('XOR')[0]!);
    assert.deepEqual([seed, set], [7, [['training.seed', '7']]]);
    assert.equal(readFileSync(inFolder('xor.nnspec'), 'utf8'), before);
  });

  it('a run whose extension host is killed is interrupted, and goes on from its checkpoint when the offer is taken', async () => {
    const { bench } = stage;
    await bench.openFile('long.nnspec');
    await bench.codeLens('Train').click();
    await eventually(
      'a run',
      async () => runsOf('long').length === 1 && record(runsOf('long')[0]!).state === 'running',
    );
    const [run] = runsOf('long');
    await bench.codeLens('Pause').click(); // writes a checkpoint
    await eventually('a checkpoint', async () => (record(run!).position?.iteration ?? 0) > 0);
    await view.open();
    await view.expand('long');
    await view.row(/paused.*\d %.*cost/).waitFor();
    await bench.screenshots('1-paused');
    await view.act('long', 'Resume Training', async () => record(run!).state === 'running');
    process.kill(Number(readFileSync(path.join(run!, 'lock'), 'utf8')), 'SIGKILL'); // the extension host
    const at = record(run!).position!.iteration;
    assert.ok(at > 0 && at < ITERATIONS, `${at}`);
    const offer = bench.notification(/run of long was interrupted at iteration/);
    await offer.waitFor({ timeout: 60_000 });
    await view.expand('long');
    await view.row(/seed.*interrupted/).waitFor();
    await stage.panel.waitForState(/^(idle|stopped)$/); // and does not say that it trains
    assert.equal(await bench.page.locator('.tab', { hasText: /^long$/ }).count(), 1);
    await bench.screenshots('2-interrupted');
    await offer.getByRole('button', { name: 'Resume', exact: true }).click();
    await eventually('its end', async () => record(run!).reason === 'finished', 120_000);
    assert.deepEqual(runsOf('long'), [run]);
  });

  it('its panel is there again, with the end of the run', async () => {
    await stage.panel.waitForState('finished');
    assert.equal(await stage.bench.page.locator('.tab', { hasText: /^long$/ }).count(), 1);
  });

  it('its weights are those of an unbroken run, bit by bit', () => {
    const out = inFolder('unbroken');
    execFileSync(process.execPath, [
      path.join(root, 'dist/cli.js'),
      'train',
      inFolder('long.nnspec'),
      '--out',
      out,
      '--quiet',
    ]);
    const weights = (folder: string) => readSafetensors(readFileSync(path.join(folder, 'weights.safetensors'))).tensors;
    assert.deepEqual(weights(runsOf('long')[0]!), weights(out));
  });

  it('a run is offered to go on with after the window was reloaded, once', async () => {
    const { bench } = stage;
    writeFileSync(inFolder('long.nnspec'), spec.replace(String(ITERATIONS), '2000000000'));
    await view.act('long', 'Train', async () => runsOf('long').some((one) => record(one).state === 'running'));
    const run = runsOf('long').find((one) => record(one).state === 'running')!;
    await eventually('it to be told', async () => (await view.specRow('long').innerText()).includes('training'));
    await bench.page.waitForTimeout(1000); // the window writes down what it is told a moment later
    await bench.page.reload({ waitUntil: 'domcontentloaded' });
    const offer = bench.notification(/run of long was interrupted/);
    await offer.waitFor({ timeout: 60_000 });
    await offer.getByRole('button', { name: 'Show Runs' }).click();
    await view.expand('long');
    await view.row(/seed.*interrupted/).waitFor();
    assert.equal(existsSync(path.join(run, 'checkpoint.safetensors')), true);
    await bench.page.reload({ waitUntil: 'domcontentloaded' });
    await view.specRow('long').waitFor({ timeout: 60_000 });
    await view.expand('long');
    await view.row(/seed.*interrupted/).waitFor();
    assert.equal(await offer.count(), 0);
  });

  it('renames a run with F2 and deletes it with the Delete key, after a question', async () => {
    const { page } = stage.bench;
    const newest = runsOf('long').sort().at(-1)!;
    await view.key(view.row(/seed.*interrupted/), 'F2', () => stage.bench.quickInputText().isVisible());
    await stage.bench.answer('my run');
    await view.row(/my run/).waitFor();
    assert.match(readFileSync(path.join(newest, 'marks.json'), 'utf8'), /"title": "my run"/);
    const dialog = page.locator('.monaco-dialog-box');
    await view.key(view.row(/my run/), 'Delete', () => dialog.isVisible());
    await dialog.getByRole('button', { name: 'Move to Trash' }).click();
    await dialog.getByRole('button', { name: 'Delete Permanently' }).click(); // a server has no trash
    await view.row(/my run/).waitFor({ state: 'detached' });
    assert.equal(existsSync(newest), false);
  });

  it('groups the specs of several folders, where two of them train at once and the status bar counts the other', async () => {
    const { bench } = stage;
    for (const name of ['one', 'two']) {
      mkdirSync(inFolder('parts', name), { recursive: true });
      writeFileSync(inFolder('parts', name, `${name}.nnspec`), spec.replace(String(ITERATIONS), '2000000000'));
    }
    const file = inFolder('both.code-workspace');
    writeFileSync(file, JSON.stringify({ folders: [{ path: 'parts/one' }, { path: 'parts/two' }] }));
    await go(`workspace=${encodeURIComponent(file)}`);
    await view.open();
    // A VS Code in a browser sometimes starts on a workspace file without its folders; the second time it knows them.
    const there = await view.specRow('one').waitFor({ timeout: 15_000 }).then(() => true, () => false); // prettier-ignore
    if (!there) await bench.page.reload({ waitUntil: 'domcontentloaded' });
    await view.specRow('one').waitFor({ timeout: 60_000 });
    for (const name of ['one', 'two'])
      await view.act(name, 'Train', async () => (await view.specRow(name).innerText()).includes('training'));
    assert.equal(await view.row(/^(one|two)/).count(), 4, 'two folders with a spec each');
    await bench.page.locator('.statusbar-item', { hasText: /epoch \d+ .*\(\+1 more\)/ }).waitFor();
    await bench.screenshots('3-two-folders');
    await view.act('one', 'Stop Training', async () => (await view.specRow('one').innerText()).includes('stopped'));
    assert.match(await view.specRow('two').innerText(), /training/);
  });

  it('welcomes who has no spec yet, with the ways to begin', async () => {
    mkdirSync(inFolder('empty'));
    await go(`folder=${encodeURIComponent(inFolder('empty'))}`);
    await view.open();
    await stage.bench.page.getByRole('button', { name: 'Open the Examples' }).waitFor();
    await stage.bench.screenshots('4-welcome');
    await stage.bench.page.getByRole('button', { name: 'New Network from Template', exact: true }).click();
    await stage.bench.pick('xor');
    await view.row('xor').waitFor();
    assert.ok(existsSync(inFolder('empty', 'xor.nnspec')));
  });
});
