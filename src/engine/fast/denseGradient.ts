// A dense layer's gradient as instructions, dw [O,I] = dyᵀ·x and db [O] = Σ dy, by one kernel or another; and in wide
// networks its update, panel by panel, while the gradient is in the cache.
import * as kinds from '../../kernels/wasm/as/kinds';
import * as op from '../../kernels/wasm/as/operations';
import { own, type Argument } from '../../kernels/wasm/tape';
import { flagBack, HALF, LISTED } from './dense';
import { PANEL, up, type Values } from './layout';
import { PACKED_ROW, type ColumnLists } from './sparse';
import { isDense, type Stage } from './stages';
import { updateOf, type GradientUse } from './update';
import { PAIR, type Writer } from './writer';

/** A dense layer's gradient, made by one kernel or another. */
interface Way {
  /** Operations: the gradient alone, and with SGD. */
  readonly gradient: number;
  readonly sgd: number;
  /** Their first arguments after the address of the result. */
  readonly input: readonly number[];
  /** Of the products. */
  readonly share: number;
  /** Address of a flag, and whether it is to be 0 or more (1) or less (0). */
  readonly when?: readonly [number, 0 | 1];
}

/** Of a stage that is a dense layer, and learns; of any other, nothing. */
export function gradient(tape: Writer, stage: Stage, rows: number, use: GradientUse): void {
  const { plan, x, dy } = stage;
  if (!isDense(stage) || !dy) return;
  if (!tape.stages.narrow) return gradientByPanel(tape, stage, dy, rows, use);
  const { weightGradient, biasGradient } = tape.stages.parts.store.homeOf(plan.index);
  const args = [weightGradient, biasGradient, x.at, dy.at, x.size, dy.size, x.ld, Number(use === 'add')];
  tape.add(op.NARROW_GRADIENT, args, x.size * dy.size * rows);
}

function gradientByPanel(tape: Writer, stage: Stage, dy: Values, rows: number, use: GradientUse): void {
  const { parts, scratch, panelGradient } = tape.stages;
  const { optimizer, store } = parts;
  const { plan, x } = stage;
  const home = store.homeOf(plan.index);
  const [I, O] = [x.size, dy.size];
  const panels = up(O, PANEL) / PANEL;
  const panelBytes = 4 * (I + 1) * PANEL;
  const ways = waysOf(tape, stage, rows);
  const bias = plan.parameters.length > 1;
  const costOfPanel = ways.reduce((sum, { share }) => sum + share, 0) * PANEL * I * rows;
  /** One of a way's operations on panels [p0, p1). */
  const add = (way: Way, operation: number, w: Argument, p0: number, p1: number, ...rest: number[]): void => {
    const [first, condition] = conditional(operation, way.when);
    const args = [...condition, w, ...way.input, dy.at, dy.ld, rows, I, p0, p1, ...rest, own(scratch)];
    tape.add(first, args, way.share * (p1 - p0) * PANEL * I * rows);
  };
  /** The gradient of panels [p0, p1), to `first`. The kernels want `base`, where that of panel 0 would then be. */
  const make = (base: Argument, first: Argument, p0: number, p1: number, accumulate: boolean): void => {
    for (const way of ways) add(way, way.gradient, base, p0, p1, Number(accumulate));
    if (!bias) tape.add(op.CLEAR_BIAS, [first, p1 - p0, I], p1 - p0);
  };
  if (use !== 'update') {
    const { weightGradient: g } = home;
    tape.ranges(panels, PAIR, costOfPanel, (p0, p1) => make(g, g + p0 * panelBytes, p0, p1, use === 'add'));
  } else if (optimizer === kinds.SGD && bias) {
    tape.ranges(panels, PAIR, costOfPanel, (p0, p1) => {
      for (const way of ways) add(way, way.sgd, home.weight, p0, p1);
    });
  } else {
    // Two panels' gradients at a time, used up while they are in the cache.
    tape.fork(Math.ceil(panels / PAIR), (k) => {
      const p = PAIR * k;
      const some = Math.min(PAIR, panels - p);
      const g = own(panelGradient);
      make(own(panelGradient - p * panelBytes), g, p, p + some, false);
      const at = home.weight - store.learned.byteOffset + p * panelBytes;
      updateOf(tape, at, g, (some * panelBytes) / 4);
    });
  }
}

/** How a dense layer's gradient may be made; where there are two ways, the flag decides while the program runs. */
function waysOf(tape: Writer, stage: Stage, rows: number): readonly Way[] {
  const { sparse, hidden, x: input } = tape.stages;
  const { lists, x } = stage;
  const listsBack = flagBack(stage, rows);
  const dense = { gradient: op.WIDE_GRADIENT, sgd: op.WIDE_GRADIENT_SGD, input: [x.at, x.ld] };
  const listed = ({ heads, count }: ColumnLists) => ({
    gradient: op.SPARSE_GRADIENT,
    sgd: op.SPARSE_GRADIENT_SGD,
    input: [heads, count],
  });
  if (tape.listed && x.at === input.at) return [{ ...listed(sparse!), share: LISTED }];
  if (lists === undefined) {
    if (listsBack === undefined) return [{ ...dense, share: 1 }];
    const turned = { gradient: op.SPARSE_DZ_GRADIENT, sgd: op.SPARSE_DZ_GRADIENT_SGD, input: dense.input };
    return [
      { ...turned, share: HALF, when: [listsBack, 1] },
      { ...dense, share: HALF, when: [listsBack, 0] },
    ];
  }
  const { count, heads, columnEntries } = hidden!;
  const to = [count, heads, columnEntries, x.at, x.ld, rows, x.size, PACKED_ROW];
  tape.add(op.WHEN, [lists, 1, op.LIST_COLUMNS, ...to], rows * x.size);
  return [
    { ...listed(hidden!), share: HALF, when: [lists, 1] },
    { ...dense, share: HALF, when: [lists, 0] },
  ];
}

/** The operation and the first arguments of an instruction, under a condition where there is one. */
function conditional(operation: number, when?: Way['when']): readonly [number, readonly number[]] {
  return when ? [op.WHEN, [...when, operation]] : [operation, []];
}
