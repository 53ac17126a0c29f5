// A part of the data view that can be folded, by the browser's own means.
import { h } from '../dom';

export interface Fold {
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  title(text: string): void;
}

export function createFold(name: string, title: string): Fold {
  const heading = h('h2', {}, title);
  const body = h('div', { class: 'fold-body' });
  return {
    element: h('details', { class: `card fold fold-${name}`, open: true }, h('summary', {}, heading), body),
    body,
    title: (text) => void (heading.textContent !== text && (heading.textContent = text)),
  };
}
