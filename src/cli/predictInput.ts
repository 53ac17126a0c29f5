// What `predict --input` names: JSON written out, a file (CSV and its kin, .npy, IDX images, .json; each also .gz; told by
// its content), or standard input.
import * as path from 'node:path';
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import type { NdArray } from '../data/array';
import { MissingValues, toNumber } from '../data/column';
import { inferFormat, readTable } from '../data/csv';
import type { ColumnEncoding, Preprocessing } from '../data/dataset';
import { inputSize, type RowSource } from '../data/encode';
import { gunzip } from '../data/gzip';
import { readIdx } from '../data/idx';
import { readNpy } from '../data/npy';
import { decodeText } from '../data/text';
import { readPlainFile, whyUnread } from '../files/plain';
import { lineColumn } from '../spec/locate';
import { DataError, UserError } from '../spec/problem';
import type { Io } from './io';
import { UsageError } from './outcome';

export type PredictInput =
  | { readonly json: unknown }
  | { readonly pixels: Float64Array }
  | ({ readonly rows: readonly (readonly string[])[] } & RowSource);

export async function readInput(input: string, preprocessing: Preprocessing, io: Io): Promise<PredictInput> {
  if (/^\s*[[{]/.test(input)) return { json: parseJson(input, '--input') };
  if (input.trim() === '') throw new UsageError('--input "": a file, "-" or rows as JSON are wanted.');
  const name = input === '-' ? 'standard input' : input;
  const packed = input === '-' ? await io.readStdin() : readFile(path.resolve(io.cwd, input), input);
  const bytes = await gunzip(packed, name);
  if (bytes[0] === 0x93) return arrayRows(readNpy(bytes, name), preprocessing);
  if (bytes[0] === 0 && bytes[1] === 0) return arrayRows(readIdx(bytes, name), preprocessing);
  const text = decodeText(bytes, name);
  if (/\.json(\.gz)?$/i.test(input) || /^\s*[[{]/.test(text)) return { json: parseJson(text, name) };
  return tableRows(text, name, preprocessing);
}

function readFile(file: string, shown: string): Uint8Array {
  try {
    return readPlainFile(file);
  } catch (e) {
    throw new UserError(`--input ${shown}: ${whyUnread(e)}.`, 'missing-file');
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { offset, what } = jsonFault(text);
    throw new DataError(`This is not JSON: ${what}.`, { file: name, ...lineColumn(text, offset), code: 'bad-json' });
  }
}

/** By jsonc-parser's names of its errors: what is there, or should be. */
const jsonFaults: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a value is a number, a text in double quotes, true, false or null',
  InvalidNumberFormat: 'a number is written like 1000, 0.5 or 1e-3',
  UnexpectedEndOfNumber: 'a number is written like 1000, 0.5 or 1e-3',
  PropertyNameExpected: 'a name in double quotes is missing here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing here',
  CommaExpected: 'a comma is missing here',
  CloseBraceExpected: 'a } is missing here',
  CloseBracketExpected: 'a ] is missing here',
  EndOfFileExpected: 'this stands after its end',
  InvalidCommentToken: 'it has no comments',
  UnexpectedEndOfComment: 'it has no comments',
  UnexpectedEndOfString: 'this text is never closed; add a double quote at its end',
  InvalidUnicode: 'this text has a wrong backslash; write a backslash as \\\\',
  InvalidEscapeCharacter: 'this text has a wrong backslash; write a backslash as \\\\',
  InvalidCharacter: 'this text has a control character; write a tab as \\t',
};

function jsonFault(text: string): { readonly offset: number; readonly what: string } {
  const faults: ParseError[] = [];
  try {
    parse(text, faults, { disallowComments: true });
  } catch (e) {
    if (!(e instanceof RangeError)) throw e; // its parser recurses
    return { offset: 0, what: 'its brackets are nested too deep, or not closed' };
  }
  const [first] = faults;
  const what = first && jsonFaults[printParseErrorCode(first.error)];
  return { offset: first?.offset ?? 0, what: what ?? 'a comma, a bracket or a quote is wrong' };
}

function tableRows(text: string, file: string, { inputs }: Preprocessing): PredictInput {
  const columns = inputs.kind === 'columns' ? inputs.columns : [];
  const wanted = columns.map((c) => c.column);
  const missing = new MissingValues(inputs.kind === 'columns' ? inputs.missingValues : []);
  const options = { format: {}, missing, wanted };
  const [first = []] = inferFormat(text, options).sample;
  const format = readsAsData(first, columns, missing) ? { header: false } : {};
  const table = readTable(text, { file, path: [], ...options, format });
  return {
    rows: Array.from({ length: table.rows }, (_, row) => table.raw(row)),
    // Images have no column names: a header above pixels is only passed over.
    ...(table.named && inputs.kind === 'columns' && { names: table.columns.map((c) => c.name) }),
    where: (row) => `${file}:${table.place(row).line ?? row + 1}`,
  };
}

/** A first line that names no column, and has a number wherever the network wants one, is a row and no header. */
function readsAsData(cells: readonly string[], columns: readonly ColumnEncoding[], missing: MissingValues): boolean {
  if (columns.length === 0 || cells.some((cell) => columns.some((c) => c.column === cell.trim()))) return false;
  const whole = cells.length > columns.length;
  return columns.every(({ kind, index }, i) => {
    const cell = cells[whole ? index : i] ?? '';
    return kind === 'onehot' || missing.has(cell) || !Number.isNaN(toNumber(cell));
  });
}

/** The first dimension counts the samples; a single sample may come without it. */
function arrayRows({ file, shape, values, texts }: NdArray, preprocessing: Preprocessing): PredictInput {
  const count = texts?.length ?? values.length;
  const size = inputSize(preprocessing);
  const { inputs } = preprocessing;
  if (
    inputs.kind === 'pixels' &&
    !texts &&
    count > 0 &&
    count % size === 0 &&
    (shape[0] === count / size || count === size)
  )
    return { pixels: Float64Array.from(values, (v) => v / inputs.divisor) }; // millions: not by way of texts
  const rows = shape.length > 1 && !(shape.length === 2 && count === size && shape[0] !== 1) ? shape[0]! : 1;
  const width = rows === 0 ? 0 : count / rows;
  const cell = (i: number) => texts?.[i] ?? String(values[i]);
  return {
    rows: Array.from({ length: rows }, (_, r) => Array.from({ length: width }, (_, j) => cell(r * width + j))),
    where: (row) => `${file}, row ${row}`,
  };
}
