// What a command reads is not what it may write over: `--out` names none of its own files, nor a link to one.
import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import { sourcesOf } from '../files/nearData';
import type { Io } from './io';
import type { OpenedSpec } from './openSpec';
import { UsageError } from './outcome';

export interface OwnFiles {
  readonly out: string;
  readonly weights: string;
  /** Of `predict`; what names no file is none. */
  readonly input?: string;
}

/** Throws a UsageError where `out` is the spec, a file that it names, the weights or the input. */
export function refuseOwnFiles({ path: specFile, spec }: OpenedSpec, { out, weights, input }: OwnFiles, io: Io): void {
  const named = [sourcesOf(spec.data), spec.initialWeights ?? []].flat();
  const own: (readonly [what: string, file: string])[] = [
    ['the spec itself', specFile],
    ['the weights file itself', path.resolve(io.cwd, weights)],
    ...named.map((name) => ['a file that the spec names', path.resolve(path.dirname(specFile), name)] as const),
  ];
  if (input !== undefined) own.push(['the input itself', path.resolve(io.cwd, input)]);
  const wanted = real(path.resolve(io.cwd, out));
  const found = wanted !== undefined && own.find(([, file]) => real(file) === wanted);
  if (found) throw new UsageError(`--out ${out}: this is ${found[0]}. Choose another file name.`);
}

/** Undefined where there is no such file: nothing is lost then. */
function real(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined;
  }
}
