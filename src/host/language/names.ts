// Completion that a schema cannot give: the columns of this spec's table, files of the workspace, where to export to,
// what can be watched.
import path from 'node:path';
import { getLocation } from 'jsonc-parser';
import { tableColumns } from '../../files/columns';
import { DATA_FILE, IDX_FILE } from '../../files/examine';
import type { Surroundings } from '../../files/look';
import { filesBelow } from '../../files/nearby';
import { usualMetrics } from '../../nn/metrics';
import { hasSplit } from '../../spec/rules/rule';
import { nodeAt, type Node } from '../../spec/tree';
import { exportFormat, exportFormats } from '../../spec/vocabulary';
import { t } from '../say';
import type { Reading } from './reading';

export interface Name {
  /** With its quotes, as it stands in the text. */
  readonly text: string;
  readonly detail: string;
  readonly kind: 'column' | 'file' | 'value';
  /** What it stands instead of. */
  readonly offset: number;
  readonly length: number;
}

const COLUMN_KEYS = ['target', 'features', 'ignore'];
const WEIGHTS_FILE = /\.(safetensors|npz)$/i;
const SPLITS = ['validation', 'train', 'test'] as const;

interface Spot {
  readonly path: readonly (string | number)[];
  /** Of the value that is written here, quotes and all; empty where there is none yet. */
  readonly offset: number;
  readonly length: number;
}

/** The value that the cursor is in; undefined in a key. */
export function spotAt(text: string, offset: number): Spot | undefined {
  const { path: keys, isAtPropertyKey, previousNode } = getLocation(text, offset);
  if (isAtPropertyKey) return undefined;
  const inside =
    previousNode?.type === 'string' &&
    previousNode.offset < offset &&
    offset <= previousNode.offset + previousNode.length;
  return inside
    ? { path: keys, offset: previousNode.offset, length: previousNode.length }
    : { path: keys, offset, length: 0 };
}

/** In the order they are to be shown. */
export async function namesAt(spot: Spot, reading: Reading, around: Surroundings): Promise<Name[]> {
  return [
    ...(await columns(spot, reading, around)),
    ...monitors(spot, reading),
    ...exportPaths(spot, reading, around.file),
    ...(await files(spot, around)),
  ];
}

/** Columns that the spec does not name yet, in the order of the table. */
async function columns({ path: keys, ...place }: Spot, { data, root }: Reading, around: Surroundings): Promise<Name[]> {
  if (keys[0] !== 'data' || !COLUMN_KEYS.includes(String(keys[1])) || !data) return [];
  const all = await tableColumns(data, around);
  const named = new Set(COLUMN_KEYS.flatMap((key) => entries(root, ['data', key], place.offset)));
  const open = all.filter((column) => !named.has(column.name));
  return (open.length ? open : all).map((column) => {
    const kind = column.kind === 'number' ? t('numbers') : t('words');
    const examples = column.examples.slice(0, 3).join(', ');
    return nameAt(place, column.name, examples ? `${kind}: ${examples}` : t('column'), 'column');
  });
}

/** `validation.loss` and its kin, for early stopping and schedules that watch. */
function monitors(spot: Spot, { data, known, metrics: listed }: Reading): Name[] {
  if (spot.path[0] !== 'training' || spot.path.at(-1) !== 'monitor') return [];
  const measured = listed ?? (known.task ? usualMetrics(known.task) : []);
  return SPLITS.filter((split) => !data || hasSplit({ spec: { data }, known }, split) !== false).flatMap((split) =>
    ['loss', ...measured].map((value) =>
      nameAt(spot, `${split}.${value}`, t('watched after each evaluation'), 'value'),
    ),
  );
}

/** Where to write: the spec's name with the ending of the format. */
function exportPaths(spot: Spot, reading: Reading, specFile: string): Name[] {
  if (spot.path[0] !== 'export' || spot.path.at(-1) !== 'path') return [];
  const format = exportedFormat(reading, Number(spot.path[1]));
  const one = format === undefined ? undefined : exportFormat(format);
  const stem = path.basename(specFile).replace(/\.nnspec$/i, '');
  return (one ? [one] : exportFormats).map(({ extension, title }) => nameAt(spot, stem + extension, title, 'file'));
}

function exportedFormat({ root }: Reading, index: number): string | undefined {
  const format = nodeAt(root, ['export', index, 'format']);
  return format?.kind === 'scalar' ? String(format.value) : undefined;
}

/** Values of a list, or the one that stands for a list; without the one that begins at `offset`. */
function entries(root: Node | undefined, keys: readonly (string | number)[], offset: number): unknown[] {
  const node = nodeAt(root, keys);
  const nodes = node?.kind === 'array' ? node.items : node ? [node] : [];
  return nodes.flatMap((one) => (one.kind === 'scalar' && one.offset !== offset ? [one.value] : []));
}

/**
 * Files of the workspace that fit here, as paths from the spec; the last runs' weights before older ones. Without a
 * workspace, or where all may be read: those of the spec's folder.
 */
async function files(spot: Spot, { file, workspace }: Surroundings): Promise<Name[]> {
  const key = spot.path.join('.');
  const from = path.dirname(file);
  const folder = workspace ?? from;
  const named = (full: string, detail: string): Name =>
    nameAt(spot, path.relative(from, full).split(path.sep).join('/'), detail, 'file');
  if (/^data(\.(source|validation|test))?$/.test(key))
    return (await filesBelow(folder, DATA_FILE)).map((full) => named(full, t('data file')));
  if (/^data\.(source|validation|test)\.(images|labels)$/.test(key))
    return (await filesBelow(folder, IDX_FILE)).map((full) => named(full, t('IDX file')));
  if (key !== 'initialWeights') return [];
  const all = await filesBelow(folder, WEIGHTS_FILE, (name) => name === '.nnspec');
  const ofRuns = all.filter((full) => full.includes(`${path.sep}.nnspec${path.sep}`));
  const others = all.filter((full) => !ofRuns.includes(full));
  // A run's folder begins with its time.
  const weights = ofRuns.filter((full) => path.basename(full) === 'weights.safetensors').reverse();
  return [
    ...others.map((full) => named(full, t('weights file'))),
    ...weights.map((full) => named(full, t('weights of a run'))),
  ];
}

function nameAt({ offset, length }: Omit<Spot, 'path'>, text: string, detail: string, kind: Name['kind']): Name {
  return { text: JSON.stringify(text), detail, kind, offset, length };
}
