// nnspec check: all problems of the specs, in the order of the text. Without --data nothing large is read: a missing file
// is told, and what the source's name alone tells about shapes is used.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { datasetFacts } from '../../data/facts';
import { formatProblem, lineColumn } from '../../spec/locate';
import type { Problem } from '../../spec/problem';
import type { SourceSpec, Spec } from '../../spec/spec';
import type { Io } from '../io';
import { loadData } from '../openData';
import { problemAt, problemsOf, readSpec, type OpenedSpec, type Overrides } from '../openSpec';
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
    for (const problem of problems) {
      io.stderr.write(`${formatProblem(problem, file, text)}\n`);
      if (options.json) io.stdout.write(`${JSON.stringify(record(problem, file, text))}\n`);
      if (problem.severity === 'error') errors++;
    }
  }
  return errors === 0 ? EXIT.ok : EXIT.fault;
}

async function problemsIn(
  file: string,
  options: CheckOptions,
  io: Io,
): Promise<{ text: string; problems: readonly Problem[] }> {
  try {
    const { spec, text, problems, path: absolute } = readSpec(file, options.set, io);
    if (!spec) return { text, problems };
    const opened: OpenedSpec = { file, path: absolute, text, spec };
    const found = [...problems, ...problemsOf(opened)];
    const missing = missingFiles(opened).filter((p) => !found.some((q) => q.offset === p.offset));
    const all = [...found, ...missing];
    if (!options.data || all.some((p) => p.severity === 'error')) return { text, problems: sorted(all) };
    const { dataset } = await untilInterrupted(io, loadData(opened, options, io));
    return { text, problems: sorted([...problems, ...problemsOf(opened, datasetFacts(dataset))]) };
  } catch (e) {
    if (e instanceof SpecFaults) return e;
    throw e;
  }
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.offset - b.offset);
}

/** Files that the spec names and that are not there. */
export function missingFiles(opened: OpenedSpec): Problem[] {
  return filesOf(opened.spec).flatMap(({ file, at }) => {
    const absolute = path.resolve(path.dirname(opened.path), file);
    const found = fs.statSync(absolute, { throwIfNoEntry: false });
    if (found?.isFile()) return [];
    const what = found ? 'is not a file' : 'does not exist';
    const message = `The file ${file} ${what} (looked for ${absolute}). Paths start at the spec's folder.`;
    return [problemAt(opened, at, 'missing-file', message)];
  });
}

function filesOf(spec: Spec): { file: string; at: (string | number)[] }[] {
  const { data, initialWeights } = spec;
  const files: { file: string; at: (string | number)[] }[] = [];
  const add = (source: SourceSpec | undefined, at: string[]) => {
    if (source === undefined) return;
    if (typeof source === 'object') {
      files.push({ file: source.images, at: [...at, 'images'] }, { file: source.labels, at: [...at, 'labels'] });
    } else if (!/^(builtin|dataset):/.test(source)) files.push({ file: source, at });
  };
  add(data.source, ['data', 'source']);
  add(data.validation, ['data', 'validation']);
  add(data.test, ['data', 'test']);
  if (initialWeights !== undefined) files.push({ file: initialWeights, at: ['initialWeights'] });
  return files;
}

function record(problem: Problem, file: string, text: string): Record<string, unknown> {
  const { severity, code, message, path: at } = problem;
  const { line, column } = lineColumn(text, problem.offset);
  const data =
    problem.file === undefined ? {} : { data: { file: problem.file, line: problem.line, column: problem.column } };
  return { file, line, column, severity, code, message, path: at, ...data };
}
