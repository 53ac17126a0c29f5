// `--set key.path=value`: overrides on top of a spec's values, before anything is validated.
import { inShort } from '../data/table';
import { t } from '../l10n';
import type { PathSegment } from './problem';
import type { Fault } from './issues';

export interface Override {
  readonly key: string;
  readonly text: string;
  readonly path: readonly PathSegment[];
}

/** Parts of the spec that may be a bare name and are an object when one of their options is set. */
const BARE: readonly { readonly path: readonly string[]; readonly key: string }[] = [
  { path: ['data'], key: 'source' },
  { path: ['loss'], key: 'type' },
  { path: ['training', 'optimizer'], key: 'type' },
  { path: ['training', 'schedule'], key: 'type' },
];

export interface Overridden {
  /** Changed in place where it could be. */
  readonly faults: readonly Fault[];
  readonly applied: readonly Override[];
}

/** Applies the overrides in order. The value is JSON where it parses as such, else a string. */
export function applyOverrides(root: Record<string, unknown>, set: readonly (readonly [string, string])[]): Overridden {
  const faults: Fault[] = [];
  const applied: Override[] = [];
  for (const [key, text] of set) {
    const path = key.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const wrong =
      key.trim() === '' || path.some((p) => p === '' || p === '__proto__')
        ? t('is not a path of keys')
        : put(root, path, readValue(text));
    if (wrong !== undefined) {
      const shown = inShort(key);
      const message = t`--set ${shown}=${inShort(text)}: "${shown}" ${wrong}. Write it like training.epochs=20 or network.0.units=8.`;
      faults.push({ code: 'unknown-path', message, path: path.slice(0, 1), at: 'value' });
      continue;
    }
    applied.push({ key, text, path });
    // The command line means what it says: setting one of the two replaces the other.
    if (key === 'training.epochs') remove(root, 'iterations');
    if (key === 'training.iterations') remove(root, 'epochs');
  }
  return { faults, applied };
}

function remove(root: Record<string, unknown>, key: string): void {
  const training = root['training'];
  if (typeof training === 'object' && training !== null) delete (training as Record<string, unknown>)[key];
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Undefined when it went well, else what is wrong with the path. */
function put(root: Record<string, unknown>, path: readonly PathSegment[], value: unknown): string | undefined {
  let at: Record<PathSegment, unknown> = root;
  for (const [depth, segment] of path.entries()) {
    if (Array.isArray(at)) {
      if (typeof segment !== 'number')
        return t`leads into a list: name an entry by its number, from 0 to ${at.length - 1}`;
      if (segment >= at.length) return t`does not exist: the list has ${at.length} entries, counted from 0`;
    }
    if (depth === path.length - 1) {
      Object.defineProperty(at, segment, { value, writable: true, enumerable: true, configurable: true });
      return undefined;
    }
    let next = Object.hasOwn(at, segment) ? at[segment] : undefined;
    if (next === undefined) next = at[segment] = {};
    if (typeof next === 'string') {
      const key = bareKey(path.slice(0, depth + 1));
      if (key !== undefined) next = at[segment] = { [key]: next };
    }
    if (typeof next !== 'object' || next === null)
      return t`leads nowhere: ${inShort(path.slice(0, depth + 1).join('.'))} is a single value`;
    at = next as Record<PathSegment, unknown>;
  }
  return undefined;
}

function bareKey(path: readonly PathSegment[]): string | undefined {
  if (path[0] === 'network' && (path[2] === 'activation' || path[2] === 'init' || path[2] === 'biasInit'))
    return 'type';
  return BARE.find((b) => b.path.join('.') === path.join('.'))?.key;
}
