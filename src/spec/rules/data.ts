// Keys of `data` that must agree with each other and with the kind of prediction.
import { t } from '../../l10n';
import { catalogueEntry } from '../vocabulary';
import { sourceName } from '../data';
import { remove, set } from '../mend';
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
          t`${source}: files are read by their ending: .csv, .tsv, .data, .txt, .npy or .npz, each also with .gz; IDX files as { "images": …, "labels": … }.`,
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
  const taken = { validation: 0, test: 0 }; // from the source's own rows
  for (const key of ['validation', 'test'] as const) {
    const part = split[key];
    const apart = ownSplit(spec.data, key);
    if (apart === undefined) taken[key] = part;
    if (part > 1 && !Number.isInteger(part)) {
      findings.push(
        error('bad-split', path(key), t`${key} is a fraction below 1 or a whole number of rows, not ${part}.`),
      );
    } else if (part > 0 && part !== DEFAULT_SHARE[key] && apart) {
      findings.push(
        warning('split-not-used', path(key), t`${apart}, so this share is not taken from the rows.`, [
          [remove(path(key))],
        ]),
      );
    }
  }
  if (findings.some((f) => f.severity === 'error')) return findings;
  const fractions = (taken.validation < 1 ? taken.validation : 0) + (taken.test < 1 ? taken.test : 0);
  if (fractions >= 1) {
    return [
      ...findings,
      error(
        'bad-split',
        path('test'),
        t`validation and test together take ${percent(fractions)} of the rows; nothing is left to train on. Make them smaller.`,
      ),
    ];
  }
  const rows = known.allRows;
  const counts = (taken.validation >= 1 ? taken.validation : 0) + (taken.test >= 1 ? taken.test : 0);
  if (rows !== undefined && counts + fractions * rows >= rows) {
    const key = taken.test >= 1 ? 'test' : 'validation';
    return [
      ...findings,
      error(
        'bad-split',
        path(key),
        t`The splits take ${Math.round(counts + fractions * rows)} rows, but there are only ${rows}; nothing is left to train on.`,
      ),
    ];
  }
  if (split.stratify && known.task === 'regression') {
    findings.push(
      error('stratify', path('stratify'), t('stratify shares out classes, but this is a regression. Remove it.'), [
        [remove(path('stratify'))],
      ]),
    );
  }
  return findings;
}

/** As in the schema: who wrote nothing is not told that it is not used. */
const DEFAULT_SHARE = { validation: 0, test: 0.2 };

/** Why no rows of the source are held back for this split; '' where only the file tells (an npz may hold `x_test`). */
function ownSplit(data: Subject['spec']['data'], key: 'validation' | 'test'): string | undefined {
  if (data[key] !== undefined) return t`data.${key} names a source of its own`;
  if (key === 'validation') return undefined;
  const kept = sourceName(data.source, 'dataset');
  if (kept !== undefined && catalogueEntry(kept)?.images) return t`${String(data.source)} has a test set of its own`;
  return isFile(data.source) && /\.npz(\.gz)?$/i.test(data.source) ? '' : undefined;
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
        t('Several target columns are for a regression only. Name one column, or set "task": "regression".'),
      ),
    );
  }
  if (task === 'regression' && data.classes) {
    findings.push(
      error(
        'classes',
        ['data', 'classes'],
        t('classes orders class labels, but this is a regression. Remove it, or set "task": "multiclass".'),
        [[remove(['data', 'classes'])], [set(['data', 'task'], 'multiclass')]],
      ),
    );
  }
  if (task === 'binary' && data.classes && data.classes.length !== 2) {
    findings.push(
      error(
        'classes',
        ['data', 'classes'],
        t`A binary task has two classes, but ${data.classes.length} are listed. Set "task": "multiclass", or list two.`,
        [[set(['data', 'task'], 'multiclass')]],
      ),
    );
  }
  const labels = new Set<string>();
  const twin = data.classes?.findIndex((c) => labels.size === labels.add(String(c)).size) ?? -1;
  if (twin > 0)
    findings.push(
      error('classes', ['data', 'classes', twin], t`Class ${JSON.stringify(data.classes![twin])} is listed twice.`, [
        [remove(['data', 'classes', twin])],
      ]),
    );
  if (task !== undefined && task !== 'regression' && data.scaleTarget !== 'none') {
    findings.push(
      error(
        'scale-target',
        ['data', 'scaleTarget'],
        t('scaleTarget is for a regression; class labels are not scaled. Remove it.'),
        [[remove(['data', 'scaleTarget'])]],
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
      : [
          warning(
            'table-key',
            ['data', key],
            t`"${key}" chooses columns of a table; ${what} has none. It is not used.`,
            [[remove(['data', key])]],
          ),
        ],
  );
}
