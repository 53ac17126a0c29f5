// Backpropagation against central differences: the verdict, each tensor, and the entries that differ most.
import type { GradientCheckReport } from '../../src/protocol/engine';
import { count, number, real } from '../draw/number';
import { h } from '../dom';
import { icon } from '../icons';
import { t } from '../l10n';
import type { Choices } from '../choices';
import type { DataTable } from './dataTable';

export function gradientCheck(
  report: GradientCheckReport | undefined,
  busy: boolean,
  worst: DataTable,
  choices: Choices,
): HTMLElement {
  const title = h('h3', {}, t('gradcheck.title'));
  if (busy) return h('div', { role: 'status' }, title, h('p', { class: 'hint' }, t('gradcheck.busy')));
  if (!report) return h('div', {});
  const verdict = t(
    report.passed ? 'gradcheck.passed' : 'gradcheck.failed',
    count(report.checked),
    count(report.samples),
    number(report.epsilon),
    number(report.atol),
    number(report.rtol),
  );
  const skipped = report.skipped > 0 ? ` ${t('gradcheck.skipped', count(report.skipped))}` : '';
  const tensors = report.byTensor.map(({ tensor, checked, worst, passed }) => [
    tensor,
    count(checked),
    number(real(worst), 3),
    passed ? t('sample.correct') : t('sample.wrong'),
  ]);
  const entries = report.worst.map((e) => [
    `${e.tensor}[${e.index.join(', ')}]`,
    number(real(e.analytic), 7),
    number(real(e.numeric), 7),
    number(real(e.difference), 3),
  ]);
  const head = [t('gradcheck.entry'), t('gradcheck.analytic'), t('gradcheck.numeric'), t('gradcheck.difference')];
  const caption = t('gradcheck.worstEntries');
  worst.set(choices, caption, [{ caption, head, rows: entries }]);
  return h(
    'div',
    {},
    title,
    h(
      'p',
      { class: 'check-verdict', 'data-correct': String(report.passed), role: 'status' },
      icon(report.passed ? 'check' : 'error'),
      verdict + skipped,
    ),
    table([t('gradcheck.tensor'), t('gradcheck.checked'), t('gradcheck.worst'), t('gradcheck.result')], tensors),
    worst.element,
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const numeric = (i: number): string => (i === 0 ? '' : 'number');
  return h(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': head[0] },
    h(
      'table',
      { class: 'plain' },
      h('thead', {}, h('tr', {}, ...head.map((text, i) => h('th', { scope: 'col', class: numeric(i) }, text)))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((text, i) => h('td', { class: numeric(i) }, text))))),
    ),
  );
}
