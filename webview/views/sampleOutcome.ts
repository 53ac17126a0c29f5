// What comes out: prediction, target, loss, right or wrong, and a bar for each class.
import type { DataInfo, SampleReport } from '../../src/protocol/engine';
import { number } from '../draw/number';
import { h, setText, show } from '../dom';
import { icon } from '../icons';
import { t } from '../l10n';
import { createBars, probabilities } from './bars';
import type { ViewContext } from './view';

export function createOutcome(_context: ViewContext): {
  readonly element: HTMLElement;
  update(sample: SampleReport, data: DataInfo | undefined, loss: string): void;
} {
  const prediction = h('dd', { class: 'big' });
  const target = h('dd', { class: 'big' });
  const lossText = h('dd', { class: 'big number' });
  const verdict = h('span', { class: 'verdict' });
  const barsTitle = h('h3', {});
  const bars = createBars();
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
    bars.element,
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
      const classes = probabilities(sample.output, data);
      show(barsTitle, classes.length > 0);
      show(bars.element, classes.length > 0);
      if (classes.length === 0) return;
      setText(barsTitle, t('sample.probabilities'));
      bars.update(classes, (label) => sample.target.some((x) => String(x) === label));
    },
  };
}

function words(values: readonly (string | number)[]): string {
  return values.map((v) => (typeof v === 'number' ? number(v) : v === null ? 'NaN' : v)).join(', ');
}
