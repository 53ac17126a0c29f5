// This sample's gradient on every tensor beside the last batch's mean, both on one scale: does it pull the weights
// where the others do?
import type { GradientValues, SampleReport } from '../../src/protocol/engine';
import { magnitude, reduceCells, type Cells } from '../draw/cells';
import { shape } from '../draw/number';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import { ColourBar } from './colourBar';
import { Heatmap } from './heatmap';
import type { ViewContext } from './view';

/** Rows and columns of cells that a gradient has at most in this picture. */
export const GRADIENT_CELLS = [96, 160] as const;

export function createSampleTensors(context: ViewContext): {
  readonly element: HTMLElement;
  update(sample: SampleReport, state: State): void;
} {
  const list = h('div', { class: 'pairs' });
  const element = h('div', {}, h('h3', {}, t('sample.gradients')), list);
  const pairs = new Map<string, Pair>();
  return {
    element,
    update(sample, state) {
      const elements = sample.gradients.map((gradient) => {
        const pair = pairs.get(gradient.name) ?? new Pair(context);
        pairs.set(gradient.name, pair);
        const batch = sample.batchGradients?.find((b) => b.name === gradient.name);
        pair.update(gradient, batch, t(state.kept ? 'sample.batchGone' : 'sample.noBatch'));
        const layer = state.model?.layers.find((l) => l.tensors.some((x) => x.name === gradient.name))?.name;
        const { selection } = state.choices;
        const chosen = selection !== null && selection.layer === layer;
        pair.element.classList.toggle('selected', chosen);
        pair.highlight(chosen ? selection.unit : undefined, chosen ? selection.from : undefined);
        return pair.element;
      });
      show(element, elements.length > 0);
      if (elements.length !== list.children.length || elements.some((e, i) => list.children[i] !== e))
        list.replaceChildren(...elements);
    },
  };
}

class Pair {
  private readonly title = h('h4', {});
  private readonly size = h('span', { class: 'tensor-shape' });
  private readonly mine: Heatmap;
  private readonly batch: Heatmap;
  private readonly noBatch = h('p', { class: 'empty small' });
  private readonly bar: ColourBar;
  readonly element: HTMLElement;
  private vector = false;

  constructor(context: ViewContext) {
    this.mine = new Heatmap(context, { maxHeight: 180 });
    this.batch = new Heatmap(context, { maxHeight: 180 });
    this.bar = new ColourBar(context);
    this.element = h(
      'article',
      { class: 'pair' },
      h('div', { class: 'tensor-head' }, this.title, this.size),
      h(
        'div',
        { class: 'pair-maps' },
        h('figure', {}, h('figcaption', {}, t('sample.thisSample')), this.mine.element),
        h('figure', {}, h('figcaption', {}, t('sample.batch')), this.batch.element, this.noBatch),
      ),
      this.bar.element,
    );
  }

  /** `why`: there is no batch. */
  update(gradient: GradientValues, batch: GradientValues | undefined, why: string): void {
    this.vector = gradient.shape.length === 1;
    setText(this.title, `∂L/∂ ${gradient.name}`);
    setText(this.size, shape(gradient.shape));
    const scale = Math.max(magnitude(gradient.values), batch ? magnitude(batch.values) : 0);
    this.bar.set(scale);
    this.draw(this.mine, gradient, scale, t('sample.thisSample'));
    show(this.batch.element, batch !== undefined);
    show(this.noBatch, batch === undefined);
    setText(this.noBatch, why);
    if (batch) this.draw(this.batch, batch, scale, t('sample.batch'));
  }

  highlight(unit: number | undefined, from: number | undefined): void {
    for (const map of [this.mine, this.batch]) map.highlight(this.vector ? { col: unit } : { row: unit, col: from });
  }

  private draw(map: Heatmap, gradient: GradientValues, scale: number, whose: string): void {
    const { name, shape: sizes } = gradient;
    const rows = this.vector ? 1 : sizes[0]!;
    const cols = sizes.reduce((product, size) => product * size, 1) / rows;
    map.set({
      cells: cellsOf(gradient, rows, cols),
      rows,
      cols,
      scale,
      vector: this.vector,
      name,
      label: `${whose}: ∂L/∂ ${name}, ${shape(sizes)}`,
    });
  }
}

function cellsOf({ values, cells }: GradientValues, rows: number, cols: number): Cells {
  if (cells) return { rows: cells[0], cols: cells[1], values };
  return reduceCells(values, rows, cols, ...GRADIENT_CELLS);
}
