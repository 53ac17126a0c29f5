// Where the network of a kept run will be: what keeps it, and the button that opens it or thinks better of it.
import { button } from '../controls';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import type { ViewContext } from './view';

export interface LookInside {
  readonly element: HTMLElement;
  update(state: State): void;
}

export function createLookInside(context: ViewContext): LookInside {
  let offered = false;
  const text = h('p', { class: 'empty', role: 'status' });
  const act = button({ label: t('inside.open'), onClick: () => context.lookInside(offered ? 'asked' : 'cancel') });
  const element = h('div', { class: 'look-inside', hidden: true }, text, act.element);
  return {
    element,
    update(state) {
      show(element, isClosed(state) && !state.choices.editing);
      const { kept, loading } = state;
      if (!kept) return;
      offered = kept.inside === 'offered';
      act.enable(kept.inside !== 'closed'); // it opens by itself this moment, or is offered
      if (offered) act.set(t('inside.open'), undefined, t('inside.openHint'));
      else act.set(t('inside.cancel'), undefined, t('inside.cancelHint'));
      setText(text, offered ? (kept.problem ?? t('inside.offered')) : (loading?.message ?? t('inside.opening')));
    },
  };
}

/** A kept run of which the network is not here. */
export function isClosed({ kept, model, run }: State): boolean {
  return kept !== undefined && model === undefined && run === 'idle';
}
