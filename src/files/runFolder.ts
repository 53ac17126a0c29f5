// One run's folder: metrics.csv, checkpoint and weights, run.json. Everything is written at once and synchronously:
// after a kill -9 metrics.csv and the last checkpoint are whole, because a file is either appended line by line, cut at a
// line's end, or replaced by a rename. Each file has one writer: run.json is written by who trains, marks.json by the user's commands,
// so that a run renamed at the moment of its end loses neither its end nor its name.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { t } from '../l10n';
import { FormatError, type TensorFile } from '../formats/format';
import { readableJson } from '../formats/json';
import { readSafetensors, writeSafetensors } from '../formats/safetensors';
import type { MetricsPoint } from '../protocol/engine';
import { UserError } from '../spec/problem';
import { makeFolders } from './folders';
import { bytesOf, columnsInSync, endOfRows, metricsHeader, metricsRow, pointsInSync } from './metricsCsv';
import { readPlainFile, writePlainFile } from './plain';
import { holdRun, releaseRun } from './runLock';
import { readMarks, readRecord, type RunMarks, type RunRecord } from './runRecord';
import { orSentence, orUnread } from './runRefusals';

export const RUN_FILES = {
  spec: 'spec.nnspec',
  metrics: 'metrics.csv',
  weights: 'weights.safetensors',
  checkpoint: 'checkpoint.safetensors',
  record: 'run.json',
  marks: 'marks.json',
} as const;

/** `undefined` takes a key out. */
type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };
export type RecordChanges = Changes<Omit<RunRecord, keyof RunMarks>>;

/** The record in a folder; undefined where its run.json is none. Throws what the system says of run.json. */
export function recordIn(folder: string): RunRecord | undefined {
  const text = (file: string): string => readPlainFile(path.join(folder, file)).toString('utf8');
  const record = text(RUN_FILES.record);
  let marks = '';
  try {
    marks = text(RUN_FILES.marks);
  } catch {
    // What cannot be read marks nothing.
  }
  return readRecord(record, marks);
}

export class RunFolder {
  private columns: readonly string[] | undefined;
  /** metrics.csv as it was when this process went on with the run. */
  private earlier: readonly Buffer[] = [];

  constructor(
    /** Absolute. */
    readonly folder: string,
    private current: RunRecord,
  ) {}

  get record(): RunRecord {
    return this.current;
  }

  /** Where one of the run's files is (it may not exist yet). */
  file(which: keyof typeof RUN_FILES): string {
    return path.join(this.folder, RUN_FILES[which]);
  }

  /** Changes run.json: for who trains in the folder. */
  update(changes: RecordChanges): void {
    this.current = { ...this.current, ...changes } as RunRecord;
    const { title: _title, pinned: _pinned, ...record } = this.current;
    this.replace('record', `${readableJson(record)}\n`);
  }

  /** Changes marks.json, at any time. */
  mark(changes: Changes<RunMarks>): void {
    const before = fs.existsSync(this.file('marks')) ? this.read('marks').toString('utf8') : '';
    const marks = { ...readMarks(before), ...changes } as RunMarks;
    this.current = { ...this.current, title: undefined, pinned: undefined, ...marks } as RunRecord;
    this.replace('marks', `${readableJson(marks)}\n`);
  }

  /** Training (again): what was said of an earlier end no longer holds. */
  begin(changes: RecordChanges = {}): void {
    this.update({ state: 'running', reason: undefined, message: undefined, splits: {}, ...changes });
  }

  /**
   * Takes the folder for training in it, until `release`. Throws where another process trains in it. What a process that
   * let go of it meanwhile has recorded is known then.
   */
  hold(): void {
    orSentence(this.folder, () => holdRun(this.folder));
    if (fs.existsSync(this.file('record')))
      this.current = orUnread(this.file('record'), () => recordIn(this.folder)) ?? this.current;
  }

  release(): void {
    releaseRun(this.folder);
  }

  /** Nobody has deleted it, nor begun to. */
  get isThere(): boolean {
    return fs.existsSync(this.file('record')) && fs.existsSync(this.file('spec'));
  }

  /**
   * Makes the folder again that was deleted under a run: everything but checkpoint and weights, and held. `points` are
   * those of this process.
   */
  restore(specText: string, points: readonly MetricsPoint[]): void {
    orSentence(this.folder, () => {
      makeFolders(this.folder);
      writePlainFile(this.file('spec'), specText);
      holdRun(this.folder);
    });
    fs.rmSync(this.file('metrics'), { force: true }); // what a deletion that is under way has left, or not yet taken
    this.columns = undefined;
    if (this.earlier.length > 0) this.replace('metrics', this.earlier);
    this.appendMetrics(points);
    this.update({});
  }

  specText(): string {
    return this.read('spec').toString('utf8');
  }

  /** A resumed run goes on with the spec as it is now (more epochs, say). */
  goOnWith(specText: string, set: RunRecord['set']): void {
    this.replace('spec', specText);
    this.update({ set });
  }

  /** Appends rows to metrics.csv. Points come in order of their index, which is their row. */
  appendMetrics(points: readonly MetricsPoint[]): void {
    if (points.length === 0) return;
    const names = new Set(points.flatMap((p) => Object.keys(p.values)));
    const known = this.columns ?? this.metricsColumns();
    const columns = [...known, ...[...names].filter((n) => !known.includes(n))];
    orSentence(this.folder, () => {
      // A point that brings a new metric (a validation split has more than a batch) rewrites the file once.
      if (columns.length > known.length || known.length === 0) this.replace('metrics', this.rewritten(columns));
      fs.appendFileSync(this.file('metrics'), points.map((p) => metricsRow(p, columns)).join(''));
    });
    this.columns = columns;
  }

  metrics(): MetricsPoint[] {
    return [...this.metricsPieces()].flat();
  }

  /**
   * Before going on from a checkpoint: forgets points with index ≥ count, which a killed run had written after it,
   * and a last line that it did not finish.
   */
  keepMetrics(count: number): void {
    const file = this.file('metrics');
    this.earlier = [];
    if (!fs.existsSync(file)) return;
    const end = endOfRows(file, count);
    orSentence(this.folder, () => fs.truncateSync(file, end));
    this.earlier = [...bytesOf(file)];
  }

  writeCheckpoint(checkpoint: TensorFile): void {
    refuseTooLarge(checkpoint);
    this.replace('checkpoint', writeSafetensors(checkpoint));
  }

  readCheckpoint(): TensorFile {
    if (!fs.existsSync(this.file('checkpoint')))
      throw new UserError(t`The run ${this.folder} has no checkpoint to go on from; train again.`, 'no-checkpoint');
    return this.readTensors('checkpoint');
  }

  writeWeights(weights: TensorFile): void {
    this.replace('weights', writeSafetensors(weights));
  }

  readWeights(): TensorFile {
    return this.readTensors('weights');
  }

  private readTensors(which: 'checkpoint' | 'weights'): TensorFile {
    try {
      return readSafetensors(this.read(which));
    } catch (e) {
      if (e instanceof FormatError) throw new UserError(`${this.file(which)}: ${e.message}.`, 'bad-run');
      throw e;
    }
  }

  private metricsColumns(): readonly string[] {
    return fs.existsSync(this.file('metrics')) ? columnsInSync(this.file('metrics')) : [];
  }

  private *metricsPieces(): Generator<readonly MetricsPoint[], void, void> {
    if (fs.existsSync(this.file('metrics'))) yield* pointsInSync(this.file('metrics'));
  }

  /** metrics.csv with such columns, in pieces. */
  private *rewritten(columns: readonly string[]): Generator<string, void, void> {
    yield metricsHeader(columns);
    for (const points of this.metricsPieces()) yield points.map((p) => metricsRow(p, columns)).join('');
  }

  private read(which: keyof typeof RUN_FILES): Buffer {
    return orUnread(this.file(which), () => readPlainFile(this.file(which)));
  }

  private replace(which: keyof typeof RUN_FILES, content: string | Uint8Array | Iterable<string | Buffer>): void {
    const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
    orSentence(this.folder, () => {
      const temporary = `${this.file(which)}.${process.pid}.tmp`;
      try {
        writePieces(temporary, pieces);
        fs.renameSync(temporary, this.file(which));
      } catch (e) {
        fs.rmSync(temporary, { force: true });
        throw e;
      }
    });
  }
}

function writePieces(file: string, pieces: Iterable<string | Uint8Array>): void {
  const handle = fs.openSync(file, 'w');
  try {
    for (const piece of pieces) fs.writeFileSync(handle, piece);
  } finally {
    fs.closeSync(handle);
  }
}

/** Node reads no file of 2 GB or more at once: a checkpoint of that size could never be gone on from. */
const LARGEST_FILE = 2 ** 31 - 1;

function refuseTooLarge({ tensors }: TensorFile): void {
  const bytes = tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
  if (bytes <= LARGEST_FILE) return;
  throw new UserError(
    t`A checkpoint of this network, with what its optimizer remembers, takes ${(bytes / 1e9).toFixed(1)} GB; at most 2.1 GB can be kept. Use fewer units, or the optimizer "sgd", which remembers nothing.`,
    'too-large',
  );
}
