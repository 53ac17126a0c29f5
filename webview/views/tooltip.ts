// One floating label for the whole panel, beside the pointer and inside the window.
import { h } from '../dom';
import type { Tooltip } from './view';

const OFFSET = 14; // pixels from the pointer, so that it does not cover what it names

export function createTooltip(root: HTMLElement): Tooltip {
  const element = h('div', { class: 'tooltip', hidden: true, 'aria-hidden': 'true' });
  root.append(element);
  return {
    show(lines, clientX, clientY) {
      element.replaceChildren(...lines.map((line, i) => h('div', { class: i === 0 ? 'tooltip-title' : '' }, line)));
      element.hidden = false;
      const { width, height } = element.getBoundingClientRect();
      const left = clientX + OFFSET + width > window.innerWidth ? clientX - OFFSET - width : clientX + OFFSET;
      const top = clientY + OFFSET + height > window.innerHeight ? clientY - OFFSET - height : clientY + OFFSET;
      element.style.left = `${Math.max(4, left)}px`;
      element.style.top = `${Math.max(4, top)}px`;
    },
    hide() {
      element.hidden = true;
    },
  };
}
