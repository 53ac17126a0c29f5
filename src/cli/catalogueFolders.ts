// Where this command looks for catalogue files: NNSPEC_DATASETS first, then the cache.
import { datasetFolders, defaultDatasetCache } from '../files/datasets';
import type { Io } from './io';

export function catalogueFolders(io: Io): { datasetFolders: string[]; datasetCache: string } {
  return { datasetFolders: datasetFolders(io.env), datasetCache: defaultDatasetCache(io.env) };
}
