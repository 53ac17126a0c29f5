// Weights for a spreadsheet: NAME.csv lists the tensors, NAME.dense_1.weight.csv holds one, one row a unit.
// The first column numbers the units; the header of the first dense layer names the network's inputs where it can.
import type { NamedTensor, TrainedNetwork } from './format';
import { shortestFloat32 } from './numbers';
import { inputNames } from './preprocessing';

export function writeCsv(network: TrainedNetwork, baseName: string): { name: string; bytes: Uint8Array }[] {
  const names = inputNames(network.preprocessing);
  const first = network.tensors.find((t) => t.shape.length === 2);
  const files = network.tensors.map((tensor) => ({
    name: `${baseName}.${tensor.name}.csv`,
    rows: tensorRows(tensor, tensor === first ? names : []),
  }));
  const index = [
    ['tensor', 'shape', 'file'],
    ...network.tensors.map((t, i) => [t.name, t.shape.join('x'), files[i]!.name]),
  ];
  return [{ name: `${baseName}.csv`, rows: index }, ...files].map(({ name, rows }) => ({
    name,
    bytes: new TextEncoder().encode(rows.map((r) => `${r.map(quoted).join(',')}\n`).join('')),
  }));
}

function tensorRows({ shape, data }: NamedTensor, names: readonly string[]): string[][] {
  const rows = shape[0] ?? 1;
  const cols = rows === 0 ? 0 : data.length / rows;
  const header =
    shape.length < 2
      ? ['value']
      : Array.from({ length: cols }, (_, j) => (names.length === cols ? names[j]! : `input_${j}`));
  const number = (v: number) => String(data instanceof Float32Array ? shortestFloat32(v) : v);
  const body = Array.from({ length: rows }, (_, i) => [
    String(i),
    ...Array.from(data.subarray(i * cols, (i + 1) * cols), number),
  ]);
  return [['unit', ...header], ...body];
}

/** RFC 4180. */
export function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
