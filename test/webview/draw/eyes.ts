// How far two colours are from each other for the usual eye and for those that lack a cone.
import type { Rgb } from '../../../webview/draw/colour';

export const EYES = ['usual', 'protan', 'deutan', 'tritan'] as const;
export type Eye = (typeof EYES)[number];

// Viénot, Brettel & Mollon 1999 (protanopia, deuteranopia) and Brettel's tritan plane, on linear RGB.
const SEEN: Readonly<Record<Eye, readonly (readonly [number, number, number])[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deutan: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
  tritan: [
    [1.01277, 0.13548, -0.14826],
    [-0.01243, 0.86812, 0.14431],
    [0.07589, 0.805, 0.11911],
  ],
};
export const linear = (b: number): number => (b <= 10 ? b / 255 / 12.92 : ((b / 255 + 0.055) / 1.055) ** 2.4);
const oklab = ([r, g, b]: readonly number[]): number[] => {
  const l = Math.cbrt(0.4122214708 * r! + 0.5363325363 * g! + 0.0514459929 * b!);
  const m = Math.cbrt(0.2119034982 * r! + 0.6806995451 * g! + 0.1073969566 * b!);
  const s = Math.cbrt(0.0883024619 * r! + 0.2817188376 * g! + 0.6299787005 * b!);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};
const seen = (colour: Rgb, eye: Eye): number[] => {
  const c = colour.map(linear);
  return oklab(SEEN[eye].map((row) => row.reduce((sum, w, i) => sum + w * c[i]!, 0)));
};

/** Distance in OKLab. */
export function apart(a: Rgb, b: Rgb, eye: Eye): number {
  const [p, q] = [seen(a, eye), seen(b, eye)];
  return Math.hypot(...p.map((v, k) => v - q[k]!));
}
