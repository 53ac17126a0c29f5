// nnspec data: what the catalogue has, what of it is on this machine, and fetching.
import { catalogue, catalogueEntry } from '../../data/catalogue';
import { listDatasets } from '../../files/datasets';
import { getDataset } from '../../files/fetch';
import { didYouMean } from '../../nn/nearest';
import { byteSize } from '../../protocol/byteSize';
import { catalogueFolders } from '../catalogueFolders';
import type { Io } from '../io';
import { consent } from '../openData';
import { EXIT, untilInterrupted, UsageError } from '../outcome';
import { StatusLine } from '../statusLine';
import { table } from '../tables';

export async function list(options: { json?: boolean }, io: Io): Promise<number> {
  const { datasetFolders: folders, datasetCache: cache } = catalogueFolders(io);
  const states = await listDatasets({ folders, cache });
  if (options.json) {
    for (const { entry, present, files, bytes } of states) {
      const at = files.map((f) => f.at?.path ?? null);
      const { name, summary, source, licence } = entry;
      io.stdout.write(`${JSON.stringify({ name, present, bytes, files: at, summary, source, licence })}\n`);
    }
    return EXIT.ok;
  }
  const rows = states.map(({ entry, present, bytes: size }) => [
    entry.name,
    present ? 'here' : byteSize(size),
    entry.summary.replaceAll('`', ''),
  ]);
  io.stdout.write(`${table(rows, [0, 2])}\n`);
  return EXIT.ok;
}

export async function get(name: string, options: { yes?: boolean }, io: Io): Promise<number> {
  if (!catalogueEntry(name)) {
    const names = catalogue.map((entry) => entry.name);
    throw new UsageError(`There is no dataset "${name}".${didYouMean(name, names)} There are ${names.join(', ')}.`);
  }
  const { datasetFolders: folders, datasetCache: cache } = catalogueFolders(io);
  const status = new StatusLine(io, false);
  const fetching = getDataset(name, {
    folders,
    cache,
    consent: consent(options, io, status),
    onProgress: (message, fraction) => status.show(message, fraction),
    signal: io.interrupted,
  });
  const files = await untilInterrupted(io, fetching).finally(() => status.clear());
  for (const file of files) io.stdout.write(`${file.path}\n`);
  return EXIT.ok;
}

export function path(io: Io): Promise<number> {
  io.stdout.write(`${catalogueFolders(io).datasetCache}\n`);
  return Promise.resolve(EXIT.ok);
}
