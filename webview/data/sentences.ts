// What a hint says: what is the case, what it means, what to do.
import type { Hint } from '../../src/data/profile/hints';
import type { RowFilter } from '../../src/data/profile/query';
import type { DataProfile } from '../../src/data/profile/profile';
import { count, percent, tidy } from '../draw/number';
import { t } from '../l10n';

export function hintSentence(hint: Hint): string {
  const n = count(hint.count);
  switch (hint.kind) {
    case 'leak':
      return t('data.hint.leak', n, count(hint.total), t(`split.${hint.split}`), t(`split.${hint.of}`));
    case 'equalsTarget':
      return t('data.hint.equalsTarget', hint.column, hint.target);
    case 'tellsTarget':
      return t('data.hint.tellsTarget', hint.column, hint.target, count(hint.values));
    case 'correlated':
      return t(
        hint.measure === 'r' ? 'data.hint.correlated' : 'data.hint.separates',
        hint.column,
        hint.target,
        tidy(hint.value, 4),
      );
    case 'identifier':
      return t('data.hint.identifier', hint.column, count(hint.distinct));
    case 'contradiction':
      return t('data.hint.contradiction', n);
    case 'absentClass':
      return t(
        hint.split === 'train' ? 'data.hint.absentTraining' : 'data.hint.absentClass',
        hint.label,
        t(`split.${hint.split}`),
      );
    case 'imbalance':
      return t('data.hint.imbalance', hint.common, hint.rare, tidy(hint.times, 2));
    case 'missing': {
      const share = percent(hint.share);
      if (hint.fill !== undefined) {
        const fill = typeof hint.fill === 'number' ? tidy(hint.fill, 4) : hint.fill;
        return t('data.hint.missingFilled', hint.column, n, share, fill);
      }
      if (hint.policy === 'drop') return t('data.hint.missingDropped', hint.column, n, share);
      return t(hint.role === 'target' ? 'data.hint.missingTarget' : 'data.hint.missing', hint.column, n, share);
    }
    case 'constant':
      return t('data.hint.constant', hint.column, hint.value);
    case 'scales':
      return t('data.hint.scales', hint.widest, hint.narrowest, count(Math.round(hint.times)));
    case 'outliers':
      return t('data.hint.outliers', hint.column, n, tidy(hint.low, 4), tidy(hint.high, 4));
    case 'unusualImages':
      return t('data.hint.unusualImages', n);
    case 'blankImages':
      return t('data.hint.blankImages', n);
    case 'repeats':
      return t('data.hint.repeats', n);
    default:
      return hint satisfies never;
  }
}

/** What a hint is about, in two or three words. */
export function hintTitle(hint: Hint): string {
  return 'column' in hint ? t(`data.hintTitle.${hint.kind}`, hint.column) : t(`data.hintTitle.${hint.kind}`, '');
}

export function filterText(filter: RowFilter, profile: DataProfile): string {
  const name = (column: number): string => profile.columns[column]?.name ?? '';
  switch (filter.kind) {
    case 'part':
      return t(`data.part.${filter.part}`);
    case 'class':
      return t('data.filter.class', profile.classes?.[filter.index] ?? '');
    case 'range':
      return t('data.filter.range', name(filter.column), tidy(filter.from, 4), tidy(filter.to, 4));
    case 'value':
      return t('data.filter.value', name(filter.column), filter.text);
    case 'missing':
      return t('data.filter.missing', name(filter.column));
    case 'hint': {
      const hint = profile.hints.find(({ id }) => id === filter.id);
      return hint ? hintTitle(hint) : '';
    }
    default:
      return filter satisfies never;
  }
}
