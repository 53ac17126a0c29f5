// The words that `spec` takes from folders above nn: data's generators and catalogue, and the export
// formats. The one file of this folder that imports values from there (see eslint.config.mjs).
export { catalogue, catalogueEntry, type CatalogueEntry } from '../data/catalogue';
export { generator, generators, type Generator } from '../data/generators';
export { format as exportFormat, formats as exportFormats } from '../formats';
