// Signed values to colours: orange below zero, blue above, so that every common colour blindness can
// tell them apart; lightness alone gives the magnitude. Zero melts into the theme's background.
// Interpolated in OKLab (Ottosson 2020, bottosson.github.io/posts/oklab), where equal steps look equal.

export type ThemeKind = 'light' | 'dark' | 'hc' | 'hc-light';
export type Rgb = readonly [number, number, number];

interface Stops {
  readonly zero: Rgb;
  /** From a half to the whole of the scale. */
  readonly positive: readonly [Rgb, Rgb];
  readonly negative: readonly [Rgb, Rgb];
  readonly invalid: Rgb;
}

const ORANGE_BLUE: Readonly<Record<ThemeKind, Stops>> = {
  dark: {
    zero: [40, 41, 44],
    positive: [rgb('#2f86d6'), rgb('#b5e0ff')],
    negative: [rgb('#cf7018'), rgb('#ffdcae')],
    invalid: rgb('#e05fd0'),
  },
  light: {
    zero: [243, 243, 244],
    positive: [rgb('#4a9ad8'), rgb('#08386b')],
    negative: [rgb('#ea8d35'), rgb('#742c02')],
    invalid: rgb('#b8179f'),
  },
  hc: {
    zero: [0, 0, 0],
    positive: [rgb('#3b9dff'), rgb('#e0f4ff')],
    negative: [rgb('#f58a1f'), rgb('#fff1dc')],
    invalid: rgb('#ff5cf0'),
  },
  'hc-light': {
    zero: [255, 255, 255],
    positive: [rgb('#2a7fcf'), rgb('#001f47')],
    negative: [rgb('#d4690a'), rgb('#451900')],
    invalid: rgb('#a3008c'),
  },
};

/** Signed maps to choose from; each is told apart by every common colour blindness. 'grey' does without hue at all. */
export const COLOUR_MAPS = ['orange-blue', 'brown-teal', 'green-purple', 'grey'] as const;
export type ColourMap = (typeof COLOUR_MAPS)[number];

type Ends = readonly [half: Rgb, full: Rgb];

/** Half and full ends on a light paper, negative then positive; after ColorBrewer's BrBG and PRGn. */
const ON_LIGHT: Readonly<Record<Exclude<ColourMap, 'orange-blue'>, readonly [Ends, Ends]>> = {
  'brown-teal': [
    [rgb('#c9943f'), rgb('#543005')],
    [rgb('#4fb0a5'), rgb('#00352c')],
  ],
  'green-purple': [
    [rgb('#6cb56d'), rgb('#00441b')],
    [rgb('#a277b4'), rgb('#40004b')],
  ],
  grey: [
    [rgb('#f6f6f6'), rgb('#ffffff')],
    [rgb('#6a6a6a'), rgb('#000000')],
  ],
};

const ON_DARK: typeof ON_LIGHT = {
  'brown-teal': [
    [rgb('#b07a22'), rgb('#f6e2b3')],
    [rgb('#2a9d90'), rgb('#c3f0e6')],
  ],
  'green-purple': [
    [rgb('#43a047'), rgb('#d6f5cf')],
    [rgb('#9c5fc0'), rgb('#ecd6f7')],
  ],
  grey: [
    [rgb('#3a3a3a'), rgb('#000000')],
    [rgb('#b4b4b4'), rgb('#ffffff')],
  ],
};

/** Zero is the middle grey of a map without hue: both ends must have somewhere to go. */
const MIDDLE_GREY: Readonly<Record<'light' | 'dark', Rgb>> = { light: [176, 176, 176], dark: [112, 112, 112] };

function stopsOf(kind: ThemeKind, map: ColourMap): Stops {
  const own = ORANGE_BLUE[kind];
  if (map === 'orange-blue') return own;
  const dark = kind === 'dark' || kind === 'hc';
  const [negative, positive] = (dark ? ON_DARK : ON_LIGHT)[map];
  return {
    zero: map === 'grey' ? MIDDLE_GREY[dark ? 'dark' : 'light'] : own.zero,
    negative,
    positive,
    invalid: own.invalid,
  };
}

/** The colours of a line below and above zero. */
export function signColours(kind: ThemeKind, map: ColourMap): { readonly negative: string; readonly positive: string } {
  const [negative, positive] = [-0.62, 0.62].map((v) => cssColour(divergingTable(kind, map)[tableIndex(v, 1)]!));
  return { negative: negative!, positive: positive! };
}

/**
 * Lines of up to five earlier runs. Found by search: as far from each other, and from the run's own blue, orange and
 * purple, as they can be for every common eye at once.
 */
export function overlayColours(kind: ThemeKind): readonly string[] {
  return kind === 'dark' || kind === 'hc'
    ? ['#4cebff', '#b64c30', '#ffff71', '#6e5ac1', '#cbc27f']
    : ['#45a477', '#7a1050', '#835928', '#3d4fce', '#a76ec0'];
}

/** Entries on each side of zero; table[HALF] is zero, table[INVALID] is NaN. */
export const HALF = 255;
export const INVALID = 2 * HALF + 1;

/** RGBA bytes packed as ImageData wants them (little-endian), index by `tableIndex`. */
export function divergingTable(kind: ThemeKind, map: ColourMap = 'orange-blue'): Uint32Array {
  const stops = stopsOf(kind, map);
  const table = new Uint32Array(INVALID + 1);
  for (let i = 0; i <= HALF; i++) {
    table[HALF + i] = pack(ramp(stops.zero, stops.positive, i / HALF));
    table[HALF - i] = pack(ramp(stops.zero, stops.negative, i / HALF));
  }
  table[INVALID] = pack(stops.invalid);
  return table;
}

/** From nothing to full ink on the theme's paper, for pixels in [0, 1]. */
export function inkTable(kind: ThemeKind): Uint32Array {
  const dark = kind === 'dark' || kind === 'hc';
  const table = new Uint32Array(INVALID + 1);
  const [paper, ink]: [Rgb, Rgb] = dark
    ? [
        [14, 14, 16],
        [250, 250, 250],
      ]
    : [
        [250, 250, 250],
        [16, 16, 18],
      ];
  for (let i = 0; i <= HALF; i++) {
    table[HALF + i] = pack(mix(paper, ink, i / HALF));
    table[HALF - i] = pack(paper);
  }
  table[INVALID] = pack(ORANGE_BLUE[kind].invalid);
  return table;
}

/** From one colour to another in steps that look equal. */
export function rampTable(from: Rgb, to: Rgb): Uint32Array {
  return Uint32Array.from({ length: HALF + 1 }, (_, i) => pack(mix(from, to, i / HALF)));
}

/** Where a value lies in a table whose ends are ±scale. */
export function tableIndex(value: number, scale: number): number {
  if (value !== value) return INVALID;
  if (scale === 0 || value === 0) return HALF;
  const i = HALF + Math.round((value / scale) * HALF);
  return i < 0 ? 0 : i > 2 * HALF ? 2 * HALF : i;
}

export function cssColour(packed: number, alpha = 1): string {
  return `rgb(${packed & 255} ${(packed >> 8) & 255} ${(packed >> 16) & 255} / ${alpha})`;
}

/** Black or white, whichever reads better on it (WCAG relative luminance). */
export function textOn(packed: number): '#000' | '#fff' {
  const l =
    0.2126 * linear(packed & 255) + 0.7152 * linear((packed >> 8) & 255) + 0.0722 * linear((packed >> 16) & 255);
  return (l + 0.05) / 0.05 > 1.05 / (l + 0.05) ? '#000' : '#fff';
}

export function rgb(hex: string): Rgb {
  const n = parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

function ramp(zero: Rgb, [half, full]: readonly [Rgb, Rgb], t: number): Rgb {
  return t < 0.5 ? mix(zero, half, t * 2) : mix(half, full, t * 2 - 1);
}

function pack([r, g, b]: Rgb): number {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

function mix(a: Rgb, b: Rgb, t: number): Rgb {
  const p = toOklab(a);
  const q = toOklab(b);
  return fromOklab([p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t, p[2] + (q[2] - p[2]) * t]);
}

function linear(byte: number): number {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

function byte(linearValue: number): number {
  const c = linearValue <= 0.0031308 ? 12.92 * linearValue : 1.055 * linearValue ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, c)) * 255);
}

function toOklab([red, green, blue]: Rgb): Rgb {
  const r = linear(red);
  const g = linear(green);
  const b = linear(blue);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([L, a, b]: Rgb): Rgb {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
