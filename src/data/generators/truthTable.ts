// The four rows of a logical function of two bits; shared by `and`, `or` and `xor`.
// There is nothing to choose and nothing to hold back for testing.
import { z } from 'zod';
import { defineGenerator, type Generator } from './generator';

export function truthTable(
  word: Pick<Generator, 'name' | 'summary' | 'formula' | 'source'>,
  f: (a: number, b: number) => number,
): Generator {
  return defineGenerator({
    ...word,
    options: z.strictObject({}),
    task: 'binary',
    classes: ['0', '1'],
    defaultTest: 0,
    make: () => ({
      shape: [2],
      inputNames: ['a', 'b'],
      inputs: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1),
      targetName: word.name,
      targets: Float64Array.of(f(0, 0), f(0, 1), f(1, 0), f(1, 1)),
    }),
  });
}
