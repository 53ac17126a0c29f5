// A checkpoint that was damaged on the disk is refused before it changes anything of the run.
import assert from 'node:assert/strict';
import type { Dataset } from '../../src/data/dataset';
import type { Run } from '../../src/engine/run';
import type { TensorFile } from '../../src/formats/format';
import { UserError } from '../../src/spec/problem';
import { bits, builtin, prepare, specOf } from './help';

const spec = {
  data: { source: 'builtin:moons', samples: 60 },
  network: [
    { type: 'dense', units: 3, activation: 'tanh' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 1, activation: 'sigmoid' },
  ],
  loss: 'binary_crossentropy',
  training: { batchSize: 10, epochs: 9, earlyStopping: { monitor: 'train.loss', patience: 3 } },
};

interface About {
  readonly numbers: readonly string[];
  readonly random: Readonly<Record<string, unknown>>;
}

describe('A damaged checkpoint', () => {
  let dataset: Dataset;
  let run: Run;
  let whole: TensorFile;
  before(async () => {
    dataset = await builtin(specOf(spec));
    run = prepare(spec, dataset);
    await run.step('iteration', 7);
    whole = run.checkpoint();
  });
  after(() => run.dispose());

  const about = (): About => JSON.parse(whole.metadata['nnspec.checkpoint']!) as About;
  const saying = (changes: object): TensorFile => ({
    ...whole,
    metadata: { ...whole.metadata, 'nnspec.checkpoint': JSON.stringify({ ...about(), ...changes }) },
  });
  const withNumber = (name: string, value: number): TensorFile => ({
    ...whole,
    tensors: whole.tensors.map((tensor) =>
      tensor.name === 'nnspec:numbers'
        ? { ...tensor, data: tensor.data.map((old, i) => (i === about().numbers.indexOf(name) ? value : old)) }
        : tensor,
    ),
  });

  function refuses(file: TensorFile, part: string): void {
    const other = prepare(spec, dataset);
    const before = bits(other);
    assert.throws(
      () => other.restore(file),
      (e) =>
        e instanceof UserError &&
        e.message ===
          `The checkpoint is damaged: its "${part}" makes no sense. Train anew, or start from its weights with "initialWeights".`,
      part,
    );
    assert.equal(bits(other), before);
    other.dispose();
  }

  it('is taken back where nothing is damaged, also with keys that a later version may add', () => {
    for (const file of [whole, saying({ later: [1] })]) {
      const other = prepare(spec, dataset);
      assert.equal(other.restore(file), run.metrics.length);
      assert.equal(other.position.iteration, 7);
      other.dispose();
    }
  });

  for (const name of ['iteration', 'points', 'wait', 'bestIteration'])
    it(`whose ${name} is no whole number from 0 is refused, and changes nothing`, () => {
      for (const value of [NaN, Infinity, 1e300, -5, 2.5]) refuses(withNumber(name, value), name);
    });

  it('whose seconds are no time is refused', () => {
    for (const value of [NaN, Infinity, -1, 1e300]) refuses(withNumber('seconds', value), 'seconds');
  });

  it('that names its numbers otherwise is refused', () => {
    refuses(saying({ numbers: about().numbers.map((name) => (name === 'iteration' ? 'x' : name)) }), 'iteration');
    for (const numbers of [null, 5, 'iteration', about().numbers.map((_, i) => i)])
      refuses(saying({ numbers }), 'numbers');
  });

  it('whose random streams are not four 32-bit integers each is refused', () => {
    for (const random of [null, 5, []]) refuses(saying({ random }), 'random');
    refuses(saying({ random: {} }), 'random.shuffle');
    for (const state of [null, 5, 'zz', [1], [1, 2, 3, null], [1, 2, 3, 4.5], [1, 2, 3, 2 ** 40]])
      for (const stream of Object.keys(about().random))
        refuses(saying({ random: { ...about().random, [stream]: state } }), `random.${stream}`);
  });

  it('of another version is told apart', () => {
    const other = prepare(spec, dataset);
    for (const file of [saying({ version: 2 }), { ...whole, metadata: { 'nnspec.checkpoint': 'null' } }])
      assert.throws(() => other.restore(file), /not a checkpoint of this version/);
    other.dispose();
  });
});
