// A generator's samples as a source. As validation or test source of its own the same generator
// draws other samples: with the next seeds.
import { t } from '../l10n';
import type { PathSegment } from '../spec/problem';
import { DataError } from '../spec/problem';
import type { Generator } from './generators';
import type { Generated } from './generators/generator';
import type { Source } from './source';

const seedShift = { source: 0, validation: 1, test: 2 } as const;

/** Between two steps of a long work: others have their turn, and whether to go on at all is asked. */
export interface Turns {
  /** Lets others have theirs; without it the work is done in one go. */
  readonly breathe?: (() => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export async function generatedSource(
  generator: Generator,
  given: Readonly<Record<string, unknown>>,
  key: keyof typeof seedShift,
  turns: Turns = {},
): Promise<Source> {
  const checked = generator.options.safeParse(given);
  if (!checked.success) {
    const issue = checked.error.issues[0]!;
    const option = [...issue.path, ...('keys' in issue ? [issue.keys[0]!] : [])].map(String);
    throw new DataError(t`builtin:${generator.name}, ${option.join('.') || 'options'}: ${issue.message}.`, {
      path: ['data', ...option],
      code: 'bad-option',
    });
  }
  const options: Record<string, unknown> = { ...checked.data };
  if (typeof options['seed'] === 'number') options['seed'] += seedShift[key];
  const { inputs, inputNames, shape, targetName, targets } = await samplesOf(generator, options, turns);
  const rows = targets.length;
  const name = `builtin:${generator.name}`;
  const width = inputNames.length;
  const path: readonly PathSegment[] = ['data', key];
  const base = {
    name,
    path,
    rows,
    targets: [{ name: targetName, numbers: targets, texts: [], index: width }],
    place: () => ({ file: name }),
    task: generator.task,
    ...(generator.classes && { classes: generator.classes }),
    defaultTest: generator.defaultTest,
  };
  if (inputs instanceof Uint8Array) return { ...base, inputs: { kind: 'pixels', values: inputs, shape, divisor: 255 } };
  const columns = inputNames.map((column, j) => ({
    name: column,
    index: j,
    texts: [],
    numbers: Float64Array.from({ length: rows }, (_, row) => inputs[row * width + j]!),
  }));
  return {
    ...base,
    inputs: { kind: 'columns', columns },
    raw: (row) => [...inputs.subarray(row * width, (row + 1) * width), targets[row]!].map(String),
  };
}

async function samplesOf(
  generator: Generator,
  options: Readonly<Record<string, unknown>>,
  { breathe, signal }: Turns,
): Promise<Generated> {
  try {
    const making = generator.steps(options);
    for (;;) {
      const { done, value } = making.next();
      if (done) return value;
      await breathe?.();
      signal?.throwIfAborted();
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // of an array that cannot be had
    const message = t`${Number(options['samples'])} samples of builtin:${generator.name} do not fit into memory. Use fewer.`;
    throw new DataError(message, { path: ['data', 'samples'], code: 'memory' });
  }
}
