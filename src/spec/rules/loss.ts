// Loss, last activation, task and optimizer must speak of the same thing. One mistake here breaks
// several pairs at once, so the first finding is the only one.
import { t, translated } from '../../l10n';
import { loss as lossWord } from '../../nn/losses';
import { metric as metricWord } from '../../nn/metrics';
import type { Task } from '../../nn/words';
import { remove, set } from '../mend';
import { either } from '../issues';
import { activationSet, lossAfter, madeFor } from './fitting';
import { error, warning, type Finding, type Subject } from './rule';

const said = (task: Task): string =>
  ({ regression: t('numbers (a regression)'), binary: t('two classes'), multiclass: t('several classes') })[task];

const advice = (task: Task): string =>
  ({
    regression: t('Use mean_squared_error with one linear unit for each target column.'),
    binary: t('Use binary_crossentropy with one unit and "sigmoid".'),
    multiclass: t('Use categorical_crossentropy with "softmax" and one unit for each class.'),
  })[task];

export function lossFits(subject: Subject): Finding[] {
  const { spec, known, last } = subject;
  const loss = lossWord(spec.loss.type)!; // the schema let it pass
  const { task } = known;
  const activationPath = ['network', last.index, 'activation'];
  const lossPath = ['loss'];

  if (task && !loss.tasks.includes(task)) {
    const count = task === 'multiclass' && known.classes ? t`${known.classes.length} classes` : said(task);
    return [
      error(
        'loss-task',
        lossPath,
        spec.data.task
          ? t`${loss.name} is for ${either(loss.tasks.map(said))}, but data.task says ${count}. ${advice(task)}`
          : t`${loss.name} is for ${either(loss.tasks.map(said))}, but the data has ${count}. ${advice(task)}`,
        madeFor(task, subject),
      ),
    ];
  }

  const toStep = activationSet(subject, 'step');
  const perceptron = spec.training.optimizer.type === 'perceptron';
  if (perceptron && loss.name !== 'perceptron') {
    return [
      error(
        'perceptron',
        ['training', 'optimizer'],
        t`The perceptron’s rule goes with "loss": "perceptron" and a last layer with "step". Set those, or use an optimizer such as "sgd" or "adam".`,
        [[set(['training', 'optimizer'], 'sgd')], ...(toStep ? [[set(lossPath, 'perceptron'), ...toStep]] : [])],
      ),
    ];
  }
  if (!perceptron && loss.name === 'perceptron') {
    return [
      error(
        'perceptron',
        lossPath,
        t`The perceptron loss needs the perceptron’s rule: "optimizer": "perceptron". ${task ? advice(task) : ''}`.trim(),
        [
          ...(toStep ? [[set(['training', 'optimizer'], 'perceptron'), ...toStep]] : []),
          ...(task ? madeFor(task, subject) : []),
        ],
      ),
    ];
  }

  if (loss.lastActivations !== 'any' && !loss.lastActivations.includes(last.type)) {
    // A loss of numbers fits many networks: then the loss is the odd one. Else the activation is.
    const [wanted] = loss.lastActivations;
    const general = loss.tasks.includes('regression');
    const message =
      last.type === 'step'
        ? t`"step" has no slope: it goes with the perceptron loss and the perceptron optimizer, not with ${loss.name}. Use those, or another activation. ${translated(loss.advice)}`
        : general
          ? t`${loss.name} does not match "${last.type}": after a softmax use categorical_crossentropy (or sparse_categorical_crossentropy), or end the network with "linear" for a regression.`
          : t`${loss.name} does not match the last activation "${last.type}". ${translated(loss.advice)}`;
    const other = lossAfter(subject);
    const toEnd = task !== undefined && task !== 'regression' && general ? undefined : activationSet(subject, wanted!);
    const toLoss = other === undefined ? [] : [[set(lossPath, other)]];
    const end = toEnd ? [toEnd] : [];
    const path = general && last.type !== 'step' ? lossPath : activationPath;
    const either = general ? [...toLoss, ...end] : [...end, ...toLoss];
    return [error('loss-activation', path, message, either.length || !task ? either : madeFor(task, subject))];
  }
  if (task === 'multiclass' && last.type !== 'softmax' && loss.tasks.includes('regression')) {
    return [
      warning(
        'loss-activation',
        lossPath,
        t`${loss.name} after "${last.type}" learns classes slowly. ${advice('multiclass')}`,
        madeFor(task, subject),
      ),
    ];
  }
  const bounded: Record<string, string> = {
    sigmoid: t('0 to 1'),
    hard_sigmoid: t('0 to 1'),
    tanh: t('−1 to 1'),
    softsign: t('−1 to 1'),
  };
  if (task === 'regression' && last.type in bounded && spec.data.scaleTarget !== 'minmax') {
    const message = t`"${last.type}" gives values from ${bounded[last.type]}; targets beyond cannot be reached. Use "linear", or "scaleTarget": "minmax" in data.`;
    const linear = activationSet(subject, 'linear');
    return [
      warning('bounded-output', activationPath, message, [
        ...(linear ? [linear] : []),
        [set(['data', 'scaleTarget'], 'minmax')],
      ]),
    ];
  }
  return [];
}

export function metricsFit({ spec, known }: Subject): Finding[] {
  const { task } = known;
  const twice = new Set<string>();
  return (spec.metrics ?? []).flatMap(({ type }, i) => {
    const path = ['metrics', i];
    const word = metricWord(type)!; // the schema let it pass
    if (twice.has(type)) return [warning('metric-twice', path, t`"${type}" is named twice.`, [[remove(path)]])];
    twice.add(type);
    if (!task || word.tasks.includes(task)) return [];
    const usual = task === 'regression' ? ['rmse', 'mae', 'r2'] : ['accuracy', 'f1'];
    const free = usual.find((name) => !spec.metrics!.some((m) => m.type === name));
    return [
      error(
        'metric-task',
        path,
        t`${type} is for ${either(word.tasks.map(said))}, but the data has ${said(task)}. Use ${usual.join(', ')}.`,
        [...(free === undefined ? [] : [[set(path, free)]]), [remove(path)]],
      ),
    ];
  });
}
