// nnspec new: looks at a data file, proposes a network for it, and writes the spec. What it was not sure of, it says.
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { resolveColumns } from '../../data/columns';
import type { TableSurvey } from '../../data/survey';
import { dataIn, examine, type Examined } from '../../files/examine';
import { proposeFor, writeProposal } from '../../files/newSpec';
import type { Task } from '../../nn/words';
import type { Choices, Proposal } from '../../spec/proposal';
import { UserError } from '../../spec/problem';
import type { Io } from '../io';
import { EXIT, untilInterrupted, UsageError } from '../outcome';

export interface NewOptions {
  readonly data: string;
  readonly target?: string;
  readonly task?: string;
  readonly out?: string;
}

const tasks: readonly Task[] = ['regression', 'binary', 'multiclass'];

export async function newSpec(options: NewOptions, io: Io): Promise<number> {
  const task = taskOf(options.task);
  if (options.data.trim() === '') throw new UsageError('--data "": a data file or a folder is wanted.');
  const out = options.out === undefined ? undefined : path.resolve(io.cwd, options.out);
  if (out !== undefined && !out.endsWith('.nnspec')) throw new UsageError('--out: a spec’s name ends in .nnspec.');
  const file = await theFile(path.resolve(io.cwd, options.data), options.data);
  const examined = await untilInterrupted(io, examine(file));
  const choices: Choices = {
    ...(options.target !== undefined && { target: targetIn(examined, options.target) }),
    ...(task && { task }),
  };
  const proposal = proposeFor(examined, choices, out === undefined ? undefined : path.dirname(out));
  const written = await writeProposal(examined, proposal, out);
  const shown = path.relative(io.cwd, written);
  for (const doubt of doubts(proposal)) io.stderr.write(`nnspec: ${doubt}\n`);
  io.stdout.write(`Wrote ${shown}. Train it: nnspec train ${shown}\n`);
  return EXIT.ok;
}

function taskOf(given: string | undefined): Task | undefined {
  const task = tasks.find((one) => one === given);
  if (given !== undefined && !task) throw new UsageError(`--task ${given}: there are ${tasks.join(', ')}.`);
  return task;
}

/** Of a folder, the one file that it is about. */
async function theFile(at: string, given: string): Promise<string> {
  const folder = await stat(at).then((s) => s.isDirectory(), () => false); // prettier-ignore
  if (!folder) return at;
  const [first, ...more] = await dataIn(at);
  if (first === undefined) throw new UserError(`${given} holds no data file: no CSV, .npy, .npz or IDX images with labels.`); // prettier-ignore
  if (more.length === 0) return first;
  const names = [first, ...more].slice(0, 6).map((file) => path.basename(file));
  throw new UserError(`${given} holds several data files: name one with --data. There are ${names.join(', ')}${more.length > 5 ? ', …' : ''}.`); // prettier-ignore
}

/** A name goes before a number: a header may hold numbers. */
function targetIn({ survey }: Examined, given: string): number {
  if (survey.kind === 'images' || survey.targets)
    throw new UsageError(`--target: ${survey.file} has its targets in an array of their own.`);
  const { columns } = survey satisfies TableSurvey;
  const named = columns.some((column) => column.name === given.trim());
  const ref = !named && /^-?\d+$/.test(given.trim()) ? Number(given) : given;
  return resolveColumns(survey, [ref], ['data', 'target'])[0]!;
}

function doubts({ target, task }: Proposal): string[] {
  const column = target && `"${target.column.name}"`;
  return [
    ...(target?.sure === false ? [`"target" is a guess: ${column}. --target names another column.`] : []),
    ...(task.sure ? [] : [`the task is a guess: ${task.task}. --task may say ${task.others.filter((one) => one !== task.task).join(' or ')}.`]), // prettier-ignore
  ];
}
