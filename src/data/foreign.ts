// Files that people hand over for tables: what the first bytes say they are, and what to do.
// Magic numbers: each format's own specification; see also file(1)'s magic database.

import { later, translated } from '../l10n';

const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, 200));

const NUMPY = later('is a NumPy array. Name it .npy.');

const signs: readonly (readonly [RegExp, string])[] = [
  [/^PK\x03\x04/, later('is a zip archive (perhaps an Excel workbook). Save the sheet as CSV, or unpack the archive.')],
  [/^\xd0\xcf\x11\xe0/, later('is an old Excel workbook. Save the sheet as CSV.')],
  [/^PAR1/, later('is a Parquet file. Save it as CSV or .npy.')],
  [/^\x89HDF/, later('is an HDF5 file. Save its arrays as .npz.')],
  [/^MATLAB 5/, later('is a MATLAB file. Save its arrays as CSV or .npz.')],
  [
    /^\x80[\x02-\x05]/,
    later('is a Python pickle, which is a program and is not read. Save its arrays as .npz or CSV.'),
  ],
  [/^SQLite format 3/, later('is an SQLite database. Save the table as CSV.')],
  [/^%PDF/, later('is a PDF document, not a table.')],
  [/^\x89PNG|^\xff\xd8\xff|^GIF8/, later('is a picture. Put many pictures of one size into an IDX or .npz file.')],
  [/^\x93NUMPY/, NUMPY],
  [/^BZh/, later('is compressed with bzip2. Unpack it, or compress it with gzip.')],
  [/^\xfd7zXZ|^\x28\xb5\x2f\xfd/, later('is compressed with xz or zstd. Unpack it, or compress it with gzip.')],
  [
    /^(\xef\xbb\xbf)?\s*<(!doctype html|html)/i,
    later('is a web page, not the data it shows. Download the raw file from that page.'),
  ],
  [/^version https:\/\/git-lfs/, later('is only a pointer of Git LFS. Fetch the file itself with "git lfs pull".')],
];

/** "is a zip archive …", or undefined where nothing speaks against text. `numpy`: what to say of an npy file. */
export function foreignFile(bytes: Uint8Array, numpy = NUMPY): string | undefined {
  const start = latin1(bytes);
  const found = signs.find(([sign]) => sign.test(start))?.[1];
  return found && translated(found === NUMPY ? numpy : found);
}
