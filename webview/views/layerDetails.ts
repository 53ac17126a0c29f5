// What a chosen layer is and how its numbers stand: its arithmetic, shapes and options, and each tensor's statistics from
// the latest frame.
import type { LayerInfo } from '../../src/protocol/engine';
import type { Frame, FrameTensor } from '../../src/protocol/frame';
import { count, number, real, shape } from '../draw/number';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';

const FIGURES = ['min', 'max', 'mean', 'std'] as const;
const FIGURES_MS = 120; // figures that change faster cannot be read

export class LayerDetails {
  private readonly facts = h('dl', { class: 'layer-facts' });
  private readonly rows = h('tbody', {});
  private readonly table = h(
    'table',
    { class: 'layer-tensors' },
    h('caption', { class: 'visually-hidden' }, t('details.tensors')),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ...[t('details.tensor'), t('details.shape'), ...FIGURES.map((name) => t(`weights.${name}`))].map((title, i) =>
          h('th', { scope: 'col', class: i > 1 ? 'number' : '' }, title),
        ),
      ),
    ),
    this.rows,
  );
  readonly element = h(
    'div',
    { class: 'layer-details', role: 'region', 'aria-label': t('details.label'), hidden: true },
    this.facts,
    h('div', { class: 'table-scroll' }, this.table),
  );
  private layer: LayerInfo | undefined;
  private cells: HTMLElement[][] = [];
  private figuresAt = 0;

  update(state: State, layer: LayerInfo | undefined): void {
    show(this.element, layer !== undefined);
    if (!layer) return;
    if (layer !== this.layer) this.describe(layer);
    const now = performance.now();
    if (state.run === 'running' && now - this.figuresAt < FIGURES_MS) return;
    this.figuresAt = now;
    layer.tensors.forEach(({ name }, i) => {
      const known = statisticsOf(state.frame, name);
      FIGURES.forEach((figure, k) => setText(this.cells[i]![k]!, known ? number(real(known[figure]), 4) : '\u2013'));
    });
  }

  private describe(layer: LayerInfo): void {
    this.layer = layer;
    this.figuresAt = 0;
    const fact = (name: string, value: string, formula = false): HTMLElement =>
      h('div', {}, h('dt', {}, name), h('dd', { class: formula ? 'formula' : '' }, value));
    this.facts.replaceChildren(
      fact(t('details.type'), layer.type),
      fact(t('details.shape'), `${shape(layer.inputShape)} \u2192 ${shape(layer.outputShape)}`),
      fact(t('details.parameters'), count(layer.parameters)),
      ...(layer.formulas ?? []).map((formula) => fact(t('details.formula'), formula, true)),
      ...optionsOf(layer.options).map(([name, value]) => fact(name, value)),
    );
    this.cells = layer.tensors.map(() => FIGURES.map(() => h('td', { class: 'number' })));
    this.rows.replaceChildren(
      ...layer.tensors.map((tensor, i) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, tensor.trainable ? tensor.name : t('details.fixed', tensor.name)),
          h('td', {}, shape(tensor.shape)),
          ...this.cells[i]!,
        ),
      ),
    );
    show(this.table, layer.tensors.length > 0);
  }
}

/** Of a whole tensor's weights, however few cells of it the frame holds. */
export function statisticsOf(frame: Frame | undefined, name: string): FrameTensor | undefined {
  return frame?.tensors.find(
    ({ tensor, aspect, region, rows }) =>
      tensor === name && aspect === 'weight' && region[0] === 0 && region[1] === rows,
  );
}

/** Options that say something, each with what it is set to. */
export function optionsOf(options: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== null && value !== 0)
    .map(([name, value]) => [name, typeof value === 'object' ? wordText(value as object) : String(value)]);
}

/** { type: 'normal', std: 0.1 } → "normal, std 0.1". */
function wordText(value: object): string {
  const { type, ...rest } = value as { readonly type?: unknown };
  if (typeof type !== 'string') return JSON.stringify(value);
  return [type, ...Object.entries(rest).map(([name, v]) => `${name} ${JSON.stringify(v)}`)].join(', ');
}
