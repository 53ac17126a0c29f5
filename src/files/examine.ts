// A data file, or a folder of them, looked at for a proposal: which files belong together, and what they hold. Reads a
// bounded beginning of texts and of IDX files; arrays of numpy in full, up to a limit.
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { chooseArrays, type ArrayPair } from '../data/archive';
import { foreignFile } from '../data/foreign';
import { gunzipHead, isGzip } from '../data/gzip';
import { readIdx, readIdxHead, readIdxLabels } from '../data/idx';
import { readNpy, readNpz } from '../data/npy';
import { arrayTable, joinedTable } from '../data/source';
import { surveyImages, surveyTable, surveyText, type Survey } from '../data/survey';
import { t } from '../l10n';
import { DataError } from '../spec/problem';
import type { Named } from '../spec/proposal';
import { filesBelow } from './nearby';
import { readHead, readWhole } from './read';

export const DATA_FILE = /\.(csv|tsv|data|txt|npy|npz)(\.gz)?$/i;
export const IDX_FILE = /(idx\d?|ubyte)(\.gz)?$/i;

/** So much of a text, or of labels, is looked at: 100,000 short rows take some 0.2 s. */
const LOOK_BYTES = 1 << 20;
/** And so many parts of this size from further on. */
const PARTS = 8;
const PART_BYTES = 32 << 10;
/** Arrays larger than this are not opened while somebody waits. */
const MOST_ARRAY_BYTES = 64 << 20;
/** So much tells what an IDX file holds. */
const HEAD_BYTES = 1024;

export interface Examined {
  /** Of the file: a spec beside it names it without a path. */
  readonly folder: string;
  /** A spec may be called so. */
  readonly stem: string;
  readonly named: Named;
  readonly survey: Survey;
}

/** Throws a DataError with a sentence where a file cannot be learnt from. */
export async function examine(file: string): Promise<Examined> {
  const folder = path.dirname(file);
  const name = path.basename(file);
  if (IDX_FILE.test(name)) return { folder, ...(await idxPair(folder, name)) };
  const kind = /\.([^.]+?)(\.gz)?$/i.exec(name)?.[1]?.toLowerCase();
  if (!DATA_FILE.test(name)) {
    const head = await readHead(file, HEAD_BYTES, { name });
    const what = foreignFile(head) ?? t('is no kind of file that is read here: .csv, .tsv, .data, .txt, .npy or .npz, each also .gz, and IDX images with their labels. Save it as one of them.'); // prettier-ignore
    throw new DataError(t`${name} ${what}`, { file: name, code: 'unknown-file-type' });
  }
  const stem = name.replace(DATA_FILE, '');
  const survey = kind === 'npz' || kind === 'npy' ? await arrays(file, kind) : await text(file);
  return { folder, stem, named: { source: name }, survey };
}

/** Files of a folder that a proposal could be made for; a set of IDX files counts as one. By name. */
export async function dataIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return worthwhile(entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(folder, entry.name)));
}

/** The same for a folder and all below it. */
export async function dataBelow(folder: string): Promise<string[]> {
  return worthwhile(await filesBelow(folder, new RegExp(`${DATA_FILE.source}|${IDX_FILE.source}`, 'i')));
}

/** Of IDX files the training images stand for all of their set. */
function worthwhile(files: readonly string[]): string[] {
  const images = files.filter((file) => IDX_FILE.test(file) && /image[^/\\]*$/i.test(file));
  const training = images.filter((file) => !isTest(path.basename(file)));
  const tested = (file: string): boolean => training.some((one) => path.dirname(one) === path.dirname(file));
  const alone = images.filter((file) => isTest(path.basename(file)) && !tested(file));
  const tables = files.filter((file) => DATA_FILE.test(file) && !/(^|[/\\])(readme|licen[cs]e|requirements)[^/\\]*$/i.test(file)); // prettier-ignore
  const all = new Set([...training, ...alone, ...tables]);
  return files.filter((file) => all.has(file)).sort();
}

const isTest = (name: string): boolean => /^(t10k|test)|[-_.](t10k|test)[-_.]/i.test(name);

async function text(file: string): Promise<Survey> {
  const name = path.basename(file);
  const packed = await readHead(file, LOOK_BYTES, { name });
  const { size } = await stat(file);
  const bytes = await gunzipHead(packed, LOOK_BYTES);
  const complete = packed.length === size && bytes.length < LOOK_BYTES;
  if (complete) return surveyText(isGzip(packed) ? await readWhole(file, { name }) : bytes, name, 1);
  const last = bytes.lastIndexOf(0x0a) + 1;
  const lines = last > 0 ? bytes.subarray(0, last) : bytes;
  const share = (seen: Uint8Array, whole: number): number => Math.min(seen.length / whole, 0.999);
  if (isGzip(packed)) return surveyText(lines, name, share(lines, await unpackedSize(file, size)));
  try {
    const more = await furtherLines(file, size);
    const seen = Buffer.concat([lines, ...more]);
    return surveyText(seen, name, share(seen, size));
  } catch (error) {
    // A part that begins inside a quoted cell of several lines, or in UTF-16 between two bytes of a letter.
    if (error instanceof DataError) return surveyText(lines, name, share(lines, size));
    throw error;
  }
}

/** Whole lines from places all over a file, the end among them: a file may be sorted by what is to be told apart. */
async function furtherLines(file: string, size: number): Promise<Uint8Array[]> {
  const handle = await open(file);
  try {
    const parts: Uint8Array[] = [];
    for (let k = 1; k <= PARTS; k++) {
      const at = LOOK_BYTES + Math.floor(((size - LOOK_BYTES - PART_BYTES) * k) / PARTS);
      if (at < LOOK_BYTES) continue;
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(PART_BYTES), 0, PART_BYTES, at);
      const part = buffer.subarray(0, bytesRead);
      parts.push(part.subarray(part.indexOf(0x0a) + 1, part.lastIndexOf(0x0a) + 1));
    }
    return parts;
  } finally {
    await handle.close();
  }
}

/** As a gzip file says at its end, modulo 4 GiB (RFC 1952, ISIZE). */
async function unpackedSize(file: string, size: number): Promise<number> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, size - 4);
    return buffer.readUInt32LE();
  } finally {
    await handle.close();
  }
}

async function arrays(file: string, kind: 'npy' | 'npz'): Promise<Survey> {
  const name = path.basename(file);
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size > MOST_ARRAY_BYTES)
    throw new DataError(
      t`${name} has ${Math.round(size / 1e6)} MB, too much to look at for a proposal. Save a part of its rows as a file, and put the large file's name into the spec that you get.`,
      { file: name, code: 'file-too-large' },
    );
  const bytes = await readWhole(file, { name });
  const where = ['data', 'source'];
  if (kind === 'npy') return surveyTable(arrayTable(readNpy(bytes, name), where));
  const { train, test } = chooseArrays(readNpz(bytes, name), name, {});
  return { ...ofPair(name, train, where, test !== undefined), file: name };
}

function ofPair(file: string, { inputs, targets }: ArrayPair, where: string[], ownTest: boolean): Survey {
  if (!targets) return surveyTable(arrayTable(inputs, where));
  const rows = inputs.shape[0] ?? 0;
  if (inputs.shape.length > 2)
    return surveyImages(file, inputs.shape.slice(1), targets, { seen: rows, rows, complete: true }, ownTest);
  const table = joinedTable(inputs, targets, where);
  const width = inputs.shape[1] ?? 0;
  const columns = Array.from({ length: table.columns.length - width }, (_, j) => width + j);
  return { ...surveyTable(table), targets: columns, ownTest };
}

/** Whichever file of a set somebody pointed at: training images with their labels, and the test pair beside them. */
async function idxPair(folder: string, name: string): Promise<Omit<Examined, 'folder'>> {
  const names = await readdir(folder);
  const images = /label/i.test(name) ? partner(name, 'images', names) : name;
  const labels = images && partner(images, 'labels', names);
  if (!images || !labels || images === labels) {
    const message = /label/i.test(name)
      ? t`${name} needs its images beside it: a file of the same name with "images" in it, as train-labels-idx1-ubyte has train-images-idx3-ubyte.`
      : t`${name} needs its labels beside it: a file of the same name with "labels" in it, as train-images-idx3-ubyte has train-labels-idx1-ubyte.`;
    throw new DataError(message, { file: name, code: 'missing-file' });
  }
  const set = (pair: string, test: boolean) => names.find((one) => one !== pair && sameSet(one, pair) && isTest(one) === test); // prettier-ignore
  const training = isTest(images) ? set(images, false) : undefined;
  if (training !== undefined) return idxPair(folder, training);
  const testImages = isTest(images) ? undefined : set(images, true);
  const testLabels = testImages && partner(testImages, 'labels', names);
  const test = testImages && testLabels ? { images: testImages, labels: testLabels } : undefined;
  return {
    stem: path.basename(path.resolve(folder)) || 'images',
    named: { source: { images, labels }, ...(test && { test }) },
    survey: await idx(folder, images, labels, test !== undefined),
  };
}

/** train-images-idx3-ubyte.gz -> train-labels-idx1-ubyte(.gz). */
function partner(name: string, what: 'images' | 'labels', names: readonly string[]): string | undefined {
  const plain = (one: string): string => one.toLowerCase().replace(/\.gz$/, '').replace(/idx\d/, 'idx');
  const wanted = plain(name).replace(/images?|labels?/, what);
  return names.find((one) => plain(one).replace(/images?|labels?/, what) === wanted && new RegExp(what.slice(0, -1), 'i').test(one)); // prettier-ignore
}

/** Images of one set: the names differ in train, t10k or test alone. */
function sameSet(one: string, other: string): boolean {
  const plain = (name: string): string =>
    name
      .toLowerCase()
      .replace(/\.gz$/, '')
      .replace(/t10k|train(ing)?|test/, '');
  return plain(one) === plain(other);
}

async function idx(folder: string, images: string, labels: string, ownTest: boolean): Promise<Survey> {
  const head = async (name: string, most: number) => {
    const bytes = await readHead(path.join(folder, name), Math.max(most, 1 << 16), { name });
    return gunzipHead(bytes, most);
  };
  const { shape } = readIdxHead(await head(images, HEAD_BYTES), images);
  const bytes = await head(labels, LOOK_BYTES);
  const known = bytes.length < LOOK_BYTES ? readIdx(bytes, labels) : readIdxLabels(bytes, labels);
  const [rows = 0, ...sample] = shape;
  const [announced = 0] = readIdxHead(bytes, labels).shape;
  if (sample.length === 0)
    throw new DataError(t`${images} holds labels, not images.`, { file: images, code: 'wrong-shape' });
  if (announced !== rows)
    throw new DataError(
      t`${images} holds ${rows} samples, but ${labels} has ${announced} labels. They do not belong together.`,
      { file: labels, code: 'count-mismatch' },
    );
  const seen = known.shape[0]!;
  return surveyImages(images, sample, known, { seen, rows, complete: seen === rows }, ownTest);
}
