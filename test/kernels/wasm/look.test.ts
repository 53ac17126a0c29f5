// Panels as pictures against plain loops over the same numbers.
import assert from 'node:assert/strict';
import { panels } from './dense';
import { assertNumbers, eachBinary, numbers, SIZES } from './help';

const SPECIAL = [NaN, Infinity, -Infinity, -0, 1e-40, -3e38];

eachBinary('lookAtPanel', (kernels) => {
  /** For one unit: the greatest magnitude of each cell, and least, greatest, sum and sum of squares of all. */
  const expected = (values: Float32Array, cells: number) => {
    const greatest = new Array<number>(cells).fill(0);
    values.forEach((v, k) => {
      const c = Math.floor((k * cells) / values.length);
      if (Math.abs(v) > Math.abs(greatest[c]!) || Number.isNaN(v)) greatest[c] = Math.abs(v);
    });
    const known = values.filter((v) => !Number.isNaN(v));
    const sum = values.reduce((a, v) => a + v, 0);
    const squares = values.reduce((a, v) => a + v * v, 0);
    return { greatest, facts: [Math.min(...known), Math.max(...known), sum, squares] };
  };

  for (const difference of [false, true])
    it(`${difference ? 'of a difference' : 'of weights'}: magnitudes of cells and extremes exact, sums to 1e-5, with NaN and ±∞ too`, () => {
      const { run } = kernels();
      for (const I of SIZES)
        for (const cells of new Set([1, Math.ceil(I / 3), Math.min(I, 7), I]))
          for (const special of [[], SPECIAL]) {
            kernels().clear();
            const weights = numbers(`w ${I} ${cells}`, 16 * I, 2, special);
            const before = numbers(`before ${I}`, 16 * I);
            const biases = new Float64Array(16).fill(1e9); // are left out
            const w = kernels().floats(panels(weights, biases, I, 16));
            const minus = kernels().floats(panels(before, biases, I, 16));
            const out = kernels().floats(16 * cells);
            const facts = kernels().floats(64);
            run.lookAtPanel!(w.at, difference ? minus.at : 0, I, cells, out.at, facts.at);
            for (let unit = 0; unit < 16; unit++) {
              const values = Float32Array.from({ length: I }, (_, k) => {
                const at = unit * I + k;
                return difference ? Math.fround(weights[at]! - before[at]!) : weights[at]!;
              });
              const wanted = expected(values, cells);
              const got = Array.from({ length: cells }, (_, c) => Math.abs(out.view[16 * c + unit]!));
              assert.ok(got.every((v, c) => Number.isNaN(v) || values.includes(out.view[16 * c + unit]!)));
              assert.deepEqual(got, wanted.greatest, `${I} inputs, ${cells} cells, unit ${unit}`);
              const found = [0, 1, 2, 3].map((k) => facts.view[16 * k + unit]!);
              assert.deepEqual(found.slice(0, 2), wanted.facts.slice(0, 2));
              assertNumbers(found.slice(2), wanted.facts.slice(2), 1e-5, 1e-4, 'sums');
            }
            kernels().assertCanaries();
          }
    });

  it('raiseUnits: a row of cells takes the greatest magnitude of itself and of any range of units, NaN above all', () => {
    const { run } = kernels();
    for (const cells of [1, 3, 6, 8])
      for (const [from, to] of [
        [0, 16],
        [0, 1],
        [3, 4],
        [2, 11],
        [15, 16],
        [5, 5],
      ] as const) {
        kernels().clear();
        const values = numbers(`raise ${cells} ${from}`, 16 * cells, 2, SPECIAL);
        const before = numbers(`row ${cells}`, cells, 2, [0, NaN]);
        const out = kernels().floats(values);
        const row = kernels().floats(before);
        run.raiseUnits!(out.at, cells, from, to, row.at);
        const wanted = Array.from({ length: cells }, (_, c) => {
          const all = [Math.fround(before[c]!), ...Array.from(out.view.slice(16 * c + from, 16 * c + to))];
          return all.reduce((a, v) => (Math.abs(v) > Math.abs(a) || Number.isNaN(v) ? v : a));
        });
        assert.deepEqual(
          Array.from(row.view, Math.abs),
          wanted.map(Math.abs),
          `${cells} cells, units ${from} to ${to}`,
        );
        kernels().assertCanaries();
      }
  });
});
