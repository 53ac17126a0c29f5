// What each unit of each small layer answers over the plane of the two inputs: how the network folds it, layer by layer.
// A layer's units share one scale, so that a silent one looks silent.
import type { LayerInfo, TensorValues } from '../../src/protocol/engine';
import { h, setText, show } from '../dom';
import { magnitude, paintCells } from '../draw/cells';
import { number } from '../draw/number';
import { outputLabels, size } from '../draw/network';
import { t } from '../l10n';
import { roving, rovingStart } from '../roving';
import type { State } from '../store';
import type { UnitMaps } from '../answers';
import type { Theme } from '../theme';
import type { ViewContext } from './view';

/** A layer with more units than this is left out. */
const MOST_UNITS = 32;
/** A saturated unit takes so much of the signed scale: its ends are too pale, or too dark, to tell above from below zero. */
const FULL = 0.65;

export function createNeuronMaps(context: ViewContext): {
  readonly element: HTMLElement;
  update(state: State, before: State | undefined): void;
} {
  const list = h('div', { class: 'neuron-maps-list' });
  const element = h('div', { class: 'neuron-maps' }, h('h3', {}, t('plane.maps')), list);
  const layers = new Map<string, LayerMaps>();
  let painted: { maps: UnitMaps; theme: Theme } | undefined;
  roving(list, '.neuron-map');

  return {
    element,
    update(state, before) {
      const { model, answers, choices } = state;
      const { maps } = answers;
      const shown =
        maps && model ? model.layers.filter((l) => mapOf(maps, l) && size(l.outputShape) <= MOST_UNITS) : [];
      show(element, shown.length > 0);
      if (!maps || shown.length === 0) return;
      if (model !== before?.model) layers.clear();
      const blocks = shown.map((layer) => {
        const names = layer === model!.layers.at(-1) ? outputLabels(state.data, size(layer.outputShape)) : [];
        const block = layers.get(layer.name) ?? new LayerMaps(layer, names, context);
        layers.set(layer.name, block);
        return block;
      });
      if (blocks.length !== list.children.length || blocks.some((b, i) => list.children[i] !== b.element)) {
        list.replaceChildren(...blocks.map((b) => b.element));
        rovingStart(list, '.neuron-map');
        painted = undefined;
      }
      const theme = context.theme();
      if (painted?.maps !== maps || painted.theme !== theme) {
        painted = { maps, theme };
        blocks.forEach((block, i) => block.paint(mapOf(maps, shown[i]!)!, maps.side, theme));
      }
      blocks.forEach((block, i) =>
        block.mark(choices.selection?.layer === shown[i]!.name ? choices.selection.unit : undefined),
      );
    },
  };
}

/** What a layer gives on: after its activation where it has one. */
function mapOf({ activations }: UnitMaps, { name }: LayerInfo): TensorValues | undefined {
  return activations.find((a) => a.name === `${name}.a`) ?? activations.find((a) => a.name === `${name}.z`);
}

class LayerMaps {
  readonly element: HTMLElement;
  private readonly tiles: readonly HTMLButtonElement[];
  private readonly range = h('span', { class: 'tensor-shape' });

  constructor(
    layer: LayerInfo,
    private readonly names: readonly string[],
    context: ViewContext,
  ) {
    this.tiles = Array.from({ length: size(layer.outputShape) }, (_, unit) => {
      const tile = h('button', { type: 'button', class: 'neuron-map', tabindex: '-1' }, h('canvas', {}));
      tile.addEventListener('click', () => context.choose({ selection: { layer: layer.name, unit } }));
      tile.addEventListener('pointermove', (e) =>
        context.tooltip.show([tile.getAttribute('aria-label') ?? ''], e.clientX, e.clientY),
      );
      tile.addEventListener('pointerleave', () => context.tooltip.hide());
      return tile;
    });
    this.element = h(
      'div',
      { role: 'group', 'aria-label': layer.name },
      h('div', { class: 'tensor-head' }, h('h4', {}, layer.name), this.range),
      h('div', { class: 'neuron-map-tiles' }, ...this.tiles),
    );
  }

  /** `map` is [side · side, units]. */
  paint(map: TensorValues, side: number, theme: Theme): void {
    const units = this.tiles.length;
    const scale = magnitude(map.values);
    setText(this.range, `\u00b1${number(scale, 3)}`);
    const own = new Float32Array(side * side);
    this.tiles.forEach((tile, unit) => {
      let [min, max] = [Infinity, -Infinity];
      for (let i = 0; i < own.length; i++) {
        const v = (own[i] = map.values[i * units + unit]!);
        if (v < min) min = v;
        if (v > max) max = v;
      }
      const canvas = tile.firstChild as HTMLCanvasElement;
      if (canvas.width !== side) canvas.width = canvas.height = side;
      const g = canvas.getContext('2d')!;
      const image = g.createImageData(side, side);
      paintCells(new Uint32Array(image.data.buffer), own, 0, own.length, scale / FULL, theme.signed);
      g.putImageData(image, 0, 0);
      const name = this.names[unit] ?? String(unit);
      const label = t('plane.map', map.name, name, number(min, 3), number(max, 3));
      if (tile.getAttribute('aria-label') !== label) tile.setAttribute('aria-label', label);
    });
  }

  mark(unit: number | undefined): void {
    this.tiles.forEach((tile, i) => {
      const pressed = String(i === unit);
      if (tile.getAttribute('aria-pressed') !== pressed) tile.setAttribute('aria-pressed', pressed);
    });
  }
}
