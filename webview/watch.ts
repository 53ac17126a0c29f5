// Which tensors the frames should hold: exactly what is on the screen. Pure, so that a test can say what
// a hidden section costs (nothing).
import type { LayerInfo } from '../src/protocol/engine';
import type { Frame, FrameTensor, TensorAspect, WatchItem } from '../src/protocol/frame';
import type { SectionName } from './choices';
import { SHOWN_UNITS, biasOf, size, weightOf } from './draw/network';
import type { State } from './store';

/** Cells a picture has room for when nothing else is said; the frame's own default. */
export const MAX_CELLS = 64;
/** First-layer filters on one page. */
export const IMAGES_PER_PAGE = 40;

export function watchItems(state: State, visible: ReadonlySet<SectionName>): readonly WatchItem[] {
  const { model, choices } = state;
  if (!model) return [];
  const items: WatchItem[] = [];
  const add = (item: WatchItem): void => {
    if (!items.some((i) => JSON.stringify(i) === JSON.stringify(item))) items.push(item);
  };
  if (visible.has('architecture') && choices.networkShows !== 'backward') {
    const aspect: TensorAspect = choices.networkShows === 'gradients' ? 'gradient' : 'weight';
    for (const layer of model.layers) {
      const weight = weightOf(layer);
      const bias = biasOf(layer);
      const shown = size(layer.outputShape) <= SHOWN_UNITS && size(layer.inputShape) <= SHOWN_UNITS;
      if (weight && shown) add({ tensor: weight, aspect });
      if (bias) add({ tensor: bias, aspect });
    }
  }
  const chosen = model.layers.find((layer) => layer.name === choices.selection?.layer);
  if (visible.has('architecture') && chosen) {
    // Its details want statistics alone: one cell is enough.
    for (const { name } of chosen.tensors)
      if (!items.some((i) => i.tensor === name && i.aspect === 'weight'))
        add({ tensor: name, aspect: 'weight', maxRows: 1, maxCols: 1 });
  }
  if (visible.has('weights')) {
    for (const layer of shownLayers(state)) {
      for (const tensor of layer.tensors) {
        if (choices.aspect !== 'weight' && !tensor.trainable) continue;
        const images = imagesOf(state, layer);
        if (images && tensor.name === images.tensor) {
          add({
            tensor: tensor.name,
            aspect: choices.aspect,
            rows: images.rows,
            maxRows: IMAGES_PER_PAGE,
            maxCols: images.pixels,
          });
        } else add({ tensor: tensor.name, aspect: choices.aspect });
      }
    }
  }
  return items;
}

/** Layers with tensors, of which the weights view shows one or all. */
export function tensorLayers(state: State): readonly LayerInfo[] {
  return state.model?.layers.filter((l) => l.tensors.length > 0) ?? [];
}

export function shownLayers(state: State): readonly LayerInfo[] {
  const layers = tensorLayers(state);
  const chosen = layers.find((l) => l.name === state.choices.weightLayer);
  return chosen ? [chosen] : layers;
}

export interface FilterPage {
  readonly tensor: string;
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
  readonly rows: readonly [number, number];
  readonly page: number;
  readonly pages: number;
}

/** Can this layer's rows be seen as images? Only the first that learns, right behind the pixels. */
export function canBeImages(state: State, layer: LayerInfo): boolean {
  const image = state.data?.image;
  const first = tensorLayers(state)[0];
  if (!image || first?.name !== layer.name || weightOf(layer) === undefined) return false;
  return size(layer.inputShape) === image.width * image.height;
}

/** The page of first-layer filters now shown as images, or undefined where the layer is a plain heatmap. */
export function imagesOf(state: State, layer: LayerInfo): FilterPage | undefined {
  if (!state.choices.asImages || !canBeImages(state, layer)) return undefined;
  const { width, height } = state.data!.image!;
  const units = size(layer.outputShape);
  const pages = Math.ceil(units / IMAGES_PER_PAGE);
  const page = Math.min(state.choices.imagePage, pages - 1);
  const from = page * IMAGES_PER_PAGE;
  return {
    tensor: weightOf(layer)!,
    width,
    height,
    pixels: width * height,
    rows: [from, Math.min(units, from + IMAGES_PER_PAGE)],
    page,
    pages,
  };
}

export interface Watched {
  readonly info: FrameTensor;
  readonly cells: Float32Array;
}

/** What a frame holds for an item; undefined where it was packed for an earlier choice. */
export function findWatched(frame: Frame | undefined, item: WatchItem): Watched | undefined {
  if (!frame) return undefined;
  for (const [i, info] of frame.tensors.entries()) {
    if (info.tensor !== item.tensor || info.aspect !== item.aspect) continue;
    const [from, to] = item.rows ?? [0, info.rows];
    const fits =
      info.region[0] === from &&
      info.region[1] === to &&
      info.cellRows === Math.min(to - from, item.maxRows ?? MAX_CELLS) &&
      info.cellCols === Math.min(info.cols, item.maxCols ?? MAX_CELLS);
    if (fits) return { info, cells: frame.cells[i]! };
  }
  return undefined;
}
