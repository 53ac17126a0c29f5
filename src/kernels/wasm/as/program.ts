// Works off programs: stretches of instructions in memory that TypeScript has written (tape.ts), each a kernel's number
// and its arguments. One call runs a whole training step, or very many of a small network. A fork is an instruction whose
// slices, stretches of instructions themselves, are worked off by all threads there are (crew.ts).
import * as op from './operations';
import { activate, activateBackward } from './activations';
import { batchNormBackward, batchNormForward } from './batchNorm';
import * as crew from './crew';
import { dropoutBackward, dropoutForward } from './dropout';
import { lossBackward, lossForward } from './losses';
import { narrowBackwardInput, narrowForward } from './narrowDense';
import { narrowGradient } from './narrowGradient';
import { update } from './optimizers';
import { softmaxColumns, softmaxColumnsBackward, softmaxRows, softmaxRowsBackward } from './softmax';
import { copyRows, fill, transpose } from './vectorUtilities';
import { sparseForward, sparseGradient, sparseGradientSgd } from './sparse';
import { sparseBackwardInput, sparseDzGradient, sparseDzGradientSgd } from './sparseBackward';
import { countNonZero, listColumns, listUnits, sparseRows } from './sparseLists';
import { wideBackwardInput } from './wideBackward';
import { wideForward, wideGradient, wideGradientSgd } from './wideDense';

const SIZE: usize = op.WORDS * 4;

/** The present row of the optimizer's numbers. */
let numbers: usize = 0;

export function setNumbers(at: usize): void {
  numbers = at;
}

// @ts-ignore: decorator
@inline
function i(pc: usize, k: i32): i32 {
  return load<i32>(pc + ((<usize>k) << 2));
}

// @ts-ignore: decorator
@inline
function p(pc: usize, k: i32): usize {
  return <usize>load<u32>(pc + ((<usize>k) << 2));
}

// @ts-ignore: decorator
@inline
function f(pc: usize, k: i32): f32 {
  return load<f32>(pc + ((<usize>k) << 2));
}

/** Instructions [from, to). */
export function run(from: usize, to: usize): void {
  for (let pc = from; pc < to; pc += SIZE) perform(pc);
}

/** The same program `n` times, 1 or more, with the next row of numbers each time, `stride` bytes apart. */
export function steps(from: usize, to: usize, n: i32, first: usize, stride: usize): void {
  numbers = first;
  for (let pc = from; ; ) {
    performHere(pc);
    pc += SIZE;
    if (pc < to) continue;
    if (--n == 0) return;
    numbers += stride;
    pc = from;
  }
}

/**
 * Slices [table[k], table[k + 1]), which lie one after the other. Traps where a helper does not give back what it took.
 */
function fork(table: usize, slices: i32, queues: usize, stride: usize): void {
  if (!crew.helped()) return run(address(table), address(table + ((<usize>slices) << 2)));
  crew.open(table, queues, stride, numbers);
  const mine = workAt(0);
  if (!crew.join(slices - mine)) unreachable();
}

/** Does slices while there are any; gives how many. */
function workAt(thread: i32): i32 {
  let done = 0;
  for (let at = crew.take(thread); at != 0; at = crew.take(thread), done++) {
    if (thread == 0) run(address(at), address(at + 4));
    else runOwn(thread, address(at), address(at + 4));
  }
  return done;
}

/** The life of a helper: thread 1, 2, … of the crew whose words lie at `block`. Returns when it is dismissed. */
export function serve(block: usize, thread: i32): void {
  crew.setCrew(block);
  crew.enter();
  for (let seen = crew.next(0); !crew.dismissed(); seen = crew.next(seen)) crew.report(workAt(thread));
}

/** As `run`, in the memory of another thread than the first. */
function runOwn(thread: i32, from: usize, to: usize): void {
  const moved = <u32>(<usize>thread * crew.forkStride());
  const line = crew.ownLine(thread);
  numbers = crew.forkNumbers();
  for (let pc = from; pc < to; pc += SIZE) {
    let own = i(pc, op.OWN);
    if (own == 0) {
      perform(pc);
      continue;
    }
    memory.copy(line, pc, SIZE);
    for (; own; own &= own - 1) {
      const at = line + ((<usize>ctz(own)) << 2);
      store<u32>(at, load<u32>(at) + moved);
    }
    perform(line);
  }
}

// @ts-ignore: decorator
@inline
function address(at: usize): usize {
  return <usize>load<u32>(at);
}

function perform(pc: usize): void {
  performHere(pc);
}

/** Inlined where small networks' steps go round: a call less for each of their few instructions. */
// @ts-ignore: decorator
@inline
function performHere(pc: usize): void {
  switch (i(pc, 0)) {
    case op.ACTIVATE:
      activate(i(pc, 1), p(pc, 2), p(pc, 3), i(pc, 4), f(pc, 5), f(pc, 6));
      break;
    case op.ACTIVATE_BACKWARD:
      activateBackward(i(pc, 1), p(pc, 2), p(pc, 3), p(pc, 4), p(pc, 5), i(pc, 6), f(pc, 7), f(pc, 8));
      break;
    case op.SOFTMAX_ROWS:
      softmaxRows(p(pc, 1), p(pc, 2), i(pc, 3), i(pc, 4), i(pc, 5));
      break;
    case op.SOFTMAX_ROWS_BACKWARD:
      softmaxRowsBackward(p(pc, 1), p(pc, 2), p(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6));
      break;
    case op.SOFTMAX_COLUMNS:
      softmaxColumns(p(pc, 1), p(pc, 2), i(pc, 3), i(pc, 4), i(pc, 5));
      break;
    case op.SOFTMAX_COLUMNS_BACKWARD:
      softmaxColumnsBackward(p(pc, 1), p(pc, 2), p(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6));
      break;
    case op.LOSS_FORWARD: {
      const sum = p(pc, 11);
      store<f64>(
        sum,
        load<f64>(sum) +
          lossForward(i(pc, 1), p(pc, 2), p(pc, 3), p(pc, 4), p(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), f(pc, 10)),
      );
      break;
    }
    case op.LOSS_BACKWARD:
      lossBackward(i(pc, 1), p(pc, 2), p(pc, 3), p(pc, 4), p(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), f(pc, 10), f(pc, 11));
      break;
    case op.UPDATE:
      update(i(pc, 1), p(pc, 2), p(pc, 3), p(pc, 4), p(pc, 5), p(pc, 6), i(pc, 7), numbers);
      break;
    case op.WIDE_FORWARD:
      wideForward(p(pc, 1), i(pc, 2), p(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), p(pc, 10));
      break;
    case op.WIDE_GRADIENT:
      wideGradient(p(pc, 1), p(pc, 2), i(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), i(pc, 10), p(pc, 11));
      break;
    case op.WIDE_GRADIENT_SGD:
      wideGradientSgd(p(pc, 1), load<f32>(numbers), load<f32>(numbers, 4), p(pc, 2), i(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), p(pc, 10));
      break;
    case op.WIDE_BACKWARD_INPUT:
      wideBackwardInput(p(pc, 1), i(pc, 2), p(pc, 3), i(pc, 4), p(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), i(pc, 10));
      break;
    case op.SPARSE_FORWARD:
      sparseForward(p(pc, 1), p(pc, 2), p(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8));
      break;
    case op.SPARSE_GRADIENT: // the columns' number stands in memory: every batch has its own
      sparseGradient(p(pc, 1), p(pc, 2), load<i32>(p(pc, 3)), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), i(pc, 10), p(pc, 11));
      break;
    case op.SPARSE_GRADIENT_SGD:
      sparseGradientSgd(p(pc, 1), load<f32>(numbers), load<f32>(numbers, 4), p(pc, 2), load<i32>(p(pc, 3)), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), p(pc, 10));
      break;
    case op.NARROW_FORWARD:
      narrowForward(
        p(pc, 1), p(pc, 2), p(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), p(pc, 8), i(pc, 9), p(pc, 10), f(pc, 11),
      );
      break;
    case op.NARROW_GRADIENT:
      narrowGradient(p(pc, 1), p(pc, 2), p(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8));
      break;
    case op.NARROW_BACKWARD_INPUT:
      narrowBackwardInput(
        p(pc, 1), p(pc, 2), p(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6), p(pc, 7), i(pc, 8), p(pc, 9), p(pc, 10), f(pc, 11),
      );
      break;
    case op.DROPOUT_FORWARD:
      dropoutForward(p(pc, 1), p(pc, 2), p(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), <u32>i(pc, 9), f(pc, 10));
      break;
    case op.DROPOUT_BACKWARD:
      dropoutBackward(p(pc, 1), p(pc, 2), p(pc, 3), i(pc, 4), f(pc, 5));
      break;
    case op.BATCH_NORM_FORWARD:
      batchNormForward(p(pc, 1), i(pc, 2), i(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6));
      break;
    case op.BATCH_NORM_BACKWARD:
      batchNormBackward(p(pc, 1), i(pc, 2), i(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6));
      break;
    case op.TRANSPOSE:
      transpose(p(pc, 1), i(pc, 2), p(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6));
      break;
    case op.COPY_ROWS:
      copyRows(p(pc, 1), i(pc, 2), p(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6));
      break;
    case op.CLEAR_BIAS:
      clearBias(p(pc, 1), i(pc, 2), i(pc, 3));
      break;
    case op.FILL:
      fill(p(pc, 1), f(pc, 2), i(pc, 3));
      break;
    case op.SPARSE_DZ_GRADIENT:
      sparseDzGradient(p(pc, 1), p(pc, 2), i(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), i(pc, 10), p(pc, 11));
      break;
    case op.SPARSE_DZ_GRADIENT_SGD:
      sparseDzGradientSgd(p(pc, 1), load<f32>(numbers), load<f32>(numbers, 4), p(pc, 2), i(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), p(pc, 10));
      break;
    case op.SPARSE_BACKWARD_INPUT:
      sparseBackwardInput(p(pc, 1), i(pc, 2), p(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8), i(pc, 9), p(pc, 10));
      break;
    case op.WHEN:
      if (i32(load<i32>(p(pc, 1)) >= 0) == i(pc, 2)) perform(pc + 12);
      break;
    case op.COUNT_NON_ZERO: {
      const count = countNonZero(p(pc, 2), i(pc, 3), i(pc, 4), i(pc, 5));
      store<i32>(p(pc, 1), count <= i(pc, 6) ? count : -1);
      break;
    }
    case op.LIST_ROWS:
      sparseRows(p(pc, 1), p(pc, 2), p(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6));
      break;
    case op.LIST_COLUMNS:
      store<i32>(p(pc, 1), listColumns(p(pc, 2), p(pc, 3), p(pc, 4), i(pc, 5), i(pc, 6), i(pc, 7), i(pc, 8)));
      break;
    case op.LIST_UNITS:
      listUnits(p(pc, 1), p(pc, 2), p(pc, 3), i(pc, 4), i(pc, 5), i(pc, 6));
      break;
    case op.FORK:
      fork(p(pc, 1), i(pc, 2), p(pc, 3), p(pc, 4));
      break;
    default:
      unreachable();
  }
}

/** The last row of each panel [inputs + 1][16]. */
export function clearBias(panels: usize, count: i32, inputs: i32): void {
  const size = (<usize>(inputs + 1)) << 6;
  for (let at = panels + size - 64; count > 0; count--, at += size) memory.fill(at, 0, 64);
}
