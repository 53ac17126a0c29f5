// The words of the block of memory that batchNorm.ts works from. Read by both compilers.

// Addresses: x, y, dy, dx (0: not wanted) as the layout has them; weight, bias, running mean and
// variance and the gradients of weight and bias (0: not learned) [features]; scratch.
export const X = 0;
export const Y = 1;
export const DX = 2;
export const DY = 3;
export const WEIGHT = 4;
export const BIAS = 5;
export const RUNNING_MEAN = 6;
export const RUNNING_VAR = 7;
export const WEIGHT_GRADIENT = 8;
export const BIAS_GRADIENT = 9;
/** 40 · P bytes, zeros at first, P the row's numbers rounded up to 16: two sums (f64), then six numbers (f32) for each. */
export const SCRATCH = 10;
/** Numbers of a row, features (a divisor), floats from row to row (columns: from number to number), and the layout. */
export const COLS = 11;
export const FEATURES = 12;
export const LD = 13;
export const COLUMNS = 14;
/** Floats. */
export const MOMENTUM = 16;
export const ONE_LESS_MOMENTUM = 17;
export const EPSILON = 18;

export const BATCH_NORM_WORDS = 20;
