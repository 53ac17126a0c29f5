// A port over a channel that speaks JSON (VS Code's webviews): NaN and ±Infinity survive. Buffers and typed
// arrays pass untouched; VS Code carries those itself. Both ends of the panel wrap their port with this.
import type { Port } from './channel';

/** A lone key no message of ours uses. */
const MARK = '$number';

type Walk = (value: unknown) => unknown;

/** Rebuilds only what changes: a message without such numbers is passed on as it is. */
function mapDeep(value: unknown, leaf: Walk): unknown {
  const mapped = leaf(value);
  if (mapped !== value) return mapped;
  if (typeof value !== 'object' || value === null || value instanceof ArrayBuffer || ArrayBuffer.isView(value))
    return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const next = mapDeep(value[i], leaf);
      if (next !== value[i]) (copy ??= value.slice())[i] = next;
    }
    return copy ?? value;
  }
  let copy: Record<string, unknown> | undefined;
  for (const [key, item] of Object.entries(value)) {
    const next = mapDeep(item, leaf);
    if (next !== item) (copy ??= { ...(value as Record<string, unknown>) })[key] = next;
  }
  return copy ?? value;
}

export function encodeNumbers(message: unknown): unknown {
  return mapDeep(message, (v) => (typeof v === 'number' && !Number.isFinite(v) ? { [MARK]: String(v) } : v));
}

export function decodeNumbers(message: unknown): unknown {
  return mapDeep(message, (v) =>
    typeof v === 'object' && v !== null && MARK in v ? Number((v as Record<string, unknown>)[MARK]) : v,
  );
}

export function jsonPort(port: Port): Port {
  return {
    post: (message, transfer) => port.post(encodeNumbers(message), transfer),
    onMessage: (listener) => port.onMessage((message) => listener(decodeNumbers(message))),
  };
}
