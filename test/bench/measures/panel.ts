// What the open panel costs, frames granted as soon as they are painted, 60 a second at most, and one sample followed twice
// a second as the panel does: with every weight in sight as heatmaps, every gradient, every update, and all three at once;
// against the same run unwatched, in turns. In processor time of the whole process, which receives the frames too.
import type { SampleQuery } from '../../../src/protocol/engine';
import type { TensorAspect } from '../../../src/protocol/frame';
import { paramsOf, startEngine, trainFor, type Trained } from '../engine';
import { median, middleMean, quantile } from '../statistics';
import { ENDLESS, example, NO_DATA, type Finding, type Gauge } from './finding';

const VIEWS: readonly (readonly [string, readonly TensorAspect[]])[] = [
  ['every weight', ['weight']],
  ['every gradient', ['gradient']],
  ['every update', ['update']],
  ['every weight, gradient and update', ['weight', 'gradient', 'update']],
];
const PAINT_MS = 16;
const TURN_S = 0.5; // the sample is asked for in each: twice a second

/** The scoring at the end of each epoch would fall into one turn and not into the next. */
const NO_SCORING = ['training.logEvery', '1000000000'] as const;

const SAMPLE: SampleQuery = { split: 'train', pick: { kind: 'index', index: 7 }, cells: [96, 160] };

export const panel: Gauge = async (place) => {
  if (!place.datasets) return NO_DATA;
  const { text, file } = example('mnist', place);
  const { line, close } = startEngine();
  const { model } = await line.request('prepare', paramsOf(text, file, [...ENDLESS, NO_SCORING]));
  const names = model.layers.flatMap(({ tensors }) => tensors.map(({ name }) => name));
  let open = false;
  let frames = 0;
  line.on('frame', () => {
    frames++;
    if (open) setTimeout(() => open && line.emit('credit', { frames: 1 }), PAINT_MS);
  });
  await trainFor(line, 1); // warm
  const rounds = place.quick ? 3 : 48;
  const found: Finding[] = [];
  for (const [view, aspects] of VIEWS) {
    const items = names.flatMap((tensor) => aspects.map((aspect) => ({ tensor, aspect })));
    const rates: { alone: number[]; watched: number[]; frames: number[] } = { alone: [], watched: [], frames: [] };
    const alone = async (): Promise<Trained> => {
      open = false;
      await line.request('watch', { items: [] });
      return trainFor(line, TURN_S);
    };
    const watched = async (): Promise<Trained> => {
      open = true;
      await line.request('watch', { items });
      line.emit('credit', { frames: 2 }); // one painted while the next is made
      frames = 0;
      setTimeout(() => void line.request('sample', SAMPLE), (1000 * TURN_S) / 2);
      const trained = await trainFor(line, TURN_S);
      rates.frames.push(frames / trained.seconds);
      return trained;
    };
    for (let round = 0; round < rounds; round++) {
      // Alone, watched, watched, alone: a machine that slows down meanwhile slows both alike.
      const before = await alone();
      const seen = [await watched(), await watched()];
      rates.alone.push(rateOf([before, await alone()]));
      rates.watched.push(rateOf(seen));
    }
    const costs = rates.alone.map((rate, k) => 100 * (1 - rates.watched[k]! / rate));
    const middle = [0.25, 0.75].map((q) => quantile(costs, q).toFixed(1)).join(' to ');
    const note = `mean of the middle half of ${rounds} rounds, ${middle}; ${median(rates.alone).toFixed(1)} updates a processor second alone, ${median(rates.watched).toFixed(1)} watched, ${median(rates.frames).toFixed(0)} frames a second`;
    found.push({ what: `MNIST: the open panel costs, ${view}`, value: middleMean(costs), unit: '%', limit: 5, note });
  }
  await close();
  return found;
};

const rateOf = (turns: readonly Trained[]): number =>
  turns.reduce((sum, { steps }) => sum + steps, 0) / turns.reduce((sum, { busy }) => sum + busy, 0);
