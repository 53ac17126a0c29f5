// What the open panel costs: every weight, gradient and update watched, a frame granted as soon as one has come, 60 a
// second at most; against the same run unwatched, in turns.
import { paramsOf, startEngine, trainFor } from '../engine';
import { median } from '../statistics';
import { ENDLESS, example, NO_DATA, type Gauge } from './finding';

export const panel: Gauge = async (place) => {
  if (!place.datasets) return NO_DATA;
  const { text, file } = example('mnist', place);
  const { line, close } = startEngine();
  const { model } = await line.request('prepare', paramsOf(text, file, ENDLESS));
  const items = model.layers.flatMap(({ tensors }) =>
    tensors.flatMap(({ name }) =>
      (['weight', 'gradient', 'update'] as const).map((aspect) => ({ tensor: name, aspect })),
    ),
  );
  let open = false;
  let frames = 0;
  line.on('frame', () => {
    frames++;
    if (open) setTimeout(() => open && line.emit('credit', { frames: 1 }), 16);
  });
  const rates: { alone: number[]; watched: number[] } = { alone: [], watched: [] };
  await trainFor(line, 1); // warm
  const rounds = place.quick ? 3 : 9;
  for (let round = 0; round < rounds; round++) {
    open = false;
    await line.request('watch', { items: [] });
    rates.alone.push(rateOf(await trainFor(line, place.quick ? 1 : 2)));
    open = true;
    await line.request('watch', { items });
    line.emit('credit', { frames: 2 }); // one painted while the next is made
    rates.watched.push(rateOf(await trainFor(line, place.quick ? 1 : 2)));
  }
  await close();
  const [alone, watched] = [median(rates.alone), median(rates.watched)];
  const note = `${alone.toFixed(1)} updates a second alone, ${watched.toFixed(1)} watched, ${frames} frames`;
  return [{ what: 'MNIST: the open panel costs', value: 100 * (1 - watched / alone), unit: '%', limit: 5, note }];
};

const rateOf = ({ steps, seconds }: { steps: number; seconds: number }): number => steps / seconds;
