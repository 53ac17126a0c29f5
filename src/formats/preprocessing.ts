// What the writers ask of a network's preprocessing.
import type { Preprocessing } from '../data/dataset';

/** One name an input: "sepal_length", "color=red"; none for pixels. */
export function inputNames(preprocessing: Preprocessing): string[] {
  if (preprocessing.inputs.kind === 'pixels') return [];
  return preprocessing.inputs.columns.flatMap((c) =>
    c.kind === 'number' ? [c.column] : c.categories.map((category) => `${c.column}=${category}`),
  );
}
