// A trained network as readable JSON: the layers with their options, how a row becomes inputs, and every tensor as
// nested lists. float32 numbers are written with the fewest digits that read back as the same float32.
// The surprise: JSON has no NaN or ±∞; in a tensor they become null, and read back as NaN.
import { t } from '../l10n';
import type { Shape } from '../nn/words';
import { FormatError, type NamedTensor, type TensorArray, type TensorFile, type TrainedNetwork } from './format';
import { shortestFloat32 } from './numbers';

const DTYPES = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;
type Dtype = keyof typeof DTYPES;

export function writeJson(network: TrainedNetwork): Uint8Array {
  const { tensors, ...rest } = network;
  const head = readableJson({ format: 'nnspec network', version: 1, ...rest }).slice(0, -'\n}'.length);
  const body = tensors.map((t) => {
    const about = `"shape": [${t.shape.join(', ')}], "dtype": "${dtypeOf(t.data)}"`;
    return `    ${JSON.stringify(t.name)}: { ${about}, "values":\n      ${nested(t.data, t.shape, '      ')} }`;
  });
  return new TextEncoder().encode(`${head},\n  "tensors": {\n${body.join(',\n')}\n  }\n}\n`);
}

/** The tensors of a file that `writeJson` made. */
export function readJson(bytes: Uint8Array): TensorFile {
  let file: { format?: unknown; tensors?: unknown };
  try {
    file = JSON.parse(new TextDecoder().decode(bytes)) as typeof file;
  } catch {
    throw new FormatError(t('not a JSON file'));
  }
  if (file?.format !== 'nnspec network' || typeof file.tensors !== 'object' || file.tensors === null)
    throw new FormatError(t('not a network that nnspec exported as JSON'));
  const tensors = Object.entries(file.tensors as Record<string, unknown>).map(([name, entry]): NamedTensor => {
    const { shape, dtype, values } = (entry ?? {}) as { shape?: unknown; dtype?: unknown; values?: unknown };
    if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0))
      throw new FormatError(t`tensor "${name}" has no valid shape`);
    if (typeof dtype !== 'string' || !Object.hasOwn(DTYPES, dtype))
      throw new FormatError(t`tensor "${name}" has an unknown dtype`);
    const flat = (Array.isArray(values) ? (values as unknown[]).flat(Infinity) : [values]).map((v) =>
      v === null ? NaN : v,
    );
    if (flat.length !== shape.reduce((a: number, b: number) => a * b, 1) || !flat.every((v) => typeof v === 'number'))
      throw new FormatError(t`tensor "${name}" has values that do not fit its shape [${shape.join(', ')}]`);
    return { name, shape: shape as Shape, data: DTYPES[dtype as Dtype].from(flat as number[]) };
  });
  return { tensors, metadata: {} };
}

/** Indented, with lists of plain values on one line: a confusion matrix looks like one. */
export function readableJson(value: unknown): string {
  const indented = JSON.stringify(value, null, 2);
  return indented.replace(/\[\n\s*([^[\]{}]*?)\n\s*\]/g, (_, items: string) => `[${items.replace(/\n\s*/g, ' ')}]`);
}

function dtypeOf(data: TensorArray): Dtype {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  return data instanceof Int32Array ? 'int32' : 'uint8';
}

/** Row-major numbers as nested lists; the innermost list stands on one line. */
function nested(data: TensorArray, shape: Shape, indent: string): string {
  const write = (from: number, to: number, depth: number): string => {
    if (depth === shape.length) return numberText(data, from);
    const size = shape[depth]!;
    const step = size === 0 ? 0 : (to - from) / size;
    const parts = Array.from({ length: size }, (_, i) => write(from + i * step, from + (i + 1) * step, depth + 1));
    return depth === shape.length - 1 ? `[${parts.join(', ')}]` : `[\n${indent}  ${parts.join(`,\n${indent}  `)}]`;
  };
  return write(0, data.length, 0);
}

function numberText(data: TensorArray, at: number): string {
  const value = data[at]!;
  if (!Number.isFinite(value)) return 'null';
  return String(data instanceof Float32Array ? shortestFloat32(value) : value);
}
