// What goes together: the loss, the last activation and the number of outputs of each kind of prediction.
import { loss as lossWord } from '../../nn/losses';
import { sizeOf } from '../../nn/shape';
import type { Task } from '../../nn/words';
import { set, type Mend, type Step } from '../mend';
import type { Subject } from './rule';

const usual: { readonly [T in Task]: { readonly loss: string; readonly activation: string } } = {
  regression: { loss: 'mean_squared_error', activation: 'linear' },
  binary: { loss: 'binary_crossentropy', activation: 'sigmoid' },
  multiclass: { loss: 'categorical_crossentropy', activation: 'softmax' },
};

/** Steps that make the spec one for this task; none where the network's end cannot be set by its keys. */
export function madeFor(task: Task, subject: Subject): Mend[] {
  const { spec, known, output } = subject;
  const { loss, activation } = usual[task];
  const end = activationSet(subject, activation);
  if (!end) return [];
  const mine = lossWord(spec.loss.type)!; // the schema let it pass
  const fits =
    mine.tasks.includes(task) && (mine.lastActivations === 'any' || mine.lastActivations.includes(activation));
  const steps: Step[] = [...(fits && mine.name !== 'perceptron' ? [] : [set(['loss'], loss)]), ...end];
  const outputs = task === 'binary' ? 1 : task === known.task ? known.outputs : undefined;
  if (output && outputs !== undefined && outputs !== sizeOf(output)) steps.push(...unitsSet(subject, outputs));
  return steps.length ? [steps] : [];
}

/** Nothing where it is so already; undefined where the last layer has no activation of its own. */
export function activationSet({ spec, last }: Subject, activation: string): Step[] | undefined {
  if (!('activation' in spec.network[last.index]!)) return undefined;
  return last.type === activation ? [] : [set(['network', last.index, 'activation'], activation)];
}

/** Of the last layer that has units. */
export function unitsSet(subject: Subject, units: number): Step[] {
  const index = lastWithUnits(subject);
  return index === undefined ? [] : [set(['network', index, 'units'], units)];
}

export function lastWithUnits({ spec }: Subject): number | undefined {
  const index = spec.network.findLastIndex((l) => 'units' in l);
  return index < 0 ? undefined : index;
}

/** The loss that is usual after the last activation, where it fits the task; two classes may have two outputs. */
export function lossAfter({ last, known, output }: Subject): string | undefined {
  const two = known.task === 'binary' && last.type === 'softmax' && output !== undefined && sizeOf(output) === 2;
  return usualLoss(last.type, two ? 'multiclass' : known.task);
}

export function usualLoss(activation: string, task?: Task): string | undefined {
  const found = Object.entries(usual).find(([, one]) => one.activation === activation) as
    [Task, (typeof usual)[Task]] | undefined;
  return found && (task === undefined || task === found[0]) ? found[1].loss : undefined;
}
