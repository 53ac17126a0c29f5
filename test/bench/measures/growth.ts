// Nothing grows: resident memory over 100,000 updates of XOR, after the engine has come to rest. Cost points are kept by
// design, so there are only a few.
import { paramsOf, startEngine, trainFor } from '../engine';
import { example, mb, type Gauge } from './finding';

const UPDATES = 100_000;
/** What the allocator of the system keeps for itself. */
const NOISE_MB = 8;

export const growth: Gauge = async (place) => {
  const { text, file } = example('xor', place);
  const { line, heap, close } = startEngine();
  const set: [string, string][] = [
    ['training.epochs', '1000000000'],
    ['training.logEvery', '1000000'],
  ];
  await line.request('prepare', paramsOf(text, file, set));
  await trainFor(line, 2);
  await heap(true);
  const before = process.memoryUsage.rss();
  let updates = 0;
  while (updates < UPDATES) updates += (await trainFor(line, 1)).steps;
  await heap(true);
  const grown = mb(process.memoryUsage.rss() - before);
  await close();
  const note = `over ${updates} updates`;
  return [{ what: 'XOR: resident growth over 100,000 updates', value: grown, unit: 'MB', limit: NOISE_MB, note }];
};
