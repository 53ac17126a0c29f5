// The worker as the extension starts it: dist/engine.js in a thread, spoken to over its protocol. Nothing of the engine is
// imported, so what is timed is what ships. With `probe` the thread also answers how large its own heap is.
import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { Channel } from '../../src/protocol/channel';
import type {
  EngineAsks,
  EngineCommands,
  EngineEvents,
  EngineRequests,
  PrepareParams,
} from '../../src/protocol/engine';
import { concatenated } from './prepare';

const DIST = path.join(__dirname, '../../dist/engine.js');
const PROBE = path.join(__dirname, 'probe.cjs');

export type Line = Channel<EngineRequests, EngineAsks, EngineEvents, EngineCommands>;

/** Of the worker's own heap, in bytes; and how often it was swept since the last look. */
export interface Heap {
  readonly used: number;
  readonly collections: number;
}

export interface Engine {
  readonly line: Line;
  /** `collect`: sweeps first. */
  heap(collect: boolean): Promise<Heap>;
  close(): Promise<void>;
}

export function startEngine(): Engine {
  const { port1: near, port2: far } = new MessageChannel();
  const worker = new Worker(PROBE, { workerData: { engine: DIST, port: far }, transferList: [far] });
  near.unref();
  const line: Line = new Channel<EngineRequests, EngineAsks, EngineEvents, EngineCommands>(
    {
      post: (message, transfer) => worker.postMessage(message, transfer ? [...transfer] : []),
      onMessage: (listener) => void worker.on('message', listener),
    },
    { consent: () => false },
  );
  worker.on('error', (error) => line.close(error));
  worker.on('exit', () => line.close(new Error('The training worker has ended.')));
  line.on('log', ({ level, message }) => level === 'error' && process.stderr.write(`${message}\n`));
  return {
    line,
    heap: (collect) =>
      new Promise((resolve) => {
        near.once('message', resolve);
        near.postMessage({ collect });
      }),
    close: async () => void (await worker.terminate()),
  };
}

export function paramsOf(text: string, file: string, set: readonly (readonly [string, string])[] = []): PrepareParams {
  const datasets = process.env['NNSPEC_DATASETS'];
  return {
    text,
    file,
    set,
    datasetFolders: datasets ? [datasets] : [],
    datasetCache: path.join(path.dirname(file), 'no-cache'),
  };
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface Trained {
  readonly steps: number;
  readonly seconds: number;
  /** Processor time of this process, seconds. */
  readonly busy: number;
}

/** Trains for about so long from where it stands. */
export async function trainFor(line: Line, seconds: number): Promise<Trained> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const { iteration: from } = await line.request('train', {});
  await sleep(1000 * seconds);
  const { iteration: to } = await line.request('pause', {});
  const spent = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { steps: to - from, seconds: spent, busy: (user + system) / 1e6 };
}

/** All weights, layer by layer, as weights.bin holds them. */
export async function weightsOf(line: Line, names: readonly string[]): Promise<Float32Array> {
  const tensors = await Promise.all(names.map((name) => line.request('tensor', { name, aspect: 'weight' })));
  return concatenated(tensors.map(({ values }) => Float32Array.from(values)));
}
