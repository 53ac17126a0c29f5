/** Inputs whose weights in two panels, 128 bytes each, stay in a first-level cache of 32 KB. Read by both compilers. */
export const SPAN = 160;
