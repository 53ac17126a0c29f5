// What predict.py and predict.js share: how a prediction is read off the outputs, and constants as source text.
import { sizeOf } from '../nn/shape';
import type { NamedTensor, TensorArray, TrainedNetwork } from './format';

/** True where the outputs are probabilities of the classes. */
export function givesProbabilities(network: TrainedNetwork): boolean {
  if (network.task === 'regression') return false;
  return lastActivation(network) === (network.task === 'binary' ? 'sigmoid' : 'softmax');
}

/**
 * A binary output above it means the second class: ½ between 0 and 1, 0 between −1 and 1. As the losses' own
 * `threshold`, which is not imported here: this folder is loaded by the editor process, which must stay without zod.
 */
export function threshold(network: TrainedNetwork): number {
  return ['hinge', 'squared_hinge'].includes(network.loss) ? 0 : 0.5;
}

function lastActivation(network: TrainedNetwork): string {
  for (const layer of [...network.layers].reverse()) {
    if (layer.type === 'dropout' || layer.type === 'flatten') continue;
    const activation = layer['activation'];
    if (typeof activation === 'string') return activation;
    return (activation as { type?: string } | undefined)?.type ?? 'linear';
  }
  return 'linear';
}

/** How a language writes constants. */
export interface Literals {
  readonly true: string;
  readonly false: string;
  readonly null: string;
  /** Keys of objects in quotes? */
  readonly quoteKeys: boolean;
  /** One step of indentation. */
  readonly step: string;
}

/** A plain value as source text; lists of scalars stay on one line. */
export function literal(value: unknown, words: Literals, indent = ''): string {
  if (value === null || value === undefined) return words.null;
  if (typeof value === 'boolean') return value ? words.true : words.false;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : words.null;
  if (typeof value === 'string') return quote(value);
  const inner = indent + words.step;
  if (Array.isArray(value)) {
    const parts = value.map((v) => literal(v, words, inner));
    const oneLine = value.every((v) => typeof v !== 'object' || v === null);
    return oneLine ? `[${parts.join(', ')}]` : `[\n${inner}${parts.join(`,\n${inner}`)},\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  const key = (k: string) => (words.quoteKeys || !/^[A-Za-z_]\w*$/.test(k) ? quote(k) : k);
  const parts = entries.map(([k, v]) => `${key(k)}: ${literal(v, words, inner)}`);
  const line = `{${parts.join(', ')}}`;
  if (line.length < 100 && !line.includes('\n')) return line;
  return `{\n${inner}${parts.join(`,\n${inner}`)},\n${indent}}`;
}

/** A JSON string is a string of Python and JavaScript too; line separators are escaped for the sake of editors. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** For the first lines of a program: "iterations 1000, seed 1". No line break of a name may end the comment. */
export function factsLine(network: TrainedNetwork): string {
  const facts = Object.entries(network.facts).map(([k, v]) => `${k} ${v}`);
  return facts.join(', ').replace(/[\r\n\u2028\u2029]+/g, ' ');
}

export function plainName(network: TrainedNetwork): string {
  return network.name.replace(/[\r\n\u2028\u2029]+/g, ' ');
}

export function inputsInWords(network: TrainedNetwork): string {
  const { inputs } = network.preprocessing;
  if (inputs.kind === 'pixels')
    return `images of ${inputs.shape.join('×')} pixels (${sizeOf(inputs.shape)} bytes each)`;
  return `columns ${[...new Set(inputs.columns.map((c) => c.column))].join(', ')}`.replace(/[\r\n\u2028\u2029]+/g, ' ');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Little-endian bytes in base64 (RFC 4648), 120 characters a line. */
export function base64Lines(data: TensorArray): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const lines: string[] = [];
  let line = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    line += ALPHABET[bits >> 18]! + ALPHABET[(bits >> 12) & 63]!;
    line += (b === undefined ? '=' : ALPHABET[(bits >> 6) & 63]!) + (c === undefined ? '=' : ALPHABET[bits & 63]!);
    if (line.length < 120) continue;
    lines.push(line);
    line = '';
  }
  return [...lines, line].join('\n');
}

/** Only floats are weights; others become floats. */
export function asFloats(tensor: NamedTensor): Float32Array | Float64Array {
  const { data } = tensor;
  return data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data);
}
