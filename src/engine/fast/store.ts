// Where the learned numbers are while the SIMD kernels train them. Narrow networks are trained where they lie; wide ones
// have their dense layers packed in panels, gradient and optimizer slots alike, and everyone else's arrays are brought up
// to date when somebody wants to look (`give`), which is rare next to the steps.
import type { Simd } from '../../kernels/wasm/simd';
import type { Elsewhere, Parameters, Tensor } from '../parameters';
import type { LayerPlan } from '../plan';
import { panelFloats, up, PANEL, type LayoutName } from './layout';

/** Byte addresses of a layer's learned numbers and their gradients; 0 where there are none. */
export interface Home {
  readonly weight: number;
  readonly bias: number;
  readonly weightGradient: number;
  readonly biasGradient: number;
}

interface Block {
  readonly tensors: readonly Tensor[];
  /** Of its first float in the arrays here. */
  readonly offset: number;
  /** Packed as panels; otherwise as everywhere. */
  readonly panels: boolean;
}

export class Store implements Elsewhere {
  /** The numbers here are older than everyone else's, or newer. */
  private behind = true;
  private ahead = false;
  private slotsAhead = false;
  /** Flat, all of one length: what the optimizer runs over. */
  readonly learned: Float32Array;
  readonly gradient: Float32Array;
  readonly slots: readonly Float32Array[];
  private readonly blocks: readonly Block[];
  /** Not the arrays that everyone has. */
  readonly own: boolean;

  constructor(
    private readonly simd: Simd,
    plans: readonly LayerPlan[],
    layout: LayoutName,
    private readonly parameters: Parameters,
    /** As the updater has them, in memory of the kernels. */
    private readonly plainSlots: readonly Float32Array[],
  ) {
    this.own = layout === 'wide';
    const blocks: Block[] = [];
    let offset = 0;
    for (const { index, word } of plans) {
      const tensors = parameters.tensors.filter((t) => t.layer === index && t.plan.trainable);
      if (tensors.length === 0) continue;
      const panels = word.name === 'dense';
      if (panels) {
        const [units, inputs] = tensors[0]!.shape as [number, number];
        blocks.push({ tensors, offset, panels });
        offset += panelFloats(inputs, units);
      } else {
        for (const tensor of tensors) {
          blocks.push({ tensors: [tensor], offset, panels });
          offset += up(tensor.size, PANEL);
        }
      }
    }
    this.blocks = blocks;
    const array = () => simd.arena.floats(offset).view;
    this.learned = this.own ? array() : (parameters.learned as Float32Array);
    this.gradient = this.own ? array() : (parameters.gradient as Float32Array);
    this.slots = this.own ? plainSlots.map(array) : plainSlots;
  }

  homeOf(layer: number): Home {
    const tensors = this.parameters.tensors.filter((t) => t.layer === layer && t.plan.trainable);
    const place = (name: string, of: Float32Array, plain: 'data' | 'gradient'): number => {
      const tensor = tensors.find((t) => t.plan.name === name);
      if (!tensor) return 0;
      if (!this.own) return tensor[plain]?.byteOffset ?? 0; // a copy that only goes forward has no gradients
      const block = this.blocks.find((b) => b.tensors.includes(tensor))!;
      return block.panels && name !== 'weight' ? 0 : of.byteOffset + 4 * block.offset; // the bias is a panel's last row
    };
    return {
      weight: place('weight', this.learned, 'data'),
      bias: place('bias', this.learned, 'data'),
      weightGradient: place('weight', this.gradient, 'gradient'),
      biasGradient: place('bias', this.gradient, 'gradient'),
    };
  }

  /** Addresses of a layer's running statistics, in the order of its plan. */
  fixedOf(layer: number): number[] {
    return this.parameters.tensors.filter((t) => t.layer === layer && !t.plan.trainable).map((t) => t.data.byteOffset);
  }

  /** Everyone else's arrays were changed by others. */
  changed(): void {
    this.behind = true;
  }

  /** Everyone else's numbers → here, where they were changed. */
  take(): void {
    for (const _ of this.taking()) continue;
  }

  /** The same with places to stop in between; gives the floats moved. */
  *taking(): Generator<number, void, void> {
    if (!this.behind) return;
    if (this.own) {
      yield* this.moving('in', this.learned, this.parameters.learned as Float32Array);
      for (const [i, slot] of this.slots.entries()) yield* this.moving('in', slot, this.plainSlots[i]!);
    }
    this.behind = false;
    this.ahead = this.slotsAhead = false;
  }

  /** Weights were changed here. */
  changedHere(): void {
    this.ahead = this.slotsAhead = true;
  }

  /** Here → everyone else's weights, and slots where they are wanted, if those here are newer. */
  give(slots: boolean): void {
    for (const _ of this.giving(slots)) continue;
  }

  /** The same with places to stop in between; gives the floats moved. */
  *giving(slots: boolean): Generator<number, void, void> {
    if (this.ahead && this.own) yield* this.moving('out', this.learned, this.parameters.learned as Float32Array);
    this.ahead = false;
    if (!slots) return;
    if (this.slotsAhead && this.own)
      for (const [i, slot] of this.slots.entries()) yield* this.moving('out', slot, this.plainSlots[i]!);
    this.slotsAhead = false;
  }

  /** The gradient, likewise, whether or not it is newer. */
  *givingGradient(): Generator<number, void, void> {
    if (this.own) yield* this.moving('out', this.gradient, this.parameters.gradient as Float32Array);
  }

  /** A dense layer's weights among the packed numbers; undefined for any other tensor. */
  panelsOf(tensor: Tensor): { readonly offset: number; readonly inputs: number } | undefined {
    const block = this.blocks.find(({ panels, tensors }) => panels && tensors[0] === tensor);
    return block && { offset: block.offset, inputs: tensor.shape[1]! };
  }

  /** A learned tensor's numbers row by row, from an array in the order here; less those of `minus`. */
  read(tensor: Tensor, of: Float32Array, minus?: Float32Array): Float32Array {
    const { tensors, offset, panels } = this.blocks.find((b) => b.tensors.includes(tensor))!;
    const out = new Float32Array(tensor.size);
    const inputs = panels ? tensors[0]!.shape[1]! : 1;
    const cols = tensor === tensors[0] ? inputs : 1;
    const first = panels && cols !== inputs ? inputs : 0; // the bias is a panel's last row
    for (let i = 0; i < out.length; i++) {
      const unit = Math.floor(i / cols);
      const row = first + (i % cols);
      const at =
        offset +
        (panels ? ((unit - (unit % PANEL)) / PANEL) * panelFloats(inputs, PANEL) + row * PANEL + (unit % PANEL) : i);
      out[i] = minus ? of[at]! - minus[at]! : of[at]!;
    }
    return out;
  }

  /** l1 and l2: adds their gradient to the gradient here; gives their value. */
  penalty(): number {
    const { exports } = this.simd;
    let sum = 0;
    for (const { tensors, offset, panels } of this.blocks) {
      const { plan, shape, size } = tensors[0]!;
      const { l1, l2 } = plan;
      if (l1 === 0 && l2 === 0) continue;
      const [w, g] = [this.learned.byteOffset, this.gradient.byteOffset];
      const add = (from: number, n: number) => (sum += exports.penalty!(w + 4 * from, g + 4 * from, n, l1, l2));
      const [units, inputs] = shape as [number, number];
      if (!this.own) add(tensors[0]!.offset, size);
      else if (!panels) add(offset, size);
      else for (let p = 0; p < units; p += PANEL) add(offset + p * (inputs + 1), inputs * PANEL); // not the biases
    }
    return sum;
  }

  /** Gives the floats moved since it stopped last. */
  private *moving(way: 'in' | 'out', here: Float32Array, plain: Float32Array): Generator<number, void, void> {
    const { exports } = this.simd;
    for (const { tensors, offset, panels } of this.blocks) {
      const [first, second] = tensors;
      const { offset: from, size } = first!;
      if (!panels) {
        if (way === 'in') here.set(plain.subarray(from, from + size), offset);
        else plain.set(here.subarray(offset, offset + size), from);
        yield size;
        continue;
      }
      const [units, inputs] = first!.shape as [number, number];
      const some = Math.max(1, Math.floor(MOVED / (inputs * PANEL))) * PANEL; // whole panels
      for (let unit = 0; unit < units; unit += some) {
        const n = Math.min(some, units - unit);
        const packed = here.byteOffset + 4 * (offset + unit * (inputs + 1));
        const weight = plain.byteOffset + 4 * (from + unit * inputs);
        const bias = second ? plain.byteOffset + 4 * (second.offset + unit) : 0;
        if (way === 'in') exports.packWeights!(packed, weight, bias, inputs, n);
        else exports.unpackWeights!(weight, bias, packed, inputs, n);
        yield n * inputs;
      }
    }
  }
}

/** Floats that are packed or unpacked at once. */
const MOVED = 1 << 18;
