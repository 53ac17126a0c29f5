// Forward and back, layer by layer. A small layer shows its numbers: z, a = f(z), and what the loss says of each;
// a large one shows them as two strips of colour on scales of their own.
import type { LayerInfo, SampleReport, TensorValues } from '../../src/protocol/engine';
import { magnitude, reduceCells, statistics } from '../draw/cells';
import { cssColour, tableIndex, textOn } from '../draw/colour';
import { number } from '../draw/number';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import { ROOMY_UNITS, outputLabels } from '../draw/network';
import { Heatmap } from './heatmap';
import type { ViewContext } from './view';

const STRIP_CELLS = 256;

/** A way through the network, perhaps without the way back. */
type Passed = Pick<SampleReport, 'activations' | 'activationGradients'>;

interface LayerNumbers {
  readonly layer: LayerInfo;
  readonly z: TensorValues | undefined;
  readonly a: TensorValues | undefined;
  readonly dz: TensorValues | undefined;
  readonly da: TensorValues | undefined;
}

export function createSampleLayers(context: ViewContext): {
  readonly element: HTMLElement;
  update(sample: Passed, state: State): void;
} {
  const list = h('div', { class: 'sample-layers' });
  const element = h('div', {}, h('h3', {}, t('sample.layers')), list);
  const blocks = new Map<string, LayerBlock>();
  return {
    element,
    update(sample, state) {
      const stages = (state.model?.layers ?? []).map((layer) => numbersOf(sample, layer)).filter((s) => s.z ?? s.a);
      show(element, stages.length > 0);
      const elements = stages.map((stage) => {
        const { name } = stage.layer;
        const block = blocks.get(name) ?? new LayerBlock(context);
        blocks.set(name, block);
        const last = stage.layer === state.model?.layers.at(-1);
        const units = (stage.a ?? stage.z)!.values.length;
        block.update(stage, last ? outputLabels(state.data, units) : []);
        block.element.classList.toggle('selected', state.choices.selection?.layer === name);
        block.element.dataset['layer'] = name;
        block.mark(state.choices.selection?.layer === name ? state.choices.selection.unit : undefined);
        return block.element;
      });
      if (elements.length !== list.children.length || elements.some((e, i) => list.children[i] !== e))
        list.replaceChildren(...elements);
    },
  };
}

function numbersOf(sample: Passed, layer: LayerInfo): LayerNumbers {
  const find = (from: readonly TensorValues[], suffix: string): TensorValues | undefined =>
    from.find((v) => v.name === `${layer.name}.${suffix}`);
  return {
    layer,
    z: find(sample.activations, 'z'),
    a: find(sample.activations, 'a'),
    dz: find(sample.activationGradients, 'z'),
    da: find(sample.activationGradients, 'a'),
  };
}

class LayerBlock {
  private readonly title = h('h4', {});
  private readonly formula = h('span', { class: 'formula' });
  private readonly table = h('div', { class: 'table-scroll', tabindex: '0', role: 'group' });
  private readonly forward: Heatmap;
  private readonly backward: Heatmap;
  private readonly forwardText = h('span', { class: 'strip-text' });
  private readonly backwardText = h('span', { class: 'strip-text' });
  private readonly strips: HTMLElement;
  private readonly backwardHead = h(
    'div',
    { class: 'strip-head' },
    h('span', {}, t('sample.backward')),
    this.backwardText,
  );
  readonly element: HTMLElement;

  constructor(private readonly context: ViewContext) {
    this.forward = new Heatmap(context, { maxHeight: 20 });
    this.backward = new Heatmap(context, { maxHeight: 20 });
    this.strips = h(
      'div',
      { class: 'strips' },
      h('div', { class: 'strip-head' }, h('span', {}, t('sample.forward')), this.forwardText),
      this.forward.element,
      this.backwardHead,
      this.backward.element,
    );
    this.element = h(
      'article',
      { class: 'sample-layer' },
      h('div', { class: 'tensor-head' }, this.title, this.formula),
      this.table,
      this.strips,
    );
  }

  update(stage: LayerNumbers, names: readonly string[]): void {
    const { layer } = stage;
    setText(this.title, layer.name);
    setText(this.formula, formulaOf(stage));
    const result = (stage.a ?? stage.z)!;
    const small = result.values.length <= ROOMY_UNITS;
    show(this.table, small);
    show(this.strips, !small);
    if (small) {
      this.table.setAttribute('aria-label', layer.name);
      this.table.replaceChildren(this.numbers(stage, names));
      return;
    }
    this.strip(this.forward, this.forwardText, result);
    const back = stage.dz ?? stage.da;
    show(this.backwardHead, back !== undefined);
    show(this.backward.element, back !== undefined);
    if (back) this.strip(this.backward, this.backwardText, back);
  }

  mark(unit: number | undefined): void {
    this.table.querySelectorAll('tbody tr').forEach((row, i) => row.classList.toggle('selected', i === unit));
    this.forward.highlight({ col: unit });
    this.backward.highlight({ col: unit });
  }

  private strip(heatmap: Heatmap, text: HTMLElement, values: TensorValues): void {
    const cols = values.values.length;
    const { min, max } = statistics(values.values);
    setText(text, `${number(min, 3)} \u2026 ${number(max, 3)}`);
    heatmap.set({
      cells: reduceCells(values.values, 1, cols, 1, STRIP_CELLS),
      rows: 1,
      cols,
      scale: magnitude(values.values),
      vector: true,
      name: values.name,
      label: `${values.name}: ${number(min)} \u2026 ${number(max)}`,
    });
  }

  private numbers(stage: LayerNumbers, names: readonly string[]): HTMLElement {
    const columns = [
      { head: 'z', values: stage.z },
      { head: 'a', values: stage.a },
      { head: '∂L/∂a', values: stage.da },
      { head: '∂L/∂z', values: stage.dz },
    ].filter((c): c is { head: string; values: TensorValues } => c.values !== undefined);
    const table = this.context.theme().signed;
    const scales = columns.map(({ values }) => magnitude(values.values));
    const units = columns[0]!.values.values.length;
    const rows = Array.from({ length: units }, (_, unit) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, names[unit] ?? String(unit)),
        ...columns.map(({ head, values }, c) => {
          const value = values.values[unit]!;
          const cell = h(
            'td',
            { class: 'number tinted', title: `${values.name}[${unit}] = ${number(value, 8)} (${head})` },
            number(value),
          );
          const colour = table[tableIndex(value, scales[c]!)]!;
          cell.style.backgroundColor = cssColour(colour);
          cell.style.color = textOn(colour);
          return cell;
        }),
      ),
    );
    return h(
      'table',
      { class: 'numbers' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, t('sample.unit')),
          ...columns.map((c) => h('th', { scope: 'col', class: 'number' }, c.head)),
        ),
      ),
      h('tbody', {}, ...rows),
    );
  }
}

/** The arithmetic of the step in one line. */
function formulaOf({ layer, z, a }: LayerNumbers): string {
  const activation = layer.activation ?? 'f';
  if (layer.type === 'dense') return z && a ? `z = W·x + b,  a = ${activation}(z)` : 'z = W·x + b';
  return a && layer.activation ? `a = ${activation}(z)` : layer.type;
}
