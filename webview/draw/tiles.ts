// Rows of a weight matrix as little images side by side: what each unit of the first layer looks for.
import { paintCells } from './cells';

export interface TileGrid {
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  readonly rows: number;
  /** Pixels between tiles. */
  readonly gap: number;
  /** Size of the whole picture in its own pixels. */
  readonly width: number;
  readonly height: number;
}

export function tileGrid(tiles: number, tileWidth: number, tileHeight: number, columns: number, gap = 2): TileGrid {
  const across = Math.max(1, Math.min(columns, tiles));
  const rows = Math.max(1, Math.ceil(tiles / across));
  return {
    tileWidth,
    tileHeight,
    columns: across,
    rows,
    gap,
    width: across * (tileWidth + gap) - gap,
    height: rows * (tileHeight + gap) - gap,
  };
}

/** values [tiles, tileHeight · tileWidth]; pixels [height, width] keep 0 (transparent) in the gaps. */
export function paintTiles(
  pixels: Uint32Array,
  grid: TileGrid,
  values: ArrayLike<number>,
  tiles: number,
  scaleOf: (tile: number) => number,
  table: Uint32Array,
): void {
  const { tileWidth, tileHeight, columns, gap, width } = grid;
  const size = tileWidth * tileHeight;
  pixels.fill(0);
  for (let t = 0; t < tiles; t++) {
    const x = (t % columns) * (tileWidth + gap);
    const y = Math.floor(t / columns) * (tileHeight + gap);
    const scale = scaleOf(t);
    for (let row = 0; row < tileHeight; row++) {
      const at = (y + row) * width + x;
      paintCells(pixels.subarray(at, at + tileWidth), values, t * size + row * tileWidth, tileWidth, scale, table);
    }
  }
}

/** The tile and pixel under a point of the picture, or undefined in a gap. */
export function tileAt(
  grid: TileGrid,
  tiles: number,
  x: number,
  y: number,
): { readonly tile: number; readonly row: number; readonly col: number } | undefined {
  const column = Math.floor(x / (grid.tileWidth + grid.gap));
  const line = Math.floor(y / (grid.tileHeight + grid.gap));
  const col = Math.floor(x - column * (grid.tileWidth + grid.gap));
  const row = Math.floor(y - line * (grid.tileHeight + grid.gap));
  const tile = line * grid.columns + column;
  if (x < 0 || y < 0 || column >= grid.columns || tile >= tiles || col >= grid.tileWidth || row >= grid.tileHeight)
    return undefined;
  return { tile, row, col };
}
