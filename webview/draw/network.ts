// Where everything of the architecture picture stands. Columns run along the main axis: left to right where
// there is room, top to bottom in a narrow panel. Up to SHOWN_UNITS units are drawn one by one, small
// where they are many; a larger layer is one block.
import type { DataInfo, LayerInfo, ModelInfo } from '../../src/protocol/engine';

/** Beyond this many units neurons become a block with a count: a frame has every weight between two such layers. */
export const SHOWN_UNITS = 64;

/** Up to so many have room for names and numbers; of so many one sees the single edge. */
export const ROOMY_UNITS = 16;

/** More than these in one line would touch: they take two, zigzag. */
const LINE_UNITS = 32;

export interface Place {
  readonly x: number;
  readonly y: number;
  /** Of the neuron. */
  readonly r: number;
}

export interface Column {
  /** 'input', or the layer's name. */
  readonly key: string;
  readonly layer?: LayerInfo;
  /** 'units' learn weights of their own; 'op' passes each number on (dropout, flatten, activation). */
  readonly kind: 'input' | 'units' | 'op';
  readonly units: number;
  /** One place a unit; empty for a block. */
  readonly places: readonly Place[];
  /** The block, or the extent of the units. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly header: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** The weight matrix between the previous column and this one. */
  readonly weight?: string;
  readonly bias?: string;
}

export interface NetworkLayout {
  readonly vertical: boolean;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  /** Distance between neighbouring units. */
  readonly spacing: number;
  readonly columns: readonly Column[];
}

const HEADER_HEIGHT = 66;
const HEADER_WIDTH = 116; // a layer's name and type in one line each
const ROW_HEIGHT = 84;
const MIN_COLUMN = 100;
/** Length of a line of many small neurons. */
const CROWD = 288;
const ZIGZAG = 5;
/** An image as input is shown as one. */
const IMAGE_SIDE = 68;
const LABEL_WIDTH_PER_CHARACTER = 6.3;

export function size(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** A matrix [units, inputs] that turns one column into the next. */
export function weightOf(layer: LayerInfo): string | undefined {
  const name = `${layer.name}.weight`;
  return layer.tensors.find((t) => t.name === name && t.shape.length === 2)?.name;
}

export function biasOf(layer: LayerInfo): string | undefined {
  const name = `${layer.name}.bias`;
  return layer.tensors.find((t) => t.name === name && t.shape.length === 1)?.name;
}

/** Names beside the last layer: its classes, or its targets. */
export function outputLabels(data: DataInfo | undefined, units: number): readonly string[] {
  if (!data) return [];
  if (data.classes && data.classes.length === units) return data.classes;
  if (data.classes && units === 1 && data.classes.length === 2) return [`${data.classes[1]}`];
  return data.targetNames.length === units ? data.targetNames : [];
}

export function layoutNetwork(model: ModelInfo, data: DataInfo | undefined, width: number): NetworkLayout {
  const inputUnits = size(model.layers[0]?.inputShape ?? data?.inputShape ?? []);
  const stages = [
    { key: 'input', kind: 'input' as const, units: inputUnits, layer: undefined },
    ...model.layers.map((layer) => ({
      key: layer.name,
      kind: weightOf(layer) ? ('units' as const) : ('op' as const),
      units: size(layer.outputShape),
      layer,
    })),
  ];
  const shownMost = Math.max(1, ...stages.map((s) => (s.units <= ROOMY_UNITS ? s.units : 0)));
  const crowded = stages.some(({ units }) => units > ROOMY_UNITS && units <= SHOWN_UNITS);
  const outputs = stages[stages.length - 1]!.units;
  const left = margin(inputUnits <= ROOMY_UNITS ? (data?.inputNames ?? []) : [], inputUnits);
  const right = margin(outputs <= ROOMY_UNITS ? outputLabels(data, outputs) : [], outputs);
  const columnWidth = (width - left - right) / stages.length;
  const vertical = columnWidth < MIN_COLUMN;

  const spacing = vertical ? clamp((width - HEADER_WIDTH - 40) / shownMost, 14, 46) : clamp(288 / shownMost, 19, 54);
  const radius = Math.min(16, spacing * 0.39);
  const area = Math.max(vertical ? 0 : crowded ? CROWD : 180, shownMost * spacing);
  const across = vertical ? Math.min(CROWD, width - HEADER_WIDTH - 40) : area - 16; // of a crowd
  const height = vertical ? stages.length * ROW_HEIGHT + 8 : HEADER_HEIGHT + area + 16;

  const columns = stages.map(({ key, kind, units, layer }, i): Column => {
    const shown = units <= SHOWN_UNITS;
    const main = vertical ? i * ROW_HEIGHT + ROW_HEIGHT / 2 : left + columnWidth * (i + 0.5);
    const middle = vertical ? HEADER_WIDTH + (width - HEADER_WIDTH) / 2 : HEADER_HEIGHT + area / 2;
    const roomy = units <= ROOMY_UNITS;
    const lines = units > LINE_UNITS ? 2 : 1;
    const step = roomy ? spacing : across / units;
    const r = roomy ? radius : Math.min(6, step * lines * 0.39);
    const at = (k: number): Place => {
      const cross = middle + (k - (units - 1) / 2) * step;
      const along = main + (lines === 2 ? (k % 2 === 0 ? -ZIGZAG : ZIGZAG) : 0);
      return vertical ? { x: cross, y: along, r } : { x: along, y: cross, r };
    };
    const places = shown ? Array.from({ length: units }, (_, k) => at(k)) : [];
    const blockLength = vertical ? Math.min(260, width - HEADER_WIDTH - 48) : area - 8;
    const picture = kind === 'input' && !shown && data?.image !== undefined;
    const zigzag = shown && lines === 2 ? 2 * ZIGZAG : 0;
    const thickness = picture ? IMAGE_SIDE : kind === 'op' ? 18 + zigzag : shown ? r * 2 + 6 + zigzag : 46;
    const extent = picture ? IMAGE_SIDE : shown ? (units - 1) * step + r * 2 + 8 : blockLength;
    const box = vertical
      ? { x: middle - extent / 2, y: main - thickness / 2, width: extent, height: thickness }
      : { x: main - thickness / 2, y: middle - extent / 2, width: thickness, height: extent };
    const header = vertical
      ? { x: 0, y: main - ROW_HEIGHT / 2 + 8, width: HEADER_WIDTH, height: ROW_HEIGHT - 16 }
      : {
          x: main - Math.min(160, columnWidth - 6) / 2,
          y: 0,
          width: Math.min(160, columnWidth - 6),
          height: HEADER_HEIGHT - 10,
        };
    const weight = layer && weightOf(layer);
    const bias = layer && biasOf(layer);
    return {
      key,
      kind,
      units,
      places,
      box,
      header,
      ...(layer ? { layer } : {}),
      ...(weight ? { weight } : {}),
      ...(bias ? { bias } : {}),
    };
  });
  return { vertical, width, height, radius, spacing, columns };
}

function margin(names: readonly string[], units: number): number {
  if (names.length !== units || units === 0) return 0;
  return clamp(Math.max(...names.map((n) => n.length)) * LABEL_WIDTH_PER_CHARACTER - 18, 0, 96);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
