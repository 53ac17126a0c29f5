// The zero-skipping kernels: their lists, and that they give the dense kernels' numbers to the bit.
import assert from 'node:assert/strict';
import { SPAN } from '../../../src/kernels/wasm/as/spans';
import { CASES as SMALL, panels } from './dense';
import { eachBinary, numbers, padded, up, type Kernels } from './help';

/** Also inputs of several spans, the last one full, of one input, and in between. */
const CASES = [...SMALL, [5, 2 * SPAN, 33], [3, SPAN + 1, 16], [9, 3 * SPAN - 5, 47]] as const;

/** About four of five are zero; some rows and columns are quite empty, one row is full. */
function sparse(rows: number, I: number, bytes: boolean): Float64Array {
  const draw = numbers(`sparse ${rows} ${I}`, rows * I, 1);
  return draw.map((v, n) => {
    const [r, k] = [Math.floor(n / I), n % I];
    const kept = r % 7 === 3 || (r % 5 !== 1 && k % 4 !== 2 && Math.abs(v) > 1.1);
    return kept ? (bytes ? 1 + (Math.abs(Math.round(97 * v)) % 255) : v) : 0;
  });
}

eachBinary('sparse dense', (kernels) => {
  it('lists hold what is not zero, of floats and of bytes, row by row and column by column', () => {
    for (const [rows, I] of CASES) {
      kernels().clear();
      const x = sparse(rows, I, true).map((v, n) => (n % 11 === 5 ? [NaN, 1e-40, -0, Infinity][n % 4]! : v));
      const lists = listsOf(kernels(), x, rows, I);
      const expected: number[][] = [];
      for (let r = 0; r < rows; r++)
        for (let k = 0; k < I; k++) if (x[r * I + k] !== 0) expected.push([r, k, Math.fround(x[r * I + k]!)]);
      assert.deepEqual(lists.byRow(), expected);
      assert.equal(lists.entries, expected.length);
      assert.equal(kernels().run.countNonZero!(lists.x.at, up(I, 16), rows, I), expected.length);
      const columns = [...expected].sort((a, b) => a[1]! - b[1]! || a[0]! - b[0]!);
      assert.deepEqual(lists.byColumn(), columns);
      lists.columnEntries.view.fill(0);
      const [heads, count] = [lists.heads.view.slice(), lists.columns];
      assert.equal(
        kernels().run.listColumns!(lists.heads.at, lists.columnEntries.at, lists.x.at, up(I, 16), rows, I, 128),
        count,
      );
      assert.deepEqual(lists.heads.view.slice(0, 2 * count + 2), heads.slice(0, 2 * count + 2));
      assert.deepEqual(lists.byColumn(), columns);
      kernels().assertCanaries();
    }
  });

  it('bytes give the lists that their floats give, in the order asked for', () => {
    for (const [rows, I] of CASES) {
      kernels().clear();
      const pixels = sparse(rows, I, true);
      const stride = I + 3;
      const bytes = kernels().words(Math.ceil((rows * stride) / 4) + 4);
      const raw = new Uint8Array(bytes.view.buffer, bytes.at, rows * stride).fill(200);
      for (let r = 0; r < rows; r++) for (let k = 0; k < I; k++) raw[r * stride + k] = pixels[r * I + k]!;
      const values = kernels().floats(Float64Array.from({ length: 256 }, (_, v) => v / 255));
      const order = Array.from({ length: rows }, (_, r) => (r * 5 + 2) % rows);
      for (const asked of [undefined, order]) {
        const x = pixels.map(
          (_, n) => pixels[(asked ? asked[Math.floor(n / I)]! : Math.floor(n / I)) * I + (n % I)]! / 255,
        );
        const lists = listsOf(kernels(), x, rows, I);
        const [starts, entries] = [kernels().words(rows * spans(I) + 1), kernels().words(2 * rows * I)];
        const at = asked ? kernels().words(asked).at : 0;
        const n = kernels().run.sparseBytes!(starts.at, entries.at, bytes.at, stride, at, rows, I, values.at);
        assert.equal(n, lists.entries);
        assert.deepEqual(entries.view.slice(0, 2 * n), lists.rowEntries.view.slice(0, 2 * n));
        assert.deepEqual(
          [...starts.view].map((v) => v - entries.at),
          [...lists.starts.view].map((v) => v - lists.rowEntries.at),
        );
      }
      kernels().assertCanaries();
    }
  });

  it('forward is the same bits as the dense kernel, for one panel, two and many, in one call or several', () => {
    for (const [rows, I, O] of CASES) {
      kernels().clear();
      const { run } = kernels();
      const lists = listsOf(kernels(), sparse(rows, I, false), rows, I);
      const [ldx, ldz] = [up(I, 16), up(O, 16)];
      const w = kernels().floats(panels(numbers(`w ${I} ${O}`, I * O), numbers(`b ${O}`, O), I, O));
      const scratch = kernels().floats(up(rows, 4) * I).at;
      const [z, dense] = [kernels().floats(rows * ldz), kernels().floats(rows * ldz)];
      run.wideForward!(lists.x.at, ldx, w.at, dense.at, ldz, rows, I, 0, ldz / 16, scratch);
      run.sparseForward!(lists.starts.at, w.at, z.at, ldz, rows, I, 0, ldz / 16);
      assertEqual(z.view, dense.view, `forward ${rows} × ${I}-${O}`);
      z.view.fill(0);
      for (let p = ldz / 16 - 1; p >= 0; p -= 3)
        run.sparseForward!(lists.starts.at, w.at, z.at, ldz, rows, I, Math.max(0, p - 2), p + 1);
      assertEqual(z.view, dense.view, `forward by panels ${rows} × ${I}-${O}`);
      kernels().assertCanaries();
    }
  });

  it('gradients, added up or not, and SGD in one are the same bits as the dense kernels', () => {
    for (const [rows, I, O] of CASES) {
      kernels().clear();
      const { run } = kernels();
      const lists = listsOf(kernels(), sparse(rows, I, false), rows, I);
      const [ldx, ldz] = [up(I, 16), up(O, 16)];
      const [count, size] = [ldz / 16, (I + 1) * ldz];
      const dz = kernels().floats(padded(numbers(`dz ${rows} ${O}`, rows * O), rows, O, ldz, 0));
      const scratch = kernels().floats(Math.max(32 * (rows + 1), 16 * rows)).at;
      const common = [dz.at, ldz, rows, I, 0, count] as const;
      const [g, dense] = [kernels().floats(new Float32Array(size).fill(NaN)), kernels().floats(size)];
      run.wideGradient!(dense.at, lists.x.at, ldx, ...common, 0, scratch);
      run.sparseGradient!(g.at, lists.heads.at, lists.columns, ...common, 0, scratch);
      assertEqual(g.view, dense.view, `gradient ${rows} × ${I}-${O}`);
      run.wideGradient!(dense.at, lists.x.at, ldx, ...common, 1, scratch);
      run.sparseGradient!(g.at, lists.heads.at, lists.columns, ...common, 1, scratch);
      assertEqual(g.view, dense.view, `gradient added ${rows} × ${I}-${O}`);
      for (const [rate, keep] of [
        [0.1, 1],
        [0.03, 0.99],
      ] as const) {
        g.view.set(panels(numbers(`w ${I} ${O}`, I * O), numbers(`b ${O}`, O), I, O));
        dense.view.set(g.view);
        run.wideGradientSgd!(dense.at, rate, keep, lists.x.at, ldx, ...common, scratch);
        for (let p = 0; p < count; p += 3)
          run.sparseGradientSgd!(
            g.at, rate, keep, lists.heads.at, lists.columns, dz.at, ldz, rows, I, p, Math.min(count, p + 3), scratch,
          ); // prettier-ignore
        assertEqual(g.view, dense.view, `SGD ${rows} × ${I}-${O}, keep ${keep}`);
      }
      kernels().assertCanaries();
    }
  });
});

/** Equal; a zero may have either sign. */
function assertEqual(actual: Float32Array, expected: Float32Array, what: string): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(actual[i] === expected[i], `${what} [${i}] is ${actual[i]}, expected ${expected[i]}`);
}

const spans = (I: number): number => Math.ceil(I / SPAN);

function listsOf(kernels: Kernels, x64: Float64Array, rows: number, I: number) {
  const x = kernels.floats(padded(x64, rows, I, up(I, 16)));
  const [starts, heads] = [kernels.words(rows * spans(I) + 1), kernels.words(2 * (I + 1))];
  const [rowEntries, columnEntries] = [kernels.words(2 * rows * I), kernels.words(2 * rows * I)];
  const cursors = kernels.words(I);
  const entries = kernels.run.sparseRows!(starts.at, rowEntries.at, x.at, up(I, 16), rows, I);
  const columns = kernels.run.sparseColumns!(heads.at, columnEntries.at, starts.at, rows, I, cursors.at);
  const read = (list: Int32Array, base: number, from: number, to: number) =>
    Array.from({ length: (to - from) / 8 }, (_, n) => {
      const at = (from - base) / 4 + 2 * n;
      return [new Float32Array(list.buffer, list.byteOffset + 4 * at, 1)[0]!, list[at + 1]!] as const;
    });
  return {
    x,
    starts,
    heads,
    rowEntries,
    columnEntries,
    entries,
    columns,
    byRow: () =>
      Array.from({ length: rows * spans(I) }, (_, n) =>
        read(rowEntries.view, rowEntries.at, starts.view[n]!, starts.view[n + 1]!).map(([v, k]) => {
          assert.equal(Math.floor(k / 64 / SPAN), n % spans(I), 'the span of an entry');
          return [Math.floor(n / spans(I)), k / 64, v];
        }),
      ).flat(),
    byColumn: () =>
      Array.from({ length: columns }, (_, c) =>
        read(columnEntries.view, columnEntries.at, heads.view[2 * c + 1]!, heads.view[2 * c + 3]!).map(([v, r]) => [
          r / 128,
          heads.view[2 * c]! / 64,
          v,
        ]),
      ).flat(),
  };
}
