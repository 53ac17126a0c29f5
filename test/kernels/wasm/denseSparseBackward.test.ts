// The backward kernels that skip zeros of the outputs' gradients: that they give the dense kernels' numbers to the bit.
import assert from 'node:assert/strict';
import { CASES as SMALL, panels } from './dense';
import { eachBinary, numbers, padded, up, type Kernels } from './help';

/** Also more than one block of 32 units and of 32 inputs, and rows enough to unroll. */
const CASES = [...SMALL, [33, 70, 97], [64, 33, 31], [4, 130, 64]] as const;

/** Half of it zero, some rows and columns quite; the rest of a row is 0. */
function gradients(kernels: Kernels, rows: number, O: number, special: readonly number[] = []) {
  const draw = numbers(`dz ${rows} ${O}`, rows * O, 1, special);
  const half = draw.map((v, n) =>
    v > 0 || Number.isNaN(v) || (n % O) % 9 === 4 || Math.floor(n / O) % 8 === 5 ? 0 : v,
  );
  const some = half.map((v, n) => (special.length > 0 && n % 5 === 0 ? draw[n]! : v));
  return kernels.floats(padded(some, rows, O, up(O, 16), 0));
}

/** Bytes of scratch, as the kernels say. */
const scratchFor = (rows: number, O: number): number => Math.max(4416, 512 * Math.ceil(O / 4)) + 256 * rows;

eachBinary('sparse backward', (kernels) => {
  for (const special of [[], [NaN, Infinity, -Infinity, -0, 1e-40, 1e30]]) {
    const what = special.length > 0 ? 'with NaN, ±∞, −0 and denormal numbers among them' : 'of ordinary numbers';

    it(`gradients ${what}, added up or not, and SGD in one are the same bits as the dense kernels`, () => {
      for (const [rows, I, O] of CASES) {
        kernels().clear();
        const { run } = kernels();
        const [ldx, ldz] = [up(I, 16), up(O, 16)];
        const [count, size] = [ldz / 16, (I + 1) * ldz];
        const dz = gradients(kernels(), rows, O, special);
        const x = kernels().floats(padded(numbers(`x ${rows} ${I}`, rows * I), rows, I, ldx));
        kernels().floats(16); // what may be read beyond x
        const scratch = kernels().floats(scratchFor(rows, O) / 4).at;
        const wide = kernels().floats(16 * rows).at;
        const common = [x.at, ldx, dz.at, ldz, rows, I] as const;
        const [g, dense] = [kernels().floats(new Float32Array(size).fill(NaN)), kernels().floats(size)];
        for (const accumulate of [0, 1]) {
          run.wideGradient!(dense.at, ...common, 0, count, accumulate, wide);
          for (let p = 0; p < count; p += 3)
            run.sparseDzGradient!(g.at, ...common, p, Math.min(count, p + 3), accumulate, scratch);
          assertEqual(g.view, dense.view, `gradient ${rows} × ${I}-${O}, added: ${accumulate}`);
        }
        for (const keep of [1, 0.99]) {
          g.view.set(panels(numbers(`w ${I} ${O}`, I * O), numbers(`b ${O}`, O), I, O));
          dense.view.set(g.view);
          run.wideGradientSgd!(dense.at, 0.1, keep, ...common, 0, count, wide);
          run.sparseDzGradientSgd!(g.at, 0.1, keep, ...common, 0, count, scratch);
          assertEqual(g.view, dense.view, `SGD ${rows} × ${I}-${O}, keep ${keep}`);
        }
        kernels().assertCanaries();
      }
    });

    it(`gradients of inputs ${what} are the same bits as the dense kernel, in one call or several`, () => {
      for (const [rows, I, O] of CASES) {
        kernels().clear();
        const { run } = kernels();
        const [ldx, ldz] = [up(I, 16), up(O, 16)];
        const dz = gradients(kernels(), rows, O, special);
        const w = kernels().floats(panels(numbers(`w ${I} ${O}`, I * O), numbers(`b ${O}`, O), I, O));
        const scratch = kernels().floats(scratchFor(rows, O) / 4).at;
        const [starts, entries] = [kernels().words(4 * rows + 1), kernels().words(2 * rows * O)];
        run.listUnits!(starts.at, entries.at, dz.at, ldz, rows, O);
        const listed = dz.view.filter((v) => v !== 0).length;
        assert.equal(starts.view.at(-1)! - entries.at, 8 * listed);
        const [dx, dense] = [kernels().floats(rows * ldx), kernels().floats(rows * ldx)];
        run.wideBackwardInput!(dense.at, ldx, dz.at, ldz, w.at, rows, I, O, 0, I);
        run.sparseBackwardInput!(dx.at, ldx, starts.at, w.at, rows, I, O, 0, I, scratch);
        assertEqual(dx.view, dense.view, `inputs of ${rows} × ${I}-${O}`);
        dx.view.fill(0);
        for (let i = 0; i < I; i += 35)
          run.sparseBackwardInput!(dx.at, ldx, starts.at, w.at, rows, I, O, i, Math.min(I, i + 35), scratch);
        assertEqual(dx.view, dense.view, `inputs in parts of ${rows} × ${I}-${O}`);
        kernels().assertCanaries();
      }
    });
  }
});

/** Equal, or both NaN; a zero may have either sign. */
function assertEqual(actual: Float32Array, expected: Float32Array, what: string): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(
      actual[i] === expected[i] || (Number.isNaN(actual[i]) && Number.isNaN(expected[i])),
      `${what} [${i}] is ${actual[i]}, expected ${expected[i]}`,
    );
}
