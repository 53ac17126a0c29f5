// The editor's theme as the canvases need it. The editor writes its colours as CSS variables and the kind of
// theme as a class of <body>, and changes both in place: canvases must be told, style sheets need not.
import type { SplitName } from '../src/data/dataset';
import {
  divergingTable,
  inkTable,
  overlayColours,
  rgb,
  signColours,
  type ColourMap,
  type Rgb,
  type ThemeKind,
} from './draw/colour';

export interface Theme {
  readonly kind: ThemeKind;
  /** Signed values; see draw/colour.ts. */
  readonly signed: Uint32Array;
  /** Pixels of images, 0..1. */
  readonly ink: Uint32Array;
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly grid: string;
  readonly focus: string;
  readonly positive: string;
  readonly negative: string;
  readonly series: { readonly [S in SplitName]: string };
  /** The same, behind a smoothed line. */
  readonly faint: { readonly [S in SplitName]: string };
  /** Of earlier runs. */
  readonly overlays: readonly string[];
  /** Of classes, where there are more than two. */
  readonly classes: readonly string[];
  readonly font: string;
}

export function readTheme(map: ColourMap): Theme {
  const kind = themeKind(document.body.classList);
  const style = getComputedStyle(document.body);
  const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const dark = kind === 'dark' || kind === 'hc';
  const foreground = read('--vscode-foreground', dark ? '#cccccc' : '#3b3b3b');
  const series = {
    train: read('--vscode-charts-blue', dark ? '#59a4f9' : '#0063d3'),
    validation: read('--vscode-charts-orange', dark ? '#d18616' : '#b5500c'),
    test: read('--vscode-charts-purple', dark ? '#b180d7' : '#652d90'),
  };
  return {
    kind,
    signed: divergingTable(kind, map),
    ink: inkTable(kind),
    foreground,
    muted: read('--vscode-descriptionForeground', foreground),
    background: read('--vscode-editor-background', dark ? '#1f1f1f' : '#ffffff'),
    grid: kind === 'hc' ? '#ffffff55' : kind === 'hc-light' ? '#00000055' : dark ? '#8b8b8b33' : '#6b6b6b2b',
    focus: read('--vscode-focusBorder', '#0078d4'),
    ...(map === 'orange-blue'
      ? { positive: dark ? '#58b0ff' : '#1668b0', negative: dark ? '#ffa657' : '#b8510d' }
      : signColours(kind, map)),
    series,
    faint: { train: faded(series.train), validation: faded(series.validation), test: faded(series.test) },
    overlays: overlayColours(kind),
    classes: [
      series.train,
      series.validation,
      read('--vscode-charts-green', dark ? '#89d185' : '#388a34'),
      series.test,
      read('--vscode-charts-yellow', dark ? '#cca700' : '#bf8803'),
      read('--vscode-charts-red', dark ? '#f14c4c' : '#e51400'),
    ],
    font: read('--vscode-font-family', 'sans-serif'),
  };
}

/** A colour as CSS writes it, in bytes; what is transparent in it is taken as opaque. */
export function rgbOf(css: string): Rgb {
  const text = normal(css);
  if (text.startsWith('#')) return rgb(text);
  const [r = 0, green = 0, b = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [r, green, b];
}

/** A third as strong, whatever notation the theme uses. */
function faded(css: string): string {
  const text = normal(css);
  return text.startsWith('#') ? `${text}58` : text;
}

/** "#rrggbb", or "rgba(r, g, b, a)" where there is transparency in it. */
function normal(css: string): string {
  const g = (scratch ??= document.createElement('canvas').getContext('2d')!);
  g.fillStyle = css;
  return g.fillStyle;
}
let scratch: CanvasRenderingContext2D | undefined;

export function themeKind(classes: { contains(name: string): boolean }): ThemeKind {
  if (classes.contains('vscode-high-contrast-light')) return 'hc-light';
  if (classes.contains('vscode-high-contrast')) return 'hc';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
