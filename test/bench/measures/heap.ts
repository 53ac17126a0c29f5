// No step allocates: the worker's own heap before and after 10,000 updates, swept (what is kept) and not (what was made).
// The slices of 10 ms and the ten signs of life a second make a little, whatever the steps do, hence the limit.
import { paramsOf, startEngine, trainFor, type Engine } from '../engine';
import { ENDLESS, example, mb, type Finding, type Gauge } from './finding';

const UPDATES = 10_000;
const KEPT_MB = 0.25;

export const heap: Gauge = async (place) => {
  const found: Finding[] = [];
  const { text, file } = example('xor', place);
  const engine = startEngine();
  await engine.line.request('prepare', paramsOf(text, file, [...ENDLESS, ['training.logEvery', '1000000']]));
  found.push(await measured(engine, 'XOR', UPDATES));
  await engine.close();
  if (!place.datasets) return found;
  const mnist = example('mnist', place);
  const other = startEngine();
  await other.line.request('prepare', paramsOf(mnist.text, mnist.file, [...ENDLESS, ['data.split.validation', '0']]));
  found.push(await measured(other, 'MNIST', place.quick ? 100 : UPDATES));
  await other.close();
  return found;
};

async function measured({ line, heap }: Engine, title: string, wanted: number): Promise<Finding> {
  await trainFor(line, 2); // compiled by now
  await heap(true);
  const before = await heap(true);
  const { updates, made, sweeps } = await train(line, heap, wanted, before.used);
  const kept = mb((await heap(true)).used - before.used);
  const note = `${updates} updates; ${(made / updates).toFixed(1)} bytes an update made${sweeps > 0 ? ` and not yet swept, ${sweeps} sweeps` : ''}`;
  return { what: `${title}: heap kept after ${wanted} updates`, value: kept, unit: 'MB', limit: KEPT_MB, note };
}

async function train(line: Engine['line'], heap: Engine['heap'], wanted: number, from: number) {
  let updates = 0;
  while (updates < wanted) updates += (await trainFor(line, 0.5)).steps;
  const { used, collections } = await heap(false);
  return { updates, made: Math.max(0, used - from), sweeps: collections };
}
