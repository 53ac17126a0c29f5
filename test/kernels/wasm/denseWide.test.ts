// The wide dense kernels against plain sums in float64, at sizes around their tiles, panels and unrolled loops; and that
// no bit depends on how rows, panels and inputs are shared out, or on what is fused.
import assert from 'node:assert/strict';
import { referenceKernels } from '../../../src/kernels/reference';
import { SGD } from '../../../src/kernels/wasm/as/kinds';
import { assertNear, CASES, panels, sameBits, scaleOf, SPECIAL_INPUTS, SPECIAL_WEIGHTS } from './dense';
import { assertNumbers, eachBinary, numbers, padded, unpadded, up, type Kernels } from './help';

const reference = referenceKernels('float64');

eachBinary('wide dense', (kernels) => {
  it('weights go into panels and back, with biases and without', () => {
    for (const [, I, O] of CASES) {
      kernels().clear();
      const [w, b] = [numbers(`w ${I} ${O}`, I * O, 2, SPECIAL_WEIGHTS), numbers(`b ${O}`, O)];
      const packed = kernels().floats(new Float32Array((I + 1) * up(O, 16)).fill(9));
      const [weight, bias] = [kernels().floats(w), kernels().floats(b)];
      kernels().run.packWeights!(packed.at, weight.at, bias.at, I, O);
      assertNumbers(packed.view, panels(w, b, I, O), 0, 0, `panels of ${I}-${O}`);
      (weight.view.fill(0), bias.view.fill(0));
      kernels().run.unpackWeights!(weight.at, bias.at, packed.at, I, O);
      (assertNumbers(weight.view, w, 0), assertNumbers(bias.view, b, 0));
      kernels().run.packWeights!(packed.at, weight.at, 0, I, O);
      kernels().run.unpackWeights!(weight.at, 0, packed.at, I, O);
      assertNumbers(packed.view, panels(w, new Float64Array(O), I, O), 0);
      assertNumbers(weight.view, w, 0);
      kernels().assertCanaries();
    }
  });

  it('forward is bias + x · w within 1e-6 of the sum of magnitudes, at every awkward size', () => {
    for (const [rows, I, O] of CASES) {
      const { z, expected, scale } = forward(kernels(), rows, I, O);
      assertNear(z, expected, scale, `forward ${rows} × ${I}-${O}`);
      kernels().assertCanaries();
    }
  });

  it('NaN, ±∞, −0, denormal and huge numbers come out of forward as they do in float64', () => {
    for (const [rows, I, O] of CASES.filter(([rows, I]) => rows * I < 600)) {
      const { z, expected, scale } = forward(kernels(), rows, I, O, SPECIAL_INPUTS);
      assertNear(z, expected, scale, `forward ${rows} × ${I}-${O}`);
    }
  });

  it('the gradient is xᵀ · dz, and Σ dz for biases, added to where asked', () => {
    for (const [rows, I, O] of CASES) {
      kernels().clear();
      const { args, scratch, expected, scale } = gradientProblem(kernels(), rows, I, O);
      const g = kernels().floats(new Float32Array((I + 1) * up(O, 16)).fill(NaN));
      kernels().run.wideGradient!(g.at, ...args, 0, up(O, 16) / 16, 0, scratch);
      assertNear(g.view, expected, scale, `gradient ${rows} × ${I}-${O}`);
      kernels().run.wideGradient!(g.at, ...args, 0, up(O, 16) / 16, 1, scratch);
      assertNear(
        g.view,
        expected.map((v) => 2 * v),
        scale.map((v) => 2 * v),
        `twice ${rows} × ${I}-${O}`,
      );
      kernels().assertCanaries();
    }
  });

  it('NaN, ±∞, −0, denormal and huge numbers come out of gradients as they do in float64', () => {
    for (const [rows, I, O] of CASES.filter(([rows, I]) => rows * I < 600)) {
      kernels().clear();
      const { args, scratch, expected, scale } = gradientProblem(kernels(), rows, I, O, SPECIAL_INPUTS);
      const g = kernels().floats((I + 1) * up(O, 16));
      kernels().run.wideGradient!(g.at, ...args, 0, up(O, 16) / 16, 0, scratch);
      const [w1, b1] = [kernels().floats(I * O), kernels().floats(O)]; // without the padding, where 0 · NaN is NaN too
      kernels().run.unpackWeights!(w1.at, b1.at, g.at, I, O);
      assertNear(panels(w1.view, b1.view, I, O), expected, scale, `gradient ${rows} × ${I}-${O}`);

      kernels().clear();
      const [w64, dz64] = [numbers(`w ${I} ${O}`, I * O), numbers(`dz ${rows} ${O}`, rows * O, 1, SPECIAL_INPUTS)];
      const w = kernels().floats(panels(w64, new Float64Array(O), I, O));
      const dz = kernels().floats(padded(dz64, rows, O, up(O, 16), 0));
      const dx = kernels().floats(rows * up(I, 16));
      kernels().run.wideBackwardInput!(dx.at, up(I, 16), dz.at, up(O, 16), w.at, rows, I, O, 0, I);
      const [back, size] = [new Float64Array(rows * I), new Float64Array(rows * I)];
      reference.denseBackwardInput(back, dz64, w64, rows, I, O);
      reference.denseBackwardInput(size, dz64.map(Math.abs), w64.map(Math.abs), rows, I, O);
      assertNear(unpadded(dx.view, rows, I, up(I, 16)), back, size, `inputs' gradient ${rows} × ${I}-${O}`);
    }
  });

  it('gradient and SGD in one are the same bits as one after the other, with decay and without', () => {
    for (const [rows, I, O] of CASES)
      for (const [rate, keep] of [
        [0.1, 1],
        [0.03, 0.99],
      ] as const) {
        kernels().clear();
        const { args, scratch } = gradientProblem(kernels(), rows, I, O);
        const count = up(O, 16) / 16;
        const size = (I + 1) * 16 * count;
        const [w, fused, g] = [
          kernels().floats(numbers(`w ${size}`, size)),
          kernels().floats(size),
          kernels().floats(size),
        ];
        fused.view.set(w.view);
        kernels().run.wideGradient!(g.at, ...args, 0, count, 0, scratch);
        const plain = kernels().floats([rate, keep, 0, 0, 0, 0, 0, 0]);
        kernels().run.update!(SGD, w.at, g.at, 0, 0, 0, size, plain.at);
        kernels().run.wideGradientSgd!(fused.at, rate, keep, ...args, 0, count, scratch);
        sameBits(fused.view, w.view, `SGD ${rows} × ${I}-${O}`);
        kernels().assertCanaries();
      }
  });

  it('rows in two calls, panels in two calls and rows of their own give the same bits', () => {
    for (const [rows, I, O] of CASES.filter(([rows, , O]) => rows > 1 && O > 16)) {
      kernels().clear();
      const { x, args, scratch, ldx, ldz } = gradientProblem(kernels(), rows, I, O);
      const count = up(O, 16) / 16;
      const size = (I + 1) * 16 * count;
      const w = kernels().floats(numbers(`w ${size}`, size));
      const [whole, cut] = [kernels().floats(rows * ldz), kernels().floats(rows * ldz)];
      const { run } = kernels();
      run.wideForward!(x.at, ldx, w.at, whole.at, ldz, rows, I, 0, count, scratch);
      const [middle, some] = [count >> 1, rows >> 1];
      run.wideForward!(x.at, ldx, w.at, cut.at, ldz, some, I, 0, middle, scratch);
      run.wideForward!(x.at, ldx, w.at, cut.at, ldz, some, I, middle, count, scratch);
      for (let r = some; r < rows; r++)
        run.wideForward!(x.at + 4 * r * ldx, ldx, w.at, cut.at + 4 * r * ldz, ldz, 1, I, 0, count, scratch);
      sameBits(cut.view, whole.view, `forward ${rows} × ${I}-${O}`);

      const [g, parts] = [kernels().floats(size), kernels().floats(size)];
      run.wideGradient!(g.at, ...args, 0, count, 0, scratch);
      run.wideGradient!(parts.at, ...args, middle, count, 0, scratch);
      run.wideGradient!(parts.at, ...args, 0, middle, 0, scratch);
      sameBits(parts.view, g.view, `gradient by panels ${rows} × ${I}-${O}`);
      const [xAt, , dzAt, , , inputs] = args;
      run.wideGradient!(parts.at, xAt, ldx, dzAt, ldz, some, inputs, 0, count, 0, scratch);
      run.wideGradient!(
        parts.at,
        xAt + 4 * some * ldx,
        ldx,
        dzAt + 4 * some * ldz,
        ldz,
        rows - some,
        inputs,
        0,
        count,
        1,
        scratch,
      );
      sameBits(parts.view, g.view, `gradient by rows ${rows} × ${I}-${O}`);
      kernels().assertCanaries();
    }
  });

  it('the gradient of inputs is dz · wᵀ; stretches of inputs and rows of their own give the same bits', () => {
    for (const [rows, I, O] of CASES) {
      kernels().clear();
      const { run } = kernels();
      const [w64, dz64] = [numbers(`w ${I} ${O}`, I * O), numbers(`dz ${rows} ${O}`, rows * O)];
      const [ldx, ldz] = [up(I, 16), up(O, 16)];
      const w = kernels().floats(panels(w64, new Float64Array(O).fill(77), I, O));
      const dz = kernels().floats(padded(dz64, rows, O, ldz, 0));
      const [dx, cut] = [kernels().floats(rows * ldx), kernels().floats(rows * ldx)];
      run.wideBackwardInput!(dx.at, ldx, dz.at, ldz, w.at, rows, I, O, 0, I);
      const [expected, scale] = [new Float64Array(rows * I), new Float64Array(rows * I)];
      reference.denseBackwardInput(expected, dz64, w64, rows, I, O);
      reference.denseBackwardInput(scale, dz64.map(Math.abs), w64.map(Math.abs), rows, I, O);
      assertNear(unpadded(dx.view, rows, I, ldx), expected, scale, `inputs' gradient ${rows} × ${I}-${O}`);
      for (let r = 0; r < rows; r++) for (let i = I; i < ldx; i++) assert.equal(dx.view[r * ldx + i], 0);
      const middle = (I >> 1) | 1;
      for (let r = 0; r < rows; r++)
        for (const [from, to] of [
          [Math.min(middle, I), I],
          [0, Math.min(middle, I)],
        ] as const)
          run.wideBackwardInput!(cut.at + 4 * r * ldx, ldx, dz.at + 4 * r * ldz, ldz, w.at, 1, I, O, from, to);
      sameBits(cut.view, dx.view, `inputs' gradient ${rows} × ${I}-${O}`);
      kernels().assertCanaries();
    }
  });
});

function forward(kernels: Kernels, rows: number, I: number, O: number, special: readonly number[] = []) {
  kernels.clear();
  const [x64, w64] = [numbers(`x ${rows} ${I}`, rows * I, 1, special), numbers(`w ${I} ${O}`, I * O)];
  const b64 = numbers(`b ${O}`, O, 1, special.length > 0 ? [-0, 1e-40, 1e30] : []);
  const [ldx, ldz] = [up(I, 16), up(O, 16)];
  const x = kernels.floats(padded(x64, rows, I, ldx));
  const w = kernels.floats(panels(w64, b64, I, O));
  const z = kernels.floats(rows * ldz);
  const scratch = kernels.floats(up(rows, 4) * I);
  kernels.run.wideForward!(x.at, ldx, w.at, z.at, ldz, rows, I, 0, ldz / 16, scratch.at);
  const expected = new Float64Array(rows * O);
  reference.denseForward(expected, x64, w64, b64, rows, I, O);
  return { z: unpadded(z.view, rows, O, ldz), expected, scale: scaleOf(x64, w64, b64, rows, I, O) };
}

function gradientProblem(kernels: Kernels, rows: number, I: number, O: number, special: readonly number[] = []) {
  const [x64, dz64] = [numbers(`x ${rows} ${I}`, rows * I, 1, special), numbers(`dz ${rows} ${O}`, rows * O)];
  const [ldx, ldz] = [up(I, 16), up(O, 16)];
  const x = kernels.floats(padded(x64, rows, I, ldx));
  const dz = kernels.floats(padded(dz64, rows, O, ldz, 0));
  const scratch = kernels.floats(Math.max(16 * rows, up(rows, 4) * I)).at;
  const sums = (of: (v: number) => number) => {
    const [dw, db] = [new Float64Array(I * O), new Float64Array(O)];
    reference.denseBackwardParameters(dw, db, dz64.map(of), x64.map(of), rows, I, O);
    return panels(dw, db, I, O);
  };
  const args = [x.at, ldx, dz.at, ldz, rows, I] as const;
  return { x, args, scratch, ldx, ldz, expected: sums((v) => v), scale: sums(Math.abs) };
}
