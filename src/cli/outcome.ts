// How a command ends when it does not end well. A command throws; main turns it into lines on standard error and an
// exit status. Nothing here prints a stack trace for what a user can mend.
import type { Problem } from '../spec/problem';
import type { Io } from './io';

export const EXIT = { ok: 0, fault: 1, usage: 2, interrupted: 130 } as const;

/** The problems of a spec, or of its data: `file` as the user wrote it. */
export class SpecFaults extends Error {
  override readonly name = 'SpecFaults';
  constructor(
    readonly file: string,
    readonly text: string,
    readonly problems: readonly Problem[],
  ) {
    super(problems[0]?.message);
  }
}

/** The command was called wrongly. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Gives the promise, or Interrupted as soon as the user does not want to wait any more. */
export function untilInterrupted<T>(io: Io, work: Promise<T>): Promise<T> {
  const { interrupted } = io;
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Interrupted());
    if (interrupted.aborted) stop();
    interrupted.addEventListener('abort', stop);
    work.then(resolve, reject).finally(() => interrupted.removeEventListener('abort', stop));
  });
}
