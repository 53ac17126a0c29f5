// safetensors: u64 header length, a JSON header, then the tensors' bytes, little-endian.
// Format: https://huggingface.co/docs/safetensors (the rules of its reference reader: no holes, no overlaps, header ≤ 100 MB).
// The surprise: a file is hostile until proven otherwise; nothing is allocated before the header's claims fit the file.
import { t } from '../l10n';
import { FormatError, type NamedTensor, type TensorArray, type TensorFile } from './format';
import { bfloat16ToFloat32, float16ToFloat32, int64ToNumbers } from './numbers';

const MAX_HEADER = 100_000_000;
const ITEM_BYTES: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  U8: 1,
  BOOL: 1,
};

export function writeSafetensors(file: TensorFile): Uint8Array {
  // Larger items first keeps every tensor aligned to its item size; the header keeps the caller's order.
  const placed = [...file.tensors].sort((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const offsets = new Map<NamedTensor, number>();
  let end = 0;
  for (const tensor of placed) {
    offsets.set(tensor, end);
    end += tensor.data.byteLength;
  }
  const header: [string, unknown][] = [];
  if (Object.keys(file.metadata).length > 0) header.push(['__metadata__', file.metadata]);
  for (const tensor of file.tensors) {
    const from = offsets.get(tensor)!;
    header.push([
      tensor.name,
      { dtype: dtypeOf(tensor.data), shape: tensor.shape, data_offsets: [from, from + tensor.data.byteLength] },
    ]);
  }
  const json = new TextEncoder().encode(
    `{${header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
  );
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  bytes.fill(0x20, 8 + json.length, 8 + padded);
  for (const tensor of placed) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), 8 + padded + offsets.get(tensor)!);
  }
  return bytes;
}

export function readSafetensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < 8) throw new FormatError(t`not a safetensors file: ${bytes.length} bytes, too short for a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const claimed = view.getBigUint64(0, true);
  if (claimed > BigInt(Math.min(MAX_HEADER, bytes.length - 8)))
    throw new FormatError(
      t`not a safetensors file, or cut short: its header claims ${claimed} bytes, the file has ${bytes.length}`,
    );
  const headerEnd = 8 + Number(claimed);
  const header = parseHeader(bytes.subarray(8, headerEnd));
  const body = bytes.subarray(headerEnd);

  const tensors: NamedTensor[] = [];
  const ranges: { name: string; from: number; to: number }[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = checkMetadata(entry);
      continue;
    }
    const { dtype, shape, from, to } = checkEntry(name, entry, body.length);
    ranges.push({ name, from, to });
    tensors.push({ name, shape, data: decode(name, dtype, new Uint8Array(body.subarray(from, to))) });
  }
  ranges.sort((a, b) => a.from - b.from || a.to - b.to);
  let at = 0;
  for (const range of ranges) {
    if (range.from < at) throw new FormatError(t`safetensors header: tensor "${range.name}" overlaps another tensor`);
    if (range.from > at)
      throw new FormatError(t`safetensors header: ${range.from - at} unused bytes before "${range.name}"`);
    at = range.to;
  }
  if (at !== body.length)
    throw new FormatError(t`safetensors: ${body.length - at} bytes after the last tensor belong to nothing`);
  return { tensors, metadata };
}

function parseHeader(json: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw new FormatError(t('not a safetensors file: its header is not JSON'));
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new FormatError(t('not a safetensors file: its header is not a JSON object'));
  return header as Record<string, unknown>;
}

function checkMetadata(entry: unknown): Record<string, string> {
  if (typeof entry !== 'object' || entry === null || Object.values(entry).some((v) => typeof v !== 'string'))
    throw new FormatError(t('safetensors header: __metadata__ must hold strings only'));
  return entry as Record<string, string>;
}

function checkEntry(name: string, entry: unknown, bodyLength: number) {
  const wrong = (what: string) => new FormatError(t`safetensors header: tensor "${name}" ${what}`);
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string') throw wrong(t('has no dtype'));
  const itemBytes = Object.hasOwn(ITEM_BYTES, dtype) ? ITEM_BYTES[dtype]! : 0;
  if (itemBytes === 0)
    throw wrong(t`is stored as ${JSON.stringify(dtype)}; readable are ${Object.keys(ITEM_BYTES).join(', ')}`);
  if (!Array.isArray(shape) || !shape.every(isSize)) throw wrong(t('has no valid shape'));
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize))
    throw wrong(t('has no valid data_offsets'));
  const [from, to] = offsets as [number, number];
  if (from > to || to > bodyLength) throw wrong(t`lies at bytes ${from} to ${to}, outside the file's ${bodyLength}`);
  const expected = (shape as number[]).reduce((a, b) => a * b, itemBytes);
  if (to - from !== expected)
    throw wrong(t`has ${to - from} bytes, but shape [${shape.join(', ')}] of ${dtype} needs ${expected}`);
  return { dtype, shape: shape as number[], from, to };
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function dtypeOf(data: TensorArray): string {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  return data instanceof Int32Array ? 'I32' : 'U8';
}

/** `bytes` is a copy of its own (a Node Buffer's slice would not be one), so its buffer starts aligned. */
function decode(name: string, dtype: string, bytes: Uint8Array): TensorArray {
  const { buffer } = bytes;
  switch (dtype) {
    case 'F64':
      return new Float64Array(buffer);
    case 'F32':
      return new Float32Array(buffer);
    case 'F16':
      return float16ToFloat32(new Uint16Array(buffer));
    case 'BF16':
      return bfloat16ToFloat32(new Uint16Array(buffer));
    case 'I64':
      return int64ToNumbers(name, new BigInt64Array(buffer));
    case 'I32':
      return new Int32Array(buffer);
    default:
      return bytes;
  }
}
