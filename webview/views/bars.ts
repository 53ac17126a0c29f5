// A bar for each class, as long as its probability.
import type { DataInfo } from '../../src/protocol/engine';
import { percent, real } from '../draw/number';
import { h, setText } from '../dom';
import { t } from '../l10n';

const MOST_BARS = 20;

export interface Share {
  readonly label: string;
  readonly value: number;
}

export function createBars(): {
  readonly element: HTMLElement;
  /** `isTarget`: the class that would be right. */
  update(classes: readonly Share[], isTarget?: (label: string) => boolean): void;
} {
  const element = h('ul', { class: 'bars' });
  return {
    element,
    update(classes, isTarget = () => false) {
      const kept = [...classes].sort((a, b) => b.value - a.value).slice(0, MOST_BARS);
      const shown = classes.length <= MOST_BARS ? classes : kept;
      while (element.children.length > shown.length) element.lastChild!.remove();
      shown.forEach(({ label, value }, i) => {
        const bar = (element.children[i] as HTMLElement | undefined) ?? element.appendChild(barElement());
        const [name, track, figure] = [...bar.children] as [HTMLElement, HTMLElement, HTMLElement];
        setText(name, label);
        (track.firstChild as HTMLElement).style.width = `${Math.max(0, Math.min(1, value)) * 100}%`;
        setText(figure, percent(value));
        const target = isTarget(label);
        bar.classList.toggle('target', target);
        bar.title = target ? `${label}: ${t('sample.target')}` : label;
      });
    },
  };
}

function barElement(): HTMLElement {
  return h(
    'li',
    {},
    h('span', { class: 'bar-name' }),
    h('span', { class: 'bar-track' }, h('span', { class: 'bar-fill' })),
    h('span', { class: 'bar-value' }),
  );
}

/** One bar a class; a single sigmoid gives the second class's probability. */
export function probabilities(output: ArrayLike<number | null>, data: DataInfo | undefined): readonly Share[] {
  const classes = data?.classes;
  if (!classes || data.task === 'regression') return [];
  const p = Array.from(output, (v) => real(v));
  if (p.length === 1 && classes.length === 2) {
    const v = p[0]!;
    // tanh and hinge networks give a score, not a probability.
    return v >= 0 && v <= 1
      ? [
          { label: classes[0]!, value: 1 - v },
          { label: classes[1]!, value: v },
        ]
      : [];
  }
  return p.length === classes.length && p.every((v) => v >= 0 && v <= 1)
    ? classes.map((label, i) => ({ label, value: p[i]! }))
    : [];
}
