import assert from 'node:assert/strict';
import { differences, pathText, specValue } from '../../src/spec/differences';

/** What differs, as { path: values }. */
function between(...specs: readonly (string | readonly [string, readonly (readonly [string, string])[]])[]) {
  const values = specs.map((spec) => (typeof spec === 'string' ? specValue(spec) : specValue(...spec)));
  return Object.fromEntries(differences(values).map((d) => [pathText(d.path), d.values]));
}

describe('what differs between specs', () => {
  const xor = '{ "data": "builtin:xor", "network": [{ "type": "dense", "units": 4 }], "loss": "mse" }';

  it('is nothing where only comments, layout, order of keys and trailing commas do', () => {
    const other = '// mine\n{ "loss": "mse", "network": [{ "units": 4, "type": "dense", },], "data": "builtin:xor" }';
    assert.deepEqual(between(xor, other), {});
  });

  it('is told by the smallest path, with a value for each spec and undefined for none', () => {
    const wide = xor.replace('4', '8').replace('"mse"', '"mae", "training": { "epochs": 3 }');
    assert.deepEqual(between(xor, wide, xor), {
      'network[0].units': [4, 8, 4],
      loss: ['mse', 'mae', 'mse'],
      training: [undefined, { epochs: 3 }, undefined],
    });
  });

  it('a layer that only one has is one value; the layers before it are compared key by key', () => {
    const deeper = xor.replace('4 }', '5 }, { "type": "dropout", "rate": 0.5 }');
    assert.deepEqual(between(xor, deeper), {
      'network[0].units': [4, 5],
      'network[1]': [undefined, { type: 'dropout', rate: 0.5 }],
    });
  });

  it('takes a bare word for the object it stands for', () => {
    const adam = '{ "training": { "optimizer": "adam" }, "data": "a.csv" }';
    const set = '{ "training": { "optimizer": { "type": "adam", "beta1": 0.8 } }, "data": { "source": "a.csv" } }';
    assert.deepEqual(between(adam, set), { 'training.optimizer.beta1': [undefined, 0.8] });
  });

  it('counts the overrides of a run', () => {
    assert.deepEqual(between(xor, [xor, [['training.seed', '7']]]), { training: [undefined, { seed: 7 }] });
    const seeded = xor.replace('"mse"', '"mse", "training": { "seed": 1 }');
    assert.deepEqual(between(seeded, [seeded, [['training.seed', '7']]]), { 'training.seed': [1, 7] });
  });

  it('lists of names or numbers are one value', () => {
    assert.deepEqual(between('{ "metrics": ["mae"] }', '{ "metrics": ["mae", "r2"] }'), {
      metrics: [['mae'], ['mae', 'r2']],
    });
  });

  it('a spec that cannot be read differs as a whole, and nothing is thrown', () => {
    assert.deepEqual(Object.keys(between(xor, '{ "data": ')), ['']);
  });
});
