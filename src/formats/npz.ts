// npz, numpy's file of named arrays: a zip of npy files, `NAME.npy` each. Read stored or deflated, as
// np.savez and np.savez_compressed write them.
import { unzipSync, zipSync, type Zippable } from 'fflate';
import { t } from '../l10n';
import { FormatError, type NamedTensor, type TensorFile } from './format';
import { readNpy, writeNpy } from './npy';

/** A zip may claim any size; no array of a network comes near this. */
const MAX_BYTES = 4 * 2 ** 30;

export function writeNpz(tensors: readonly NamedTensor[], options: { compress?: boolean } = {}): Uint8Array {
  const entries: Zippable = {};
  for (const tensor of tensors) entries[`${tensor.name}.npy`] = writeNpy(tensor);
  // A fixed time (the zip format's first day), so that the same weights give the same bytes.
  return zipSync(entries, { level: options.compress ? 6 : 0, mtime: new Date(1980, 0, 1) });
}

export function readNpz(bytes: Uint8Array): TensorFile {
  let total = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: (file) => {
        total += file.originalSize;
        if (total > MAX_BYTES) throw new FormatError(t`the npz file unpacks to more than ${MAX_BYTES / 2 ** 30} GiB`);
        return file.name.endsWith('.npy');
      },
    });
  } catch (e) {
    if (e instanceof FormatError) throw e;
    throw new FormatError(t('not an npz file (a zip of npy arrays), or cut short'));
  }
  const tensors = Object.entries(entries).map(([file, npy]): NamedTensor => {
    const name = file.slice(0, -'.npy'.length);
    try {
      return { name, ...readNpy(npy, name) };
    } catch (e) {
      throw e instanceof FormatError ? new FormatError(t`array "${name}": ${e.message}`) : e;
    }
  });
  return { tensors, metadata: {} };
}
