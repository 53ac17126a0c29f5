// nnspec check: all problems of the specs, in the order of the text. Without --data it looks as the editor does: what is
// missing, small files in full, large ones at their beginning; nothing is fetched.
import { dirname } from 'node:path';
import { datasetFacts, type DataFacts } from '../../data/facts';
import { lookAtData } from '../../files/look';
import { dataProblem, formatProblem, lineColumn } from '../../spec/locate';
import type { Problem } from '../../spec/problem';
import { catalogueFolders } from '../catalogueFolders';
import { exportsOutside } from '../exports';
import type { Io } from '../io';
import { fromHere, loadData } from '../openData';
import { problemsOf, readSpec, type OpenedSpec, type Overrides } from '../openSpec';
import { EXIT, SpecFaults, untilInterrupted } from '../outcome';

export interface CheckOptions {
  readonly data?: boolean;
  readonly json?: boolean;
  readonly set: Overrides;
  readonly yes?: boolean;
}

export async function check(files: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  let errors = 0;
  for (const file of files) {
    const { text, problems } = await problemsIn(file, options, io);
    for (const problem of [...problems].sort((a, b) => a.offset - b.offset)) {
      io.stderr.write(`${formatProblem(problem, file, text)}\n`);
      if (options.json) io.stdout.write(`${JSON.stringify(record(problem, file, text))}\n`);
      if (problem.severity === 'error') errors++;
    }
  }
  return errors === 0 ? EXIT.ok : EXIT.fault;
}

type Found = { readonly text: string; readonly problems: readonly Problem[] };

async function problemsIn(file: string, options: CheckOptions, io: Io): Promise<Found> {
  try {
    const { spec, text, problems, path } = readSpec(file, options.set, io);
    if (!spec) return { text, problems };
    const opened: OpenedSpec = { file, path, text, spec };
    const outside = exportsOutside(opened, dirname(path));
    const { faults, facts } = await untilInterrupted(io, look(opened, io));
    const all = [...problems, ...problemsOf(opened, facts), ...outside, ...faults];
    if (!options.data || facts || all.some((p) => p.severity === 'error')) return { text, problems: all };
    const { dataset } = await untilInterrupted(io, loadData(opened, options, io));
    return { text, problems: [...problems, ...problemsOf(opened, datasetFacts(dataset)), ...outside] };
  } catch (e) {
    if (e instanceof SpecFaults) return e;
    throw e;
  }
}

async function look(opened: OpenedSpec, io: Io): Promise<{ faults: Problem[]; facts?: DataFacts }> {
  const around = { file: opened.path, signal: io.interrupted, ...catalogueFolders(io) };
  const { faults, facts } = await lookAtData(opened.spec, around);
  return { faults: faults.map((e) => fromHere(dataProblem(e, opened.text), opened)), ...(facts && { facts }) };
}

function record(problem: Problem, file: string, text: string): Record<string, unknown> {
  const { severity, code, message, path: at } = problem;
  const { line, column } = lineColumn(text, problem.offset);
  const data =
    problem.file === undefined ? {} : { data: { file: problem.file, line: problem.line, column: problem.column } };
  return { file, line, column, severity, code, message, path: at, ...data };
}
