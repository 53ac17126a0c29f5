// Drawing by hand into a small picture: ink between 0 and 1, a round soft pen, and the drawing moved to the middle as
// the digits of MNIST were.

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [height, width] */
  readonly ink: Float32Array;
}

export function blank(width: number, height: number): Picture {
  return { width, height, ink: new Float32Array(width * height) };
}

/** Full ink within `radius` pixels of the line, fading over one more; what is there already only grows darker. */
export function stroke(
  picture: Picture,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  radius: number,
): Picture {
  const ink = picture.ink.slice();
  const reach = radius + 1;
  const length2 = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(picture.height - 1, Math.ceil(Math.max(y0, y1) + reach));
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(picture.width - 1, Math.ceil(Math.max(x0, x1) + reach));
  for (let r = top; r <= bottom; r++) {
    for (let c = left; c <= right; c++) {
      const [px, py] = [c + 0.5, r + 0.5];
      const t = length2 > 0 ? Math.max(0, Math.min(1, ((px - x0) * (x1 - x0) + (py - y0) * (y1 - y0)) / length2)) : 0;
      const away = Math.hypot(px - x0 - t * (x1 - x0), py - y0 - t * (y1 - y0));
      const dark = Math.max(0, Math.min(1, reach - away));
      const i = r * picture.width + c;
      if (dark > ink[i]!) ink[i] = dark;
    }
  }
  return { ...picture, ink };
}

/** One pixel set: for drawing by keyboard. */
export function dot(picture: Picture, x: number, y: number, dark: number): Picture {
  const ink = picture.ink.slice();
  ink[y * picture.width + x] = dark;
  return { ...picture, ink };
}

/** Fainter than this share of the darkest, ink is no part of the box around a drawing. */
const FAINT = 0.25;

/** What lies in the middle of a picture: the centre of mass, as with MNIST's digits, or that of the box around the drawing. */
export type Middle = 'mass' | 'box';

/** x and y in pixels; undefined where nothing is drawn. */
function middleOf({ width, ink }: Picture, middle: Middle): readonly [number, number] | undefined {
  let [mass, mx, my] = [0, 0, 0];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  const faint = FAINT * ink.reduce((most, dark) => Math.max(most, dark), 0);
  for (let i = 0; i < ink.length; i++) {
    const dark = ink[i]!;
    if (dark === 0) continue;
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    mass += dark;
    mx += dark * x;
    my += dark * y;
    if (dark < faint) continue;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (mass === 0) return undefined;
  return middle === 'mass' ? [mx / mass, my / mass] : [(left + right) / 2, (top + bottom) / 2];
}

/** What the pictures of a dataset have in the middle: that which wanders less from one to the next. */
export function usualMiddle(pictures: readonly Picture[]): Middle {
  const spread = (middle: Middle): number => {
    const places = pictures.map((picture) => middleOf(picture, middle)).filter((place) => place !== undefined);
    const mean = (axis: 0 | 1): number => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
    const [mx, my] = [mean(0), mean(1)];
    return places.reduce((sum, [x, y]) => sum + (x - mx) ** 2 + (y - my) ** 2, 0);
  };
  return spread('box') < spread('mass') ? 'box' : 'mass';
}

/** Moved by whole pixels into the middle of the picture; ink pushed over the edge is lost. */
export function centred(picture: Picture, middle: Middle): Picture {
  const { width, height, ink } = picture;
  const at = middleOf(picture, middle);
  if (!at) return picture;
  const [dx, dy] = [Math.round(width / 2 - at[0]), Math.round(height / 2 - at[1])];
  const moved = new Float32Array(ink.length);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const [y, x] = [r - dy, c - dx];
      if (y >= 0 && y < height && x >= 0 && x < width) moved[r * width + c] = ink[y * width + x]!;
    }
  }
  return { width, height, ink: moved };
}
