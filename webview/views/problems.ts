// Where the panel says what is wrong and what to do. The alert stays in the page, empty, so that a screen reader
// hears the sentence when it comes.
import { button } from '../controls';
import { h, setText, show } from '../dom';
import { icon } from '../icons';
import { t } from '../l10n';
import type { State } from '../store';
import type { View, ViewContext } from './view';

export function createProblems(context: ViewContext): View {
  const text = h('p', {});
  const alert = h('div', { role: 'alert', class: 'problem-text' }, text);
  const open = button({ label: t('command.openSpec'), onClick: () => context.command('openSpec') });
  const dismiss = button({
    label: t('problem.dismiss'),
    icon: 'close',
    look: 'icon',
    iconOnly: true,
    onClick: () => context.dismissProblem(),
  });
  const element = h(
    'section',
    { class: 'problem', 'aria-label': t('problem.label'), hidden: true },
    icon('error'),
    alert,
    open.element,
    dismiss.element,
  );
  return {
    element,
    update(state) {
      const problem = problemOf(state);
      if (problem === undefined) setText(text, '');
      show(element, problem !== undefined);
      if (problem !== undefined) setText(text, problem);
      show(dismiss.element, state.problem !== undefined);
    },
  };
}

export function problemOf(state: State): string | undefined {
  if (state.problem !== undefined) return state.problem;
  if (state.run === 'failed') return state.message ?? t('problem.failed');
  if (state.run === 'paused') return state.message; // a pause that nobody asked for
  if (state.run === 'diverged') return state.end?.message ?? state.message ?? t('problem.diverged');
  return undefined;
}
