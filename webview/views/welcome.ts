// Before the first Train: what to press, and what will be seen. The four small drawings are the four views.
import { button } from '../controls';
import { h, setText, show, svg } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import type { View, ViewContext } from './view';

export function createWelcome(context: ViewContext): View {
  const train = button({
    label: t('command.train'),
    icon: 'train',
    look: 'primary',
    onClick: () => context.command('train'),
  });
  const open = button({ label: t('command.openSpec'), icon: 'openSpec', onClick: () => context.command('openSpec') });
  const edit = button({
    label: t('welcome.edit'),
    icon: 'edit',
    hint: t('edit.toggleHint'),
    onClick: () => context.choose({ editing: true }),
  });
  const data = button({
    label: t('command.lookAtData'),
    hint: t('hint.lookAtData'),
    icon: 'lookAtData',
    onClick: () => context.command('lookAtData'),
  });
  const tiles = (
    [
      ['section.architecture', 'empty.architecture', network()],
      ['section.cost', 'empty.cost', curve()],
      ['section.weights', 'empty.weights', cells()],
      ['section.sample', 'empty.sample', arrows()],
    ] as const
  ).map(([title, text, picture]) => h('li', {}, picture, h('div', {}, h('h3', {}, t(title)), h('p', {}, t(text)))));
  const title = h('h2', {});
  const text = h('p', { class: 'welcome-text' });
  const element = h(
    'section',
    { class: 'welcome', 'aria-label': t('welcome.title'), hidden: true },
    title,
    text,
    h('div', { class: 'welcome-buttons' }, train.element, data.element, edit.element, open.element),
    h('ul', { class: 'welcome-tiles' }, ...tiles),
  );
  return {
    element,
    update(state) {
      show(element, isBlank(state) && !state.choices.editing);
      const failed = state.run === 'failed'; // the alert above says why
      setText(title, t(failed ? 'welcome.failedTitle' : 'welcome.title'));
      setText(text, t(failed ? 'welcome.failedText' : 'welcome.text'));
      train.enable(state.run !== 'preparing');
    },
  };
}

/** Nothing to draw yet: no network, no point, no result. */
export function isBlank(state: State): boolean {
  return (
    state.connected &&
    !state.model &&
    state.metrics.next === 0 &&
    !state.end &&
    !state.gradcheck &&
    !state.kept &&
    state.run !== 'preparing'
  );
}

function picture(...children: SVGElement[]): SVGSVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 64 44', width: 64, height: 44, 'aria-hidden': 'true', class: 'welcome-picture' },
    ...children,
  );
}

function network(): SVGSVGElement {
  const [left, right] = [
    [12, 32],
    [8, 22, 36],
  ];
  const lines = left.flatMap((a, i) =>
    right.map((b, j) =>
      svg('path', {
        d: `M16 ${a}C30 ${a} 34 ${b} 48 ${b}`,
        class: (i + j) % 2 ? 'negative' : 'positive',
        'stroke-width': 1 + ((i * 2 + j) % 3),
      }),
    ),
  );
  const dots = [...left.map((y) => [12, y]), ...right.map((y) => [52, y])].map(([x, y]) =>
    svg('circle', { cx: x, cy: y, r: 5 }),
  );
  return picture(...lines, ...dots);
}

function curve(): SVGSVGElement {
  return picture(
    svg('path', { d: 'M6 4V38H60', class: 'axis' }),
    svg('path', { d: 'M8 6C14 30 24 34 58 35', class: 'positive', 'stroke-width': 2 }),
    svg('path', { d: 'M8 10C16 26 26 29 58 30', class: 'negative', 'stroke-width': 1.6, 'stroke-dasharray': '4 3' }),
  );
}

function cells(): SVGSVGElement {
  const strengths = [0.9, 0.2, -0.5, 0.6, -0.2, 0.7, -0.9, 0.1, 0.4, -0.6, 0.3, -0.3, 0.8, -0.1, 0.5];
  return picture(
    ...strengths.map((v, i) =>
      svg('rect', {
        x: 7 + (i % 5) * 10,
        y: 7 + Math.floor(i / 5) * 10,
        width: 9,
        height: 9,
        class: v < 0 ? 'negative-fill' : 'positive-fill',
        opacity: Math.abs(v),
      }),
    ),
  );
}

function arrows(): SVGSVGElement {
  return picture(
    svg('path', { d: 'M6 15H52M45 9L53 15L45 21', class: 'positive', 'stroke-width': 2 }),
    svg('path', { d: 'M58 31H12M19 25L11 31L19 37', class: 'negative', 'stroke-width': 2 }),
  );
}
