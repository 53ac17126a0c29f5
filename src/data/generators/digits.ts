// `builtin:digits`: hand-drawn digits without a download, in MNIST's form: 28 × 28 bytes, 0 is paper.
// Each sample is drawn anew: a way of writing, shaken points, size, slant, turn, place and pen.
import { z } from 'zod';
import { Rng } from '../../nn/rng';
import { defineGenerator, sampleOptions, type Making } from './generator';
import { draw, smooth } from './pen';
import { digitGlyphs, type Point, type Stroke } from './strokes';

const SIZE = 28;
/** Standard deviation of each drawn point, in parts of the digit's box. */
const SHAKE = 0.035;
/** Samples between two turns of others: some 50 ms. */
const STEP = 500;

export const digits = defineGenerator({
  name: 'digits',
  summary: 'Digits 0 to 9, 28×28 grey pixels, drawn with shaking strokes: like MNIST, without a download.',
  formula: 'strokes → shaken points → slant, turn, size, place → soft pen → pixel noise',
  source: 'the strokes are this project’s own; the form is that of LeCun, Cortes & Burges 1998, MNIST',
  options: z.strictObject(
    sampleOptions(
      2000,
      0.05,
      'Standard deviation of the Gaussian noise added to each pixel; 1 is from black to white.',
    ),
  ),
  task: 'multiclass',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  defaultTest: 0.2,
  *steps({ samples, noise, seed }): Making {
    const rng = Rng.stream(seed, 'builtin:digits');
    const inputs = new Uint8Array(samples * SIZE * SIZE);
    const targets = new Float64Array(samples);
    const ink = new Float64Array(SIZE * SIZE);
    for (let i = 0; i < samples; i++) {
      if (i > 0 && i % STEP === 0) yield;
      const digit = i % 10;
      drawDigit(ink, digit, rng);
      const image = inputs.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE);
      for (let p = 0; p < image.length; p++) {
        const grey = noise > 0 ? ink[p]! + noise * rng.normal() : ink[p]!;
        image[p] = Math.round(255 * Math.min(1, Math.max(0, grey)));
      }
      targets[i] = digit;
    }
    return { shape: [SIZE, SIZE], inputNames: [], inputs, targetName: 'digit', targets };
  },
});

function drawDigit(ink: Float64Array, digit: number, rng: Rng): void {
  ink.fill(0);
  const glyphs = digitGlyphs[digit]!;
  const strokes = glyphs[rng.below(glyphs.length)]!;
  const height = 17 + 4 * rng.uniform(); // pixels; MNIST's digits fill a box of 20
  const width = height * (0.55 + 0.3 * rng.uniform());
  const slant = 0.16 * rng.normal(); // sideways per height, as italics are
  const turn = 0.09 * rng.normal(); // radians
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  const pen = 1.4 + 1.8 * rng.uniform();
  const lines = strokes.map((stroke) =>
    smooth(shaken(stroke, rng)).map(([x, y]): Point => {
      const v = (y - 0.5) * height;
      const u = (x - 0.5) * width - slant * v;
      return [cos * u - sin * v, sin * u + cos * v];
    }),
  );
  const dx = placed(lines, 0, 1.2 * rng.normal());
  const dy = placed(lines, 1, 1.2 * rng.normal());
  for (const line of lines) {
    const moved = line.map(([x, y]): Point => [x + dx, y + dy]);
    draw(ink, SIZE, moved, pen);
  }
}

/** How far to move the lines so that they lie `off` the middle, but no nearer than 3 pixels to an edge. */
function placed(lines: readonly (readonly Point[])[], axis: 0 | 1, off: number): number {
  const at = lines.flat().map((point) => point[axis]);
  const low = Math.min(...at);
  const high = Math.max(...at);
  const middle = (SIZE - 1 - low - high) / 2;
  const room = Math.max(0, (SIZE - 1 - 6 - (high - low)) / 2);
  return middle + Math.min(room, Math.max(-room, off));
}

/** Moves each point a little; a repeated point moves with its twin, so that a corner stays one. */
function shaken(stroke: Stroke, rng: Rng): Stroke {
  const out: [number, number][] = [];
  stroke.forEach(([x, y], i) => {
    const before = stroke[i - 1];
    const twin = before && before[0] === x && before[1] === y;
    out.push(twin ? out[i - 1]! : [x + SHAKE * rng.normal(), y + SHAKE * rng.normal()]);
  });
  return out;
}
