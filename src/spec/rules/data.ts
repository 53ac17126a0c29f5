// Keys of `data` that must agree with each other and with the kind of prediction.
import { catalogueEntry } from '../vocabulary';
import { sourceName } from '../data';
import type { SourceSpec } from '../spec';
import { error, warning, type Finding, type Subject } from './rule';

const FILE = /\.(csv|tsv|data|txt|npy|npz)(\.gz)?$/i;

export function sources({ spec }: Subject): Finding[] {
  const { data } = spec;
  const findings: Finding[] = [];
  for (const key of ['source', 'validation', 'test'] as const) {
    const source = data[key];
    if (typeof source === 'string' && isFile(source) && !FILE.test(source)) {
      findings.push(
        error(
          'unknown-file-type',
          ['data', key],
          `${source}: files are read by their ending: .csv, .tsv, .data, .txt, .npy or .npz, each also with .gz; IDX files as { "images": …, "labels": … }.`,
        ),
      );
    }
  }
  return findings;
}

export const isFile = (source: SourceSpec): source is string =>
  typeof source === 'string' &&
  sourceName(source, 'builtin') === undefined &&
  sourceName(source, 'dataset') === undefined;

export function splits({ spec, known }: Subject): Finding[] {
  const { split } = spec.data;
  if (!split) return [];
  const findings: Finding[] = [];
  const path = (key: string): string[] => ['data', 'split', key];
  for (const key of ['validation', 'test'] as const) {
    const part = split[key];
    if (part > 1 && !Number.isInteger(part)) {
      findings.push(
        error('bad-split', path(key), `${key} is a fraction below 1 or a whole number of rows, not ${part}.`),
      );
    } else if (part > 0 && spec.data[key] !== undefined) {
      findings.push(
        warning(
          'split-not-used',
          path(key),
          `data.${key} names a source of its own, so this share is not taken from the rows.`,
        ),
      );
    }
  }
  if (findings.some((f) => f.severity === 'error')) return findings;
  const fractions = (split.validation < 1 ? split.validation : 0) + (split.test < 1 ? split.test : 0);
  if (fractions >= 1) {
    return [
      ...findings,
      error(
        'bad-split',
        path('test'),
        `validation and test together take ${percent(fractions)} of the rows; nothing is left to train on. Make them smaller.`,
      ),
    ];
  }
  const rows = known.allRows;
  const counts = (split.validation >= 1 ? split.validation : 0) + (split.test >= 1 ? split.test : 0);
  if (rows !== undefined && counts + fractions * rows >= rows) {
    const key = split.test >= 1 ? 'test' : 'validation';
    return [
      ...findings,
      error(
        'bad-split',
        path(key),
        `The splits take ${Math.round(counts + fractions * rows)} rows, but there are only ${rows}; nothing is left to train on.`,
      ),
    ];
  }
  if (split.stratify && known.task === 'regression') {
    findings.push(
      error('stratify', path('stratify'), 'stratify shares out classes, but this is a regression. Remove it.'),
    );
  }
  return findings;
}

const percent = (x: number): string => `${Math.round(100 * x)}%`;

export function targets({ spec, known }: Subject): Finding[] {
  const { data } = spec;
  const findings: Finding[] = [];
  const { task } = known;
  if (data.target && data.target.length > 1 && task !== undefined && task !== 'regression') {
    findings.push(
      error(
        'several-targets',
        ['data', 'target'],
        'Several target columns are for a regression only. Name one column, or set "task": "regression".',
      ),
    );
  }
  if (task === 'regression' && data.classes) {
    findings.push(
      error(
        'classes',
        ['data', 'classes'],
        'classes orders class labels, but this is a regression. Remove it, or set "task": "multiclass".',
      ),
    );
  }
  if (task === 'binary' && data.classes && data.classes.length !== 2) {
    findings.push(
      error(
        'classes',
        ['data', 'classes'],
        `A binary task has two classes, but ${data.classes.length} are listed. Set "task": "multiclass", or list two.`,
      ),
    );
  }
  const labels = new Set<string>();
  const twin = data.classes?.findIndex((c) => labels.size === labels.add(String(c)).size) ?? -1;
  if (twin > 0)
    findings.push(
      error('classes', ['data', 'classes', twin], `Class ${JSON.stringify(data.classes![twin])} is listed twice.`),
    );
  if (task !== undefined && task !== 'regression' && data.scaleTarget !== 'none') {
    findings.push(
      error(
        'scale-target',
        ['data', 'scaleTarget'],
        'scaleTarget is for a regression; class labels are not scaled. Remove it.',
      ),
    );
  }
  return findings;
}

/** Keys for tables say nothing about images and sources made in code. */
export function tableKeys({ spec }: Subject): Finding[] {
  const { data } = spec;
  const made = sourceName(data.source, 'builtin');
  const kept = sourceName(data.source, 'dataset');
  const images = typeof data.source === 'object' || (kept !== undefined && catalogueEntry(kept)?.images !== undefined);
  if (made === undefined && !images) return [];
  const what = made === undefined ? 'images' : `builtin:${made}`;
  const set = { features: data.features, target: data.target, ignore: data.ignore.length ? data.ignore : undefined };
  return Object.entries(set).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [warning('table-key', ['data', key], `"${key}" chooses columns of a table; ${what} has none. It is not used.`)],
  );
}
