// What a command sees of the outside: two streams, a folder, the environment, and interruption. A test passes its
// own; the real one survives a reader that has gone away (EPIPE) and tells the first Ctrl-C from the second.
import { createInterface } from 'node:readline/promises';
import { EXIT } from './outcome';

export interface Out {
  write(text: string): void;
  readonly isTTY: boolean;
}

export interface Io {
  readonly stdout: Out;
  readonly stderr: Out;
  /** Relative paths start here. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C, a SIGTERM, or a reader that has gone away. */
  readonly interrupted: AbortSignal;
  /** Asks yes or no; absent where nobody can answer (no terminal). */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Standard input in full, for `-`. */
  readStdin(): Promise<Uint8Array>;
}

export function realIo(): Io {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const lost = (e: NodeJS.ErrnoException) => {
    const why = e.code === 'ENOSPC' ? 'the disk is full' : (e.code ?? e.message);
    process.stderr.write(`nnspec: error: standard output cannot be written: ${why}.\n`);
    process.on('exit', (status) => void (process.exitCode = status || EXIT.fault)); // whatever else went well
  };
  const terminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return {
    stdout: stream(process.stdout, controller, lost),
    stderr: stream(process.stderr, controller),
    cwd: process.cwd(),
    env: process.env,
    interrupted: controller.signal,
    ...(terminal ? { ask: (question: string) => ask(question, controller.signal) } : {}),
    async readStdin() {
      const parts: Buffer[] = [];
      for await (const part of process.stdin) parts.push(part as Buffer);
      return Buffer.concat(parts);
    },
  };
}

function stream(
  target: NodeJS.WriteStream,
  controller: AbortController,
  lost: (e: NodeJS.ErrnoException) => void = () => {},
): Out {
  let gone = false;
  target.on('error', (e: NodeJS.ErrnoException) => {
    const first = !gone;
    gone = true; // `nnspec … | head`: nobody reads any more; a training stops after a checkpoint
    if (e.code === 'EPIPE') controller.abort();
    else if (first) lost(e);
  });
  return {
    write: (text) => {
      if (!gone) target.write(text);
    },
    isTTY: target.isTTY === true,
  };
}

/** Ctrl-C at the question counts as an interruption, and the answer as no. */
async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
  } catch {
    return false;
  } finally {
    lines.close();
  }
}
