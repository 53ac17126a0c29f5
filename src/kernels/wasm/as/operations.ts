// Numbers of the instructions that `program.ts` interprets. Read by both compilers. An instruction is WORDS numbers of
// four bytes: its operation, then its arguments in the order in which the kernel of that name takes them. Bit k of the
// last word says that word k is an address in the thread's own memory, given for the first thread.
export const WORDS = 16;
export const OWN = 15;

export const ACTIVATE = 1;
export const ACTIVATE_BACKWARD = 2;
export const SOFTMAX_ROWS = 3;
export const SOFTMAX_ROWS_BACKWARD = 4;
export const SOFTMAX_COLUMNS = 5;
export const SOFTMAX_COLUMNS_BACKWARD = 6;
/** As lossForward; the sum is added to the double at the last argument. */
export const LOSS_FORWARD = 7;
export const LOSS_BACKWARD = 8;
/** As update, with the present row of numbers. */
export const UPDATE = 9;
export const WIDE_FORWARD = 10;
export const WIDE_GRADIENT = 11;
/** Rate and keep are the first two of the present row of numbers. */
export const WIDE_GRADIENT_SGD = 12;
export const WIDE_BACKWARD_INPUT = 13;
export const SPARSE_FORWARD = 14;
export const SPARSE_GRADIENT = 15;
export const SPARSE_GRADIENT_SGD = 16;
export const NARROW_FORWARD = 17;
export const NARROW_GRADIENT = 18;
export const NARROW_BACKWARD_INPUT = 19;
export const TRANSPOSE = 20;
export const DROPOUT_FORWARD = 21;
export const DROPOUT_BACKWARD = 22;
export const BATCH_NORM_FORWARD = 23;
export const BATCH_NORM_BACKWARD = 24;
export const FILL = 25;
export const COPY_ROWS = 26;
/** The bias rows of so many panels become 0: (panels, number, inputs). */
export const CLEAR_BIAS = 27;
/** Performs the operation that follows if the number at the first argument is not negative (1), or is (0): (at, 1 or 0, operation, its arguments). */
export const WHEN = 28;
/** How many numbers are not zero, or −1 where they are more than `most`: (at, x, ldx, rows, I, most). */
export const COUNT_NON_ZERO = 29;
export const LIST_ROWS = 30;
/** As listColumns; the columns' number goes to the first argument. */
export const LIST_COLUMNS = 31;
export const SPARSE_DZ_GRADIENT = 32;
export const SPARSE_DZ_GRADIENT_SGD = 33;
export const LIST_UNITS = 34;
export const SPARSE_BACKWARD_INPUT = 35;
/** Slices that threads share, in any order (their table, how many, their queues, bytes between the threads' own memory). */
export const FORK = 36;
