// The simple passes against plain loops in float64.
import assert from 'node:assert/strict';
import { referenceKernels } from '../../../src/kernels/reference';
import { assertNumbers, eachBinary, numbers, SIZES, SPECIAL, up } from './help';

const reference = referenceKernels('float64');

eachBinary('simple passes', (kernels) => {
  const specialOf = (n: number) => numbers(`special ${n}`, n, 2, SPECIAL);

  it('fill, addScaled, scale and clipValue do what they say at every size, with NaN and ±∞ too', () => {
    const { run } = kernels();
    for (const n of SIZES) {
      kernels().clear();
      const [y64, x64] = [specialOf(n), numbers(`x ${n}`, n, 2, [1, NaN, Infinity])];
      const y = kernels().floats(y64);
      const x = kernels().floats(x64);
      run.addScaled!(y.at, 0.5, x.at, n);
      reference.addScaled(y64, 0.5, x64, n);
      assertNumbers(y.view, y64, 2e-7, 2e-7, 'addScaled');
      run.scale!(y.at, -2, n);
      reference.scale(y64, -2, n);
      assertNumbers(y.view, y64, 2e-7, 4e-7, 'scale');
      run.clipValue!(y.at, 1.5, n);
      const clipped = y64.map((v) => Math.max(-1.5, Math.min(1.5, v)));
      assertNumbers(y.view, clipped, 2e-7, 4e-7, 'clipValue');
      run.fill!(y.at, -3, n);
      assertNumbers(y.view, new Float64Array(n).fill(-3), 0, 0, 'fill');
      kernels().assertCanaries();
    }
  });

  it('sumSquares is the sum in double precision to 1e-14, also of huge numbers; NaN and ∞ show', () => {
    const { run } = kernels();
    for (const n of SIZES) {
      kernels().clear();
      const x64 = numbers(`x ${n}`, n, 2, [1e30, 1e-30, -3]);
      const x = kernels().floats(x64);
      assertNumbers([run.sumSquares!(x.at, n)], [reference.sumSquares(x64, 0, n)], 1e-14);
      x.view[n - 1] = NaN;
      assert.ok(Number.isNaN(run.sumSquares!(x.at, n)));
      x.view[n - 1] = -Infinity;
      assert.equal(run.sumSquares!(x.at, n), Infinity);
    }
  });

  it('firstNonFinite finds the first NaN or ±∞ wherever it is, and no huge or denormal number', () => {
    const { run } = kernels();
    for (const n of SIZES)
      for (const bad of [NaN, Infinity, -Infinity]) {
        kernels().clear();
        const x = kernels().floats(numbers(`x ${n}`, n, 2, [3.4e38, -3.4e38, 1e-45]));
        assert.equal(run.firstNonFinite!(x.at, n), -1);
        for (let i = n - 1; i >= 0; i--) {
          x.view[i] = bad;
          assert.equal(run.firstNonFinite!(x.at, n), i);
        }
      }
  });

  it('penalty gives l1 Σ|w| + l2 Σw² and adds its gradient: 2e-7 relative', () => {
    const { run } = kernels();
    for (const n of SIZES)
      for (const [l1, l2] of [
        [0.01, 0],
        [0, 0.02],
        [0.01, 0.02],
      ].map((l) => l.map(Math.fround)) as [number, number][]) {
        kernels().clear();
        const w64 = numbers(`w ${n}`, n, 1, [0, -0, 5]);
        const g64 = numbers(`g ${n}`, n);
        const w = kernels().floats(w64);
        const g = kernels().floats(g64);
        const value = w64.reduce((sum, v) => sum + l1 * Math.abs(v) + l2 * v * v, 0);
        assertNumbers([run.penalty!(w.at, g.at, n, l1, l2)], [value], 3e-7, 0, 'value');
        w64.forEach((v, i) => (g64[i]! += l1 * Math.sign(v) + 2 * l2 * v));
        assertNumbers(g.view, g64, 2e-7, 2e-7, 'gradient');
        assertNumbers([run.penalty!(w.at, 0, n, l1, l2)], [value], 3e-7, 0, 'value alone');
        kernels().assertCanaries();
      }
  });

  it('transpose and copyRows move every number to its place and write nothing between', () => {
    const { run } = kernels();
    for (const rows of SIZES)
      for (const cols of [1, 2, 3, 4, 5, 9, 16, 33]) {
        kernels().clear();
        const [ld, dstLd, rowLd] = [cols + 3, up(rows, 4) + 4, cols + 1];
        const src = kernels().floats(numbers(`t ${rows} ${cols}`, rows * ld));
        const turned = kernels().floats(cols * dstLd);
        const copied = kernels().floats(rows * rowLd);
        turned.view.fill(77);
        copied.view.fill(77);
        run.transpose!(turned.at, dstLd, src.at, ld, rows, cols);
        run.copyRows!(copied.at, rowLd, src.at, ld, rows, cols);
        turned.view.forEach((v, i) => {
          const [c, r] = [Math.floor(i / dstLd), i % dstLd];
          assert.equal(v, r < rows ? src.view[r * ld + c] : 77, `${rows} × ${cols}: turned ${i}`);
        });
        copied.view.forEach((v, i) => {
          const [r, c] = [Math.floor(i / rowLd), i % rowLd];
          assert.equal(v, c < cols ? src.view[r * ld + c] : 77, `${rows} × ${cols}: copied ${i}`);
        });
        kernels().assertCanaries();
      }
  });
});
