// Work that is cut so that a pause can fall between gives the numbers of work that is not.
import assert from 'node:assert/strict';
import { setUp } from '../../src/engine/setup';
import { selectKernels } from '../../src/kernels/select';
import { made, specOf } from './help';

describe('Work in pieces', () => {
  it('a batch cut into chunks, and a layer cut into pieces, give the gradients of the whole (1e-12 in float64)', () => {
    const network = [
      { type: 'dense', units: 2500, activation: 'tanh' },
      { type: 'dense', units: 900, activation: 'relu' },
      { type: 'dense', units: 3, activation: 'softmax' },
    ];
    const value = specOf({
      data: 'builtin:xor',
      network,
      loss: 'categorical_crossentropy',
      training: { batchSize: 'full' },
    });
    const dataset = made({ task: 'multiclass', inputs: 20, outputs: 3, train: 13 });
    const { kernels } = selectKernels('float64');
    const { model, batches } = setUp(value, dataset, kernels, { seconds: () => 0, emit() {}, onCuttableStep() {} });
    assert.ok(model.rows < 13 && model.forwards.length > model.stages.length, 'it is cut both ways');
    const { parameters } = model;
    parameters.initialise(1);
    let loss = 0;
    for (let from = 0; from < 13; from += model.rows) {
      const rows = Math.min(model.rows, 13 - from);
      batches.gather(model, from, rows);
      model.forward(rows, true);
      loss += model.loss(rows);
      model.backward(rows, 1 / 13);
    }
    const chunked = parameters.gradient.slice();
    parameters.gradient.fill(0);
    const whole = model.with({ rows: 13, callRows: 13, callCost: Infinity });
    assert.equal(whole.forwards.length, whole.stages.length);
    batches.gather(whole, 0, 13);
    whole.forward(13, true);
    assert.ok(Math.abs(whole.loss(13) - loss) < 1e-12 * loss);
    whole.backward(13, 1 / 13);
    parameters.gradient.forEach((g, i) =>
      assert.ok(Math.abs(g - chunked[i]!) < 1e-12, `${i}: ${g}, not ${chunked[i]}`),
    );
  });

  it('a batch_norm in pieces gives the same bits, in training and in prediction, forward and back', () => {
    const value = specOf({
      data: 'builtin:xor',
      network: [{ type: 'batch_norm' }, { type: 'dense', units: 3, activation: 'softmax' }],
      loss: 'categorical_crossentropy',
      training: { batchSize: 'full' },
    });
    const dataset = made({ task: 'multiclass', inputs: 50, outputs: 3, train: 40 });
    const { kernels } = selectKernels('float32');
    const pass = (callCost: number, training: boolean): unknown[] => {
      const { model: planned, batches } = setUp(value, dataset, kernels, {
        seconds: () => 0,
        emit() {},
        onCuttableStep() {},
      });
      planned.parameters.initialise(1);
      const model = planned.with({ callCost, everyGradient: true });
      batches.gather(model, 0, 37);
      model.forward(37, true);
      model.forward(37, training);
      model.loss(37);
      model.backward(37, 1 / 37);
      const { learned, fixed, gradient } = model.parameters;
      assert.equal(model.forwards.length > 10, callCost < Infinity);
      return [learned, fixed, gradient, ...model.stages.flatMap((s) => [s.data, s.gradient])];
    };
    for (const training of [true, false]) assert.deepEqual(pass(1000, training), pass(Infinity, training));
  });
});
