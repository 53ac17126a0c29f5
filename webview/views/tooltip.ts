// One floating label for the whole panel, beside the pointer and inside the window; it scrolls with what it names.
import { h } from '../dom';
import type { Tooltip } from './view';

const OFFSET = 14; // pixels from the pointer, so that it does not cover what it names

export function createTooltip(root: HTMLElement): Tooltip {
  const element = h('div', { class: 'tooltip', hidden: true, 'aria-hidden': 'true' });
  root.append(element);
  let placed = { top: 0, scrollY: 0 };
  window.addEventListener(
    'scroll',
    () => {
      if (!element.hidden) element.style.top = `${placed.top + placed.scrollY - window.scrollY}px`;
    },
    { passive: true },
  );
  return {
    show(lines, clientX, clientY) {
      element.replaceChildren(...lines.map((line, i) => h('div', { class: i === 0 ? 'tooltip-title' : '' }, line)));
      element.hidden = false;
      const { width, height } = element.getBoundingClientRect();
      const left = clientX + OFFSET + width > window.innerWidth ? clientX - OFFSET - width : clientX + OFFSET;
      const top = clientY + OFFSET + height > window.innerHeight ? clientY - OFFSET - height : clientY + OFFSET;
      placed = { top: Math.max(4, top), scrollY: window.scrollY };
      element.style.left = `${Math.max(4, left)}px`;
      element.style.top = `${placed.top}px`;
    },
    hide() {
      element.hidden = true;
    },
  };
}
