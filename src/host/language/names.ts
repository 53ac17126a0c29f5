// Completion that a schema cannot give: the columns of this spec's table, and the data files near it.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { getLocation } from 'jsonc-parser';
import type { PeekedColumn } from '../../data/peek';
import { t } from '../say';

export interface Name {
  /** With its quotes, as it stands in the text. */
  readonly text: string;
  readonly detail: string;
  readonly kind: 'column' | 'file' | 'folder';
  /** What it stands instead of. */
  readonly offset: number;
  readonly length: number;
}

const COLUMN_KEYS = ['target', 'features', 'ignore'];
const DATA_FILE = /\.(csv|tsv|data|txt|npy|npz)(\.gz)?$/i;
const WEIGHTS_FILE = /\.(safetensors|npz)$/i;

interface Spot {
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly length: number;
  /** What is written so far, without quotes. */
  readonly written: string;
}

function spotAt(text: string, offset: number): Spot | undefined {
  const { path: keys, isAtPropertyKey, previousNode } = getLocation(text, offset);
  if (isAtPropertyKey) return undefined;
  const inside =
    previousNode?.type === 'string' &&
    previousNode.offset < offset &&
    offset <= previousNode.offset + previousNode.length;
  return inside
    ? { path: keys, offset: previousNode.offset, length: previousNode.length, written: String(previousNode.value) }
    : { path: keys, offset, length: 0, written: '' };
}

export function columnNames(text: string, offset: number, columns: readonly PeekedColumn[]): Name[] {
  const spot = spotAt(text, offset);
  if (!spot || spot.path[0] !== 'data' || !COLUMN_KEYS.includes(String(spot.path[1]))) return [];
  return columns.map((column) => ({
    text: JSON.stringify(column.name),
    detail: `${column.kind === 'number' ? t('numbers') : t('words')}: ${column.examples.slice(0, 3).join(', ')}`,
    kind: 'column' as const,
    offset: spot.offset,
    length: spot.length,
  }));
}

/** Files and folders beside the spec, one level at a time. */
export async function fileNames(text: string, offset: number, specFile: string): Promise<Name[]> {
  const spot = spotAt(text, offset);
  const wanted = spot && wantedFiles(spot.path);
  if (!spot || !wanted || /^(builtin|dataset):/.test(spot.written) || path.isAbsolute(spot.written)) return [];
  const typed = spot.written.slice(0, spot.written.lastIndexOf('/') + 1);
  const entries = await readdir(path.resolve(path.dirname(specFile), typed), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((e) => !e.name.startsWith('.') && e.name !== 'node_modules' && (e.isDirectory() || wanted.test(e.name)))
    .slice(0, 200)
    .map((e) => ({
      text: JSON.stringify(typed + e.name + (e.isDirectory() ? '/' : '')),
      detail: e.isDirectory() ? t('folder') : t('file'),
      kind: e.isDirectory() ? ('folder' as const) : ('file' as const),
      offset: spot.offset,
      length: spot.length,
    }));
}

function wantedFiles(keys: readonly (string | number)[]): RegExp | undefined {
  const key = keys.join('.');
  if (/^data(\.(source|validation|test))?$/.test(key)) return DATA_FILE;
  if (/^data\.(source|validation|test)\.(images|labels)$/.test(key)) return /./;
  return key === 'initialWeights' ? WEIGHTS_FILE : undefined;
}
