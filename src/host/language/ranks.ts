// Which of the language's words fit this very spec: those come first in completion.
import type { PathSegment } from '../../spec/problem';
import { loss as lossWord } from '../../nn/losses';
import { metric as metricWord } from '../../nn/metrics';
import { lastActivation } from '../../spec/shapes';
import type { LayerSpec } from '../../spec/spec';
import type { Reading } from './reading';

/** 0 fits, 1 may be used, 2 does not fit. */
export type Rank = 0 | 1 | 2;

/** How a word that is written at `path` fits; undefined where no word fits better than another. */
export function ranker(path: readonly PathSegment[], reading: Reading): ((word: string) => Rank) | undefined {
  const keys = path.at(-1) === 'type' ? path.slice(0, -1) : path;
  if (keys.join('.') === 'loss') return (word) => lossRank(word, reading);
  if (keys[0] === 'metrics' && keys.length === 2) return (word) => metricRank(word, reading);
  if (keys[0] === 'network' && keys[2] === 'activation' && keys.length === 3)
    return (word) => activationRank(word, Number(keys[1]), reading);
  return undefined;
}

/** A loss that is made for this task goes before those that only allow it; the last activation decides. */
function lossRank(word: string, { known, network }: Reading): Rank {
  const loss = lossWord(word);
  if (!loss) return 2;
  const { task } = known;
  const whole = network.length > 0 && network.every((layer) => layer !== undefined);
  const last = whole ? lastActivation(network as readonly LayerSpec[]).type : undefined;
  const fitsTask = !task || loss.tasks.includes(task);
  const fitsEnd = last === undefined || loss.lastActivations === 'any' || loss.lastActivations.includes(last);
  if (!fitsTask || !fitsEnd) return 2;
  const madeForOthers = task !== undefined && task !== 'regression' && loss.tasks.includes('regression');
  return madeForOthers || (!task && last === undefined) ? 1 : 0;
}

/** One that is listed already is not wanted again. */
function metricRank(word: string, { known, metrics = [] }: Reading): Rank {
  const metric = metricWord(word);
  if (!metric || metrics.includes(metric.name)) return 2;
  if (!known.task) return 1;
  return metric.tasks.includes(known.task) ? 0 : 2;
}

/** What the loss wants at the end, else what the task does; inside the network what learns well there. */
function activationRank(word: string, index: number, { known, network, loss }: Reading): Rank {
  if (index < network.length - 1) return word === 'relu' || word === 'tanh' ? 0 : HIDDEN_LAST.includes(word) ? 2 : 1;
  const wanted = loss && lossWord(loss.type)?.lastActivations;
  if (wanted && wanted !== 'any' && wanted.length <= 3) return wanted.includes(word) ? 0 : 2;
  const usual = known.task && { regression: 'linear', binary: 'sigmoid', multiclass: 'softmax' }[known.task];
  return usual === word ? 0 : 1;
}

const HIDDEN_LAST = ['softmax', 'step', 'linear'];
