// What it costs to know how right the network is over all training rows. While it trains: loss and accuracy of every batch
// are added up, as Keras does it; an epoch with them against one without. And once more on still weights, as the end of a
// run does it: a pass forward over all rows (in processor time, both). The second cannot be had for a tenth of an epoch:
// forward is 48% of a step's products where a fifth of the pixels are not zero. It is held against the tenth all the same.
import { paramsOf, startEngine, trainFor } from '../engine';
import { median } from '../statistics';
import { ENDLESS, example, NO_DATA, type Gauge, type Place } from './finding';

/** Of an epoch, %. */
const LIMIT = 10;

export const scoring: Gauge = async (place) => {
  if (!place.datasets) return NO_DATA;
  const [plain, scored] = [await open(place, []), await open(place, ['accuracy'])];
  const turn = place.quick ? 1 : 2;
  const costs: number[] = [];
  const steps: number[] = [];
  for (let round = -1; round < (place.quick ? 3 : 9); round++) {
    const [without, along] = [await plain.step(turn), await scored.step(turn)];
    if (round < 0) continue; // warm now
    costs.push(100 * (along / without - 1));
    steps.push(along);
  }
  const epoch = median(steps) * scored.perEpoch;
  const passes: number[] = [];
  for (let round = 0; round < (place.quick ? 2 : 5); round++) {
    const begun = process.cpuUsage();
    await scored.line.request('evaluate', { split: 'train' });
    const { user, system } = process.cpuUsage(begun);
    passes.push((user + system) / 1e6);
  }
  await Promise.all([plain.close(), scored.close()]);
  const pass = median(passes);
  const what = 'MNIST: loss and accuracy over the training rows';
  return [
    {
      what: `${what}, while training, of an epoch`,
      value: median(costs),
      unit: '%',
      limit: LIMIT,
      note: `${scored.rows} rows; an epoch ${epoch.toFixed(2)} s`,
    },
    {
      what: `${what}, by a pass on still weights, of an epoch`,
      value: (100 * pass) / epoch,
      unit: '%',
      limit: LIMIT,
      note: `${pass.toFixed(2)} s, an epoch ${epoch.toFixed(2)} s`,
    },
  ];
};

async function open(place: Place, metrics: readonly string[]) {
  const { text, file } = example('mnist', place);
  const limit: [string, string][] = place.quick ? [['data.limit', '3000']] : [];
  const set: [string, string][] = [
    ['data.split.validation', '0'],
    ['training.threads', '1'],
    ['metrics', JSON.stringify(metrics)],
    ...limit,
  ];
  const { line, close } = startEngine();
  const { data, position } = await line.request('prepare', paramsOf(text, file, [...ENDLESS, ...set]));
  /** Seconds of the processor for one. */
  const step = async (turn: number): Promise<number> => {
    const { steps, busy } = await trainFor(line, turn);
    return busy / steps;
  };
  return { line, close, step, rows: data.splits.train, perEpoch: position.iterationsPerEpoch };
}
