// The little Markdown that the language's documentation uses: paragraphs, and words of code in backquotes.
import { h } from './dom';

export function markdown(text: string): HTMLElement[] {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) =>
      h('p', {}, ...paragraph.split('`').map((part, i) => (i % 2 === 1 ? h('code', {}, part) : part))),
    );
}
