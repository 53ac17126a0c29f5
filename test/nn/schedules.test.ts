// Every schedule over its course against its formula, written out here.
import assert from 'node:assert/strict';
import { resolveWord } from '../../src/nn/resolve';
import { schedule, scheduledRate, schedules } from '../../src/nn/schedules';
import { assertAllClose, assertClose, optionsOf } from './help';

const BASE = 0.2;

const optionsFor = (given: unknown): Parameters<typeof scheduledRate>[4] =>
  optionsOf(schedules, given) as unknown as Parameters<typeof scheduledRate>[4];

function course(given: { type: string; [o: string]: unknown }, iterations: number): number[] {
  const word = schedule(given.type)!;
  const options = optionsFor(given);
  const memory = new Float64Array(word.memory ?? 0).fill(NaN);
  return Array.from({ length: iterations }, (_, t) => scheduledRate(word, BASE, t, memory, options));
}

const up = (from: number, to: number, x: number): number => from + (to - from) * (0.5 - 0.5 * Math.cos(Math.PI * x));

const formulas: [{ type: string; [o: string]: unknown }, (t: number) => number][] = [
  [{ type: 'constant' }, () => 0.2],
  [{ type: 'step', every: 3, factor: 0.5 }, (t) => [0.2, 0.1, 0.05, 0.025, 0.0125, 0.00625][Math.floor(t / 3)]!],
  [{ type: 'exponential', every: 4, rate: 0.9 }, (t) => 0.2 * Math.pow(0.9, t / 4)],
  [{ type: 'inverse_time', every: 2, rate: 0.5 }, (t) => 0.2 / (1 + 0.5 * (t / 2))],
  [{ type: 'cosine', iterations: 8, final: 0.02 }, (t) => (t >= 8 ? 0.02 : up(0.2, 0.02, t / 8))],
  [{ type: 'linear', iterations: 10, final: 0.1 }, (t) => (t >= 10 ? 0.1 : 0.2 - 0.01 * t)],
  [
    { type: 'one_cycle', peak: 1, iterations: 10 },
    (t) => (t < 3 ? up(0.2, 1, t / 3) : t < 10 ? up(1, 0.00002, (t - 3) / 7) : 0.00002),
  ],
  [{ type: 'piecewise', at: [2, 5], rates: [0.1, 0.05] }, (t) => (t < 2 ? 0.2 : t < 5 ? 0.1 : 0.05)],
  [{ type: 'piecewise', at: [2, 5], rates: [1, 0.1, 0.05] }, (t) => (t < 2 ? 1 : t < 5 ? 0.1 : 0.05)],
  [{ type: 'reduce_on_plateau' }, () => 0.2],
];

describe('schedules', () => {
  it('are the nine of the language, and every one is among the formulas below', () => {
    assert.equal(schedules.length, 9);
    assert.deepEqual(new Set(formulas.map(([f]) => f.type)), new Set(schedules.map((s) => s.name)));
  });

  for (const [given, formula] of formulas) {
    const title = JSON.stringify(given).replace(/["{}]/g, '');
    const expected = Array.from({ length: 15 }, (_, t) => formula(t));

    it(`${title}: 15 iterations are within 1e-15 of the formula`, () =>
      assertAllClose(course(given, 15), expected, 1e-15, 1e-14));

    it(`${title}: a warm-up of 5 rises from 0 in equal steps, then the formula starts`, () =>
      assertAllClose(
        course({ ...given, warmup: 5 }, 20),
        [0, 1, 2, 3, 4].map((t) => (expected[0]! * t) / 5).concat(expected),
        1e-15,
        1e-14,
      ));
  }

  const plateau = (values: number[], given: object): number[] => {
    const word = schedule('reduce_on_plateau')!;
    const options = optionsFor({ type: 'reduce_on_plateau', ...given });
    const memory = new Float64Array(word.memory!).fill(NaN);
    return values.map((v, t) => {
      word.observe!(v, memory, options);
      return scheduledRate(word, BASE, t, memory, options);
    });
  };

  it('reduce_on_plateau multiplies by the factor after `patience` evaluations without a gain of 1e-4, then counts anew', () =>
    assertAllClose(
      plateau([1, 0.9, 0.9, 0.89995, 0.9, 0.9, 0.5, 0.6], { patience: 2, factor: 0.5 }),
      [0.2, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.05],
      1e-15,
    ));

  it('reduce_on_plateau wants an accuracy to rise', () =>
    assertAllClose(
      plateau([0.5, 0.6, 0.7, 0.7, 0.6], { monitor: 'validation.accuracy', patience: 2, factor: 0.1 }),
      [0.2, 0.2, 0.2, 0.2, 0.02],
      1e-15,
    ));

  it('reduce_on_plateau stops at the minimum, and never raises a rate that begins below it', () => {
    const flat = new Array(5).fill(1) as number[];
    assertAllClose(plateau(flat, { patience: 1, factor: 0.1, minimum: 0.05 }), [0.2, 0.05, 0.05, 0.05, 0.05], 1e-15);
    assertAllClose(plateau(flat, { patience: 1, factor: 0.1, minimum: 0.5 }), [0.2, 0.2, 0.2, 0.2, 0.2], 1e-15);
  });

  it('reduce_on_plateau goes on from a saved memory', () => {
    const word = schedule('reduce_on_plateau')!;
    const options = optionsFor({ type: 'reduce_on_plateau', patience: 2, factor: 0.5 });
    const memory = new Float64Array(word.memory!).fill(NaN);
    word.observe!(1, memory, options);
    word.observe!(1, memory, options);
    const saved = memory.slice();
    word.observe!(1, saved, options);
    assertClose(scheduledRate(word, BASE, 3, saved, options), 0.1, 1e-15);
  });

  it('piecewise wants rising iterations and as many rates, or one more', () => {
    const issues = (given: object): string[] =>
      (resolveWord(schedules, { type: 'piecewise', ...given }).issues ?? []).map((i) => i.message);
    assert.deepEqual(issues({ at: [5, 10], rates: [1, 2] }), []);
    assert.match(issues({ at: [5, 10], rates: [1] })[0]!, /2 rates, or 3/);
    assert.match(issues({ at: [10, 5], rates: [1, 2] })[0]!, /must rise/);
  });

  it('what must be said has no default: iterations, every, peak, at, rates', () => {
    for (const name of ['step', 'exponential', 'inverse_time', 'cosine', 'linear', 'one_cycle', 'piecewise'])
      assert.ok(resolveWord(schedules, name).issues, name);
  });
});
