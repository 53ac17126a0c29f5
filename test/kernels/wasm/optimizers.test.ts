// Every optimizer and its options against its word's float64 arithmetic, over several steps.
import assert from 'node:assert/strict';
import { OPTIMIZER_NUMBERS } from '../../../src/kernels/wasm/as/kinds';
import { optimizerKind, optimizerNumbers } from '../../../src/kernels/wasm/words';
import { optimizer, optimizers } from '../../../src/nn/optimizers';
import { optionsOf } from '../../nn/help';
import { assertNumbers, eachBinary, numbers, SIZES } from './help';

const variants: { type: string; [option: string]: unknown }[] = [
  { type: 'sgd' },
  { type: 'sgd', weightDecay: 0.1 },
  { type: 'sgd', momentum: 0.9 },
  { type: 'sgd', momentum: 0.9, weightDecay: 0.1 },
  { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.1 },
  { type: 'perceptron' },
  { type: 'adam' },
  { type: 'adam', amsgrad: true },
  { type: 'adamw', weightDecay: 0.1 },
  { type: 'adamw', weightDecay: 0.1, amsgrad: true },
  { type: 'nadam' },
  { type: 'rmsprop' },
  { type: 'rmsprop', momentum: 0.8 },
  { type: 'rmsprop', centered: true },
  { type: 'rmsprop', centered: true, momentum: 0.8 },
  { type: 'adagrad' },
  { type: 'adadelta', learningRate: 1 },
];

eachBinary('optimizers', (kernels) => {
  it('cover every word', () => {
    for (const { name } of optimizers)
      assert.ok(
        variants.some((v) => v.type === name),
        name,
      );
  });

  /** Steps of both arithmetics from the same weights and gradients. */
  function steps(variant: { type: string }, n: number, count: number, gradient: (step: number) => Float64Array) {
    const word = optimizer(variant.type)!;
    const options = { ...optionsOf(optimizers, variant), type: variant.type } as { type: string };
    const names = word.slots(options);
    const { kind, slots } = optimizerKind(options)!;
    assert.equal(slots, names.length);
    const w64 = numbers(`w ${n}`, n);
    const slots64 = names.map((s) => new Float64Array(n).fill(word.initialSlot?.(s, options) ?? 0));
    const scalars = new Float64Array(word.scalars ?? 0).fill(1);
    const w = kernels().floats(w64);
    const s = slots64.map((values) => kernels().floats(values));
    const row = kernels().floats(OPTIMIZER_NUMBERS);
    const g = kernels().floats(n);
    for (let step = 1; step <= count; step++) {
      const g64 = gradient(step);
      g.view.set(g64);
      const rate = 0.05 / step;
      word.beginStep?.(scalars, step, options);
      word.update(w64, g64, slots64, 0, n, rate, step, scalars, options);
      optimizerNumbers(row.view, options, rate, step, scalars);
      kernels().run.update!(kind, w.at, g.at, s[0]?.at ?? 0, s[1]?.at ?? 0, s[2]?.at ?? 0, n, row.at);
    }
    return { w, w64, s, slots64 };
  }

  for (const variant of variants) {
    const { type, ...rest } = variant;
    const name = `${type} ${JSON.stringify(rest)}`;
    it(`${name}: after five steps weights and slots are within 2e-6 of float64`, () => {
      for (const n of SIZES) {
        kernels().clear();
        const { w, w64, s, slots64 } = steps(variant, n, 5, (step) => numbers(`g ${n} ${step}`, n, 0.5));
        assertNumbers(w.view, w64, 2e-6, 2e-6, `n = ${n}: w`);
        s.forEach((slot, i) => assertNumbers(slot.view, slots64[i]!, 4e-6, 1e-6, `n = ${n}: slot ${i}`));
        kernels().assertCanaries();
      }
    });

    it(`${name}: a gradient that is NaN makes its weight NaN, ∞ one that is not finite, and no other`, () => {
      const g = numbers('g', 17);
      g[3] = NaN;
      g[16] = -Infinity;
      const { w, w64 } = steps(variant, 17, 1, () => g);
      w.view.forEach((v, i) =>
        assert.equal(Number.isFinite(v), Number.isFinite(w64[i]!), `w[${i}] is ${v}, not ${w64[i]}`),
      );
    });

    it(`${name}: gradients of 0, −0, denormal and tiny numbers leave weights within 1e-6 of float64`, () => {
      const tiny = [0, -0, 1e-40, -1e-40, 1e-30, 1e-20, -1e-12, 1e-9].map(Math.fround);
      const { w, w64 } = steps(variant, 24, 3, (step) =>
        Float64Array.from({ length: 24 }, (_, i) => tiny[(i + step) % 8]!),
      );
      assertNumbers(w.view, w64, 2e-7, 1e-6, 'w');
    });
  }

  it('what an optimizer remembers ends at 0 when gradients do, and never stays denormal', () => {
    for (const variant of variants) {
      kernels().clear();
      const { s } = steps(variant, 8, 40000, (step) => new Float64Array(8).fill(step < 5 ? 1e-6 : 0));
      for (const { view } of s)
        for (const v of view) assert.ok(v === 0 || Math.abs(v) > 1.2e-38, `${JSON.stringify(variant)}: ${v}`);
    }
  }).timeout(60000);
});
