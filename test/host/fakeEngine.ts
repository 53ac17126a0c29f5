// An engine without a network: answers as the worker does, at the test's word. Messages cross a structured
// clone and a turn of the event loop, as between threads.
import { Channel, type Handlers, type Port } from '../../src/protocol/channel';
import type {
  EngineAsks,
  EngineCommands,
  EngineEvents,
  EngineRequests,
  MetricsPoint,
  Position,
  RunEnd,
} from '../../src/protocol/engine';
import type { EngineProcess } from '../../src/host/engineProcess';

export function portPair(): [Port, Port] {
  const ends: ((message: unknown) => void)[] = [];
  const end = (mine: number, other: number): Port => ({
    post: (message) => {
      const copy = structuredClone(message);
      setImmediate(() => ends[other]?.(copy));
    },
    onMessage: (listener) => void (ends[mine] = listener),
  });
  return [end(0, 1), end(1, 0)];
}

export const at = (iteration: number): Position => ({
  iteration,
  epoch: iteration,
  totalIterations: 100,
  iterationsPerEpoch: 1,
});

export const point = (index: number, loss = 1): MetricsPoint => ({
  index,
  iteration: index,
  epoch: index,
  split: 'train',
  values: { loss },
  learningRate: 0.1,
  seconds: 0,
});

export const endOf = (reason: RunEnd['reason'], iteration: number): RunEnd => ({
  reason,
  position: at(iteration),
  seconds: 1,
  splits: {},
});

export class FakeEngine {
  readonly asked: string[] = [];
  readonly channel: Channel<EngineAsks, EngineRequests, EngineCommands, EngineEvents>;
  readonly process: EngineProcess;
  credits = 0;
  readonly paces: number[] = [];
  cancelled = false;
  terminated = false;
  private iteration = 0;
  private dying: ((what: string) => void) | undefined;

  constructor(own: Partial<Handlers<EngineRequests>> = {}) {
    const [mine, theirs] = portPair();
    const handlers: Handlers<EngineRequests> = {
      prepare: () => ({
        model: {
          layers: [],
          parameters: 0,
          memoryBytes: 0,
          loss: 'mse',
          optimizer: 'sgd',
          precision: 'float32',
          kernels: 'fake',
        },
        data: {} as never,
        position: at(0),
      }),
      train: () => this.moveTo('running'),
      pause: () => this.moveTo('paused'),
      pace: ({ updatesPerSecond }) => {
        this.paces.push(updatesPerSecond);
        return null;
      },
      step: ({ count }) => {
        this.iteration += count;
        return this.moveTo('paused');
      },
      stop: () => {
        const end = endOf('stopped', this.iteration);
        this.channel.emit('end', end);
        return end;
      },
      reset: () => {
        this.iteration = 0;
        return this.moveTo('ready');
      },
      sample: () => ({}) as never,
      outcomes: () => ({}) as never,
      predict: () => ({}) as never,
      rows: () => ({}) as never,
      tensor: () => ({}) as never,
      lookAtData: () => ({}) as never,
      dataRows: () => ({}) as never,
      dataPlace: () => ({ file: 'data.csv' }),
      examine: () => ({}) as never,
      propose: () => ({}) as never,
      writeProposal: () => 'data.nnspec',
      gradcheck: () => ({}) as never,
      evaluate: () => ({ values: {} }),
      export: () => ({ files: [] }),
      watch: () => null,
      dispose: () => null,
      ...own,
    };
    const noted = Object.fromEntries(
      Object.entries(handlers).map(([name, answer]) => [
        name,
        (params: never) => {
          this.asked.push(name);
          return (answer as (p: never) => unknown)(params);
        },
      ]),
    ) as unknown as Handlers<EngineRequests>;
    this.channel = new Channel<EngineAsks, EngineRequests, EngineCommands, EngineEvents>(mine, noted);
    this.channel.on('credit', ({ frames }) => (this.credits += frames));
    this.channel.on('cancel', () => (this.cancelled = true));
    this.process = {
      port: theirs,
      onDeath: (listener) => void (this.dying = listener),
      terminate: async () => void (this.terminated = true),
    };
  }

  die(what: string): void {
    this.dying?.(what);
  }

  private moveTo(state: 'running' | 'paused' | 'ready'): Position {
    this.channel.emit('state', { state, position: at(this.iteration) });
    return at(this.iteration);
  }
}

/** Lets messages cross. */
export async function settled(turns = 6): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
}
