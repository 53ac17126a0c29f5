// What one figure says, and how several takes of it are told.
import { digits, median } from '../statistics';

export interface Figure {
  readonly what: string;
  readonly unit: string;
  /** Each take; the middle one is held against the limit. */
  readonly takes: readonly number[];
  /** At most, or at least, so much is promised; absent where the number only explains another. */
  readonly most?: number;
  readonly least?: number;
  readonly note?: string;
}

export function holds({ takes, most = Infinity, least = -Infinity }: Figure): boolean {
  const middle = median(takes);
  return middle <= most && middle >= least;
}

/** "12.3 (11.9 to 20.1)". */
export function told({ takes, unit }: Figure): string {
  const [low, high] = [Math.min(...takes), Math.max(...takes)];
  const range = takes.length > 1 ? ` (${digits(low)} to ${digits(high)} in ${takes.length})` : '';
  return `${digits(median(takes))} ${unit}${range}`;
}
