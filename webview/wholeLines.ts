// The lines of a long run whole, asked for piece by piece once thinned ones have been shown.
import type { PanelRequests, PastPoints, RunLine } from '../src/protocol/panel';

type Wanted = PanelRequests['past'];

/** Undefined where another run has taken the place of this one. */
export async function wholeLines(
  { lines, thinned = [] }: PastPoints,
  ask: (wanted: Wanted['params']) => Promise<Wanted['result']> | null,
): Promise<RunLine[] | undefined> {
  const whole: RunLine[] = [];
  for (const [line, length] of thinned.entries()) {
    const iterations = new Float64Array(length);
    const values = new Float64Array(length);
    for (let from = 0; from < length;) {
      const part = await ask({ line, from });
      if (!part || part.values.length === 0) return undefined;
      iterations.set(part.iterations, from);
      values.set(part.values, from);
      from += part.values.length;
    }
    whole.push({ name: lines[line]!.name, iterations, values });
  }
  return whole;
}
