// All learned numbers of a model in one flat array, their gradients in another: a layer sees its own stretch as a
// tensor, the optimizer sees one long vector. Running statistics (saved, not learned) lie in a third.
import { t } from '../l10n';
import type { Floats, Kernels } from '../kernels/kernels';
import type { NamedTensor, TensorFile } from '../formats/format';
import { initializer } from '../nn/initializers';
import { Rng } from '../nn/rng';
import { sameShape, sizeOf } from '../nn/shape';
import type { Parameter, ParameterPlan, Shape } from '../nn/words';
import { UserError } from '../spec/problem';
import type { Meter, Work } from './meter';
import type { LayerPlan } from './plan';

export interface Tensor {
  readonly name: string;
  readonly layer: number;
  readonly plan: ParameterPlan;
  readonly shape: Shape;
  readonly size: number;
  /** Where it begins in `learned` (and `gradient`), or in `fixed`. */
  readonly offset: number;
  readonly data: Floats;
  readonly gradient: Floats | null;
}

/** Where the learned numbers are while a faster trainer works on them in a form of its own. */
export interface Elsewhere {
  /** Brings the arrays here up to date; the optimizer's too where those are wanted. */
  give(slots: boolean): void;
  /** The same with places to stop in between; gives the numbers moved. */
  giving(slots: boolean): Generator<number, void, void>;
  /** The arrays here were changed by somebody else. */
  changed(): void;
}

export class Parameters {
  elsewhere: Elsewhere | undefined;
  readonly tensors: readonly Tensor[];
  readonly learned: Floats;
  readonly gradient: Floats;
  readonly fixed: Floats;

  constructor(
    plans: readonly LayerPlan[],
    private readonly kernels: Kernels,
    /** Shares weights with these, with gradients of its own. */
    private readonly shared?: Parameters,
    /** False for a copy that only goes forward. */
    gradients = true,
  ) {
    let learned = 0;
    let fixed = 0;
    for (const { parameters } of plans) {
      for (const p of parameters) {
        if (p.trainable) learned += sizeOf(p.shape);
        else fixed += sizeOf(p.shape);
      }
    }
    this.learned = shared?.learned ?? kernels.alloc(learned);
    this.fixed = shared?.fixed ?? kernels.alloc(fixed);
    this.gradient = kernels.alloc(gradients ? learned : 0);
    const tensors: Tensor[] = [];
    learned = fixed = 0;
    for (const { parameters, spec, index } of plans) {
      for (const plan of parameters) {
        const size = sizeOf(plan.shape);
        const offset = plan.trainable ? learned : fixed;
        tensors.push({
          name: `${spec.name}.${plan.name}`,
          layer: index,
          plan,
          shape: plan.shape,
          size,
          offset,
          data: (plan.trainable ? this.learned : this.fixed).subarray(offset, offset + size),
          gradient: plan.trainable && gradients ? this.gradient.subarray(offset, offset + size) : null,
        });
        if (plan.trainable) learned += size;
        else fixed += size;
      }
    }
    this.tensors = tensors;
  }

  /** To be called before these arrays are read by others than the trainer. */
  current(slots = false): void {
    (this.shared ?? this).elsewhere?.give(slots);
  }

  /** The same with places to stop in between. */
  *currentSliced(meter: Meter): Work<void> {
    const { elsewhere } = this.shared ?? this;
    if (elsewhere) for (const moved of elsewhere.giving(false)) if (meter.spend(moved)) yield;
  }

  get count(): number {
    return this.learned.length; // of learned numbers
  }

  /** As a layer sees them, in the order of its plan. */
  ofLayer(index: number): Parameter[] {
    return this.tensors
      .filter((t) => t.layer === index)
      .map(({ name, shape, data, gradient, plan }) => ({ name, shape, data, gradient, l1: plan.l1, l2: plan.l2 }));
  }

  find(name: string): Tensor {
    const tensor = this.tensors.find((t) => t.name === name);
    if (!tensor) {
      const names = this.tensors.map((t) => t.name).join(', ');
      throw new UserError(t`There is no tensor "${name}". This network has ${names || t('none')}.`, 'unknown-tensor');
    }
    return tensor;
  }

  /** Fresh weights; each tensor draws from its own stream. */
  initialise(seed: number): void {
    for (const { name, plan, data, shape } of this.tensors) {
      const word = initializer(plan.init.type);
      if (!word) throw new UserError(t`There is no initializer "${plan.init.type}".`, 'unknown-initializer');
      word.fill(data, shape, plan.fanIn, plan.fanOut, Rng.stream(seed, `init:${name}`), plan.init);
    }
    this.kernels.fill(this.gradient, 0, this.gradient.length);
    this.elsewhere?.changed();
  }

  copyFrom(other: Parameters): void {
    other.current();
    this.learned.set(other.learned);
    this.fixed.set(other.fixed);
  }

  /** Weights from a file, by name; names that are in one and not in the other are told, all at once. */
  load(file: TensorFile, from: string): void {
    const given = new Map(file.tensors.filter((t) => !isState(t.name)).map((t) => [t.name, t]));
    const wrong: string[] = [];
    for (const { name, shape } of this.tensors) {
      const tensor = given.get(name);
      if (!tensor) wrong.push(t`it has no "${name}" [${shape.join(', ')}]`);
      else if (!sameShape(tensor.shape, shape)) {
        wrong.push(t`"${name}" is [${tensor.shape.join(', ')}] there but [${shape.join(', ')}] in this network`);
      } else if (tensor.data.some((v) => !Number.isFinite(v))) wrong.push(t`"${name}" holds NaN or ∞`);
    }
    for (const name of given.keys()) {
      if (!this.tensors.some((t) => t.name === name)) wrong.push(t`it has "${name}", which this network lacks`);
    }
    if (wrong.length > 0) {
      const told = wrong.slice(0, 6).join('; ') + (wrong.length > 6 ? t`; and ${wrong.length - 6} more` : '');
      throw new UserError(
        t`${from} does not fit this network: ${told}. Tensors are matched by name; give the layers the names and sizes of the file.`,
        'weights-mismatch',
      );
    }
    for (const { name, data } of this.tensors) data.set(given.get(name)!.data);
    this.elsewhere?.changed();
  }

  /** Copies, for a file. */
  named(): NamedTensor[] {
    this.current();
    return this.tensors.map(({ name, shape, data }) => ({ name, shape, data: data.slice() }));
  }
}

/** Tensors of a checkpoint beside the weights themselves. */
export function isState(name: string): boolean {
  return name.startsWith('nnspec:');
}
