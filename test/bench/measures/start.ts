// From pressing Train to the first cost point: a fresh worker, data read and unpacked, weights drawn, one update, and the
// run's folder on disk as the extension has it.
import path from 'node:path';
import { paramsOf, startEngine } from '../engine';
import { median } from '../statistics';
import { example, type Finding, type Gauge, type Place } from './finding';

export const start: Gauge = async (place) => {
  const times = place.quick ? 3 : 9;
  const found = [await measured('xor', 'XOR', 300, times, place)];
  if (place.datasets) found.push(await measured('mnist', 'MNIST', 1500, times, place));
  return found;
};

async function measured(name: string, title: string, limit: number, times: number, place: Place): Promise<Finding> {
  const all: number[] = [];
  for (let turn = 0; turn < times; turn++) all.push(await once(name, place));
  const worst = Math.max(...all).toFixed(0);
  return {
    what: `${title}: from Train to the first cost point`,
    value: median(all),
    unit: 'ms',
    limit,
    note: `median of ${times}, worst ${worst} ms`,
  };
}

async function once(name: string, place: Place): Promise<number> {
  const { text, file } = example(name, place);
  const pressed = performance.now();
  const { line, close } = startEngine();
  const shown = new Promise<number>((resolve) => line.on('metrics', () => resolve(performance.now() - pressed)));
  await line.request('prepare', { ...paramsOf(text, file), runsFolder: path.join(place.folder, 'runs') });
  await line.request('train', {});
  const took = await shown;
  await close();
  return took;
}
