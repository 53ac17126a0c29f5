// All rows of a split at once: of a regression, predicted against true; of a classification, who is wrong and how sure
// the network was. Asked at a standstill or on demand; while training runs, only of small data and rarely.
import { canAsk, outcomesSplit, splitsOf } from '../answers';
import { button, dropdown } from '../controls';
import { h, setText, show } from '../dom';
import { count } from '../draw/number';
import { t } from '../l10n';
import type { SplitName } from '../../src/data/dataset';
import { createClassCurves } from './classCurves';
import { createRegressionPlots } from './regressionPlots';
import { createRowWall } from './rowWall';
import { createSection, emptyState } from './section';
import type { View, ViewContext } from './view';

export function createOutcomes(context: ViewContext, onToggle: () => void): View {
  const section = createSection('outcomes', t('section.outcomes'), onToggle);
  const empty = emptyState();
  const split = dropdown({
    label: t('outcomes.split'),
    onChange: (value) => context.choose({ outcomesSplit: value as SplitName, outcomesPage: 0, filtered: false }),
  });
  const ask = button({ label: t('outcomes.ask'), hint: t('outcomes.askHint'), onClick: context.refreshOutcomes });
  const stale = h('p', { class: 'hint outcomes-stale' });
  const regression = createRegressionPlots(context);
  const wall = createRowWall(context);
  const curves = createClassCurves(context);
  const content = h('div', { class: 'outcomes-content' }, regression.element, wall.element, curves.element);
  section.tools.append(split.element, ask.element);
  section.body.append(empty.element, stale, content);

  return {
    element: section.element,
    update(state, before) {
      const { data, model, choices, answers, position } = state;
      if (!before || choices.collapsed !== before.choices.collapsed)
        section.setOpen(!choices.collapsed.includes('outcomes'));
      const chosen = outcomesSplit(state);
      split.options(splitsOf(data).map((name) => ({ value: name, label: t(`split.${name}`) })));
      split.set(chosen);
      show(section.tools, model !== undefined && !choices.collapsed.includes('outcomes'));
      ask.enable(canAsk(state) && !answers.outcomesBusy);
      const outcomes = answers.outcomes?.split === chosen ? answers.outcomes : undefined;
      const waiting = answers.outcomesBusy ? t('outcomes.busy') : state.run === 'running' ? t('outcomes.running') : '';
      empty.set(
        outcomes ? undefined : (answers.outcomesProblem ?? (waiting && canAsk(state) ? waiting : t('empty.outcomes'))),
      );
      content.setAttribute('aria-busy', String(answers.outcomesBusy));
      show(content, outcomes !== undefined);
      section.note(outcomes ? t('sample.at', count(outcomes.iteration)) : '');
      const old = outcomes !== undefined && outcomes.iteration !== position?.iteration;
      const remark = answers.outcomesProblem ?? (answers.outcomesBusy ? t('outcomes.busy') : t('outcomes.stale'));
      show(stale, outcomes !== undefined && (old || answers.outcomesProblem !== undefined));
      setText(stale, old || answers.outcomesProblem !== undefined ? remark : '');
      if (!outcomes || !data) return;
      const classes = outcomes.predicted !== undefined;
      show(regression.element, !classes);
      show(wall.element, classes);
      show(curves.element, classes);
      const changed =
        !before ||
        outcomes !== before.answers.outcomes ||
        data !== before.data ||
        choices.outcomesSplit !== before.choices.outcomesSplit;
      if (classes) {
        if (changed || choices.filter !== before.choices.filter || choices.outcomesPage !== before.choices.outcomesPage)
          wall.update(outcomes, data, choices);
        if (changed || choices.curveClass !== before.choices.curveClass) curves.update(outcomes, data, choices);
      } else if (changed || choices.targetColumn !== before.choices.targetColumn)
        regression.update(outcomes, data, choices);
    },
  };
}
