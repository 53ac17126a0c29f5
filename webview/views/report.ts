// How it ended: loss and metrics of every split, the confusion matrix, the gradient check. While the run goes on
// the latest measured values stand in.
import { radios } from '../controls';
import type { SplitName } from '../../src/data/dataset';
import type { RunEnd, SplitReport } from '../../src/protocol/engine';
import { count, duration, number, real } from '../draw/number';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import { metricLabel } from '../metricLabel';
import type { State } from '../store';
import { confusionTable } from './confusion';
import { DataTable } from './dataTable';
import { gradientCheck } from './gradientCheck';
import { createSection, emptyState } from './section';
import type { View, ViewContext } from './view';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

export function createReport(context: ViewContext, onToggle: () => void): View {
  const section = createSection('report', t('section.report'), onToggle);
  const empty = emptyState();
  const sentence = h('p', { class: 'report-sentence' });
  const table = h('div', { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': t('section.report') });
  const choice = radios<SplitName>({
    label: t('report.split'),
    choices: SPLITS.map((value) => ({ value, label: t(`split.${value}`) })),
    onChange: (value) => context.choose({ reportSplit: value }),
  });
  const matrix = h('div', { class: 'table-scroll' });
  const matrixTitle = h('h3', {});
  const confusion = h(
    'div',
    { class: 'confusion' },
    h('div', { class: 'chart-head' }, matrixTitle, choice.element),
    matrix,
  );
  const check = h('div', { class: 'gradcheck' });
  const worst = new DataTable(context, 'gradcheck');
  section.body.append(
    empty.element,
    sentence,
    h('div', { class: 'report-grid' }, h('div', {}, table, check), confusion),
  );

  return {
    element: section.element,
    update(state, before) {
      if (!before || state.choices.collapsed !== before.choices.collapsed)
        section.setOpen(!state.choices.collapsed.includes('report'));
      const changed =
        !before ||
        state.end !== before.end ||
        state.deleted !== before.deleted ||
        state.gradcheck !== before.gradcheck ||
        state.gradcheckBusy !== before.gradcheckBusy ||
        state.choices.reportSplit !== before.choices.reportSplit ||
        state.data !== before.data ||
        (state.metrics !== before.metrics && !state.end);
      if (!changed) return;
      const reports = reportsOf(state);
      const checking = state.gradcheckBusy || state.gradcheck !== undefined;
      empty.set(reports.length === 0 && !checking ? t('empty.report') : undefined);
      section.note(reports.length > 0 && !state.end ? t('report.sofar') : '');
      show(sentence, state.end !== undefined);
      if (state.end) setText(sentence, endText(state.end, state.deleted));
      show(table, reports.length > 0);
      table.replaceChildren(metricsTable(reports, state));
      show(check, checking);
      check.replaceChildren(
        ...(checking ? [gradientCheck(state.gradcheck, state.gradcheckBusy, worst, state.choices)] : []),
      );

      const withMatrix = reports.filter(([, r]) => r.confusionMatrix);
      show(confusion, withMatrix.length > 0);
      if (withMatrix.length === 0) return;
      const shown =
        withMatrix.find(([name]) => name === state.choices.reportSplit) ?? withMatrix[withMatrix.length - 1]!;
      choice.set(shown[0]);
      const one = withMatrix.length === 1; // nothing to choose from: the heading says which
      show(choice.element, !one);
      setText(matrixTitle, one ? `${t('report.confusion')} · ${t(`split.${shown[0]}`)}` : t('report.confusion'));
      for (const radio of choice.element.querySelectorAll('vscode-radio')) {
        radio.toggleAttribute('hidden', !withMatrix.some(([name]) => name === radio.getAttribute('value')));
      }
      const counts = shown[1].confusionMatrix!;
      matrix.replaceChildren(
        confusionTable(
          counts,
          state.data?.classes ?? state.end?.classes ?? counts.map((_, i) => String(i)),
          context.theme(),
          (truth, predicted) => context.filterSamples(shown[0], { truth, predicted, wrong: false, order: 'doubtful' }),
        ),
      );
    },
  };
}

function reportsOf(state: State): readonly (readonly [SplitName, SplitReport])[] {
  const from: { readonly [S in SplitName]?: SplitReport } = state.end?.splits ?? state.metrics.last;
  return SPLITS.flatMap((name) => {
    const report = from[name];
    return report ? [[name, report] as const] : [];
  });
}

function metricsTable(reports: readonly (readonly [SplitName, SplitReport])[], state: State): HTMLElement {
  const names = [...new Set(reports.flatMap(([, r]) => Object.keys(r.values)))];
  const head = (text: string, numeric = true): HTMLElement =>
    h('th', { scope: 'col', class: numeric ? 'number' : '' }, text);
  return h(
    'table',
    { class: 'plain metrics' },
    h(
      'thead',
      {},
      h('tr', {}, head(t('report.split'), false), head(t('report.rows')), ...names.map((n) => head(metricLabel(n)))),
    ),
    h(
      'tbody',
      {},
      ...reports.map(([name, report]) =>
        h(
          'tr',
          { 'data-split': name },
          h('th', { scope: 'row' }, t(`split.${name}`)),
          h('td', { class: 'number' }, state.data ? count(state.data.splits[name]) : '–'), // a kept run has no data yet
          ...names.map((n) =>
            h(
              'td',
              { class: 'number' },
              Object.hasOwn(report.values, n) ? number(real(report.values[n]), 5) : '\u2013',
            ),
          ),
        ),
      ),
    ),
  );
}

function endText(end: RunEnd, deleted: boolean): string {
  const sentence = t(`report.reason.${end.reason}`, count(end.position.iteration), duration(end.seconds));
  return end.run && !deleted ? `${sentence} ${t('report.kept', end.run)}` : sentence;
}
