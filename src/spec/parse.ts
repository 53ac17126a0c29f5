// Text -> Spec: syntax, overrides, validation, defaults. Never throws; whatever is wrong comes back
// as problems with the place of the key or value at fault, in the order of the text.
import { inShort } from '../data/table';
import { t } from '../l10n';
import { applyOverrides, type Override } from './overrides';
import { faultsOf, type Fault } from './issues';
import { knownKeys } from '../nn/resolve';
import { lineColumn, locate, locateKey } from './locate';
import { set } from './mend';
import type { PathSegment, Problem } from './problem';
import { usualLoss } from './rules/fitting';
import { LAYER_NAME, readLayer, specSchema } from './schema';
import { lastActivation } from './shapes';
import type { LayerSpec, Spec } from './spec';
import { duplicateKeys, readTree, valueOf } from './tree';

/** Nobody mends more at a time, and each costs a search for its place. */
const MOST_PROBLEMS = 100;

export interface ParseOptions {
  /** The spec's file: its name is the default of `name`. */
  readonly file?: string;
  /** Overrides as `--set` gives them: [["training.epochs", "3"]]. */
  readonly set?: readonly (readonly [string, string])[];
}

export interface Parsed {
  /** Absent where there is an error. */
  readonly spec?: Spec;
  readonly problems: Problem[];
}

export function parseSpec(text: string, options: ParseOptions = {}): Parsed {
  const { root, problem } = readTree(text);
  if (!root) return { problems: [{ severity: 'error', path: [], ...problem! }] };
  if (root.kind !== 'object') {
    const message = t('A spec is an object: { "data": …, "network": [ … ], "loss": … }.');
    return { problems: [{ severity: 'error', code: 'wrong-type', message, ...locate(text, []), path: [] }] };
  }
  const twice = duplicateKeys(root).slice(0, MOST_PROBLEMS);
  const problems: Problem[] = twice.map(({ first, last, path }) => ({
    severity: 'warning',
    code: 'duplicate-key',
    message: t`"${first.key}" stands twice in this object; only the one in line ${lineColumn(text, last.keyOffset).line} counts. Remove one.`,
    offset: first.keyOffset,
    length: first.keyLength,
    path,
    mends: [[{ do: 'remove', path, first: true }]],
  }));

  const raw = valueOf(root) as Record<string, unknown>;
  const { faults: wrongPaths, applied } = applyOverrides(raw, options.set ?? []);
  if (typeof raw['data'] === 'string') raw['data'] = { source: raw['data'] };
  const result = specSchema.safeParse(raw, { error: knownKeys });
  const faults = [...wrongPaths, ...nameFaults(raw['network']), ...faultsOf(result.error?.issues ?? [], raw)];
  problems.push(
    ...faults.slice(0, MOST_PROBLEMS).map((fault) => place(withLoss(fault, raw['network']), text, applied)),
  );
  problems.sort((a, b) => a.offset - b.offset);
  if (!result.success || faults.length) return { problems };

  const { $schema: _, name, description, initialWeights, metrics, training, network, ...rest } = result.data;
  const spec = {
    ...rest,
    name: name ?? baseName(options.file) ?? 'network',
    ...(description !== undefined && { description }),
    ...(initialWeights !== undefined && { initialWeights }),
    ...(metrics !== undefined && { metrics }),
    network: named(network),
    training: definedOnly(training),
  } as Spec;
  return { spec, problems };
}

/** A loss that is not there is the one that goes with the network's end. */
function withLoss(fault: Fault, network: unknown): Fault {
  if (fault.code !== 'missing-key' || fault.path.join('.') !== 'loss' || !Array.isArray(network)) return fault;
  const layers = network.map((value) => readLayer(value).layer);
  if (!layers.length || layers.includes(undefined)) return fault;
  const loss = usualLoss(lastActivation(layers as LayerSpec[]).type);
  return loss === undefined ? fault : { ...fault, mends: [[set(fault.path, loss)]] };
}

function place(fault: Fault, text: string, applied: readonly Override[]): Problem {
  const { code, path } = fault;
  const range = fault.at === 'key' ? locateKey(text, path) : locate(text, path);
  const from = applied.findLast((o) => o.path.every((p, i) => p === path[i]));
  const said = fault.message.replace(/(\S{60})\S{20,}?(["?.:,]*(?=\s|$))/g, '$1…$2').slice(0, 1000);
  const message =
    from && !said.startsWith('--set') ? t`--set ${inShort(from.key)}=${inShort(from.text)}: ${said}` : said;
  return { severity: 'error', code, message, ...range, path, ...(fault.mends && { mends: fault.mends }) };
}

/** `dense_1`, `dense_2`, …: each type is counted, named layers too. */
export function defaultNames(types: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return types.map((type) => {
    const n = (counts.get(type) ?? 0) + 1;
    counts.set(type, n);
    return `${type}_${n}`;
  });
}

function named(network: readonly { readonly type: string; readonly name?: string }[]): LayerSpec[] {
  const defaults = defaultNames(network.map((l) => l.type));
  return network.map((layer, i) => ({ ...layer, name: layer.name ?? defaults[i]! }));
}

/** Two layers of one name, upper and lower case taken for the same: tensors become files. */
function nameFaults(network: unknown): Fault[] {
  if (!Array.isArray(network)) return [];
  const layers = network.map((l: unknown) =>
    typeof l === 'object' && l !== null ? (l as Record<string, unknown>) : {},
  );
  const defaults = defaultNames(
    layers.map((l, i) => String(l['type'] ?? (typeof network[i] === 'string' ? network[i] : 'layer'))),
  );
  const names = layers.map((l, i) => (typeof l['name'] === 'string' ? l['name'] : defaults[i]!));
  const places = new Map<string, number[]>();
  names.forEach((name, i) => {
    const key = name.toLowerCase();
    const known = places.get(key);
    if (known) known.push(i);
    else places.set(key, [i]);
  });
  const faults: Fault[] = [];
  names.forEach((name, i) => {
    const twin = places.get(name.toLowerCase())!.find((j) => j !== i) ?? -1;
    const mine = typeof layers[i]!['name'] === 'string';
    if (twin < 0 || !mine || !LAYER_NAME.test(name)) return;
    const theirs = typeof layers[twin]!['name'] === 'string';
    if (theirs && twin > i) return; // said once, at the second of the two
    const why = theirs
      ? t`network[${twin}] is called "${names[twin]}" already`
      : t`"${names[twin]}" is what network[${twin}] is called by default`;
    const message = t`Two layers have the name "${name}": ${why}. Give this one another name.`;
    const path = ['network', i, 'name'];
    faults.push({ code: 'duplicate-name', message, path, at: 'value', mends: [[set(path, freeName(name, places))]] });
  });
  return faults;
}

/** dense_1 -> dense_2, or the next that is free. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  const stem = name.replace(/_?\d+$/, '');
  for (let n = 2; ; n++) if (!taken.has(`${stem}_${n}`.toLowerCase())) return `${stem}_${n}`;
}

function baseName(file: string | undefined): string | undefined {
  const name = file
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/\.nnspec$/i, '');
  return name === '' ? undefined : name;
}

/** Without the keys that are undefined: absent is absent. */
function definedOnly<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

export type { PathSegment, Problem };
