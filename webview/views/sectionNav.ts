// Every section within one click, wherever the page is scrolled to: its name in the head opens it, and goes there.
import { SECTIONS, type SectionName } from '../choices';
import { h, show } from '../dom';
import { t } from '../l10n';

export interface SectionNav {
  readonly element: HTMLElement;
  /** After the sections were drawn: those that have nothing to show are not offered. */
  update(shown: (name: SectionName) => boolean): void;
}

export function createSectionNav(go: (name: SectionName) => void): SectionNav {
  const items = SECTIONS.map((name) => {
    const link = h('a', { class: 'nav-entry', href: `#section-${name}` }, t(`nav.${name}`));
    link.addEventListener('click', (event) => {
      event.preventDefault();
      event.stopPropagation(); // the editor would follow it too
      go(name);
    });
    return { name, item: h('li', {}, link) };
  });
  const list = h('ul', {}, ...items.map(({ item }) => item));
  const element = h('nav', { class: 'section-nav', 'aria-label': t('nav.label'), hidden: true }, list);
  return {
    element,
    update(shown) {
      for (const { name, item } of items) show(item, shown(name));
      show(
        element,
        items.some(({ item }) => !item.hidden),
      );
    },
  };
}
