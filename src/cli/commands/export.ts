// nnspec export: weights from a file, written in any format. A file that nnspec wrote says itself how a row becomes
// inputs; for another one the data is loaded, because scaling and labels come from it.
import * as path from 'node:path';
import { format } from '../../formats';
import type { Io } from '../io';
import { formatNames, writeFormat } from '../exports';
import { openSpec, type Overrides } from '../openSpec';
import { openTrained } from '../openTrained';
import { EXIT, untilInterrupted, UsageError } from '../outcome';
import { refuseOwnFiles } from '../ownFiles';

export interface ExportOptions {
  readonly weights: string;
  readonly format: string;
  readonly out: string;
  readonly set: Overrides;
  readonly yes?: boolean;
}

export async function exportWeights(file: string, options: ExportOptions, io: Io): Promise<number> {
  const known = format(options.format);
  if (!known) throw new UsageError(`--format ${options.format}: one of ${formatNames} is wanted.`);
  if (options.out.trim() === '') throw new UsageError('--out "": the name of the file to write is wanted.');
  const opened = openSpec(file, options.set, io);
  refuseOwnFiles(opened, options, io);
  const network = await untilInterrupted(io, openTrained(opened, options, io));
  const trailing = /[/\\]$/.test(options.out) ? path.sep : '';
  const written = await writeFormat(known, network, path.resolve(io.cwd, options.out) + trailing);
  for (const name of written) io.stdout.write(`${path.relative(io.cwd, name)}\n`);
  return EXIT.ok;
}
