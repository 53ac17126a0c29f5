// The line of tools above the charts: smoothing, zoom, earlier runs, and what is drawn as a file.
import { button, slider } from '../controls';
import { h } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import type { EarlierRuns } from './earlierRuns';
import type { ViewContext } from './view';

const STEP = 1.6;
const MOST_SMOOTHING = 99; // hundredths

export interface CostTools {
  readonly element: HTMLElement;
  update(state: State): void;
  zoomed(on: boolean): void;
}

export function createCostTools(
  context: ViewContext,
  act: {
    zoom(factor: number): void;
    reset(): void;
    readonly earlier: EarlierRuns;
    png(): void;
    csv(): void;
  },
): CostTools {
  const smoothing = slider({
    label: t('cost.smoothing'),
    hint: t('cost.smoothingHint'),
    max: MOST_SMOOTHING,
    text: (value) => (value / 100).toFixed(2),
    onInput: (value) => context.choose({ smoothing: value / 100 }),
  });
  const icon = (name: 'zoomIn' | 'zoomOut' | 'zoomReset', onClick: () => void) =>
    button({ label: t(`cost.${name}`), icon: name, look: 'icon', iconOnly: true, onClick });
  const reset = icon('zoomReset', act.reset);
  const runs = button({
    label: t('cost.earlier'),
    hint: t('cost.earlierHint'),
    onClick: () => context.choose({ earlierOpen: runs.element.getAttribute('aria-expanded') !== 'true' }),
  });
  runs.element.setAttribute('aria-controls', act.earlier.element.id);
  const save = (label: string, short: string, onClick: () => void): HTMLElement => {
    const control = button({ label: short, hint: label, icon: 'export', onClick });
    control.element.setAttribute('aria-label', label);
    return control.element;
  };
  const element = h(
    'div',
    { class: 'cost-tools' },
    smoothing.element,
    h(
      'span',
      { class: 'button-group' },
      icon('zoomOut', () => act.zoom(STEP)).element,
      icon('zoomIn', () => act.zoom(1 / STEP)).element,
      reset.element,
    ),
    runs.element,
    h('span', { class: 'button-group' }, save(t('cost.png'), 'PNG', act.png), save(t('cost.csv'), 'CSV', act.csv)),
  );
  return {
    element,
    update: ({ choices }) => {
      smoothing.set(Math.round(choices.smoothing * 100));
      runs.element.setAttribute('aria-expanded', String(choices.earlierOpen));
      const n = choices.overlays.length;
      runs.set(n === 0 ? t('cost.earlier') : t('cost.earlierChosen', n), undefined, t('cost.earlierHint'));
    },
    zoomed: (on) => reset.enable(on),
  };
}
