// Requests, replies and events over any port: a worker's, a webview's, a test's. Nothing waits for
// ever: closing a channel rejects every open request with the reason.

/** The least that both ends of a channel need. */
export interface Port {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Called once by the channel. */
  onMessage(listener: (message: unknown) => void): void;
}

/** { name: { params, result } } */
export type RequestMap = Record<string, { params: unknown; result: unknown }>;
export type EventMap = Record<string, unknown>;

export type Handlers<R extends RequestMap> = {
  [K in keyof R]: (params: R[K]['params']) => Promise<R[K]['result']> | R[K]['result'];
};

/** An error that crosses a channel: its sentence, and what the other side may act on. */
export interface WireError {
  readonly message: string;
  readonly name: string;
  readonly code?: string;
  /** Places, where the sender knew them (see Problem). */
  readonly where?: unknown;
}

export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  constructor(readonly wire: WireError) {
    super(wire.message);
  }
}

type Message =
  | { kind: 'request'; id: number; name: string; params: unknown }
  | { kind: 'result'; id: number; result: unknown }
  | { kind: 'error'; id: number; error: WireError }
  | { kind: 'event'; name: string; data: unknown };

/** A channel's first request, for who has to make it before there is a channel. */
export const firstRequest = (name: string): unknown => ({ kind: 'request', id: 1, name, params: {} }) satisfies Message;

/**
 * One end. `Theirs` are the requests the other end answers, `Mine` those this end answers;
 * `In` and `Out` are events received and sent.
 */
export class Channel<Theirs extends RequestMap, Mine extends RequestMap, In extends EventMap, Out extends EventMap> {
  private nextId = 1;
  private closed: Error | undefined;
  private readonly open = new Map<number, { resolve(v: unknown): void; reject(e: Error): void }>();
  private readonly listeners = new Map<string, Set<(data: never) => void>>();

  constructor(
    private readonly port: Port,
    private readonly handlers: Handlers<Mine>,
  ) {
    port.onMessage((m) => this.receive(m as Message));
  }

  request<K extends keyof Theirs & string>(name: K, params: Theirs[K]['params']): Promise<Theirs[K]['result']> {
    if (this.closed) return Promise.reject(this.closed);
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve: resolve as (v: unknown) => void, reject });
      this.port.post({ kind: 'request', id, name, params } satisfies Message);
    });
  }

  emit<K extends keyof Out & string>(name: K, data: Out[K], transfer?: readonly ArrayBuffer[]): void {
    if (!this.closed) this.port.post({ kind: 'event', name, data } satisfies Message, transfer);
  }

  /** Returns the function that stops listening. */
  on<K extends keyof In & string>(name: K, listener: (data: In[K]) => void): () => void {
    let set = this.listeners.get(name);
    if (!set) this.listeners.set(name, (set = new Set()));
    set.add(listener as (data: never) => void);
    return () => set.delete(listener as (data: never) => void);
  }

  close(reason: Error): void {
    if (this.closed) return;
    this.closed = reason;
    for (const { reject } of this.open.values()) reject(reason);
    this.open.clear();
  }

  private receive(message: Message): void {
    switch (message.kind) {
      case 'request':
        void this.answer(message);
        return;
      case 'result':
        this.open.get(message.id)?.resolve(message.result);
        this.open.delete(message.id);
        return;
      case 'error':
        this.open.get(message.id)?.reject(new RemoteError(message.error));
        this.open.delete(message.id);
        return;
      case 'event':
        for (const listener of this.listeners.get(message.name) ?? []) (listener as (d: unknown) => void)(message.data);
        return;
      default:
        message satisfies never;
    }
  }

  private async answer(message: Message & { kind: 'request' }): Promise<void> {
    let reply: Message;
    try {
      const handler = this.handlers[message.name];
      if (!handler) throw new Error(`No such request: ${message.name}`);
      reply = { kind: 'result', id: message.id, result: await handler(message.params) };
    } catch (e) {
      reply = { kind: 'error', id: message.id, error: toWire(e) };
    }
    if (!this.closed) this.port.post(reply);
  }
}

function toWire(e: unknown): WireError {
  if (e instanceof RemoteError) return e.wire;
  if (!(e instanceof Error)) return { message: String(e), name: 'Error' };
  const extra = e as { code?: unknown; where?: unknown };
  return {
    message: e.message,
    name: e.name,
    ...(typeof extra.code === 'string' ? { code: extra.code } : {}),
    ...(extra.where === undefined ? {} : { where: extra.where }),
  };
}
