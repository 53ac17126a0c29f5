// One engine and the line to it. Nothing waits for ever: a request is rejected when the worker dies, and
// when it has been silent for too long (any message counts as a sign of life, so long work may take its time).
import { Channel, type Handlers } from '../protocol/channel';
import type { EngineAsks, EngineCommands, EngineEvents, EngineRequests } from '../protocol/engine';
import type { EngineProcess } from './engineProcess';
import { t } from './say';

/** Seconds of silence after which a request is given up. */
const SILENCE_S: { readonly [K in keyof EngineRequests]: number } = {
  prepare: 120, // one large file may decompress without a word
  train: 10,
  pause: 5, // promised within 50 ms
  pace: 10,
  step: 60,
  stop: 60, // the final evaluation
  reset: 10,
  sample: 60, // the worst of all samples is looked for
  outcomes: 60,
  predict: 60,
  rows: 10,
  tensor: 10,
  lookAtData: 120, // reads it first
  dataRows: 30, // a million rows may be sorted
  dataPlace: 10,
  examine: 60,
  propose: 30,
  writeProposal: 60,
  gradcheck: 600,
  evaluate: 60,
  export: 60,
  watch: 10,
  dispose: 3,
};

export class EngineSilent extends Error {
  override readonly name = 'EngineSilent';
  constructor(
    readonly request: string,
    readonly seconds: number,
  ) {
    super(t('The training worker has not answered "{0}" for {1} seconds.', request, seconds));
  }
}

type EngineChannel = Channel<EngineRequests, EngineAsks, EngineEvents, EngineCommands>;

export class EngineLink {
  readonly channel: EngineChannel;
  /** Set once the worker is gone, by itself or by us. */
  dead: Error | undefined;
  private lastHeard = Date.now();
  private personsAsked = 0;

  constructor(
    private readonly process: EngineProcess,
    asks: Handlers<EngineAsks>,
    onDeath: (what: string) => void,
    /** For tests: how much faster the limits run out. */
    private readonly haste = 1,
  ) {
    this.channel = new Channel(
      {
        post: (message, transfer) => process.port.post(message, transfer),
        onMessage: (listener) =>
          process.port.onMessage((message) => {
            this.lastHeard = Date.now();
            listener(message);
          }),
      },
      { consent: (question) => this.whileAsking(() => asks.consent(question)) },
    );
    process.onDeath((what) => {
      this.close(new Error(what));
      onDeath(what);
    });
  }

  async request<K extends keyof EngineRequests & string>(
    name: K,
    params: EngineRequests[K]['params'],
  ): Promise<EngineRequests[K]['result']> {
    if (this.dead) throw this.dead;
    const limit = (SILENCE_S[name] * 1000) / this.haste;
    this.lastHeard = Date.now();
    let timer: NodeJS.Timeout | undefined;
    let settled = false;
    const silence = new Promise<never>((_, reject) => {
      const check = (): void => {
        if (settled) return;
        const left = this.personsAsked > 0 ? limit : limit - (Date.now() - this.lastHeard);
        if (left > 0) timer = setTimeout(look, left);
        else reject(new EngineSilent(name, SILENCE_S[name]));
      };
      // A laptop that slept wakes with its timers due: let waiting messages in before judging.
      const look = (): void => void setImmediate(check);
      timer = setTimeout(look, limit);
    });
    try {
      return await Promise.race([this.channel.request(name, params), silence]);
    } finally {
      settled = true;
      clearTimeout(timer);
    }
  }

  /** Asks the worker to close its files, waits a little, then ends it. Never throws. */
  async dispose(): Promise<void> {
    if (this.dead) return;
    await this.request('dispose', {}).catch(() => undefined);
    await this.kill(t('The run was closed.'));
  }

  /** Ends the worker at once; open requests are rejected with `reason`. */
  async kill(reason: string): Promise<void> {
    if (this.dead) return;
    this.close(new Error(reason));
    await this.process.terminate().catch(() => undefined);
  }

  private close(reason: Error): void {
    this.dead = reason;
    this.channel.close(reason);
  }

  private async whileAsking<T>(ask: () => Promise<T> | T): Promise<T> {
    this.personsAsked++;
    try {
      return await ask();
    } finally {
      this.personsAsked--;
      this.lastHeard = Date.now();
    }
  }
}
