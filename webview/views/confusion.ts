// The confusion matrix as a table one can walk: rows are true classes, columns predictions, the tint is the share
// of the row. Right answers are blue, wrong ones orange. A cell's samples can be looked at one by one.
import { cssColour, tableIndex, textOn } from '../draw/colour';
import { count, percent } from '../draw/number';
import { h } from '../dom';
import { t } from '../l10n';
import type { Theme } from '../theme';

export function confusionTable(
  counts: readonly (readonly number[])[],
  classes: readonly string[],
  theme: Theme,
  pick: (truth: number, predicted: number) => void,
): HTMLElement {
  const name = (i: number): string => classes[i] ?? String(i);
  const body = counts.map((row, truth) => {
    const total = row.reduce((a, b) => a + b, 0);
    const cells = row.map((n, predicted) => {
      const share = total > 0 ? n / total : 0;
      const sentence = t('report.cell', count(n), count(total), name(truth), name(predicted), percent(share));
      const label = n > 0 ? `${sentence}. ${t('report.pick')}` : sentence;
      const cell = h(
        'td',
        {
          class: truth === predicted ? 'number right' : 'number',
          tabindex: truth === 0 && predicted === 0 ? '0' : '-1',
          'aria-label': label,
          title: label,
        },
        count(n),
      );
      const colour = theme.signed[tableIndex(truth === predicted ? share * 0.75 : -share * 0.75, 1)]!;
      cell.style.backgroundColor = cssColour(colour);
      cell.style.color = textOn(colour);
      if (n === 0) cell.classList.add('zero');
      else cell.addEventListener('click', () => pick(truth, predicted));
      return cell;
    });
    const recall = total > 0 ? percent(row[truth]! / total) : '\u2013';
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, name(truth)),
      ...cells,
      h('td', { class: 'number total' }, count(total)),
      h('td', { class: 'number total' }, recall),
    );
  });
  const table = h(
    'table',
    { class: 'confusion-table', role: 'grid' },
    h('caption', {}, `${t('report.trueClass')} \u2193   ${t('report.predictedClass')} \u2192`),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, t('report.trueClass'))),
        ...counts.map((_, i) => h('th', { scope: 'col', class: 'number' }, name(i))),
        h('th', { scope: 'col', class: 'number total' }, t('report.total')),
        h('th', { scope: 'col', class: 'number total' }, t('report.recall')),
      ),
    ),
    h('tbody', {}, ...body),
  );
  table.addEventListener('keydown', (event) => walkCells(table, event));
  return table;
}

/** Arrow keys from cell to cell, Enter shows its samples; one of them is in the tab order. */
function walkCells(table: HTMLElement, event: KeyboardEvent): void {
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    return (event.target as HTMLElement).click();
  }
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const from = (event.target as HTMLElement).closest<HTMLTableCellElement>('td[tabindex]');
  if (!step || !from) return;
  event.preventDefault();
  const rows = [...table.querySelectorAll('tbody tr')].map((r) => [...r.querySelectorAll<HTMLElement>('td[tabindex]')]);
  const y = rows.findIndex((r) => r.includes(from));
  const to = rows[y + step[0]!]?.[rows[y]!.indexOf(from) + step[1]!];
  if (!to) return;
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}
