// What a measure brings home, and what all of them need.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Finding {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** At most so much is promised. */
  readonly limit: number;
  /** How it was found: counts, other numbers. */
  readonly note: string;
}

export interface Place {
  readonly quick: boolean;
  /** Folder of real datasets, where there is one. */
  readonly datasets: string | undefined;
  /** Nobody else's; removed afterwards. */
  readonly folder: string;
}

/** A sentence in the place of findings says why there are none. */
export type Gauge = (place: Place) => Promise<readonly Finding[] | string>;

export const NO_DATA = 'skipped: there is no folder with real MNIST here (NNSPEC_SHARED)';

/** An example of the product, with the path that its files would be looked for at. */
export function example(name: string, { folder }: Place): { readonly text: string; readonly file: string } {
  const text = readFileSync(path.join(__dirname, '../../../examples', `${name}.nnspec`), 'utf8');
  return { text, file: path.join(folder, `${name}.nnspec`) };
}

/** A run that does not end while somebody looks. */
export const ENDLESS: readonly (readonly [string, string])[] = [['training.epochs', '1000000000']];

export const mb = (bytes: number): number => bytes / 2 ** 20;
