// A spec's `data` -> a Dataset: opened, checked, split, fitted on the training rows, encoded.
// Everything that can be wrong with the data is found here and thrown as a DataError.
import { t } from '../l10n';
import type { Shape } from '../nn/words';
import { DataError } from '../spec/problem';
import type { DataSpec } from '../spec/spec';
import type {
  ColumnEncoding,
  DataReader,
  Dataset,
  Preprocessing,
  SampleMatrix,
  Split,
  SplitName,
  Targets,
} from './dataset';
import { categoriesOf, encodeColumns, fitColumn, inputNames } from './features';
import { completeRows } from './missing';
import { Sources } from './open';
import { byteSamples, valueSamples, valueTargets } from './samples';
import { fitScaling, type Scaling } from './scaling';
import type { Source } from './source';
import { limitRows, splitRows } from './split';
import { checkOtherTarget, planTarget, targetValues, type TargetPlan } from './target';
import { counted, inShort } from './table';

export interface LoadOptions {
  onProgress?(message: string, fraction?: number): void;
  /** Lets others have their turn; without it a long work is done in one go, and the signal is heard after it. */
  readonly breathe?: () => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** What a spec's `data` names, opened: the main source, and those of other splits. */
export interface OpenSources {
  readonly main: Source;
  readonly validation?: Source;
  readonly test?: Source;
}

export async function loadDataset(
  data: DataSpec,
  loss: string,
  reader: DataReader,
  options: LoadOptions = {},
): Promise<Dataset> {
  const sources = await openSources(data, reader, options);
  options.onProgress?.(t`Preparing ${counted(sources.main.rows, 'row')}`);
  return assemble(data, loss, sources);
}

export async function openSources(data: DataSpec, reader: DataReader, options: LoadOptions = {}): Promise<OpenSources> {
  const onProgress = (message: string, fraction?: number) => options.onProgress?.(message, fraction);
  const { breathe, signal } = options;
  const sources = new Sources({ data, reader, onProgress, breathe, signal });
  const main = await sources.open(data.source, 'source');
  const validation = data.validation === undefined ? undefined : await sources.open(data.validation, 'validation');
  const test = data.test === undefined ? main.test : await sources.open(data.test, 'test');
  signal?.throwIfAborted();
  return { main, ...(validation && { validation }), ...(test && { test }) };
}

/** Split, fitted on the training rows, encoded. A sample of a split is a row of its source. */
export function assemble(data: DataSpec, loss: string, { main, ...others }: OpenSources): Dataset {
  const notes: string[] = [];
  const split = data.split ?? { validation: 0, test: main.defaultTest, shuffle: true, stratify: false, seed: 1 };
  const complete = (source: Source): Int32Array => {
    const { rows, note } = completeRows(source, data.missing);
    if (note !== undefined) notes.push(note);
    return rows;
  };
  const whole = complete(main);
  const plan = planTarget(main, whole, data, loss);
  const rows = limitRows(whole, data.limit, split.shuffle, split.seed);
  const targets = targetValues(main, plan);
  if (split.stratify && plan.task === 'regression') {
    const message = t('Only classes can be stratified; the target is a number. Remove "stratify".');
    throw new DataError(message, { path: ['data', 'split', 'stratify'], code: 'bad-split' });
  }
  const parts = splitRows(
    rows,
    { ...split, ...(others.test && { test: 0 }), ...(others.validation && { validation: 0 }) },
    (row) => targets[row]!,
  );

  const fit = fitInputs(main, whole, parts.train, data);
  const scalings = fitTargets(main, plan, targets, parts.train, data);
  const make = (name: SplitName, source: Source, indices: Int32Array, part: Encoded): Split => ({
    name,
    ...part,
    indices,
    ...(source.raw && { rawRow: (position: number) => source.raw!(indices[position]!) }),
  });
  const encoded = encode(main, plan, fit, scalings, targets);
  const apart = (name: 'validation' | 'test'): Split | undefined => {
    const source = others[name];
    if (!source) return parts[name].length > 0 ? make(name, main, parts[name], encoded) : undefined;
    const kept = complete(source);
    checkOtherTarget(source, kept, plan, data, loss);
    checkOtherInputs(main, source, kept, fit);
    return make(name, source, kept, encode(source, plan, fit, scalings, targetValues(source, plan)));
  };
  const validation = apart('validation');
  const test = apart('test');
  const shape = encoded.inputs.shape;
  return {
    name: main.name,
    task: plan.task,
    inputShape: shape,
    outputs: plan.task === 'regression' ? main.targets.length : plan.task === 'binary' ? 1 : plan.classes!.length,
    inputNames: fit ? inputNames(fit) : [],
    targetNames: main.targets.map((column) => column.name),
    ...(plan.classes && { classes: plan.classes }),
    splits: {
      train: make('train', main, parts.train, encoded),
      ...(validation && { validation }),
      ...(test && { test }),
    },
    preprocessing: preprocessing(main, plan, fit, scalings, data),
    ...imageOf(shape, fit),
    notes,
  };
}

/** How each column is encoded; undefined for pixels. */
type Fit = readonly ColumnEncoding[] | undefined;
type Encoded = { readonly inputs: SampleMatrix; readonly targets: Targets };

function fitInputs(source: Source, rows: Int32Array, train: Int32Array, data: DataSpec): Fit {
  if (source.inputs.kind === 'columns') {
    return source.inputs.columns.map((column) => fitColumn(column, categoriesOf(source, column, rows), train, data));
  }
  if (data.scale !== 'none') {
    const message = t('Images are 0..1 already; "scale" is for the columns of a table. Remove it.');
    throw new DataError(message, { path: ['data', 'scale'], code: 'scaled-pixels' });
  }
  return undefined;
}

function fitTargets(
  source: Source,
  plan: TargetPlan,
  values: Float64Array,
  train: Int32Array,
  data: DataSpec,
): Scaling[] {
  const cols = source.targets.length;
  if (plan.task !== 'regression') {
    if (data.scaleTarget === 'none') return [];
    const message = t('Classes are not scaled; "scaleTarget" is for regression. Remove it.');
    throw new DataError(message, { path: ['data', 'scaleTarget'], code: 'scaled-classes' });
  }
  return source.targets.map((_, j) => fitScaling(data.scaleTarget, train.length, (i) => values[train[i]! * cols + j]!));
}

/** Inputs and targets of a source's rows as the network takes them; writes over `targets`. */
function encode(
  source: Source,
  plan: TargetPlan,
  fit: Fit,
  scalings: readonly Scaling[],
  targets: Float64Array,
): Encoded {
  const cols = plan.classes ? 1 : source.targets.length;
  scalings.forEach(({ offset, divisor }, j) => {
    for (let at = j; at < targets.length; at += cols) targets[at] = (targets[at]! - offset) / divisor;
  });
  return { inputs: samplesOf(source, fit), targets: valueTargets(targets, cols) };
}

function samplesOf({ inputs, rows }: Source, fit: Fit): SampleMatrix {
  if (inputs.kind === 'columns') {
    const values = encodeColumns(inputs.columns, rows, fit!);
    return valueSamples(values, rows, [inputNames(fit!).length]);
  }
  const { values, shape, divisor } = inputs;
  return values instanceof Uint8Array ? byteSamples(values, rows, shape, divisor) : valueSamples(values, rows, shape);
}

/** Another split's inputs must fit the first's: the same image size, numbers where numbers were. */
function checkOtherInputs(main: Source, other: Source, rows: Int32Array, fit: Fit): void {
  const fail = (message: string, place: object) =>
    new DataError(message, { path: other.path, ...place, code: 'other-inputs' });
  if (main.inputs.kind === 'pixels' || other.inputs.kind === 'pixels') {
    const size = ({ inputs }: Source) =>
      inputs.kind === 'pixels' ? t`images of ${inputs.shape.join('×')}` : t('a table');
    if (size(main) === size(other)) return;
    throw fail(
      t`${other.name} holds ${size(other)}, but ${main.name} ${size(main)}. Both need the same inputs.`,
      other.place(0),
    );
  }
  other.inputs.columns.forEach((column, j) => {
    if (fit![j]!.kind === 'onehot' || !column.codes) return;
    const row = rows.find((r) => column.codes![r]! > 0);
    if (row === undefined) return;
    const cell = inShort(column.texts[column.codes[row]! - 1]!);
    const message = t`"${cell}" in column "${column.name}" is not a number, but that column holds numbers in ${main.name}. Correct it.`;
    throw fail(message, other.place(row, column.index));
  });
}

function preprocessing(
  source: Source,
  plan: TargetPlan,
  fit: Fit,
  scalings: readonly Scaling[],
  data: DataSpec,
): Preprocessing {
  const { inputs, targets } = source;
  return {
    inputs:
      inputs.kind === 'pixels'
        ? { kind: 'pixels', shape: inputs.shape, divisor: inputs.divisor }
        : {
            kind: 'columns',
            columns: fit!,
            missingValues: data.missingValues,
            width: source.columns?.length ?? inputs.columns.length + targets.length,
          },
    targets: plan.classes
      ? { kind: 'classes', column: targets[0]!.name, labels: plan.classes }
      : {
          kind: 'values',
          columns: targets.map((column) => column.name),
          offsets: scalings.map((s) => s.offset),
          divisors: scalings.map((s) => s.divisor),
        },
  };
}

function imageOf(shape: Shape, fit: Fit): Pick<Dataset, 'image'> {
  const [height, width, channels = 1] = shape;
  if (fit || width === undefined || shape.length > 3 || channels !== 1) return {};
  return { image: { height: height!, width } };
}
