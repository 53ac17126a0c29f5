// Which data a run was trained on, as one hash: the spec's `data` after defaults, and every byte it read.
// A resumed run compares it, because "bit-identical" is a promise about the same data.
import { createHash } from 'node:crypto';
import type { DataReader } from '../data/dataset';
import type { DataSpec } from '../spec/spec';

export interface IdentifyingReader extends DataReader {
  /** After loading: "sha256:…". */
  identity(data: DataSpec): string;
}

/** Reads through `reader` and remembers what came. */
export function identifyingReader(reader: DataReader): IdentifyingReader {
  const seen = new Map<string, string>();
  const remember = (name: string, bytes: Uint8Array) => {
    seen.set(name, createHash('sha256').update(bytes).digest('hex'));
    return bytes;
  };
  return {
    read: async (path) => remember(path, await reader.read(path)),
    dataset: async (name, file) => remember(`dataset:${name}/${file}`, await reader.dataset(name, file)),
    identity(data) {
      const files = [...seen].sort(([a], [b]) => (a < b ? -1 : 1));
      return `sha256:${createHash('sha256')
        .update(JSON.stringify([data, files]))
        .digest('hex')}`;
    },
  };
}
