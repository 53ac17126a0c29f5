// What a training of MNIST takes beyond the process that hosts it: resident memory, before the worker is started and
// while it trains. Reading and unpacking belong to it, so the peak is what is promised.
import { paramsOf, sleep, startEngine } from '../engine';
import { ENDLESS, example, mb, NO_DATA, type Gauge } from './finding';

export const memory: Gauge = async (place) => {
  if (!place.datasets) return NO_DATA;
  const { text, file } = example('mnist', place);
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const { line, close } = startEngine();
  await line.request('prepare', paramsOf(text, file, ENDLESS));
  const prepared = process.memoryUsage.rss();
  await line.request('train', {});
  await sleep(place.quick ? 3000 : 10_000);
  const training = process.memoryUsage.rss();
  clearInterval(watch);
  await close();
  const note = `prepared ${mb(prepared - before).toFixed(0)} MB, training ${mb(training - before).toFixed(0)} MB`;
  return [{ what: 'MNIST 784-1000-10: resident, peak', value: mb(peak - before), unit: 'MB', limit: 300, note }];
};
