// Our engine as a contestant: a process that speaks as peers/serve.py does, with the worker in it.
//   ours.ts FOLDER THREADS REPRODUCIBLE
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { paramsOf, startEngine, trainFor, weightsOf, type Line } from './engine';

interface Wanted {
  readonly do: 'check' | 'run';
  readonly steps: number;
  readonly weights: string;
  readonly seconds: number;
}

const [folder, threads, reproducible] = process.argv.slice(2) as [string, string, string];
const file = path.join(folder, 'spec.nnspec');
const text = readFileSync(file, 'utf8');

async function main(): Promise<void> {
  const { line, close } = startEngine();
  const set: [string, string][] = [
    ['training.threads', threads],
    ['training.reproducible', reproducible],
  ];
  const open = (...more: [string, string][]) => line.request('prepare', paramsOf(text, file, [...set, ...more]));
  let { model } = await open();
  say({ about: `nnspec (${model.kernels})` });
  for await (const wanted of readline.createInterface({ input: process.stdin })) {
    const order = JSON.parse(wanted) as Wanted;
    if (order.do === 'check') {
      ({ model } = await open(['training.iterations', String(order.steps)]));
      const names = model.layers.flatMap((layer) => layer.tensors.map((tensor) => tensor.name));
      writeFileSync(order.weights, await weightsAfter(line, order.steps, names));
      await open();
      say({ steps: order.steps });
    } else {
      await line.request('reset', {});
      say(await trainFor(line, order.seconds));
    }
  }
  await close();
}

/** At the last cost point, before the final evaluation, which may take long. Not by stepping, which keeps every change. */
async function weightsAfter(line: Line, steps: number, names: readonly string[]): Promise<Float32Array> {
  const done = new Promise<void>((resolve) => {
    const forget = line.on('metrics', (points) => {
      if (!points.some(({ iteration }) => iteration === steps)) return;
      forget();
      resolve();
    });
  });
  await line.request('train', {});
  await done;
  return weightsOf(line, names);
}

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
