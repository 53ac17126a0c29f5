// A card with a heading that folds it away. What is folded is not watched, so it costs the training nothing.
import type { SectionName } from '../choices';
import { h, setText, show } from '../dom';
import { icon } from '../icons';
import { t } from '../l10n';

export interface Section {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly body: HTMLElement;
  /** A short remark beside the title. */
  note(text: string): void;
  setOpen(open: boolean): void;
}

export function createSection(name: SectionName, title: string, onToggle: () => void): Section {
  const id = `section-${name}`;
  const note = h('span', { class: 'section-note' });
  const toggle = h(
    'button',
    { type: 'button', class: 'section-toggle', 'aria-controls': `${id}-body`, 'aria-expanded': 'true' },
    icon('chevron'),
    h('span', { id }, title),
  );
  toggle.addEventListener('click', onToggle);
  const tools = h('div', { class: 'section-tools' });
  const body = h('div', { class: 'section-body', id: `${id}-body` });
  const element = h(
    'section',
    { class: `card card-${name}`, 'aria-labelledby': id, 'data-section': name },
    h('div', { class: 'section-head' }, h('h2', {}, toggle), note, tools),
    body,
  );
  return {
    element,
    tools,
    body,
    note: (text) => setText(note, text),
    setOpen(open) {
      toggle.setAttribute('aria-expanded', String(open));
      toggle.title = t(open ? 'section.collapse' : 'section.expand', title);
      element.classList.toggle('collapsed', !open);
      show(body, open);
      show(tools, open);
    },
  };
}

/** A quiet sentence where there is nothing to draw yet. */
export function emptyState(): { readonly element: HTMLElement; set(text: string | undefined): void } {
  const element = h('p', { class: 'empty' });
  return {
    element,
    set(text) {
      show(element, text !== undefined);
      if (text !== undefined) setText(element, text);
    },
  };
}
