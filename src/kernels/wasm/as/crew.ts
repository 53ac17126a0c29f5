// How threads share the slices of a fork: instances of one binary on one memory, a block of words between them
// (crewWords.ts). The first thread opens a fork, works at it and joins; helpers take slices as long as there are any.
// Each thread has a queue, whose slices are its own every time, so that their weights stay in its cache; whose queue is
// empty takes from the others'. So nothing hangs on a helper that is late, or was never there.
//
// A cursor is [next slice: 16 bits, end: 16, fork: 32], taken from by compare-and-exchange: a slice can only be had while
// its fork is open, and the fork stays open, with all that is said of it, until the slice is done.
import {
  ASLEEP, CURSORS, DONE, FORKS, HELPERS, LINE_WORDS, LOST, NUMBERS, PATIENCE, QUEUES, QUIT, STRIDE, TABLE, WAITED_FOR,
} from './crewWords';

/** Looks before a thread sleeps: up to 0.1 ms, more than the first thread takes between two forks to gather a batch. */
const SPINS = 60000;
// Nanoseconds.
const LATE: i64 = 2000000; // longer than any slice takes
const TENTH: i64 = 100000000;
const MINUTE: i64 = 60000000000;
/** What a wait gives. */
const TIMED_OUT = 2;

/** 0: this thread works alone. */
let block: usize = 0;

// Where other programs keep the processors busy, a helper comes late or not at all, and costs more than it gives. After
// one that kept us waiting for 2 ms, or forks in a row without help, the first thread does some forks alone: more
// of them each time, and fewer with each fork that went well.
const LEAST_ALONE = 8;
const MOST_ALONE = 512;
const IN_VAIN = 8;
let alone = 0;
let nextAlone = LEAST_ALONE;
let inVain = 0;

function goAlone(): void {
  alone = nextAlone;
  nextAlone = min(MOST_ALONE, 2 * nextAlone);
  inVain = 0;
}

/** The block of words, 0: no others any more. */
export function setCrew(at: usize): void {
  block = at;
}

// @ts-ignore: decorator
@inline
function word(k: i32): usize {
  return block + ((<usize>k) << 2);
}

// @ts-ignore: decorator
@inline
function cursor(queue: i32): usize {
  return word(CURSORS) + (<usize>queue * (LINE_WORDS << 2));
}

/** Room for one instruction of this thread. */
export function ownLine(thread: i32): usize {
  return cursor(load<i32>(word(QUEUES)) + thread);
}

export function helped(): bool {
  if (alone > 0) {
    alone--;
    return false;
  }
  return block != 0 && atomic.load<i32>(word(HELPERS)) > 0;
}

/** `queues`: the first slice of each queue, and where the last one ends. */
export function open(table: usize, queues: usize, stride: usize, numbers: usize): void {
  store<u32>(word(TABLE), <u32>table);
  store<u32>(word(STRIDE), <u32>stride);
  store<u32>(word(NUMBERS), <u32>numbers);
  atomic.store<i32>(word(DONE), 0);
  const fork = load<u32>(word(FORKS)) + 1;
  for (let q = 0, count = load<i32>(word(QUEUES)); q < count; q++, queues += 4) {
    const slices = (<u64>load<u32>(queues, 4) << 16) | <u64>load<u32>(queues);
    atomic.store<u64>(cursor(q), (<u64>fork << 32) | slices);
  }
  atomic.store<u32>(word(FORKS), fork);
  if (atomic.load<i32>(word(ASLEEP)) > 0) atomic.notify(word(FORKS), -1);
}

/** A slice of the queue that nobody else gets, or −1. */
function takeFrom(queue: i32): i32 {
  const at = cursor(queue);
  let seen = atomic.load<u64>(at);
  while ((<u32>seen & 0xffff) < <u32>seen >> 16) {
    const found = atomic.cmpxchg<u64>(at, seen, seen + 1);
    if (found == seen) return <i32>(<u32>seen & 0xffff);
    seen = found;
  }
  return -1;
}

/** The address in the fork's table of a slice to be done now, its own queue's first; 0 where there is none. */
export function take(thread: i32): usize {
  for (let k = 0, count = load<i32>(word(QUEUES)); k < count; k++) {
    const slice = takeFrom(thread + k < count ? thread + k : thread + k - count);
    if (slice >= 0) return <usize>load<u32>(word(TABLE)) + ((<usize>slice) << 2);
  }
  return 0;
}

// What the thread that has taken a slice may ask.

export function forkStride(): usize {
  return <usize>load<u32>(word(STRIDE));
}

export function forkNumbers(): usize {
  return <usize>load<u32>(word(NUMBERS));
}

/** A helper has done so many slices, and there are no more to take. */
export function report(slices: i32): void {
  if (slices == 0) return;
  atomic.add<i32>(word(DONE), slices);
  if (atomic.load<i32>(word(WAITED_FOR))) atomic.notify(word(DONE), 1);
}

/** Until others have done so many slices; false where a helper has not come back. */
export function join(slices: i32): bool {
  if (slices == 0) {
    if (++inVain == IN_VAIN) goAlone();
    return true;
  }
  inVain = 0;
  for (let k = 0; k < SPINS; k++) {
    if (atomic.load<i32>(word(DONE)) != slices) continue;
    nextAlone = max(LEAST_ALONE, nextAlone - 1);
    return true;
  }
  atomic.store<i32>(word(WAITED_FOR), 1);
  let done = atomic.load<i32>(word(DONE));
  if (done != slices && atomic.wait<i32>(word(DONE), done, LATE) == TIMED_OUT) goAlone();
  done = atomic.load<i32>(word(DONE));
  for (let left = load<i32>(word(PATIENCE)); done != slices && left > 0; done = atomic.load<i32>(word(DONE)))
    if (atomic.wait<i32>(word(DONE), done, TENTH) == TIMED_OUT) left--;
  atomic.store<i32>(word(WAITED_FOR), 0);
  if (done != slices) atomic.store<i32>(word(LOST), 1);
  return done == slices;
}

/** A helper begins. */
export function enter(): void {
  atomic.add<i32>(word(HELPERS), 1);
}

/** Until there is another fork than the one seen last, or none will come; gives its number. */
export function next(seen: i32): i32 {
  let fork = seen;
  for (let k = 0; fork == seen && k < SPINS; k++) fork = atomic.load<i32>(word(FORKS));
  if (fork != seen) return fork;
  atomic.add<i32>(word(ASLEEP), 1);
  for (; fork == seen; fork = atomic.load<i32>(word(FORKS))) atomic.wait<i32>(word(FORKS), seen, MINUTE);
  atomic.sub<i32>(word(ASLEEP), 1);
  return fork;
}

export function dismissed(): bool {
  return atomic.load<i32>(word(QUIT)) != 0;
}
