// Bytes -> text, or a sentence that says what the bytes are instead.
// Line ends become LF (CRLF and lone CR too, also inside quotes), so a line number here is the one
// an editor shows.
import { t } from '../l10n';
import { DataError } from '../spec/problem';
import { foreignFile } from './foreign';

/** A JavaScript string holds at most about 2^29 characters. */
const LONGEST_TEXT = 500_000_000;

const encodings: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'windows-1252': 'windows-1252',
};

export function decodeText(bytes: Uint8Array, file: string, encoding?: string): string {
  if (bytes.length > LONGEST_TEXT) {
    const megabytes = Math.round(bytes.length / 1e6);
    throw new DataError(
      t`${file} is ${megabytes} MB of text; at most ${LONGEST_TEXT / 1e6} MB fit. Save it as .npy, or use a part of its rows.`,
      { file, code: 'file-too-large' },
    );
  }
  const label = encoding === undefined ? byteOrderMark(bytes) : encodings[encoding.toLowerCase()];
  if (label === undefined) {
    throw new DataError(
      t`Encoding "${encoding}" is not known. Use "utf-8", "utf-16le", "utf-16be", "latin1" or "windows-1252".`,
      { path: ['data', 'format', 'encoding'], code: 'unknown-encoding' },
    );
  }
  const wide = label === 'utf-16le' || label === 'utf-16be';
  if (!wide) refuseBinary(bytes, file);
  // A table has commas and line ends, whose other byte is zero.
  if (wide && encoding !== undefined && bytes.length > 0 && !bytes.includes(0)) {
    throw new DataError(t`${file} is not ${encoding}: it has no zero bytes. Remove "encoding", or say "utf-8".`, {
      path: ['data', 'format', 'encoding'],
      file,
      code: 'wrong-encoding',
    });
  }
  let text: string;
  try {
    text = decodeAs(label, bytes);
  } catch {
    throw invalidUtf8(bytes, file);
  }
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** The first part of a file, for a guess at its columns: never fails, and ends with a whole line. */
export function decodeHead(bytes: Uint8Array, complete: boolean, encoding?: string): string {
  const label = (encoding === undefined ? undefined : encodings[encoding.toLowerCase()]) ?? byteOrderMark(bytes);
  const text = decodeAs(label, bytes, false).replace(/\r\n?/g, '\n');
  return complete ? text : text.slice(0, text.lastIndexOf('\n') + 1);
}

/** Windows-1252's letters for 0x80 to 0x9F; Node 20 leaves these bytes as control characters. */
const letters80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function decodeAs(label: string, bytes: Uint8Array, fatal = label === 'utf-8'): string {
  const text = new TextDecoder(label, { fatal }).decode(bytes);
  if (label !== 'windows-1252') return text;
  return text.replace(/[\u0080-\u009f]/g, (c) => letters80[c.charCodeAt(0) - 0x80]!);
}

function byteOrderMark(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function refuseBinary(bytes: Uint8Array, file: string): void {
  const foreign = foreignFile(bytes);
  if (foreign !== undefined) throw new DataError(`${file} ${foreign}`, { file, code: 'not-text' });
  const nul = bytes.indexOf(0);
  if (nul < 0) return;
  const wide = wideText(bytes);
  const { line, column } = bytePlace(bytes, nul);
  const message =
    wide === undefined
      ? t`${file} is not text: it has a NUL byte on line ${line}. If it holds numbers in binary, save it as .csv or .npy.`
      : t`${file} looks like UTF-16 without a byte order mark. Set "format": { "encoding": "${wide}" }, or save it as UTF-8.`;
  throw new DataError(message, { file, line, column, code: 'not-text' });
}

/** Plain letters in UTF-16 have a zero in every other byte. */
function wideText(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  const n = Math.min(bytes.length, 1000) & ~1;
  for (let i = 0; i < n; i++) if (bytes[i] === 0) zeros[i % 2]!++;
  if (zeros[1]! > 0.4 * n && zeros[0] === 0) return 'utf-16le';
  if (zeros[0]! > 0.4 * n && zeros[1] === 0) return 'utf-16be';
  return undefined;
}

function invalidUtf8(bytes: Uint8Array, file: string): DataError {
  const at = firstInvalidUtf8(bytes);
  const { line, column } = bytePlace(bytes, at);
  const letter = decodeAs('windows-1252', bytes.subarray(at, at + 1));
  return new DataError(
    t`${file} is not valid UTF-8: line ${line} has the byte 0x${bytes[at]!.toString(16).toUpperCase()}, "${letter}" in Windows-1252. Set "format": { "encoding": "windows-1252" }, or save the file as UTF-8.`,
    { file, line, column, code: 'invalid-utf8' },
  );
}

/** Offset of the first byte that breaks UTF-8 (The Unicode Standard, table 3-7), or the length. */
function firstInvalidUtf8(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const lead = bytes[i]!;
    const more = lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (more < 0) return i;
    for (let k = 1; k <= more; k++) {
      const byte = bytes[i + k] ?? 0;
      const low = k > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const high = k > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      if (byte < low || byte > high) return i;
    }
    i += more + 1;
  }
  return i;
}

/** Line and column, from 1, of a byte; CRLF, LF and CR each end a line. */
function bytePlace(bytes: Uint8Array, at: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let i = 0; i < at; i++) {
    if (bytes[i] === 10 || (bytes[i] === 13 && bytes[i + 1] !== 10)) {
      line++;
      start = i + 1;
    }
  }
  return { line, column: new TextDecoder().decode(bytes.subarray(start, at)).length + 1 };
}
