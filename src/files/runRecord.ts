// run.json and marks.json, read strictly: either may be damaged, or of an older or newer nnspec. A part that is not as it
// should be counts as not there, so that one bad run costs no list its other runs; keys that nobody here knows are kept.
import type { SplitName } from '../data/dataset';
import type { DataInfo, EndReason, Position, RunEnd, RunState, SplitReport } from '../protocol/engine';

/** marks.json, the user's own: what the run is called in place of its time, and that it stays whatever `nnspec.runs.keep` says. */
export interface RunMarks {
  readonly title?: string;
  readonly pinned?: boolean;
}

/** run.json, and the marks beside it. NaN and ±∞ are kept as null there. */
export interface RunRecord extends RunMarks {
  readonly version: 1;
  /** The spec's name, and its file (absolute) when the run began. */
  readonly spec: string;
  readonly specFile: string;
  /** Overrides the run was started with (`--set`). */
  readonly set: readonly (readonly [string, string])[];
  /** As ISO 8601 has it: "2025-03-04T05:06:07.890Z". */
  readonly created: string;
  readonly seed: number;
  readonly state: RunState;
  readonly reason?: EndReason;
  readonly message?: string;
  readonly position?: Position;
  readonly seconds: number;
  readonly splits: RunEnd['splits'];
  /** What the run was trained on; `hash` as `identity.ts` makes it. */
  readonly data?: {
    readonly name: string;
    readonly hash: string;
    readonly rows: Readonly<Record<SplitName, number>>;
    /** Of a classification, in the order of its confusion matrix. */
    readonly classes?: readonly string[];
  };
  readonly kernels?: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** What is noted of a run's data. */
export function recordedData(hash: string, { name, splits, classes }: DataInfo): NonNullable<RunRecord['data']> {
  return { name, hash, rows: splits, ...(classes ? { classes } : {}) };
}

/** The texts of a run.json and of the marks.json beside it; undefined where it is none, or one of another version. */
export function readRecord(text: string, marks = ''): RunRecord | undefined {
  const found = parsed(text);
  if (found['version'] !== 1 || typeof found['spec'] !== 'string') return undefined;
  const others = Object.entries(found).filter(([key]) => !Object.hasOwn(PARTS, key));
  return { ...Object.fromEntries(others), ...checked<RunRecord>(found, PARTS), ...readMarks(marks) };
}

/** What cannot be read marks nothing. */
export function readMarks(text: string): RunMarks {
  return checked<RunMarks>(parsed(text), MARKS);
}

type Found = Readonly<Record<string, unknown>>;

/** What a part's value is; undefined where it is none. */
type Reader<T> = (value: unknown) => T | undefined;
type Readers<T> = { readonly [K in keyof T]-?: Reader<T[K]> };

const MARKS: Readers<RunMarks> = {
  title: asText,
  pinned: (value) => value === true || undefined,
};

/** Run folders are named by it. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const NO_TIME = new Date(0).toISOString();

const STATES: { readonly [S in RunState]: true } = {
  preparing: true,
  ready: true,
  running: true,
  paused: true,
  finished: true,
  stopped: true,
  early_stopped: true,
  diverged: true,
  failed: true,
};
const REASONS: { readonly [R in EndReason]: true } = {
  finished: true,
  stopped: true,
  early_stopping: true,
  diverged: true,
};

const PARTS: Readers<RunRecord> = {
  ...MARKS,
  version: () => 1,
  spec: asText,
  specFile: (value) => asText(value) ?? '',
  set: (value) => (Array.isArray(value) && value.every(isOverride) ? value : []),
  created: (value) => (isTime(value) ? value : NO_TIME),
  seed: (value) => asCount(value) ?? 0,
  state: (value) => asOneOf(STATES, value) ?? 'stopped',
  reason: (value) => asOneOf(REASONS, value),
  message: asText,
  position: asPosition,
  seconds: (value) => asAmount(value) ?? 0,
  splits: (value) => splitsOf(asObject(value), asReport),
  data: asData,
  kernels: asText,
  versions: (value) => entriesOf(asObject(value), asText),
};

/** The whole of `found`'s known parts; those that are not there are no keys. */
function checked<T>(found: Found, parts: Readers<T>): T {
  const entries = Object.entries<Reader<unknown>>(parts).map(([key, read]) => [key, read(found[key])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}

function parsed(text: string): Found {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Empty where it is none. */
function asObject(value: unknown): Found {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Found) : {};
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asAmount(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value < Infinity ? value : undefined;
}

function asCount(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? asAmount(value) : undefined;
}

function asOneOf<T extends string>(known: { readonly [K in T]: true }, value: unknown): T | undefined {
  return typeof value === 'string' && Object.hasOwn(known, value) ? (value as T) : undefined;
}

const isOverride = (pair: unknown): boolean =>
  Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));

function asPosition(value: unknown): Position | undefined {
  const { iteration, epoch, totalIterations, iterationsPerEpoch } = asObject(value);
  const amounts = [epoch, totalIterations, iterationsPerEpoch].every((amount) => asAmount(amount) !== undefined);
  return amounts && asCount(iteration) !== undefined ? (value as Position) : undefined;
}

function asData(value: unknown): RunRecord['data'] {
  const { name, hash, rows, classes } = asObject(value);
  if (typeof name !== 'string' || typeof hash !== 'string') return undefined;
  const named = Array.isArray(classes) && classes.every((one) => typeof one === 'string');
  return {
    name,
    hash,
    rows: { train: 0, validation: 0, test: 0, ...splitsOf(asObject(rows), asCount) },
    ...(named ? { classes } : {}),
  };
}

function asReport(value: unknown): SplitReport | undefined {
  const { values, confusionMatrix } = asObject(value);
  const numbers = asObject(values);
  if (numbers !== values) return undefined;
  // A null is a NaN or ±∞, and stays one here.
  const kept = entriesOf(numbers, (one) => (one === null ? (one as unknown as number) : asNumber(one)));
  return { values: kept, ...(isMatrix(confusionMatrix) ? { confusionMatrix } : {}) };
}

const asNumber: Reader<number> = (value) => (typeof value === 'number' ? value : undefined);

/** Square: a row a true class, a column a predicted one. */
const isMatrix = (value: unknown): value is NonNullable<SplitReport['confusionMatrix']> =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (row) => Array.isArray(row) && row.length === value.length && row.every((n) => asNumber(n) !== undefined),
  );

function splitsOf<T>(found: Found, read: Reader<T>): { readonly [S in SplitName]?: T } {
  return checked<{ readonly [S in SplitName]?: T }>(found, { train: read, validation: read, test: read });
}

function entriesOf<T>(found: Found, read: Reader<T>): Readonly<Record<string, T>> {
  const entries = Object.entries(found).map(([key, value]) => [key, read(value)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, T] => entry[1] !== undefined));
}
