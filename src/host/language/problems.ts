// All problems of a spec as the editor shows them: first what the text alone tells, at once; then,
// with a look at the data, the rest.
import os from 'node:os';
import path from 'node:path';
import { checkSpec, type CheckFacts } from '../../spec/check';
import { dataProblem } from '../../spec/locate';
import { parseSpec } from '../../spec/parse';
import type { Problem } from '../../spec/problem';
import type { Spec } from '../../spec/spec';
import { lookAtData, type Look, type Surroundings } from '../../files/look';

export interface Findings {
  readonly spec?: Spec;
  readonly problems: readonly Problem[];
}

const facts = ({ file, workspace }: Surroundings): CheckFacts => ({
  memoryBytes: os.totalmem(),
  ...(workspace !== undefined && { folders: { spec: path.dirname(file), workspace } }),
});

export function problemsOfText(text: string, around: Surroundings): Findings {
  const { spec, problems } = parseSpec(text, { file: around.file });
  return { ...(spec && { spec }), problems: spec ? [...problems, ...checkSpec(spec, text, facts(around))] : problems };
}

/** With the data; `spec` and `problems` are what `problemsOfText` gave for the same text. */
export async function problemsOfData(
  text: string,
  { spec, problems }: Findings,
  around: Surroundings,
): Promise<{ readonly problems: readonly Problem[]; readonly look?: Look }> {
  // Data that the spec itself describes wrongly is not worth a look.
  if (!spec || problems.some((p) => p.severity === 'error' && p.path[0] === 'data')) return { problems };
  const look = await lookAtData(spec, around);
  const own = parseSpec(text, { file: around.file }).problems;
  const checked = look.facts
    ? [...own, ...checkSpec(spec, text, { ...facts(around), data: look.facts })]
    : [...problems];
  const said = new Set(checked.map((p) => p.path.join('/')));
  const found = look.faults.map((fault) => dataProblem(fault, text)).filter((p) => !said.has(p.path.join('/')));
  return { problems: [...checked, ...found].sort((a, b) => a.offset - b.offset), look };
}
