// This sample's gradient on every tensor beside the last batch's mean, both on one scale: does it pull the weights
// where the others do?
import type { SampleReport, TensorValues } from '../../src/protocol/engine';
import { magnitude, reduceCells } from '../draw/cells';
import { shape } from '../draw/number';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import { ColourBar } from './colourBar';
import { Heatmap } from './heatmap';
import type { ViewContext } from './view';

const MAX_ROWS = 96;
const MAX_COLS = 160;

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
        pair.update(gradient, batch);
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
  private readonly noBatch = h('p', { class: 'empty small' }, t('sample.noBatch'));
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

  update(gradient: TensorValues, batch: TensorValues | undefined): void {
    this.vector = gradient.shape.length === 1;
    setText(this.title, `∂L/∂ ${gradient.name}`);
    setText(this.size, shape(gradient.shape));
    const scale = Math.max(magnitude(gradient.values), batch ? magnitude(batch.values) : 0);
    this.bar.set(scale);
    this.draw(this.mine, gradient, scale, t('sample.thisSample'));
    show(this.batch.element, batch !== undefined);
    show(this.noBatch, batch === undefined);
    if (batch) this.draw(this.batch, batch, scale, t('sample.batch'));
  }

  highlight(unit: number | undefined, from: number | undefined): void {
    for (const map of [this.mine, this.batch]) map.highlight(this.vector ? { col: unit } : { row: unit, col: from });
  }

  private draw(map: Heatmap, { name, shape: sizes, values }: TensorValues, scale: number, whose: string): void {
    const cols = sizes.at(-1) ?? 1;
    const rows = values.length / cols;
    map.set({
      cells: reduceCells(values, rows, cols, MAX_ROWS, MAX_COLS),
      rows,
      cols,
      scale,
      vector: this.vector,
      name,
      label: `${whose}: ∂L/∂ ${name}, ${shape(sizes)}`,
    });
  }
}
