// Which of many lines are in sight, when only those are drawn. A browser holds no element higher than some 33 million
// pixels: beyond MOST_PX the lines are spread over that height, and what is scrolled is a share of all lines.

export const MOST_PX = 8_000_000;

export interface Lines {
  readonly count: number;
  /** Pixels a line. */
  readonly size: number;
}

export interface Window {
  /** The first line drawn, and how many. */
  readonly first: number;
  readonly drawn: number;
  /** Pixels from the top of the scrolled content to the first line drawn. */
  readonly top: number;
}

/** Height of the scrolled content. */
export function contentSize({ count, size }: Lines): number {
  return Math.min(MOST_PX, count * size);
}

export function windowAt(lines: Lines, scrolled: number, view: number): Window {
  const { count, size } = lines;
  const content = contentSize(lines);
  const real = count * size;
  const most = Math.max(0, content - view);
  const at = Math.max(0, Math.min(scrolled, most));
  // The same where everything fits; else the share of the way that is scrolled.
  const virtual = most > 0 ? (at / most) * (real - view) : 0;
  const first = Math.max(0, Math.min(count - 1, Math.floor(virtual / size)));
  const drawn = Math.min(count - first, Math.ceil(view / size) + 1);
  return { first: count === 0 ? 0 : first, drawn: Math.max(0, drawn), top: at - (virtual - first * size) };
}

/** How far to scroll so that a line is wholly in sight; no further than needed. */
export function scrollTo(lines: Lines, line: number, scrolled: number, view: number): number {
  const content = contentSize(lines);
  const real = lines.count * lines.size;
  const most = Math.max(0, content - view);
  if (most === 0) return 0;
  const virtual = (Math.min(scrolled, most) / most) * (real - view);
  const from = line * lines.size;
  const wanted = from < virtual ? from : from + lines.size > virtual + view ? from + lines.size - view : virtual;
  return (wanted / (real - view)) * most;
}
