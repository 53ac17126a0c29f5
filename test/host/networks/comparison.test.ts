import assert from 'node:assert/strict';
import { comparisonText } from '../../../src/host/networks/comparison';
import { kept } from './keptRun';

describe('runs side by side', () => {
  const first = kept({
    title: 'narrow',
    state: 'finished',
    reason: 'finished',
    seconds: 1.26,
    position: { iteration: 900, epoch: 1, totalIterations: 900, iterationsPerEpoch: 900 },
    splits: { train: { values: { loss: 0.5 } }, test: { values: { loss: 0.75, accuracy: 0.5 } } },
    data: { name: 'xor', hash: 'sha256:0123456789abcdef', rows: { train: 4, validation: 0, test: 0 } },
  });
  const second = kept({ title: 'wide | deep', state: 'running', seed: 8 }, '/specs/.nnspec/runs/xor/two');
  const specs = [
    { path: 'network[0].units', values: [4, 8] },
    { path: 'training', values: [undefined, { epochs: 3 }] },
  ];
  const line = (text: string, start: string) =>
    text
      .split('\n')
      .find((one) => one.startsWith(`| ${start} `))
      ?.split(/(?<!\\)\|/)
      .map((cell) => cell.trim())
      .slice(2, -1);

  it('show what differs in their specs by path, and – where a spec does not have it', () => {
    const text = comparisonText([{ run: first }, { run: second }], specs);
    assert.match(text, /^# xor: 2 runs\n/);
    assert.deepEqual(line(text, 'network\\[0\\].units'), ['4', '8']);
    assert.deepEqual(line(text, 'training'), ['–', '\\{"epochs":3\\}']);
    assert.match(
      comparisonText([{ run: first }, { run: second }], []),
      /Nothing: the runs were trained with the same spec/,
    );
  });

  it('name each run that is not there any more, also beside a single one that is left', () => {
    const gone = ['/runs/xor/three', '/runs/xor/four'];
    for (const left of [[{ run: first }], [{ run: first }, { run: second }]])
      for (const folder of gone)
        assert.match(comparisonText(left, [], gone), new RegExp(`^This run is not there any more: ${folder}$`, 'm'));
    assert.doesNotMatch(comparisonText([{ run: first }], []), /not there/);
  });

  it('show their states, final metrics by split, seeds and data, and – for what is not known', () => {
    const text = comparisonText([{ run: first }, { run: second }], specs);
    assert.deepEqual(line(text, 'state'), ['finished', 'interrupted']);
    assert.deepEqual(line(text, 'training cost'), ['0.5000', '–']);
    assert.deepEqual(line(text, 'test accuracy'), ['0.5000', '–']);
    assert.deepEqual(line(text, 'iterations'), ['900', '–']);
    assert.deepEqual(line(text, 'seconds'), ['1.3', '0.0']);
    assert.deepEqual(line(text, 'seed'), ['7', '8']);
    assert.deepEqual(line(text, 'data'), ['xor 01234567', '–']);
    assert.deepEqual(line(comparisonText([{ run: second, live: { where: 'elsewhere' } }], []), 'state'), ['training']);
  });

  it('make a table whose columns are aligned also as plain text, whatever stands in a title', () => {
    const text = comparisonText([{ run: first }, { run: second }], specs);
    const results = text
      .slice(text.indexOf('## Results'))
      .split('\n')
      .filter((one) => one.startsWith('|'));
    assert.equal(new Set(results.map((one) => one.length)).size, 1);
    assert.ok(results[0]!.includes('wide \\| deep'));
  });

  it('of one run are its report: no differences, and the confusion matrix of the rows it was not trained on', () => {
    const matrix = (a: number) => ({ values: { loss: 1 }, confusionMatrix: [[a, 1], [2, 3]] }); // prettier-ignore
    const text = comparisonText([{ run: kept({ title: 'one', splits: { train: matrix(50), test: matrix(5) } }) }], []);
    assert.match(text, /^# xor: one\n/);
    assert.doesNotMatch(text, /differs/);
    assert.match(text, /Confusion matrix, test/);
    assert.deepEqual(line(text, '0'), ['5', '1']);
    const data = { ...first.record.data!, classes: ['be|nign', 'malignant'] };
    const named = comparisonText([{ run: kept({ title: 'one', splits: { test: matrix(5) }, data }) }], []);
    assert.deepEqual(line(named, 'be\\|nign'), ['5', '1']);
    assert.deepEqual(line(named, 'malignant'), ['2', '3']);
  });
});
