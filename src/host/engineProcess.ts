// Where an engine runs: a worker thread of the extension host. Loaded at the first Train, never before.
// `Death` says how a worker ended without being asked to.
import { Worker } from 'node:worker_threads';
import type { Bundle } from '../l10n';
import type { Port } from '../protocol/channel';
import { t } from './say';

/** JavaScript objects only: tensors live in ArrayBuffers, which this limit does not count. */
const HEAP_MB = 4096;

export interface EngineProcess {
  readonly port: Port;
  /** Called at most once, and not after terminate(). The sentence says what happened. */
  onDeath(listener: (what: string) => void): void;
  terminate(): Promise<void>;
}

/** `script`: dist/engine.js. `bundle`: its sentences in the user's language; English without one. */
export function startEngineWorker(script: string, bundle?: Bundle): EngineProcess {
  const worker = new Worker(script, {
    name: 'nnspec engine',
    workerData: { bundle },
    execArgv: [], // not the extension host's inspector flags
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  let dying: ((what: string) => void) | undefined;
  let cause: string | undefined;
  let asked = false;
  const die = (what: string): void => {
    if (!asked) dying?.(what);
    dying = undefined;
  };
  worker.on('error', (error: Error & { code?: string }) => {
    cause =
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? t('The training worker ran out of memory.')
        : t('The training worker failed: {0}', error.message);
  });
  worker.on('messageerror', (error) =>
    die(t('A message of the training worker could not be read: {0}', error.message)),
  );
  worker.on('exit', (code) => die(cause ?? t('The training worker ended unexpectedly (exit code {0}).', code)));
  return {
    port: {
      post: (message, transfer) => worker.postMessage(message, transfer ? [...transfer] : []),
      onMessage: (listener) => void worker.on('message', listener),
    },
    onDeath: (listener) => void (dying = listener),
    async terminate() {
      asked = true;
      await worker.terminate();
    },
  };
}
