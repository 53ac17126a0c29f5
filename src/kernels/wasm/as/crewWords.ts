// The words of the block of memory over which threads share work (crew.ts). Read by both compilers. What different
// threads write lies in different lines of the cache, 16 words each.

/** Counts forks. Threads without work look at it, or sleep on it. */
export const FORKS = 0;
/** Not 0: the helpers leave. */
export const QUIT = 1;
/** Helpers asleep. */
export const ASLEEP = 16;

// The present fork: the table of its slices, bytes between the threads' own memory, the optimizer's present numbers.
export const TABLE = 32;
export const STRIDE = 33;
export const NUMBERS = 34;

/** Slices that others than the first thread have done; it may sleep on it, which the word behind tells. */
export const DONE = 48;
export const WAITED_FOR = 49;

/** Helpers that serve; tenths of a second until one that does not come back is given up, and whether one was. */
export const HELPERS = 64;
export const PATIENCE = 65;
export const LOST = 66;
/** As many as there are threads. */
export const QUEUES = 67;

/** For each queue a line with its cursor; then for each thread a line for an instruction of its own. */
export const CURSORS = 80;
export const LINE_WORDS = 16;
