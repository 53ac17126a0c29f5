// What the user has chosen to look at. Sent to the host as `view` and kept in the webview's own state, so
// that a panel that was hidden, moved or reloaded opens as it was left. Whatever comes back is checked.
import type { PanelView } from '../src/protocol/panel';
import type { SplitName } from '../src/data/dataset';
import type { TensorAspect } from '../src/protocol/frame';
import { COLOUR_MAPS, type ColourMap } from './draw/colour';
import type { Span } from './draw/span';
import type { RowFilter } from './rowFilter';

/** A layer, one of its units, or the edge into that unit from input `from`. */
export interface Selection {
  /** 'input' or a layer's name. */
  readonly layer: string;
  readonly unit?: number;
  readonly from?: number;
}

export type NetworkShows = 'weights' | 'gradients' | 'forward' | 'backward';
/** In the order of the page: first what a newcomer looks for. */
export const SECTIONS = ['architecture', 'cost', 'sample', 'plane', 'weights', 'report', 'outcomes', 'own'] as const;
export type SectionName = (typeof SECTIONS)[number];

export const PACES = [0, 60, 10, 1] as const;
export type Pace = (typeof PACES)[number];

/** How large a picture is drawn, and how far it is scrolled, in pixels. */
export interface NetworkView {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** More lines than these no one tells apart. */
export const MOST_OVERLAYS = 5;

export interface Choices {
  readonly collapsed: readonly SectionName[];
  /** Updates a second, at most; 0: as fast as possible. */
  readonly pace: Pace;
  readonly selection: Selection | null;
  readonly networkShows: NetworkShows;
  /** Of the second chart; '' for the first there is, 'none' for no second chart. */
  readonly metric: string;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Weight of exponential smoothing, 0 (none) to 0.99. */
  readonly smoothing: number;
  /** The iterations shown; null for all. */
  readonly span: Span | null;
  /** The list of earlier runs is open. */
  readonly earlierOpen: boolean;
  /** Earlier runs drawn beside this one, at most MOST_OVERLAYS. */
  readonly overlays: readonly string[];
  /** Series switched off, "train.loss". */
  readonly hiddenSeries: readonly string[];
  /** '' for all layers. */
  readonly weightLayer: string;
  readonly aspect: TensorAspect;
  readonly colourMap: ColourMap;
  /** One colour scale for every tensor in sight. */
  readonly sharedScale: boolean;
  /** Seen in full; '' for none. */
  readonly openTensor: string;
  /** Its first row in sight. */
  readonly openRow: number;
  /** What the open tensor shows: its values, or what has been added to them since iteration 0. */
  readonly openShows: 'values' | 'change';
  readonly asImages: boolean;
  readonly imagePage: number;
  readonly sampleSplit: SplitName;
  readonly sampleIndex: number;
  readonly follow: boolean;
  readonly reportSplit: SplitName;
  /** Whose rows are seen all together, and which of them. */
  readonly outcomesSplit: SplitName;
  readonly filter: RowFilter;
  readonly outcomesPage: number;
  /** The sample view steps through the filter's rows only. */
  readonly filtered: boolean;
  /** The class that ROC and its relatives set against the rest. */
  readonly curveClass: number;
  /** Of several targets, the one whose residuals are shown. */
  readonly targetColumn: number;
  /** A drawing of one's own is moved to the middle. */
  readonly centred: boolean;
  /** Tables behind pictures, and lists of details, that are unfolded. */
  readonly openTables: readonly string[];
  /** The architecture's picture; null: as large as it is, at its beginning. */
  readonly networkView: NetworkView | null;
  /** The architecture section shows the spec, to be changed. */
  readonly editing: boolean;
}

export const DEFAULT_CHOICES: Choices = {
  collapsed: [],
  pace: 0,
  selection: null,
  networkShows: 'weights',
  metric: '',
  logX: false,
  logY: false,
  smoothing: 0,
  span: null,
  earlierOpen: false,
  overlays: [],
  hiddenSeries: [],
  weightLayer: '',
  aspect: 'weight',
  colourMap: 'orange-blue',
  sharedScale: false,
  openTensor: '',
  openRow: 0,
  openShows: 'values',
  asImages: true,
  imagePage: 0,
  sampleSplit: 'train',
  sampleIndex: 0,
  follow: true,
  reportSplit: 'test',
  outcomesSplit: 'test',
  filter: { wrong: true, order: 'doubtful' },
  outcomesPage: 0,
  filtered: false,
  curveClass: 1,
  targetColumn: 0,
  centred: true,
  openTables: [],
  networkView: null,
  editing: false,
};

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

/** Choices from something kept earlier, perhaps by an older version: what does not fit is the default. */
export function restoreChoices(kept: PanelView | undefined): Choices {
  const from = kept ?? {};
  const d = DEFAULT_CHOICES;
  return {
    collapsed: strings(from.collapsed).filter((s): s is SectionName => (SECTIONS as readonly string[]).includes(s)),
    pace: PACES.find((pace) => pace === from.pace) ?? d.pace,
    selection: selection(from.selection),
    networkShows: oneOf(from.networkShows, ['weights', 'gradients', 'forward', 'backward'], d.networkShows),
    metric: text(from.metric, d.metric),
    logX: flag(from.logX, d.logX),
    logY: flag(from.logY, d.logY),
    smoothing: typeof from.smoothing === 'number' ? Math.min(0.99, Math.max(0, from.smoothing)) || 0 : d.smoothing,
    span: span(from.span),
    earlierOpen: flag(from.earlierOpen, d.earlierOpen),
    overlays: strings(from.overlays).slice(0, MOST_OVERLAYS),
    hiddenSeries: strings(from.hiddenSeries),
    weightLayer: text(from.weightLayer, d.weightLayer),
    aspect: oneOf(from.aspect, ['weight', 'gradient', 'update'], d.aspect),
    colourMap: oneOf(from.colourMap, COLOUR_MAPS, d.colourMap),
    sharedScale: flag(from.sharedScale, d.sharedScale),
    openTensor: text(from.openTensor, d.openTensor),
    openRow: natural(from.openRow) ?? d.openRow,
    openShows: oneOf(from.openShows, ['values', 'change'], d.openShows),
    asImages: flag(from.asImages, d.asImages),
    imagePage: natural(from.imagePage) ?? d.imagePage,
    sampleSplit: oneOf(from.sampleSplit, SPLITS, d.sampleSplit),
    sampleIndex: natural(from.sampleIndex) ?? d.sampleIndex,
    follow: flag(from.follow, d.follow),
    reportSplit: oneOf(from.reportSplit, SPLITS, d.reportSplit),
    outcomesSplit: oneOf(from.outcomesSplit, SPLITS, d.outcomesSplit),
    filter: filter(from.filter),
    outcomesPage: natural(from.outcomesPage) ?? d.outcomesPage,
    filtered: flag(from.filtered, d.filtered),
    curveClass: natural(from.curveClass) ?? d.curveClass,
    targetColumn: natural(from.targetColumn) ?? d.targetColumn,
    centred: flag(from.centred, d.centred),
    openTables: strings(from.openTables),
    networkView: networkView(from.networkView),
    editing: flag(from.editing, d.editing),
  };
}

function selection(value: unknown): Selection | null {
  if (typeof value !== 'object' || value === null) return null;
  const { layer, unit, from } = value as Record<string, unknown>;
  if (typeof layer !== 'string') return null;
  const u = natural(unit);
  const f = natural(from);
  return { layer, ...(u === undefined ? {} : { unit: u }), ...(u === undefined || f === undefined ? {} : { from: f }) };
}

function filter(value: unknown): RowFilter {
  const d = DEFAULT_CHOICES.filter;
  if (typeof value !== 'object' || value === null) return d;
  const { truth, predicted, wrong, order } = value as Record<string, unknown>;
  const [t, p] = [natural(truth), natural(predicted)];
  return {
    ...(t === undefined ? {} : { truth: t }),
    ...(p === undefined ? {} : { predicted: p }),
    wrong: flag(wrong, d.wrong),
    order: oneOf(order, ['split', 'doubtful', 'loss'], d.order),
  };
}

function span(value: unknown): Span | null {
  const { from, to } = (value ?? {}) as Record<string, unknown>;
  return typeof from === 'number' && typeof to === 'number' && from < to ? { from, to } : null;
}

function networkView(value: unknown): NetworkView | null {
  const { scale, left, top } = (value ?? {}) as Record<string, unknown>;
  const numbers = [scale, left, top].every((v) => typeof v === 'number' && Number.isFinite(v) && v >= 0);
  return numbers && scale !== 0 ? (value as NetworkView) : null;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return (allowed as readonly unknown[]).includes(value) ? (value as T) : otherwise;
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function natural(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
}
