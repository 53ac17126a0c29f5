// Everything that the binaries export. One file each subject; the names are what TypeScript calls.
export * from './vectorUtilities';
export { update } from './optimizers';
export { activate, activateBackward } from './activations';
export { softmaxColumns, softmaxColumnsBackward, softmaxRows, softmaxRowsBackward } from './softmax';
export { lossBackward, lossForward } from './losses';
export { dropoutBackward, dropoutForward } from './dropout';
export { batchNormBackward, batchNormForward } from './batchNorm';
export { run, serve, setNumbers, steps } from './program';
export { setCrew } from './crew';
export { lookAtPanel, raiseUnits } from './look';
export { packWeights, unpackWeights } from './pack';
export { sparseForward, sparseGradient, sparseGradientSgd } from './sparse';
export { sparseBackwardInput, sparseDzGradient, sparseDzGradientSgd } from './sparseBackward';
export { countNonZero, listColumns, listUnits, sparseBytes, sparseColumns, sparseRows } from './sparseLists';
export { narrowBackwardInput, narrowForward } from './narrowDense';
export { narrowGradient } from './narrowGradient';
export { wideBackwardInput } from './wideBackward';
export { wideForward, wideGradient, wideGradientSgd } from './wideDense';
