// Adam near zero loss: gradients, and with them the moments, sink below the smallest normal number, where processors are
// many times slower. Time a step at the beginning against time a step long after the loss has gone.
import { paramsOf, startEngine, trainFor } from '../engine';
import { median } from '../statistics';
import type { Gauge } from './finding';

/** Four rows, learned by heart within a hundred steps. */
const spec = {
  name: 'Adam at the end',
  data: 'builtin:xor',
  network: [
    { type: 'dense', units: 64, activation: 'relu', init: 'he_normal' },
    { type: 'dense', units: 64, activation: 'relu', init: 'he_normal' },
    { type: 'dense', units: 1, activation: 'sigmoid' },
  ],
  loss: 'binary_crossentropy',
  training: {
    optimizer: { type: 'adam', learningRate: 0.05, beta2: 0.99 }, // mean squares of units that died sink within 9,000 steps, not 90,000
    batchSize: 'full',
    iterations: 1_000_000_000,
    logEvery: 1000,
    seed: 1,
  },
};

const TURNS = 10;
/** By then half of the moments are below the smallest normal number, and stay there. */
const UPDATES = 20_000;

export const adamAtTheEnd: Gauge = async (place) => {
  const { line, close } = startEngine();
  let loss = NaN;
  line.on('metrics', (points) => (loss = points.at(-1)!.values['loss']!));
  await line.request('prepare', paramsOf(JSON.stringify(spec), `${place.folder}/adam.nnspec`));
  const turn = place.quick ? 0.3 : 1;
  await trainFor(line, turn); // warm
  await line.request('reset', {});
  const early = await trainFor(line, turn);
  const late: number[] = [];
  let updates = early.steps;
  while (late.length < TURNS || updates < UPDATES) {
    const ran = await trainFor(line, turn);
    updates += ran.steps;
    late.push(ran.busy / ran.steps);
  }
  await close();
  const [first, last] = [early.busy / early.steps, median(late.slice(-5))];
  const times = `${(1e6 * first).toFixed(1)} µs of the processor a step first, ${(1e6 * last).toFixed(1)} last`;
  const note = `${times}; ${updates} updates, loss ${loss.toExponential(1)}`;
  return [
    { what: 'Adam near zero loss: a step against a first one', value: last / first, unit: '×', limit: 1.25, note },
  ];
};
