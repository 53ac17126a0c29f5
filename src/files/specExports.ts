// The files of a spec's `export` list, written when its run ends: inside the workspace only, and never over a file that
// is not ours. What was written is remembered by its hash in `.nnspec/exports.json`; a file that still has that hash is
// replaced, any other is left alone and the new one gets a number: weights.npz, weights-2.npz.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { t } from '../l10n';
import { format, type TrainedNetwork } from '../formats';
import type { ExportSpec } from '../spec/spec';
import { writeFileAtomic } from './atomic';
import { makeFolders } from './folders';
import { liesIn } from './inside';
import { readPlainFile, writePlainFile } from './plain';
import { orSentence } from './runRefusals';

export interface ExportPlace {
  /** The spec's file; paths start at its folder. */
  readonly file: string;
  readonly workspace?: string;
  readonly runsFolder?: string;
}

export interface ExportNote {
  readonly level: 'info' | 'warning';
  readonly message: string;
}

/** Says what was written and where. */
export async function writeSpecExports(
  wanted: readonly ExportSpec[],
  network: TrainedNetwork,
  place: ExportPlace,
): Promise<ExportNote[]> {
  if (wanted.length === 0) return [];
  const record = new Record(place);
  const notes: ExportNote[] = [];
  for (const { format: name, path: to } of wanted) {
    const known = format(name);
    const file = path.resolve(path.dirname(place.file), to);
    if (!known) continue; // the schema did not let it pass
    if (place.workspace !== undefined && !liesIn(file, place.workspace)) {
      notes.push({ level: 'warning', message: t`${to} lies outside the workspace and was not written.` });
      continue;
    }
    const extension = path.extname(file);
    const stem = path.basename(file, extension);
    for (let n = 1; ; n++) {
      const base = n === 1 ? stem : `${stem}-${n}`;
      const files = known.write(network, base).map(({ name: own, bytes }, i) => ({
        name: path.join(path.dirname(file), i === 0 ? `${base}${extension || known.extension}` : own),
        bytes,
      }));
      const taken = files.find((f) => !record.mayWrite(f.name));
      if (taken) {
        notes.push({
          level: 'warning',
          message: t`${path.basename(taken.name)} was there already and is not as a run wrote it, so it was left alone.`,
        });
        continue;
      }
      makeFolders(path.dirname(file));
      for (const f of files) {
        await writeFileAtomic(f.name, f.bytes, { overwrite: true });
        record.wrote(f.name, f.bytes);
      }
      notes.push({
        level: 'info',
        message: t`Wrote ${files.map((f) => path.relative(path.dirname(place.file), f.name)).join(', ')}.`,
      });
      break;
    }
  }
  record.save();
  return notes;
}

class Record {
  private readonly file: string | undefined;
  private readonly hashes: { [file: string]: string } = {};

  constructor({ runsFolder }: ExportPlace) {
    this.file = runsFolder === undefined ? undefined : path.join(path.dirname(runsFolder), 'exports.json');
    try {
      Object.assign(this.hashes, JSON.parse(readPlainFile(this.file!).toString('utf8')));
    } catch {
      // none yet
    }
  }

  mayWrite(file: string): boolean {
    if (!fs.existsSync(file)) return true;
    try {
      return this.hashes[this.key(file)] === hash(readPlainFile(file));
    } catch {
      return false; // a folder, a pipe, or not ours to read
    }
  }

  wrote(file: string, bytes: Uint8Array): void {
    this.hashes[this.key(file)] = hash(bytes);
  }

  save(): void {
    if (this.file === undefined) return;
    const [file, folder] = [this.file, path.dirname(this.file)];
    orSentence(folder, () => {
      makeFolders(folder);
      writePlainFile(file, `${JSON.stringify(this.hashes, null, 2)}\n`);
    });
  }

  /** Relative, so that a moved folder keeps its record. */
  private key(file: string): string {
    return this.file === undefined ? file : path.relative(path.dirname(this.file), file).split(path.sep).join('/');
  }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
