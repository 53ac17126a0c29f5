// Everything that the binaries export. One file each subject; the names are what TypeScript calls.
export * from './vectorUtilities';
export { update } from './optimizers';
export { activate, activateBackward } from './activations';
export { softmaxColumns, softmaxColumnsBackward, softmaxRows, softmaxRowsBackward } from './softmax';
export { lossBackward, lossForward } from './losses';
export { dropoutBackward, dropoutForward } from './dropout';
export { batchNormBackward, batchNormForward } from './batchNorm';
