// What the open panel costs, frames granted as soon as they are painted, 60 a second at most, and one sample followed twice
// a second as the panel does: with every weight in sight as heatmaps, every gradient, every update, and all three at once;
// against the same run unwatched, in turns. In processor time of the whole process, which receives the frames too.
import type { SampleQuery } from '../../../src/protocol/engine';
import type { TensorAspect } from '../../../src/protocol/frame';
import { paramsOf, startEngine, trainFor, type Trained } from '../engine';
import { median } from '../statistics';
import { ENDLESS, example, NO_DATA, type Finding, type Gauge } from './finding';

const VIEWS: readonly (readonly [string, readonly TensorAspect[]])[] = [
  ['every weight', ['weight']],
  ['every gradient', ['gradient']],
  ['every update', ['update']],
  ['every weight, gradient and update', ['weight', 'gradient', 'update']],
];
const PAINT_MS = 16;
const FOLLOW_MS = 500;

const SAMPLE: SampleQuery = { split: 'train', pick: { kind: 'index', index: 7 } };

export const panel: Gauge = async (place) => {
  if (!place.datasets) return NO_DATA;
  const { text, file } = example('mnist', place);
  const { line, close } = startEngine();
  const { model } = await line.request('prepare', paramsOf(text, file, ENDLESS));
  const names = model.layers.flatMap(({ tensors }) => tensors.map(({ name }) => name));
  let open = false;
  let frames = 0;
  line.on('frame', () => {
    frames++;
    if (open) setTimeout(() => open && line.emit('credit', { frames: 1 }), PAINT_MS);
  });
  await trainFor(line, 1); // warm
  const turn = place.quick ? 1 : 1.5;
  const found: Finding[] = [];
  for (const [view, aspects] of VIEWS) {
    const items = names.flatMap((tensor) => aspects.map((aspect) => ({ tensor, aspect })));
    const rates: { alone: number[]; watched: number[]; frames: number[] } = { alone: [], watched: [], frames: [] };
    for (let round = 0; round < (place.quick ? 3 : 9); round++) {
      open = false;
      await line.request('watch', { items: [] });
      rates.alone.push(rateOf(await trainFor(line, turn)));
      open = true;
      await line.request('watch', { items });
      line.emit('credit', { frames: 2 }); // one painted while the next is made
      frames = 0;
      const following = setInterval(() => void line.request('sample', SAMPLE), FOLLOW_MS);
      const watched = await trainFor(line, turn);
      clearInterval(following);
      rates.watched.push(rateOf(watched));
      rates.frames.push(frames / watched.seconds);
    }
    const [alone, watched] = [median(rates.alone), median(rates.watched)];
    // Turn by turn: what slows the machine down in the meantime slows both of a turn.
    const costs = rates.alone.map((rate, k) => 100 * (1 - rates.watched[k]! / rate));
    const note = `${alone.toFixed(1)} updates a processor second alone, ${watched.toFixed(1)} watched, ${median(rates.frames).toFixed(0)} frames a second`;
    found.push({ what: `MNIST: the open panel costs, ${view}`, value: median(costs), unit: '%', limit: 5, note });
  }
  await close();
  return found;
};

const rateOf = ({ steps, busy }: Trained): number => steps / busy;
