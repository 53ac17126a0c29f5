// From asking for a pause to standing still, while MNIST trains: over the protocol, so messages there and back count.
import { paramsOf, sleep, startEngine } from '../engine';
import { quantile } from '../statistics';
import { ENDLESS, example, NO_DATA, type Gauge } from './finding';

export const pause: Gauge = async (place) => {
  if (!place.datasets) return NO_DATA;
  const { text, file } = example('mnist', place);
  const { line, close } = startEngine();
  await line.request('prepare', paramsOf(text, file, ENDLESS));
  const times: number[] = [];
  const turns = place.quick ? 20 : 100;
  for (let turn = 0; turn < turns; turn++) {
    await line.request('train', {});
    await sleep(20 + ((turn * 37) % 83)); // never in step with anything
    const asked = performance.now();
    await line.request('pause', {});
    times.push(performance.now() - asked);
  }
  await close();
  const note = `worst of ${turns}; median ${quantile(times, 0.5).toFixed(1)} ms, 95% within ${quantile(times, 0.95).toFixed(1)} ms`;
  return [{ what: 'MNIST: a pause takes', value: Math.max(...times), unit: 'ms', limit: 50, note }];
};
