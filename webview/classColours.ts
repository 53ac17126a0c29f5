// The colours of classes: of two, those of signed values (class 0 below zero, class 1 above); of more, the theme's own.
import { rampTable, type Rgb } from './draw/colour';
import { rgbOf, type Theme } from './theme';

/** How much of its colour the plane takes where a class is certain: the points on it must still stand out. */
const FULL = 0.62;

export interface ClassColours {
  readonly css: readonly string[];
  /** From the paper to the colour of a certain answer. */
  readonly ramps: readonly Uint32Array[];
}

const made = new WeakMap<Theme, Map<boolean, ClassColours>>();

export function classColours(theme: Theme, classes: number): ClassColours {
  const known = made.get(theme) ?? new Map<boolean, ClassColours>();
  made.set(theme, known);
  const two = classes <= 2;
  const found = known.get(two);
  if (found) return found;
  const css = two ? [theme.negative, theme.positive] : theme.classes;
  const paper = rgbOf(theme.background);
  const ramps = css.map((colour) => {
    const full = rgbOf(colour).map((v, i) => Math.round(paper[i]! + (v - paper[i]!) * FULL));
    return rampTable(paper, full as unknown as Rgb);
  });
  const colours = { css, ramps };
  known.set(two, colours);
  return colours;
}
