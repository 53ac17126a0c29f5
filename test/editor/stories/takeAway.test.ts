// What a person takes away: weights in every format, the charts and the network as pictures and tables. Each dialog is
// answered, and what lands in the workspace is read by somebody else's rules.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readTensorFile, type NamedTensor } from '../../../src/formats';
import { pythonWithNumpy } from '../../formats/python';
import { eventually, setStage, type Stage, untilSeen } from './story';

const SHAPES = { 'dense_1.weight': [4, 2], 'dense_1.bias': [4], 'dense_2.weight': [1, 4], 'dense_2.bias': [1] };
const ROWS = 'a,b\n0,0\n0,1\n1,0\n1,1\n';

describe('A person takes away', () => {
  let stage: Stage;
  before(async () => {
    stage = await setStage('take-away', { env: { NNSPEC_DATASETS: '' } }); // the last step has no data
    await stage.bench.openFile('xor.nnspec');
    await stage.bench.codeLens('Train').click();
    await stage.panel.waitForState('finished');
  });
  after(() => stage?.end());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await stage.bench.failed();
    // No answer of one test stands in the next one's way.
    if (stage) for (let i = 0; i < 2; i++) await stage.bench.page.keyboard.press('Escape');
  });

  const inFolder = (name: string): string => path.join(stage.workspace, name);

  /** Accepts what a save dialog proposes; the file that it names, when the message about it is there. */
  async function save(name: string): Promise<string> {
    const { bench } = stage;
    const file = inFolder(name);
    await bench.acceptPath((proposed) => proposed === file);
    await eventually(`${name} in the workspace`, () => Promise.resolve(existsSync(file)));
    const message = await bench.told(`Wrote ${name}`);
    await bench.command('Notifications: Clear All Notifications');
    await message.waitFor({ state: 'detached' });
    return file;
  }

  async function exported(format: RegExp, name: string): Promise<string> {
    await stage.panel.locator('header.toolbar').scrollIntoViewIfNeeded();
    await stage.panel.press('export');
    await stage.bench.pick(format);
    return save(name);
  }

  const shapes = (tensors: readonly NamedTensor[]): Record<string, readonly number[]> =>
    Object.fromEntries(tensors.map((tensor) => [tensor.name, tensor.shape]));

  for (const [format, name] of [
    [/^safetensors/, 'xor.safetensors'],
    [/^NumPy npz/, 'xor.npz'],
    [/^JSON/, 'xor.json'],
  ] as const)
    it(`weights as ${name}: every tensor in its shape, the same numbers as the run keeps`, async () => {
      const file = await exported(format, name);
      const { tensors } = readTensorFile(name, readFileSync(file));
      assert.deepEqual(shapes(tensors), SHAPES);
      if (name !== 'xor.safetensors')
        assert.deepEqual(tensors, readTensorFile('xor.safetensors', readFileSync(inFolder('xor.safetensors'))).tensors);
    });

  it('weights as CSV: a list of the tensors and a file each, in a folder that is picked', async () => {
    const { bench, panel } = stage;
    await panel.press('export');
    await bench.pick(/^CSV/);
    await bench.acceptPath((folder) => folder.startsWith(stage.workspace), 'Export here');
    await bench.told('Wrote 5 files');
    const [, ...listed] = readFileSync(inFolder('XOR.csv'), 'utf8').trim().split('\n');
    assert.deepEqual(
      listed,
      Object.entries(SHAPES).map(([name, shape]) => `${name},${shape.join('x')},XOR.${name}.csv`),
    );
    for (const [name, [rows, columns = 1]] of Object.entries(SHAPES)) {
      const [, ...units] = readFileSync(inFolder(`XOR.${name}.csv`), 'utf8')
        .trim()
        .split('\n');
      const numbers = units.map((line) => line.split(',').slice(1).map(Number));
      assert.deepEqual([numbers.length, numbers[0]!.length], [rows, columns], name);
      assert.ok(numbers.flat().every(Number.isFinite), name);
    }
    await bench.command('Notifications: Clear All Notifications');
  });

  it('weights as predict.js: the program alone answers the four rows as they should be', async () => {
    const file = await exported(/^JavaScript program/, 'xor.js');
    answersXor(execFileSync(process.execPath, [file, '-'], { input: ROWS, encoding: 'utf8' }));
  });

  it('weights as predict.py: the program alone answers the four rows as they should be', async function () {
    const python = pythonWithNumpy();
    if (!python) this.skip();
    const file = await exported(/^Python program/, 'xor.py');
    answersXor(execFileSync(python, [file, '-'], { input: ROWS, encoding: 'utf8' }));
  });

  it('the charts as PNG and as CSV, with every point of the cost', async () => {
    const { panel } = stage;
    const section = await panel.show('cost');
    await section.getByRole('button', { name: 'Save as PNG' }).click();
    pictured(readFileSync(await save('xor-cost.png')));
    await section.getByRole('button', { name: 'Save as CSV' }).click();
    const [head, ...rows] = readFileSync(await save('xor-cost.csv'), 'utf8')
      .trim()
      .split('\n');
    assert.match(head!, /iteration/);
    assert.ok(rows.length > 100, `${rows.length} rows`);
    const costs = rows.map((row) => Number(row.split(',').at(-1)));
    assert.ok(costs.some(Number.isFinite));
  });

  it('the architecture as SVG and as PNG', async () => {
    const { panel } = stage;
    const section = await panel.show('architecture');
    await section.getByRole('button', { name: /SVG/ }).click();
    const svg = readFileSync(await save('xor-network.svg'), 'utf8');
    assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    const page = await stage.bench.page.context().browser()!.newPage();
    await page.goto(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`);
    assert.equal(await page.evaluate(`document.querySelector('parsererror')?.textContent ?? 'whole'`), 'whole');
    assert.ok(Number(await page.evaluate(`document.querySelectorAll('path, circle, line').length`)) > 10);
    await page.close();
    await section.getByRole('button', { name: /PNG/ }).click();
    pictured(readFileSync(await save('xor-network.png')));
  });

  it('a layer that is renamed with F2 is told to have its former name in the run that is kept', async () => {
    const { bench } = stage;
    await bench.page.locator('.tab', { hasText: 'xor.nnspec' }).first().click();
    await bench.page.locator('.view-line').getByText('"dense"', { exact: true }).first().click();
    await bench.page.keyboard.press('F2');
    const box = bench.page.locator('.rename-box input');
    await box.waitFor();
    assert.equal(await box.inputValue(), 'dense_1');
    await box.fill('hidden');
    await bench.page.keyboard.press('Enter');
    await bench.notification('One kept run still calls this layer "dense_1": it can be resumed and exported').waitFor();
    await bench.screenshots('1-renamed');
    await bench.page.keyboard.press('Control+z');
  });

  it('a file that is there already is asked about before it is written over', async () => {
    const { bench, panel } = stage;
    const before = readFileSync(inFolder('xor.json'));
    await panel.locator('header.toolbar').scrollIntoViewIfNeeded();
    await panel.press('export');
    await bench.pick(/^JSON/);
    await eventually('the save dialog', async () => (await bench.typed())?.endsWith('xor.json') ?? false);
    await untilSeen(
      'the question',
      () => bench.page.keyboard.press('Enter'),
      () => bench.page.getByText(/xor\.json already exists/).isVisible(),
    );
    await bench.page.keyboard.press('Escape');
    assert.deepEqual(readFileSync(inFolder('xor.json')), before);
  });

  it('who does not want a dataset fetched is told what to do, and nothing has failed', async () => {
    const { bench, panel } = stage;
    await bench.command('View: Close All Editors'); // there is one Train to be seen
    await bench.openFile('mnist.nnspec');
    await bench.codeLens('Train').click();
    const question = await bench.told('Fetch the dataset "mnist" (11.6 MB)?');
    await question.getByRole('button', { name: 'Not Now' }).click();
    const message = await bench.told('fetching it was not allowed. Allow it, or put');
    assert.equal(await message.locator('.codicon-error').count(), 0);
    await panel.waitForState('idle');
    await bench.codeLens('Train').waitFor();
    await bench.screenshots('2-declined');
  });
});

/** A row of predictions each, under a header; the last cell is what the network says. */
function answersXor(printed: string): void {
  const [, ...rows] = printed.trim().split('\n');
  const said = rows.map((row) => Number(row.split(',').at(-1)) > 0.5);
  assert.deepEqual(said, [false, true, true, false], printed);
}

/** A PNG's signature, and a width and height that a person can see. */
function pictured(bytes: Buffer): void {
  assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  assert.ok(width > 200 && height > 100, `${width} × ${height}`);
}
