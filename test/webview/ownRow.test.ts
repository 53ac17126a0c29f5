import assert from 'node:assert/strict';
import type { ColumnEncoding } from '../../src/data/dataset';
import { ownFields, ownInputs, ownValues, widthOf } from '../../webview/ownRow';

const columns: readonly ColumnEncoding[] = [
  { kind: 'number', column: 'grams', index: 0, offset: 20, divisor: 4 },
  {
    kind: 'onehot',
    column: 'grind',
    index: 2,
    categories: ['fine', 'medium', 'coarse'],
    offsets: [0.5, 0.25, 0.25],
    divisors: [0.5, 0.5, 0.25],
  },
  { kind: 'number', column: 'cups', index: 3, offset: 0, divisor: 1 },
];

describe('a row of one’s own', () => {
  it('is scaled as the data is, one input a category, and comes back the same (1e-6)', () => {
    const inputs = ownInputs(columns, [22, 2, 3]);
    assert.deepEqual([...inputs], [0.5, -1, -0.5, 3, 3]);
    const values = ownValues(columns, inputs);
    [22, 2, 3].forEach((v, i) => assert.ok(Math.abs(values[i]! - v) < 1e-6));
    assert.equal(widthOf(columns), 5);
  });

  it('has fields that span the samples: whole numbers in steps of one, others in round steps', () => {
    const samples = [
      [18.3, 0, 1],
      [27.46, 1, 4],
    ].flatMap((values) => [...ownInputs(columns, values)]);
    const [grams, grind, cups] = ownFields(columns, samples);
    assert.ok(grams?.kind === 'number');
    assert.equal(grams.step, 0.05);
    assert.ok(Math.abs(grams.min - 18.3) < 0.051 && Math.abs(grams.max - 27.5) < 0.051);
    assert.ok(grams.min <= 18.3001 && grams.max >= 27.4599);
    assert.deepEqual(grind, { kind: 'category', name: 'grind', categories: ['fine', 'medium', 'coarse'] });
    assert.deepEqual(cups, { kind: 'number', name: 'cups', min: 1, max: 4, step: 1 });
  });

  it('a column that is the same everywhere can still be moved', () => {
    const samples = [...ownInputs(columns, [20, 0, 2]), ...ownInputs(columns, [20, 0, 2])];
    const [grams] = ownFields(columns, samples);
    assert.ok(grams?.kind === 'number' && grams.min === 19 && grams.max === 21);
  });
});
