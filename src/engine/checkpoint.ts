// A run's whole state as a file of tensors, and back: weights by name (so a checkpoint is also a weights file), and under
// "nnspec:" what the rest of the run needs. A run that was saved and restored ends bit for bit like one that was not.
//
// The surprise: in the middle of a step, what the forward pass has already changed (random streams, running statistics,
// scores, the index of the next point) is saved as it was when the step began, and the step is made again.
import { t } from '../l10n';
import type { NamedTensor, TensorArray, TensorFile } from '../formats/format';
import type { RngState } from '../nn/rng';
import { UserError } from '../spec/problem';
import type { Batches } from './batches';
import type { Course } from './course';
import type { Model } from './model';
import type { Scores } from './scores';
import type { Trainer } from './trainer';
import type { Updater } from './updater';

export interface RunParts {
  readonly model: Model;
  readonly batches: Batches;
  readonly updater: Updater;
  readonly course: Course;
  readonly trainer: Trainer;
}

/** What a step changes before its gradient is complete. */
export interface Moment {
  readonly random: readonly RngState[];
  readonly fixed: ArrayLike<number>;
  readonly window: readonly Float64Array[];
  readonly epoch: readonly Float64Array[];
  readonly lastTrain: number;
  readonly lastValidation: number;
  readonly points: number;
  readonly loss: number;
}

/** Format of this file. */
const VERSION = 1;

/** The stream that orders the training rows. */
const SHUFFLE = 'shuffle';

/** Numbers that count something. */
const COUNTS = ['iteration', 'points', 'wait', 'bestIteration'] as const;

/** More than 300 years: nobody has trained so long. */
const MOST_SECONDS = 1e10;

export function momentOf({ model, course, trainer }: RunParts, points: number): Moment {
  return {
    random: model.saveRandom(),
    fixed: model.parameters.fixed.slice(),
    window: course.window.save(),
    epoch: course.epoch?.save() ?? [],
    lastTrain: course.lastTrain,
    lastValidation: course.lastValidation,
    points,
    loss: trainer.loss,
  };
}

/** Gives up a step in the middle: streams, statistics and scores are again as when it began. */
export function rewind({ model, course, trainer }: RunParts, moment: Moment): void {
  if (trainer.phase !== 'gradient') return;
  model.restoreRandom(moment.random);
  model.parameters.fixed.set(moment.fixed);
  course.window.restore((i) => moment.window[i]!);
  course.epoch?.restore((i) => moment.epoch[i]!);
  trainer.abandon();
}

/** Not in the middle of an update (see Trainer). */
export function saveRun(
  parts: RunParts,
  moment: Moment,
  seconds: number,
  about: Readonly<Record<string, string>>,
): TensorFile {
  const { model, batches, updater, course, trainer } = parts;
  const { parameters } = model;
  parameters.current(true);
  const tensors: NamedTensor[] = [];
  const add = (name: string, data: TensorArray): void => {
    if (data.length > 0) tensors.push({ name: `nnspec:${name}`, shape: [data.length], data });
  };
  for (const { name, shape, data, offset, size, plan } of parameters.tensors) {
    const own = plan.trainable ? data.slice() : (moment.fixed as Float64Array).slice(offset, offset + size);
    tensors.push({ name, shape, data: own });
  }
  updater.slotNames.forEach((name, i) => add(`slot:${name}`, updater.slots[i]!.slice()));
  add('scalars', updater.scalars.slice());
  add('schedule', updater.memory.slice());
  if (!batches.full) add('order', batches.order.slice());
  moment.window.forEach((numbers, i) => add(`window:${i}`, numbers));
  moment.epoch.forEach((numbers, i) => add(`epoch:${i}`, numbers));
  const { stopping } = course;
  if (stopping?.weights) {
    add('best', (stopping.weights.learned as Float64Array).slice());
    add('best:fixed', (stopping.weights.fixed as Float64Array).slice());
  }
  const numbers = {
    iteration: trainer.iteration,
    pending: Number(trainer.pending),
    stopped: Number(course.stopped),
    points: moment.points,
    seconds,
    lastTrain: moment.lastTrain,
    lastValidation: moment.lastValidation,
    best: stopping?.best ?? NaN,
    wait: stopping?.wait ?? 0,
    bestIteration: stopping?.bestIteration ?? 0,
    loss: moment.loss,
  };
  add('numbers', Float64Array.from(Object.values(numbers)));
  const random = Object.fromEntries(model.random.map(({ name }, i) => [name, moment.random[i]!]));
  return {
    tensors,
    metadata: {
      ...about,
      'nnspec.checkpoint': JSON.stringify({
        version: VERSION,
        numbers: Object.keys(numbers),
        slots: updater.slotNames,
        random: { [SHUFFLE]: batches.rng.save(), ...random },
      }),
    },
  };
}

/** Takes back what `saveRun` gave; returns the index of the next point and the seconds trained. */
export function restoreRun(parts: RunParts, file: TensorFile): { readonly points: number; readonly seconds: number } {
  const { model, batches, updater, course, trainer } = parts;
  const about = readAbout(file);
  const state = new Map(file.tensors.map((t) => [t.name, t.data]));
  const get = (name: string, size: number): TensorArray => {
    const data = state.get(`nnspec:${name}`);
    if (size === 0) return new Float64Array(0);
    if (!data || data.length !== size) {
      throw new UserError(
        t`The checkpoint does not fit this run: its ${describe(name)} ${data ? t`has ${data.length} values, not ${size}` : t('is missing')}. Go on with the spec and data it was made with, or train anew.`,
        'checkpoint-mismatch',
      );
    }
    return data;
  };
  // Look before anything is changed: a checkpoint that does not fit leaves the run as it was.
  const { count, fixed } = model.parameters;
  const slots = updater.slotNames.map((name) => get(`slot:${name}`, count));
  const order = batches.full ? undefined : get('order', batches.rows);
  const numbers = get('numbers', about.numbers.length);
  const scalars = get('scalars', updater.scalars.length);
  const memory = get('schedule', updater.memory.length);
  const n = (name: string): number => numbers[about.numbers.indexOf(name)] ?? NaN;
  for (const name of COUNTS) if (!Number.isSafeInteger(n(name)) || n(name) < 0) throw damaged(name);
  if (!(n('seconds') >= 0 && n('seconds') <= MOST_SECONDS)) throw damaged('seconds');
  model.parameters.load(file, t('The checkpoint'));

  slots.forEach((data, i) => updater.slots[i]!.set(data));
  updater.scalars.set(scalars);
  updater.memory.set(memory);
  if (order) batches.order.set(order);
  batches.rng.restore(about.random[SHUFFLE]!);
  model.random.forEach(({ name, rng }) => {
    const saved = about.random[name];
    if (saved) rng.restore(saved);
  });
  restoreScores(course.window, state, 'window');
  if (course.epoch) restoreScores(course.epoch, state, 'epoch');
  course.stopped = n('stopped') === 1;
  course.lastTrain = n('lastTrain');
  course.lastValidation = n('lastValidation');
  if (course.stopping) {
    course.stopping.reset();
    Object.assign(course.stopping, { best: n('best'), wait: n('wait'), bestIteration: n('bestIteration') });
    if (state.has('nnspec:best')) {
      course.stopping.weights = { learned: get('best', count).slice(), fixed: get('best:fixed', fixed.length).slice() };
    }
  }
  trainer.place(n('iteration'), n('pending') === 1, n('loss'));
  return { points: n('points'), seconds: n('seconds') };
}

function restoreScores(scores: Scores, state: ReadonlyMap<string, TensorArray>, name: string): void {
  scores.clear();
  if (!state.has(`nnspec:${name}:0`)) return;
  scores.restore((i) => state.get(`nnspec:${name}:${i}`) ?? new Float64Array(0));
}

interface About {
  readonly numbers: readonly string[];
  readonly random: Readonly<Record<string, RngState>>;
}

/** A stream that is not what `Rng.save` gave would draw other numbers, and nobody would notice. */
function readAbout(file: TensorFile): About {
  const about = parsed(file.metadata['nnspec.checkpoint'] ?? '');
  if (!isObject(about) || about['version'] !== VERSION)
    throw new UserError(
      t(
        'This file is not a checkpoint of this version of nnspec. Its weights can still be used with "initialWeights".',
      ),
      'no-checkpoint',
    );
  const { numbers, random } = about;
  if (!Array.isArray(numbers) || !numbers.every((name) => typeof name === 'string')) throw damaged('numbers');
  if (!isObject(random)) throw damaged('random');
  for (const [name, state] of Object.entries({ [SHUFFLE]: undefined, ...random }))
    if (!isRngState(state)) throw damaged(`random.${name}`);
  return { numbers, random: random as About['random'] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRngState = (state: unknown): state is RngState =>
  Array.isArray(state) && state.length === 4 && state.every((word) => word === (word | 0));

function damaged(part: string): UserError {
  return new UserError(
    t`The checkpoint is damaged: its "${part}" makes no sense. Train anew, or start from its weights with "initialWeights".`,
    'damaged-checkpoint',
  );
}

function describe(name: string): string {
  if (name.startsWith('slot:')) return t`optimizer's memory "${name.slice(5)}"`;
  return name === 'order' ? t('order of the training rows') : name;
}
