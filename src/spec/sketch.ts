// What can be known of the data without reading any: the shapes and classes of sources made in code
// and of the catalogue. A sketch of DataFacts, with holes; facts of the loaded data go before it.
import type { DataFacts } from '../data/facts';
import { loss as lossWord } from '../nn/losses';
import type { Task } from '../nn/words';
import { sourceName } from './data';
import type { Spec, WordSpec } from './spec';
import { catalogueEntry, generator } from './vocabulary';

export type Known = { readonly [K in keyof DataFacts]?: DataFacts[K] | undefined } & {
  /** Rows of the source before it is split. */
  readonly allRows?: number;
  /** Bytes that one sample takes, where they are made in code. */
  readonly sampleBytes?: number;
};

/** What of a spec tells about its data; the loss may not be written yet. */
type Sketched = Pick<Spec, 'data'> & { readonly loss?: WordSpec | undefined };

export function sketch(spec: Sketched): Known {
  const made = sourceName(spec.data.source, 'builtin');
  if (made !== undefined) return ofGenerator(spec, made);
  const kept = sourceName(spec.data.source, 'dataset');
  if (kept !== undefined) return ofCatalogue(spec, kept);
  // A loss for one kind of target says what the loader will take it for.
  const tasks = lossWord(spec.loss?.type ?? '')?.tasks ?? [];
  const task = spec.data.task ?? (tasks.length === 1 ? tasks[0] : undefined);
  const target = spec.data.target ?? [-1];
  const ranges = target.some((t) => typeof t === 'string' && t.includes(':')); // how many columns is in the file
  return { task, ...outputsOf(task, spec.data.classes?.map(String), ranges ? undefined : target.length) };
}

function ofGenerator(spec: Sketched, name: string): Known {
  const word = generator(name)!; // the schema let it pass
  const options = spec.data.generator;
  // Two samples tell shape and names, and cost nothing.
  const few = word.make('samples' in options ? { ...options, samples: 2 } : options);
  const allRows = Math.min(Number(options['samples'] ?? few.targets.length), spec.data.limit ?? Infinity);
  const task = taskOf(spec, word.task, word.classes?.length);
  return {
    name: `builtin:${name}`,
    task,
    inputShape: few.shape,
    ...outputsOf(task, word.classes, 1),
    targetNames: [few.targetName],
    inputNames: few.inputNames,
    allRows,
    sampleBytes: few.inputs.byteLength / few.targets.length,
    rows: splitRows(allRows, ownShares(spec, spec.data.split ?? { validation: 0, test: word.defaultTest })),
  };
}

function ofCatalogue(spec: Sketched, name: string): Known {
  const entry = catalogueEntry(name)!; // the schema let it pass
  const task = taskOf(spec, entry.task, entry.classes?.length);
  const { columns } = entry;
  const plain = columns && !spec.data.features && !spec.data.target && !spec.data.ignore.length;
  const targets = entry.data.target?.map(String) ?? [];
  const inputNames = plain ? columns.filter((c) => !targets.includes(c) && !entry.data.ignore?.includes(c)) : undefined;
  const ownTarget = spec.data.target !== undefined;
  return {
    name: `dataset:${name}`,
    task: ownTarget ? spec.data.task : task,
    inputShape: entry.shape ?? (inputNames && [inputNames.length]),
    ...(ownTarget ? {} : outputsOf(task, entry.classes, targets.length)),
    ...(targets.length && !ownTarget && { targetNames: targets }),
    inputNames,
    allRows: Math.min(entry.rows, spec.data.limit ?? Infinity),
  };
}

/** Two classes may also be told apart by a softmax of two outputs; the loss says which is meant. */
export function taskOf(spec: Sketched, natural: Task, classes?: number): Task {
  if (spec.data.task) return spec.data.task;
  const tasks = lossWord(spec.loss?.type ?? '')?.tasks ?? [];
  return natural === 'binary' && (classes ?? 2) === 2 && !tasks.includes('binary') && tasks.includes('multiclass')
    ? 'multiclass'
    : natural;
}

function outputsOf(task: Task | undefined, classes: readonly string[] | undefined, targets: number | undefined): Known {
  if (task === 'binary') return { outputs: 1, ...(classes && { classes }) };
  if (task === 'multiclass') return classes ? { outputs: classes.length, classes } : {};
  return task === 'regression' && targets ? { outputs: targets } : {};
}

/** A split with a source of its own takes no rows of the main one. */
function ownShares({ data }: Sketched, split: { readonly validation: number; readonly test: number }) {
  return { validation: data.validation ? 0 : split.validation, test: data.test ? 0 : split.test };
}

/** Near enough for a warning: the loader rounds in its own way. */
function splitRows(rows: number, split: { readonly validation: number; readonly test: number }): DataFacts['rows'] {
  const take = (part: number): number => (part < 1 ? Math.round(part * rows) : part);
  const [validation, test] = [take(split.validation), take(split.test)];
  return { train: Math.max(0, rows - validation - test), validation, test };
}
