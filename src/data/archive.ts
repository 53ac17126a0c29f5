// Which arrays of an npz file are inputs and which are targets. `features` and `target` may name them;
// else `x_train`, `y_train` (and `x_test`, `y_test`, as Keras names them), `x`, `y`, `images`, `labels`,
// `data`, `target` in any case; else the file's two. One array alone is a table.
import { t } from '../l10n';
import { didYouMean } from '../nn/nearest';
import { DataError } from '../spec/problem';
import type { DataSpec } from '../spec/spec';
import type { NdArray } from './array';

export interface ArrayPair {
  readonly inputs: NdArray;
  readonly targets?: NdArray;
}

export interface Archive {
  readonly train: ArrayPair;
  readonly test?: ArrayPair;
  /** What is left of `features` and `target`: columns of the inputs. */
  readonly columns: Pick<DataSpec, 'features' | 'target'>;
}

const conventions = [
  ['x_train', 'y_train'],
  ['x', 'y'],
  ['images', 'labels'],
  ['data', 'target'],
  ['features', 'targets'],
] as const;

export function chooseArrays(
  arrays: ReadonlyMap<string, NdArray>,
  file: string,
  data: Pick<DataSpec, 'features' | 'target'>,
): Archive {
  const names = [...arrays.keys()];
  const find = (name: string) => arrays.get(name) ?? arrays.get(names.find((n) => n.toLowerCase() === name) ?? '');
  const given = (key: 'features' | 'target') => {
    const [ref, ...more] = data[key] ?? [];
    return typeof ref === 'string' && more.length === 0 ? arrays.get(ref) : undefined;
  };
  const inputs = given('features');
  const targets = given('target');
  const columns = {
    ...(data.features && !inputs && { features: data.features }),
    ...(data.target && !targets && { target: data.target }),
  };
  if (inputs && targets) return { train: { inputs, targets }, columns };
  if (inputs || targets) {
    const key = inputs ? 'target' : 'features';
    const wanted = String(data[key]?.[0] ?? '');
    const hint = didYouMean(wanted, names) || t` It holds ${names.join(', ')}.`;
    const message = wanted ? t`${file} has no array "${wanted}".${hint}` : t`Name the array of "${key}" too.${hint}`;
    throw new DataError(message, { path: ['data', key], file, code: 'no-such-array' });
  }
  const known = conventions.find(([x, y]) => find(x) && find(y));
  if (known) {
    const [x, y] = [find('x_test'), find('y_test')];
    const train = { inputs: find(known[0])!, targets: find(known[1])! };
    return { train, columns, ...(known[0] === 'x_train' && x && y && { test: { inputs: x, targets: y } }) };
  }
  const [first, second, third] = [...arrays.values()];
  if (third) {
    const message = t`${file} holds ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}: which are the inputs, and which the targets? Name them: "features": "${names[0]}", "target": "${names[1]}".`;
    throw new DataError(message, { path: ['data', 'source'], file, code: 'no-such-array' });
  }
  return { train: { inputs: first!, ...(second && { targets: second }) }, columns };
}
