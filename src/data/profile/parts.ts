// What becomes of a row: the split it goes into, or why it goes into none.
import type { SplitName } from '../dataset';

/** `dropped`: a cell is missing; `unused`: beyond "limit", or of data that could not be split. */
export type Part = SplitName | 'dropped' | 'unused';

export const PARTS: readonly Part[] = ['train', 'validation', 'test', 'dropped', 'unused'];

export const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

/** Of a row that goes into no split, the first that PARTS counts. */
export const OUTSIDE = SPLITS.length;

/** One number, or one list of numbers, for each part that has rows. */
export type ByPart<T> = { readonly [P in Part]?: T };

/** Called between pieces of long work: lets others in, and throws where the work was given up. */
export type Breathe = () => Promise<void>;
