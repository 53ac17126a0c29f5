// What a dataset made in code is: `builtin:NAME`. One file a generator; `index.ts` is the list.
// Samples depend on the options alone: same seed, same numbers, on every machine.
import { z } from 'zod';
import type { Shape, Task } from '../../nn/words';

/** What a generator makes. Classes alternate, so that any part of the rows is balanced. */
export interface Generated {
  /** One sample's shape: [2] for points, [28, 28] for images. */
  readonly shape: Shape;
  /** Names of the inputs; empty for images. */
  readonly inputNames: readonly string[];
  /** [rows, …shape], row-major; bytes are pixels, 0..255. */
  readonly inputs: Float64Array | Uint8Array;
  readonly targetName: string;
  /** [rows]: the class index, or the value. */
  readonly targets: Float64Array;
}

/** Samples in the making: each step makes some, and others have a turn between two; the last one gives all. */
export type Making = Iterator<void, Generated>;

export interface Generator {
  /** The NAME of `builtin:NAME`. */
  readonly name: string;
  /** One sentence for completion, hover and the reference. Markdown. */
  readonly summary: string;
  /** The formula as plain text with Unicode. */
  readonly formula: string;
  /** Where it comes from. */
  readonly source: string;
  /** Options beside `source` in `data`; strict, every key with a default and a description. */
  readonly options: z.ZodObject;
  readonly task: Task;
  /** Labels by class index; absent for regression. */
  readonly classes?: readonly string[];
  /** Share of rows for testing where the spec has no `split`: truth tables have nothing to spare. */
  readonly defaultTest: number;
  make(options: unknown): Generated;
  /** The same in steps of some 50 ms; quick generators have but one. */
  steps(options: unknown): Making;
}

/** Ties the type of a generator's options to its schema. A generator says how to `make` its samples, or in which `steps`. */
export function defineGenerator<Shape extends z.ZodRawShape>(
  word: Omit<Generator, 'options' | 'make' | 'steps'> & {
    readonly options: z.ZodObject<Shape, z.core.$strict>;
  } & ({ make(options: Options<Shape>): Generated } | { steps(options: Options<Shape>): Making }),
): Generator {
  const begin: (options: Options<Shape>) => Making =
    'steps' in word
      ? (options) => word.steps(options)
      : (options) => ({ next: () => ({ done: true, value: word.make(options) }) });
  const steps = (options: unknown): Making => begin(word.options.parse(options));
  return { ...word, steps, make: (options) => atOnce(steps(options)) };
}

type Options<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape, z.core.$strict>>;

function atOnce(making: Making): Generated {
  for (;;) {
    const { done, value } = making.next();
    if (done) return value;
  }
}

/** Options that most generators share; `noise` is said in each generator's own words. */
export const sampleOptions = (samples: number, noise: number, meaning: string) => ({
  samples: z.int().min(2).max(10_000_000).default(samples).describe('How many samples to make.'),
  noise: z.number().min(0).max(100).default(noise).describe(meaning),
  seed: z.int().min(0).default(1).describe('Same seed, same samples.'),
});
