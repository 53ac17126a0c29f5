// One sample's way through the network and back: what went in, what came out, and whom the loss blames. It is
// asked for, never streamed; "follow" asks again while training runs, at most twice a second.
import { button, checkbox, dropdown, numberField } from '../controls';
import { count, number, real } from '../draw/number';
import { matchingRows, stepIn, type RowFilter } from '../rowFilter';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import type { SplitName } from '../../src/data/dataset';
import type { SamplePick } from '../../src/protocol/engine';
import { createOutcome } from './sampleOutcome';
import { createSampleInput } from './sampleInput';
import { createSampleLayers } from './sampleLayers';
import { createSampleTensors } from './sampleTensors';
import { createSection, emptyState } from './section';
import type { View, ViewContext } from './view';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

export function createSample(context: ViewContext, onToggle: () => void): View {
  const section = createSection('sample', t('section.sample'), onToggle);
  const state = (): State | undefined => latest;
  let latest: State | undefined;

  const ask = (pick: SamplePick, after?: number): void => {
    const now = state();
    if (!now) return;
    context.sample({ split: now.choices.sampleSplit, pick, ...(after === undefined ? {} : { after }) });
  };
  const rows = (): number => (latest ? splitRows(latest) : 0);
  const step = (by: number): void => {
    const n = rows();
    const index = latest && stepIn(filteredRows(latest) ?? [], latest.choices.sampleIndex, by);
    if (index !== undefined) return ask({ kind: 'index', index });
    if (n > 0) ask({ kind: 'index', index: ((latest?.choices.sampleIndex ?? 0) + by + n) % n });
  };
  const split = dropdown({
    label: t('sample.split'),
    onChange: (value) => {
      context.choose({ sampleSplit: value as SplitName, sampleIndex: 0, filtered: false });
      context.sample({ split: value as SplitName, pick: { kind: 'index', index: 0 } });
    },
  });
  const problem = h('p', { class: 'field-problem', role: 'alert' });
  const field = numberField({
    label: t('sample.number'),
    onChange: (index) => {
      const n = rows();
      const fits = Number.isFinite(index) && index < n;
      setText(
        problem,
        fits ? '' : t('sample.badNumber', Number.isFinite(index) ? count(index) : '?', count(Math.max(0, n - 1))),
      );
      if (fits) ask({ kind: 'index', index });
    },
  });
  const of = h('span', { class: 'of' });
  const previous = button({
    label: t('sample.previous'),
    icon: 'previous',
    look: 'icon',
    iconOnly: true,
    onClick: () => step(-1),
  });
  const next = button({ label: t('sample.next'), icon: 'next', look: 'icon', iconOnly: true, onClick: () => step(1) });
  const random = button({ label: t('sample.random'), onClick: () => ask({ kind: 'random' }) });
  const worst = button({ label: t('sample.worst'), onClick: () => ask({ kind: 'worst' }) });
  const wrong = button({
    label: t('sample.misclassified'),
    onClick: () => ask({ kind: 'misclassified' }, latest?.choices.sampleIndex),
  });
  const follow = checkbox({
    label: t('sample.follow'),
    hint: t('sample.followHint'),
    onChange: (on) => context.choose({ follow: on }),
  });
  const picker = h(
    'div',
    { class: 'sample-picker' },
    h('span', { class: 'button-group' }, previous.element, field.element, of, next.element),
    h('span', { class: 'button-group' }, random.element, worst.element, wrong.element),
  );
  picker.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || field.element.contains(event.target as Node)) return;
    event.preventDefault();
    step(by);
  });
  const filterText = h('span', { 'aria-live': 'polite' });
  const unfilter = button({
    label: t('sample.allAgain'),
    icon: 'close',
    look: 'icon',
    iconOnly: true,
    onClick: () => context.choose({ filtered: false }),
  });
  const filterBar = h('div', { class: 'sample-filter', hidden: true }, filterText, unfilter.element);
  section.tools.append(split.element, follow.element);

  const empty = emptyState();
  const input = createSampleInput(context);
  const outcome = createOutcome(context);
  const layers = createSampleLayers(context);
  const tensors = createSampleTensors(context);
  const content = h(
    'div',
    { class: 'sample-content' },
    h('div', { class: 'sample-top' }, input.element, outcome.element),
    layers.element,
    tensors.element,
  );
  section.body.append(empty.element, picker, filterBar, problem, content);

  return {
    element: section.element,
    update(now, before) {
      latest = now;
      const { choices, sample, model, data } = now;
      if (!before || choices.collapsed !== before.choices.collapsed)
        section.setOpen(!choices.collapsed.includes('sample'));
      const splits = SPLITS.filter((name) => (data?.splits[name] ?? 0) > 0);
      split.options(splits.map((name) => ({ value: name, label: t(`split.${name}`) })));
      split.set(choices.sampleSplit);
      follow.set(choices.follow);
      field.set(choices.sampleIndex);
      const n = splitRows(now);
      setText(of, t('sample.of', count(n)));
      const possible = model !== undefined && n > 0 && now.run !== 'preparing' && now.run !== 'idle';
      for (const control of [previous, next, random, worst]) control.enable(possible);
      wrong.enable(possible && data?.task !== 'regression');
      show(picker, model !== undefined);
      show(section.tools, model !== undefined && !choices.collapsed.includes('sample'));
      content.setAttribute('aria-busy', String(now.sampleBusy));
      show(content, sample !== undefined);
      empty.set(
        now.sampleProblem ??
          (sample || possible ? undefined : t(model && n === 0 && data ? 'sample.none' : 'empty.sample')),
      );
      const list = filteredRows(now);
      show(filterBar, list !== undefined);
      if (list) setText(filterText, filterSentence(list, choices.sampleIndex, choices.filter, data?.classes ?? []));
      if (now.sample !== before?.sample) setText(problem, '');
      section.note(sample ? t('sample.at', count(sample.iteration)) : '');
      if (!sample) return;
      if (
        !before ||
        sample !== before.sample ||
        choices.selection !== before.choices.selection ||
        data !== before.data
      ) {
        input.update(sample, data);
        outcome.update(sample, data, number(real(sample.loss)));
        layers.update(sample, now);
        tensors.update(sample, now);
      }
    },
  };
}

/** The rows that stepping keeps to, while a filter is on and what it filters is known. */
function filteredRows({ choices, answers: { outcomes } }: State): readonly number[] | undefined {
  if (!choices.filtered || outcomes?.split !== choices.sampleSplit || !outcomes.predicted) return undefined;
  return matchingRows(outcomes, choices.filter);
}

function filterSentence(
  list: readonly number[],
  index: number,
  { truth, predicted, wrong }: RowFilter,
  classes: readonly string[],
): string {
  const parts = [
    ...(truth === undefined ? [] : [t('sample.filter.truth', classes[truth] ?? truth)]),
    ...(predicted === undefined ? [] : [t('sample.filter.predicted', classes[predicted] ?? predicted)]),
    ...(wrong ? [t('sample.filter.wrong')] : []),
  ];
  const words = parts.length > 0 ? parts.join(', ') : t('sample.filter.all');
  const at = list.indexOf(index);
  return at < 0
    ? t('sample.filteredOut', count(list.length), words)
    : t('sample.filtered', count(at + 1), count(list.length), words);
}

export function splitRows(state: State): number {
  return state.data?.splits[state.choices.sampleSplit] ?? 0;
}
