// What it costs to look how right the network is: loss and accuracy over all training rows, against an epoch of training.
import { paramsOf, startEngine, trainFor } from '../engine';
import { ENDLESS, example, NO_DATA, type Gauge } from './finding';

export const scoring: Gauge = async (place) => {
  if (!place.datasets) return NO_DATA;
  const { text, file } = example('mnist', place);
  const { line, close } = startEngine();
  const limit: [string, string][] = place.quick ? [['data.limit', '3000']] : [];
  const set: [string, string][] = [['data.split.validation', '0'], ['training.threads', '1'], ...limit];
  const { data, position } = await line.request('prepare', paramsOf(text, file, [...ENDLESS, ...set]));
  await trainFor(line, 1); // warm
  const { steps, seconds } = await trainFor(line, place.quick ? 2 : 5);
  const epoch = (seconds / steps) * position.iterationsPerEpoch;
  await line.request('evaluate', { split: 'train' }); // warm
  const begun = performance.now();
  await line.request('evaluate', { split: 'train' });
  const took = (performance.now() - begun) / 1000;
  await close();
  const rows = data.splits.train;
  const note = `${took.toFixed(2)} s, an epoch ${epoch.toFixed(1)} s, ${rows} rows`;
  return [
    {
      what: 'Loss and accuracy over the training rows, of an epoch',
      value: (100 * took) / epoch,
      unit: '%',
      limit: 10,
      note,
    },
  ];
};
