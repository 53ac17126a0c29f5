// From a spec's file name to a checked Spec; problems are thrown as SpecFaults, warnings go to standard error.
import * as os from 'node:os';
import * as path from 'node:path';
import type { DataFacts } from '../data/facts';
import { readPlainFile, whyUnread } from '../files/plain';
import { checkSpec } from '../spec/check';
import { formatProblem, locate } from '../spec/locate';
import { parseSpec } from '../spec/parse';
import type { PathSegment, Problem } from '../spec/problem';
import type { Spec } from '../spec/spec';
import type { Io } from './io';
import { SpecFaults, UsageError } from './outcome';

export type Overrides = readonly (readonly [string, string])[];

/** Those that say something still: not what a later one of the same key, or of what it lies in, says anew. */
export function lastWords(set: Overrides): Overrides {
  const anew = (key: string, later: string): boolean => key === later || key.startsWith(`${later}.`);
  return set.filter(([key], i) => !set.slice(i + 1).some(([later]) => anew(key, later)));
}

export interface OpenedSpec {
  /** As the user wrote it, for messages. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly spec: Spec;
}

/** Reads and parses; throws SpecFaults. */
export function openSpec(file: string, set: Overrides, io: Io): OpenedSpec {
  const { path, text, spec, problems } = readSpec(file, set, io);
  if (!spec) throw new SpecFaults(file, text, problems);
  warn(problems, file, text, io);
  return { file, path, text, spec };
}

export function readSpec(file: string, set: Overrides, io: Io) {
  if (file.trim() === '') throw new UsageError('"": the name of a .nnspec file is wanted.');
  const absolute = path.resolve(io.cwd, file);
  const text = readText(absolute, file);
  return { path: absolute, text, ...parseSpec(text, { file: absolute, set }) };
}

/** Shapes and rules; with the data's facts once they are known. Throws SpecFaults, prints warnings. */
export function checkOpened(opened: OpenedSpec, io: Io, data?: DataFacts): void {
  const { file, text } = opened;
  const problems = problemsOf(opened, data);
  if (problems.some((p) => p.severity === 'error')) throw new SpecFaults(file, text, problems);
  if (data) warn(problems, file, text, io); // said once, when all is known
}

export function problemsOf({ spec, text }: OpenedSpec, data?: DataFacts): Problem[] {
  return checkSpec(spec, text, { memoryBytes: os.totalmem(), ...(data && { data }) });
}

/** A problem at a key of the spec. */
export function problemAt(
  opened: Pick<OpenedSpec, 'text'>,
  at: readonly PathSegment[],
  code: string,
  message: string,
): Problem {
  return { severity: 'error', code, message, path: at, ...locate(opened.text, at) };
}

function warn(problems: readonly Problem[], file: string, text: string, io: Io): void {
  for (const p of problems) if (p.severity === 'warning') io.stderr.write(`${formatProblem(p, file, text)}\n`);
}

function readText(absolute: string, file: string): string {
  let bytes: Buffer;
  try {
    bytes = readPlainFile(absolute);
  } catch (e) {
    const folder = (e as NodeJS.ErrnoException).code === 'EISDIR';
    const why = folder ? 'this is a folder, not a spec' : whyUnread(e);
    const message = `${why[0]!.toUpperCase()}${why.slice(1)}.`;
    throw new SpecFaults(file, '', [problemAt({ text: '' }, [], 'unreadable', message)]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const message = 'This is not a text file in UTF-8. Save it as UTF-8.';
    throw new SpecFaults(file, '', [problemAt({ text: '' }, [], 'not-utf8', message)]);
  }
}
