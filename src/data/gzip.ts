// Unpacks gzip with the platform's DecompressionStream: MNIST's training images take 0.3 s and leave
// the thread free, against 0.45 s for fflate. Node's own zlib (0.15 s) is used by src/files.
import { t } from '../l10n';
import { DataError } from '../spec/problem';

/** Beyond this a file is taken for a mistake, or for a bomb. */
export const LARGEST_FILE = 2_000_000_000;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The bytes themselves where they are not gzip: what counts is the content, not the name. */
export async function gunzip(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  const { chunks, length, error } = await inflate(bytes, LARGEST_FILE + 1);
  if (error !== undefined) throw damagedGzip(file);
  if (length > LARGEST_FILE) {
    throw new DataError(t`${file} unpacks to more than ${LARGEST_FILE / 1e9} GB. Use a part of its rows.`, {
      file,
      code: 'file-too-large',
    });
  }
  return joined(chunks, length);
}

export function damagedGzip(file: string): DataError {
  return new DataError(t`${file} is a damaged gzip file: it is cut off or changed. Fetch or compress it again.`, {
    file,
    code: 'damaged-gzip',
  });
}

/** The beginning of what the bytes unpack to; a gzip file may be cut off anywhere. */
export async function gunzipHead(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes.subarray(0, most);
  const { chunks, length } = await inflate(bytes, most);
  return joined(chunks, length).subarray(0, most);
}

/** Unpacks until `enough` bytes are there, the end, or an error. */
async function inflate(
  bytes: Uint8Array,
  enough: number,
): Promise<{ chunks: Uint8Array[]; length: number; error?: unknown }> {
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  const ignore = () => undefined; // the reader's side tells of every error
  void writer.write(new Uint8Array(bytes)).catch(ignore);
  void writer.close().catch(ignore);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < enough) {
      const { done, value } = await reader.read();
      if (done) return { chunks, length };
      chunks.push(value);
      length += value.length;
    }
    void writer.abort().catch(ignore);
    return { chunks, length };
  } catch (error) {
    return { chunks, length, error };
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
