// Everything that the binaries export. One file each subject; the names are what TypeScript calls.
export * from './vectorUtilities';
export { update } from './optimizers';
