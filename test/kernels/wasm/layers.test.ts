// Dropout and batch normalisation in both layouts against their layers' float64 arithmetic.
import assert from 'node:assert/strict';
import { referenceKernels } from '../../../src/kernels/reference';
import * as block from '../../../src/kernels/wasm/as/blocks';
import { batchNorm } from '../../../src/nn/layers/batchNorm';
import { dropout } from '../../../src/nn/layers/dropout';
import { Rng } from '../../../src/nn/rng';
import type { Parameter } from '../../../src/nn/words';
import { assertNumbers, columns, eachBinary, numbers, padded, rowsOf, SIZES, unpadded, up, type Kernels } from './help';

type Layout = 'rows' | 'columns';

/** values [rows, cols] as a layout has them, and back. */
function laidOut(layout: Layout, rows: number, cols: number) {
  const ld = layout === 'rows' ? up(cols, 16) : up(rows, 4) + 4;
  return {
    ld,
    size: layout === 'rows' ? rows * ld : cols * ld,
    into: (values: ArrayLike<number>, pad: number) =>
      layout === 'rows' ? padded(values, rows, cols, ld, pad) : columns(values, rows, cols, ld, pad),
    from: (values: ArrayLike<number>) =>
      layout === 'rows' ? unpadded(values, rows, cols, ld) : rowsOf(values, rows, cols, ld),
    isPadding: (i: number) => (layout === 'rows' ? i % ld >= cols : i % ld >= rows),
  };
}

eachBinary('dropout', (kernels) => {
  for (const layout of ['rows', 'columns'] as const)
    it(`by ${layout}: draws the reference's masks, keeps its stream, and silences NaN`, () => {
      const { run } = kernels();
      for (const rows of [1, 3, 16, 17])
        for (const cols of SIZES) {
          kernels().clear();
          const rate = 0.3;
          const { ld, size, into, from, isPadding } = laidOut(layout, rows, cols);
          const x64 = numbers(`x ${rows} ${cols}`, rows * cols, 2, [NaN, 1, Infinity]);
          const [y64, dx64] = [new Float64Array(rows * cols), new Float64Array(rows * cols)];
          const dy64 = numbers(`dy ${rows} ${cols}`, rows * cols);
          const rng = Rng.stream(5, 'dropout');
          const state = kernels().words(Int32Array.from(rng.save()));
          const layer = dropout.bind!({
            kernels: referenceKernels('float64'),
            options: { rate },
            inputShape: [cols],
            outputShape: [cols],
            maxRows: rows,
            input: x64,
            output: y64,
            dInput: dx64,
            dOutput: dy64,
            parameters: [],
            rng,
          });
          layer.forward(rows, true);
          layer.backward(rows);
          const x = kernels().floats(into(x64, 0.25));
          const y = kernels().floats(size);
          const mask = kernels().words(size);
          const dy = kernels().floats(into(dy64, 0));
          const dx = kernels().floats(size);
          const threshold = Math.ceil(rate * 4294967296);
          const factor = 1 / (1 - rate);
          run.dropoutForward!(
            y.at,
            x.at,
            mask.at,
            state.at,
            rows,
            cols,
            ld,
            Number(layout === 'columns'),
            threshold,
            factor,
          );
          run.dropoutBackward!(dx.at, dy.at, mask.at, size, factor);
          const where = `${rows} × ${cols}`;
          assertNumbers(from(y.view), y64, 2e-7, 0, `${where}: y`);
          assertNumbers(from(dx.view), dx64, 2e-7, 0, `${where}: dx`);
          dx.view.forEach((v, i) => assert.ok(!isPadding(i) || v === 0, `${where}: padding ${i}`));
          assert.deepEqual([...state.view], [...Int32Array.from(rng.save())], 'the stream');
          kernels().assertCanaries();
        }
    });
});

eachBinary('batch normalisation', (kernels) => {
  const MOMENTUM = 0.9;
  const EPSILON = 1e-3;

  /** The layer in float64: two training steps' forward and backward, or a prediction's. */
  function reference(rows: number, perRow: number, F: number, training: boolean) {
    const cols = perRow * F;
    const parameter = (name: string, data: Float64Array, learned: boolean): Parameter => ({
      name,
      shape: [F],
      data,
      gradient: learned ? numbers(`g ${name}`, F) : null,
      l1: 0,
      l2: 0,
    });
    const parameters = [
      parameter('weight', numbers('weight', F), true),
      parameter('bias', numbers('bias', F), true),
      parameter('running_mean', numbers('mean', F), false),
      parameter(
        'running_var',
        numbers('var', F)
          .map((v) => v * v + 0.5)
          .map(Math.fround),
        false,
      ),
    ];
    const before = parameters.map((p) => ({ data: p.data.slice(), gradient: p.gradient?.slice() }));
    const x = numbers(`x ${rows} ${cols}`, rows * cols).map((v, i) => Math.fround(v + (i % 5)));
    const dy = numbers(`dy ${rows} ${cols}`, rows * cols);
    const [y, dx] = [new Float64Array(rows * cols), new Float64Array(rows * cols)];
    const layer = batchNorm.bind!({
      kernels: referenceKernels('float64'),
      options: { momentum: MOMENTUM, epsilon: EPSILON },
      inputShape: perRow === 1 ? [F] : [perRow, F],
      outputShape: [cols],
      maxRows: rows,
      input: x,
      output: y,
      dInput: dx,
      dOutput: dy,
      parameters,
      rng: Rng.stream(1, 'none'),
    });
    layer.forward(rows, training);
    layer.backward(rows);
    return { x, dy, y, dx, parameters, before };
  }

  /** The kernels' passes, cut after every `band` rows. */
  function passes(
    k: Kernels,
    layout: Layout,
    rows: number,
    perRow: number,
    F: number,
    training: boolean,
    band: number,
  ) {
    const expected = reference(rows, perRow, F, training);
    const cols = perRow * F;
    const place = laidOut(layout, rows, cols);
    const words = k.words(block.BATCH_NORM_WORDS);
    const x = k.floats(place.into(expected.x, 0.25));
    const dy = k.floats(place.into(expected.dy, 0));
    const y = k.floats(place.size);
    const dx = k.floats(place.size);
    const data = expected.before.map((p) => k.floats(p.data));
    const gradients = expected.before.slice(0, 2).map((p) => k.floats(p.gradient!));
    const scratch = k.words(10 * up(cols, 16));
    const set = (word: number, value: number) => (words.view[word] = value);
    const option = (word: number, value: number) =>
      (new Float32Array(words.view.buffer, words.at, block.BATCH_NORM_WORDS)[word] = value);
    [set(block.X, x.at), set(block.Y, y.at), set(block.DX, dx.at), set(block.DY, dy.at)];
    [block.WEIGHT, block.BIAS, block.RUNNING_MEAN, block.RUNNING_VAR].forEach((w, i) => set(w, data[i]!.at));
    [block.WEIGHT_GRADIENT, block.BIAS_GRADIENT].forEach((w, i) => set(w, gradients[i]!.at));
    [set(block.SCRATCH, scratch.at), set(block.COLS, cols), set(block.FEATURES, F), set(block.LD, place.ld)];
    set(block.COLUMNS, Number(layout === 'columns'));
    [option(block.MOMENTUM, MOMENTUM), option(block.ONE_LESS_MOMENTUM, 1 - MOMENTUM), option(block.EPSILON, EPSILON)];
    const each = (kernel: string, pass: number) => {
      for (let from = 0; from < rows; from += band)
        k.run[kernel]!(words.at, pass, from, Math.min(rows, from + band), rows, Number(training));
    };
    for (const pass of training ? [0, 1, 2] : [2]) each('batchNormForward', pass);
    for (const pass of [0, 1]) each('batchNormBackward', pass);
    return { expected, place, y, dx, data, gradients };
  }

  for (const layout of ['rows', 'columns'] as const)
    for (const training of [true, false]) {
      const what = training ? 'training' : 'prediction';
      it(`by ${layout}, ${what}: results, gradients and statistics are within 1e-5 of float64`, () => {
        for (const rows of [2, 3, 5, 16, 100, 131])
          for (const [perRow, F] of [
            [1, 1],
            [1, 3],
            [1, 17],
            [1, 33],
            [3, 5],
            [7, 4],
          ] as const) {
            kernels().clear();
            const { expected, place, y, dx, data, gradients } = passes(
              kernels(),
              layout,
              rows,
              perRow,
              F,
              training,
              rows,
            );
            const where = `${rows} × ${perRow} × ${F}`;
            assertNumbers(place.from(y.view), expected.y, 1e-5, 1e-5, `${where}: y`);
            // Of two rows nothing is left but ε's share: a small difference of large terms.
            assertNumbers(place.from(dx.view), expected.dx, 1e-5, rows === 2 ? 1e-4 : 2e-5, `${where}: dx`);
            dx.view.forEach((v, i) => assert.ok(!place.isPadding(i) || v === 0, `${where}: padding ${i}`));
            data.forEach((d, i) =>
              assertNumbers(d.view, expected.parameters[i]!.data, 1e-6, 1e-6, `${where}: tensor ${i}`),
            );
            gradients.forEach((g, i) =>
              assertNumbers(g.view, expected.parameters[i]!.gradient!, 1e-5, 1e-4, `${where}: gradient ${i}`),
            );
            kernels().assertCanaries();
          }
      });
    }

  it('cut at multiples of 64 rows, every bit is the same', () => {
    for (const layout of ['rows', 'columns'] as const) {
      const bits = [1000, 64, 128].map((band) => {
        kernels().clear();
        const { y, dx, data, gradients } = passes(kernels(), layout, 331, 1, 17, true, band);
        return [y, dx, ...data, ...gradients].map(({ view }) => Array.from(view));
      });
      assert.deepEqual(bits[1], bits[0]);
      assert.deepEqual(bits[2], bits[0]);
    }
  });

  it('NaN in one feature leaves the others as they are', () => {
    for (const layout of ['rows', 'columns'] as const) {
      kernels().clear();
      const k = kernels();
      const { run } = k;
      const [rows, F] = [5, 3];
      const place = laidOut(layout, rows, F);
      const values = numbers('x', rows * F);
      values[1] = NaN;
      const x = k.floats(place.into(values, 0));
      const y = k.floats(place.size);
      const ones = () => k.floats(new Float64Array(F).fill(1));
      const words = k.words(block.BATCH_NORM_WORDS);
      words.view.set([x.at, y.at, 0, 0, ones().at, ones().at, ones().at, ones().at, 0, 0]);
      words.view[block.SCRATCH] = k.words(10 * 16).at;
      words.view.set([F, F, place.ld, Number(layout === 'columns')], block.COLS);
      for (const pass of [0, 1, 2]) run.batchNormForward!(words.at, pass, 0, rows, rows, 1);
      place.from(y.view).forEach((v, i) => assert.equal(Number.isNaN(v), i % F === 1, `${layout} ${i}`));
    }
  });
});
