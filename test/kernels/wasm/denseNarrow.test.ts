// The narrow dense kernels (feature by feature) against plain sums in float64.
import { referenceKernels } from '../../../src/kernels/reference';
import * as kinds from '../../../src/kernels/wasm/as/kinds';
import { activationKind } from '../../../src/kernels/wasm/words';
import { activations } from '../../../src/nn/activations';
import { assertNear, CASES, sameBits, scaleOf, SPECIAL_INPUTS } from './dense';
import { columns, eachBinary, numbers, rowsOf, up, type Kernels } from './help';

const reference = referenceKernels('float64');

eachBinary('narrow dense', (kernels) => {
  it('forward is b + w · x within 1e-6 of the sum of magnitudes, with biases and without', () => {
    for (const [rows, I, O] of CASES)
      for (const biases of [true, false]) {
        const p = problem(kernels(), rows, I, O, [], biases);
        forward(kernels(), p, p.y, kinds.LINEAR, p.y);
        const expected = new Float64Array(rows * O);
        reference.denseForward(expected, p.x64, p.w64, p.b64, rows, I, O);
        const scale = scaleOf(p.x64, p.w64, p.b64, rows, I, O);
        assertNear(rowsOf(p.y.view, rows, O, p.C), expected, scale, `forward ${rows} × ${I}-${O}`);
        kernels().assertCanaries();
      }
  });

  it('NaN, ±∞, −0, denormal and huge numbers come out as they do in float64', () => {
    for (const [rows, I, O] of CASES.filter(([rows, I]) => rows * I < 600)) {
      const p = problem(kernels(), rows, I, O, SPECIAL_INPUTS, true);
      forward(kernels(), p, p.y, kinds.LINEAR, p.y);
      const expected = new Float64Array(rows * O);
      reference.denseForward(expected, p.x64, p.w64, p.b64, rows, I, O);
      const scale = scaleOf(p.x64, p.w64, p.b64, rows, I, O);
      assertNear(rowsOf(p.y.view, rows, O, p.C), expected, scale, `forward ${rows} × ${I}-${O}`);
      const [gw, gb] = [kernels().floats(I * O), kernels().floats(O)];
      kernels().run.narrowGradient!(gw.at, gb.at, p.x.at, p.dz.at, I, O, p.C, 0);
      assertNear(gw.view, gradients(p, (v) => v)[0], gradients(p, Math.abs)[0], `gradient ${rows} × ${I}-${O}`);
    }
  });

  it('gradients of weights and biases are dz · xᵀ and Σ dz, added to where asked', () => {
    for (const [rows, I, O] of CASES) {
      const p = problem(kernels(), rows, I, O, [], true);
      const [gw, gb] = [
        kernels().floats(new Float32Array(I * O).fill(NaN)),
        kernels().floats(new Float32Array(O).fill(NaN)),
      ];
      const [[dw, db], [sw, sb]] = [gradients(p, (v) => v), gradients(p, Math.abs)];
      const twice = (v: number) => 2 * v;
      kernels().run.narrowGradient!(gw.at, gb.at, p.x.at, p.dz.at, I, O, p.C, 0);
      assertNear(gw.view, dw, sw, `gradient ${rows} × ${I}-${O}`);
      assertNear(gb.view, db, sb, `biases' gradient ${rows} × ${I}-${O}`);
      kernels().run.narrowGradient!(gw.at, gb.at, p.x.at, p.dz.at, I, O, p.C, 1);
      assertNear(gw.view, dw.map(twice), sw.map(twice), `gradient twice ${rows} × ${I}-${O}`);
      assertNear(gb.view, db.map(twice), sb.map(twice), `biases' gradient twice ${rows} × ${I}-${O}`);
      gw.view.fill(NaN);
      kernels().run.narrowGradient!(gw.at, 0, p.x.at, p.dz.at, I, O, p.C, 0);
      assertNear(gw.view, dw, sw, `gradient without biases ${rows} × ${I}-${O}`);
      kernels().assertCanaries();
    }
  });

  it('the gradient of inputs is wᵀ · dz, and 0 in padding', () => {
    for (const [rows, I, O] of CASES) {
      const p = problem(kernels(), rows, I, O, [], true);
      const dx = kernels().floats(new Float32Array(I * p.C).fill(NaN));
      kernels().run.narrowBackwardInput!(dx.at, p.dz.at, p.w.at, I, O, p.C, p.scratch, kinds.LINEAR, 0, 0, 0);
      const [expected, scale] = [new Float64Array(rows * I), new Float64Array(rows * I)];
      reference.denseBackwardInput(expected, p.dz64, p.w64, rows, I, O);
      reference.denseBackwardInput(scale, p.dz64.map(Math.abs), p.w64.map(Math.abs), rows, I, O);
      assertNear(rowsOf(dx.view, rows, I, p.C), expected, scale, `inputs' gradient ${rows} × ${I}-${O}`);
      const padding = dx.view.filter((_, n) => n % p.C >= rows);
      assertNear(padding, new Float64Array(padding.length), new Float64Array(padding.length), 'padding');
      kernels().assertCanaries();
    }
  });

  it('the activation taken along, in place or not, has the bits of its own kernel after the layer', () => {
    for (const { kind, a, fromOutput } of ACTIVATIONS)
      for (const [rows, I, O] of SOME) {
        const p = problem(kernels(), rows, I, O, SPECIAL_INPUTS, true);
        const what = `activation ${kind}, ${rows} × ${I}-${O}`;
        const [z, y, expected] = [0, 1, 2].map(() => kernels().floats(O * p.C)) as [Floats, Floats, Floats];
        forward(kernels(), p, p.y, kinds.LINEAR, p.y);
        kernels().run.activate!(kind, expected.at, p.y.at, O * p.C, a, 0);
        forward(kernels(), p, z, kind, y, a);
        sameBits(z.view, p.y.view, `z, ${what}`);
        sameBits(y.view, expected.view, `y, ${what}`);
        if (!fromOutput) continue;
        forward(kernels(), p, z, kind, z, a);
        sameBits(z.view, expected.view, `y in place, ${what}`);
        kernels().assertCanaries();
      }
  });

  it('the slope taken along has the bits of its own kernel after the gradient of inputs', () => {
    for (const { kind, a, fromOutput } of ACTIVATIONS)
      for (const [rows, I, O] of SOME) {
        const p = problem(kernels(), rows, I, O, [], true);
        const what = `slope ${kind}, ${rows} × ${I}-${O}`;
        const before = kernels().floats(columns(numbers(`z ${I}`, rows * I, 2, SPECIAL_INPUTS), rows, I, p.C));
        const x = fromOutput ? before : p.x; // what activated in place has overwritten its input
        if (!fromOutput) kernels().run.activate!(kind, x.at, before.at, I * p.C, a, 0);
        const [dx, expected] = [kernels().floats(I * p.C), kernels().floats(I * p.C)];
        kernels().run.narrowBackwardInput!(expected.at, p.dz.at, p.w.at, I, O, p.C, p.scratch, kinds.LINEAR, 0, 0, 0);
        kernels().run.activateBackward!(kind, expected.at, expected.at, before.at, x.at, I * p.C, a, 0);
        kernels().run.narrowBackwardInput!(dx.at, p.dz.at, p.w.at, I, O, p.C, p.scratch, kind, before.at, x.at, a);
        sameBits(dx.view, expected.view, what);
        kernels().assertCanaries();
      }
  });
});

type Floats = ReturnType<Kernels['floats']>;

/** All that are worked out number by number. */
const ACTIVATIONS = activations
  .filter(({ name }) => name !== 'softmax')
  .map(({ name }) => activationKind({ type: name, negativeSlope: 0.2, alpha: 1.5, approximate: true })!);

/** Around vectors of 4 and tiles of 4 by 8, XOR's four rows among them. */
const SOME: readonly (readonly [number, number, number])[] = [3, 4, 5, 7, 8, 31, 33].flatMap((rows, i) =>
  [1, 2, 3, 4, 5, 7, 8].map((I, j) => [rows, I, [8, 7, 5, 4, 3, 2, 1][(i + j) % 7]!] as const),
);

function forward(kernels: Kernels, p: ReturnType<typeof problem>, z: Floats, kind: number, y: Floats, a = 0): void {
  kernels.run.narrowForward!(z.at, p.x.at, p.w.at, p.b, p.I, p.O, p.C, p.scratch, kind, y.at, a);
}

function problem(kernels: Kernels, rows: number, I: number, O: number, special: readonly number[], biases: boolean) {
  kernels.clear();
  const C = up(rows, 4);
  const [x64, w64] = [numbers(`x ${rows} ${I}`, rows * I, 1, special), numbers(`w ${I} ${O}`, I * O)];
  const b64 = biases ? numbers(`b ${O}`, O) : new Float64Array(O);
  const dz64 = numbers(`dz ${rows} ${O}`, rows * O);
  const [x, dz] = [kernels.floats(columns(x64, rows, I, C)), kernels.floats(columns(dz64, rows, O, C, 0))];
  const [w, y] = [kernels.floats(w64), kernels.floats(O * C)];
  const scratch = kernels.floats(16 * (Math.max(I, O) + 1)).at;
  return { C, rows, I, O, scratch, x64, w64, b64, dz64, x, dz, w, y, b: biases ? kernels.floats(b64).at : 0 };
}

/** Of weights and biases, from `of` the inputs and the outputs' gradients. */
function gradients({ rows, I, O, x64, dz64 }: ReturnType<typeof problem>, of: (v: number) => number) {
  const [dw, db] = [new Float64Array(I * O), new Float64Array(O)];
  reference.denseBackwardParameters(dw, db, dz64.map(of), x64.map(of), rows, I, O);
  return [dw, db] as const;
}
