// The lists of words as the spec, the editor and the reference page use them: names, aliases, options
// with descriptions and defaults, JSON Schema, and sentences for what is wrong.
import assert from 'node:assert/strict';
import { activations } from '../../src/nn/activations';
import { optionFacts, wordJsonSchema } from '../../src/nn/describe';
import { initializers } from '../../src/nn/initializers';
import { layers } from '../../src/nn/layers';
import { losses } from '../../src/nn/losses';
import { metrics } from '../../src/nn/metrics';
import { optimizers } from '../../src/nn/optimizers';
import { lookup, resolveWord } from '../../src/nn/resolve';
import { schedules } from '../../src/nn/schedules';
import { formatShape, sameShape, sizeOf } from '../../src/nn/shape';
import type { Word } from '../../src/nn/words';

const kinds: Record<string, readonly Word<unknown>[]> = {
  activations,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  schedules,
};

/** Options without a default: what a spec must say. */
const required = new Set([
  'dense.units',
  'activation.activation',
  'dropout.rate',
  ...['step', 'exponential', 'inverse_time'].map((s) => `${s}.every`),
  ...['cosine', 'linear', 'one_cycle'].map((s) => `${s}.iterations`),
  'one_cycle.peak',
  'piecewise.at',
  'piecewise.rates',
]);

describe('words', () => {
  for (const [kind, list] of Object.entries(kinds)) {
    it(`${kind}: names and aliases are unique snake_case, each with summary, formula and source`, () => {
      const names = list.flatMap((w) => [w.name, ...(w.aliases ?? [])]);
      assert.equal(new Set(names).size, names.length);
      for (const w of list) {
        assert.match(w.name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
        assert.match(w.summary, /\.$/, w.name);
        assert.ok(w.formula.length > 0 && w.source.length > 0, w.name);
        assert.equal(lookup(list)(w.name), w);
      }
    });

    it(`${kind}: every option is camelCase, described, and has a default unless it must be said`, () => {
      for (const w of list)
        for (const o of optionFacts(w)) {
          assert.match(o.key, /^[a-z][a-zA-Z0-9]*$/);
          assert.match(o.description, /\.$/, `${w.name}.${o.key}`);
          assert.equal(o.required, required.has(`${w.name}.${o.key}`), `${w.name}.${o.key}`);
          assert.equal('default' in o, !o.required, `${w.name}.${o.key}`);
        }
    });

    it(`${kind}: JSON Schema has a name or an object for each, and is plain JSON`, () => {
      const schema = wordJsonSchema(list);
      assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
      assert.equal((schema['anyOf'] as unknown[]).length, 1 + list.length);
    });

    it(`${kind}: defaults resolve to themselves`, () => {
      for (const w of list) {
        const first = resolveWord(list, w.name);
        if (first.issues !== undefined) continue; // something must be said
        assert.deepEqual(resolveWord(list, first.spec), first);
        assert.equal(first.spec.type, w.name);
      }
    });
  }

  it('a name and an object mean the same; aliases become the word’s own name', () => {
    assert.deepEqual(resolveWord(losses, 'mse').spec, { type: 'mean_squared_error' });
    assert.deepEqual(resolveWord(losses, { type: 'mae' }).spec, { type: 'mean_absolute_error' });
    assert.deepEqual(resolveWord(activations, 'leaky_relu').spec, { type: 'leaky_relu', negativeSlope: 0.2 });
  });

  it('words inside words are resolved too, defaults filled in', () => {
    const given = { type: 'dense', units: 3, name: 'first', activation: { type: 'elu' }, init: 'normal' };
    assert.deepEqual(resolveWord(layers, given, 'layer', ['name']).spec, {
      type: 'dense',
      units: 3,
      activation: { type: 'elu', alpha: 1 },
      bias: true,
      init: { type: 'normal', mean: 0, stddev: 0.05 },
      biasInit: { type: 'zeros' },
      l1: 0,
      l2: 0,
    });
  });

  it('an unknown name says the nearest known one, with its place', () => {
    const [issue] = resolveWord(layers, { type: 'dense', units: 3, activation: { type: 'rleu' } }, 'layer').issues!;
    assert.deepEqual(issue!.path, ['activation', 'type']);
    assert.match(issue!.message, /"rleu": did you mean "relu"\?/);
    const [far] = resolveWord(optimizers, 'zzzzzz', 'optimizer').issues!;
    assert.match(far!.message, /Unknown optimizer "zzzzzz": use one of sgd, rmsprop/);
  });

  it('what is neither a name nor an object with a type is an issue, never an exception', () => {
    for (const value of [
      undefined,
      null,
      3,
      true,
      [],
      ['relu'],
      {},
      { type: 3 },
      { type: null },
      '',
      { type: '__proto__' },
    ])
      assert.ok(resolveWord(activations, value, 'activation').issues, JSON.stringify(value));
  });

  it('options out of range, of a wrong type or unknown are issues at their key', () => {
    const paths = (list: readonly Word<unknown>[], value: unknown): string[] =>
      (resolveWord(list, value).issues ?? []).map((i) => i.path.join('.'));
    assert.deepEqual(paths(layers, { type: 'dense', units: 0 }), ['units']);
    assert.deepEqual(paths(layers, { type: 'dense', units: 2.5 }), ['units']);
    assert.deepEqual(paths(layers, { type: 'dropout', rate: 1 }), ['rate']);
    assert.deepEqual(paths(layers, { type: 'dropout', rate: -0.1 }), ['rate']);
    assert.deepEqual(paths(optimizers, { type: 'adam', beta1: 1 }), ['beta1']);
    assert.deepEqual(paths(optimizers, { type: 'sgd', learningRate: '0.1' }), ['learningRate']);
    assert.deepEqual(paths(optimizers, { type: 'sgd', rate: 0.1 }), ['']);
    assert.deepEqual(paths(initializers, { type: 'variance_scaling', mode: 'fan' }), ['mode']);
  });
});

describe('shape', () => {
  it('sizes, prints and compares', () => {
    assert.deepEqual([sizeOf([28, 28]), sizeOf([5]), sizeOf([])], [784, 5, 1]);
    assert.deepEqual([formatShape([28, 28]), formatShape([784])], ['28×28', '784']);
    assert.ok(sameShape([2, 3], [2, 3]) && !sameShape([2, 3], [3, 2]) && !sameShape([2], [2, 1]));
  });
});
