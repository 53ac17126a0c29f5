// What comes out: prediction, target, loss, right or wrong, and a bar for each class.
import type { DataInfo, SampleReport } from '../../src/protocol/engine';
import { number, percent, real } from '../draw/number';
import { h, setText, show } from '../dom';
import { icon } from '../icons';
import { t } from '../l10n';
import type { ViewContext } from './view';

const MOST_BARS = 20;

export function createOutcome(_context: ViewContext): {
  readonly element: HTMLElement;
  update(sample: SampleReport, data: DataInfo | undefined, loss: string): void;
} {
  const prediction = h('dd', { class: 'big' });
  const target = h('dd', { class: 'big' });
  const lossText = h('dd', { class: 'big number' });
  const verdict = h('span', { class: 'verdict' });
  const barsTitle = h('h3', {});
  const bars = h('ul', { class: 'bars' });
  const element = h(
    'div',
    { class: 'sample-outcome' },
    h(
      'dl',
      { class: 'outcome' },
      h('div', {}, h('dt', {}, t('sample.prediction')), prediction),
      h('div', {}, h('dt', {}, t('sample.target')), target),
      h('div', {}, h('dt', {}, t('sample.loss')), lossText),
    ),
    verdict,
    barsTitle,
    bars,
  );
  return {
    element,
    update(sample, data, loss) {
      setText(prediction, words(sample.prediction));
      setText(target, words(sample.target));
      setText(lossText, loss);
      show(verdict, sample.correct !== undefined);
      if (sample.correct !== undefined) {
        verdict.dataset['correct'] = String(sample.correct);
        verdict.replaceChildren(
          icon(sample.correct ? 'check' : 'close'),
          t(sample.correct ? 'sample.correct' : 'sample.wrong'),
        );
      }
      const classes = probabilities(sample, data);
      show(barsTitle, classes.length > 0);
      show(bars, classes.length > 0);
      if (classes.length === 0) return;
      setText(barsTitle, t('sample.probabilities'));
      const kept = [...classes].sort((a, b) => b.value - a.value).slice(0, MOST_BARS);
      const shown = classes.length <= MOST_BARS ? classes : kept;
      while (bars.children.length > shown.length) bars.lastChild!.remove();
      shown.forEach(({ label, value }, i) => {
        const bar = (bars.children[i] as HTMLElement | undefined) ?? bars.appendChild(barElement());
        const [name, track, figure] = [...bar.children] as [HTMLElement, HTMLElement, HTMLElement];
        setText(name, label);
        (track.firstChild as HTMLElement).style.width = `${Math.max(0, Math.min(1, value)) * 100}%`;
        setText(figure, percent(value));
        const isTarget = sample.target.some((x) => String(x) === label);
        bar.classList.toggle('target', isTarget);
        bar.title = isTarget ? `${label}: ${t('sample.target')}` : label;
      });
    },
  };
}

function barElement(): HTMLElement {
  return h(
    'li',
    {},
    h('span', { class: 'bar-name' }),
    h('span', { class: 'bar-track' }, h('span', { class: 'bar-fill' })),
    h('span', { class: 'bar-value' }),
  );
}

/** One bar a class; a single sigmoid gives the second class's probability. */
function probabilities(
  { output }: SampleReport,
  data: DataInfo | undefined,
): readonly { label: string; value: number }[] {
  const classes = data?.classes;
  if (!classes || data.task === 'regression') return [];
  const p = output.map((v) => real(v));
  if (p.length === 1 && classes.length === 2) {
    const v = p[0]!;
    // tanh and hinge networks give a score, not a probability.
    return v >= 0 && v <= 1
      ? [
          { label: classes[0]!, value: 1 - v },
          { label: classes[1]!, value: v },
        ]
      : [];
  }
  return p.length === classes.length && p.every((v) => v >= 0 && v <= 1)
    ? classes.map((label, i) => ({ label, value: p[i]! }))
    : [];
}

function words(values: readonly (string | number)[]): string {
  return values.map((v) => (typeof v === 'number' ? number(v) : v === null ? 'NaN' : v)).join(', ');
}
