// A frame: everything watched, reduced to what a screen can show, in one fresh ArrayBuffer.
// Layout: u32 length of a JSON header (UTF-8, padded to 4 bytes), the header, then float32 cells of
// every tensor one after another. Little-endian, as every platform we run on.

export type TensorAspect = 'weight' | 'gradient' | 'update';

/** A region of a tensor to watch; a vector counts as one row. */
export interface WatchItem {
  readonly tensor: string;
  readonly aspect: TensorAspect;
  /** Rows [from, to) and all columns unless said; defaults to the whole tensor. */
  readonly rows?: readonly [number, number];
  /** At most so many cells in each direction; 64 unless said. A larger region is reduced (the extremes kept). */
  readonly maxRows?: number;
  readonly maxCols?: number;
}

export interface FrameTensor {
  readonly tensor: string;
  readonly aspect: TensorAspect;
  /** The tensor's own size, and the region shown. */
  readonly rows: number;
  readonly cols: number;
  readonly region: readonly [number, number];
  /** Cells sent. */
  readonly cellRows: number;
  readonly cellCols: number;
  /** Over the whole region, before reducing. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

export interface FrameHeader {
  readonly iteration: number;
  readonly epoch: number;
  readonly tensors: readonly FrameTensor[];
}

export interface Frame extends FrameHeader {
  /** Cells of tensors[i], row-major. */
  readonly cells: readonly Float32Array[];
}

export function packFrame(header: FrameHeader, cells: readonly Float32Array[]): ArrayBuffer {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = (json.length + 3) & ~3;
  let total = 4 + padded;
  for (const c of cells) total += c.byteLength;
  const buffer = new ArrayBuffer(total);
  new DataView(buffer).setUint32(0, json.length, true);
  new Uint8Array(buffer, 4, json.length).set(json);
  let at = 4 + padded;
  for (const c of cells) {
    new Float32Array(buffer, at, c.length).set(c);
    at += c.byteLength;
  }
  return buffer;
}

export function unpackFrame(buffer: ArrayBuffer): Frame {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))) as FrameHeader;
  let at = 4 + ((length + 3) & ~3);
  const cells = header.tensors.map((t) => {
    const n = t.cellRows * t.cellCols;
    const c = new Float32Array(buffer, at, n);
    at += n * 4;
    return c;
  });
  return { ...header, cells };
}
