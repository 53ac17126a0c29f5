// The smallest event: what vscode.EventEmitter is, for files that must also run without VS Code.

export interface Disposable {
  dispose(): void;
}

export type Event<T> = (listener: (event: T) => void) => Disposable;

export class Emitter<T> {
  private readonly listeners = new Set<(event: T) => void>();

  readonly event: Event<T> = (listener) => {
    const own = (event: T): void => listener(event); // the same function may listen twice
    this.listeners.add(own);
    return { dispose: () => void this.listeners.delete(own) };
  };

  /** A listener that throws does not keep the others from hearing; its error surfaces on its own. */
  fire(event: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
