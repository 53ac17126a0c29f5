// Walking the architecture picture by keyboard: layers along the main axis, their neurons across it, and with E
// the incoming edges of a neuron.
import { hasEdges } from './edges';
import type { NetworkLayout } from './network';

export interface Focus {
  readonly column: number;
  readonly unit?: number;
  /** An edge: the unit of the previous column it comes from. */
  readonly from?: number;
}

/** Where a key leads; the same object where it leads nowhere. */
export function walk(layout: NetworkLayout, focus: Focus, key: string): Focus {
  const [next, previous, into, out] = layout.vertical
    ? ['ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft']
    : ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'];
  const { column, unit, from } = focus;
  const here = layout.columns[column];
  if (!here) return { column: 0 };

  if (unit !== undefined && from !== undefined) {
    const sources = layout.columns[column - 1]?.places.length ?? 0;
    if (key === into) return { column, unit, from: Math.min(sources - 1, from + 1) };
    if (key === out) return { column, unit, from: Math.max(0, from - 1) };
    if (key === 'Home') return { column, unit, from: 0 };
    if (key === 'End') return { column, unit, from: sources - 1 };
    if (key === next || key === 'Escape' || key === 'e' || key === 'E') return { column, unit };
    return focus;
  }
  if (unit !== undefined) {
    if (key === into) return unit + 1 < here.places.length ? { column, unit: unit + 1 } : focus;
    if (key === out) return unit > 0 ? { column, unit: unit - 1 } : { column };
    if (key === 'Home') return { column, unit: 0 };
    if (key === 'End') return { column, unit: here.places.length - 1 };
    if (key === 'Escape') return { column };
    if ((key === 'e' || key === 'E') && hasEdges(layout.columns[column - 1], here)) return { column, unit, from: 0 };
    const step = key === next ? 1 : key === previous ? -1 : 0;
    for (let c = column + step; step !== 0 && c >= 0 && c < layout.columns.length; c += step) {
      const places = layout.columns[c]!.places.length;
      if (places > 0) return { column: c, unit: Math.min(unit, places - 1) };
    }
    return focus;
  }
  if (key === next) return column + 1 < layout.columns.length ? { column: column + 1 } : focus;
  if (key === previous) return column > 0 ? { column: column - 1 } : focus;
  if (key === 'Home') return { column: 0 };
  if (key === 'End') return { column: layout.columns.length - 1 };
  if (key === into && here.places.length > 0) return { column, unit: 0 };
  return focus;
}
