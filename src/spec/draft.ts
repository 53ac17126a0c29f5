// A spec that is being written: what can be understood of it, though it does not hold together yet. Faulty keys
// are left out, layers that nobody can make sense of are holes. For hints, outline and completion; never for a run.
import { parseTree, type Node as LooseNode } from 'jsonc-parser';
import { losses } from '../nn/losses';
import { metric as metricWord } from '../nn/metrics';
import { resolveWord } from '../nn/resolve';
import type { Shape } from '../nn/words';
import { defaultNames } from './parse';
import { readLayer, specSchema } from './schema';
import { inferShapes, type LayerShape } from './shapes';
import type { DataSpec, LayerSpec, WordSpec } from './spec';
import { readTree, valueOf, type Node, type ObjectNode } from './tree';

export interface Draft {
  /** Of the text as far as it can be read; absent where there is no object at all. */
  readonly root?: ObjectNode;
  readonly data?: DataSpec;
  /** One for each entry of `network`. */
  readonly network: readonly (LayerSpec | undefined)[];
  readonly loss?: WordSpec;
  /** Names of the metrics that are listed and known; absent where there is no list. */
  readonly metrics?: readonly string[];
}

const MAX_DEPTH = 100; // as in tree.ts
const MOST_TRIES = 10; // wrong keys of `data` that are looked past

export function readDraft(text: string): Draft {
  const { root, problem } = readTree(text);
  const tree = root ?? (problem?.code === 'syntax' ? readLoosely(text) : undefined);
  if (tree?.kind !== 'object') return { network: [] };
  const value = valueOf(tree) as Record<string, unknown>;
  const data = dataOf(value['data']);
  const loss = resolveWord(losses, value['loss'], 'loss').spec as WordSpec | undefined;
  const metrics = value['metrics'];
  return {
    root: tree,
    network: Array.isArray(value['network']) ? layersOf(value['network']) : [],
    ...(data && { data }),
    ...(loss && { loss }),
    ...(Array.isArray(metrics) && { metrics: metrics.flatMap((name: unknown) => metricName(name) ?? []) }),
  };
}

/**
 * Shapes of the layers, a hole where there is none or it does not fit; behind a hole goes on what is known without
 * it. `input` is one sample's shape.
 */
export function draftShapes(network: Draft['network'], input: Shape | undefined): (LayerShape | undefined)[] {
  const shapes: (LayerShape | undefined)[] = [];
  let known = input;
  while (shapes.length < network.length) {
    const from = shapes.length;
    const hole = network.indexOf(undefined, from);
    const run = network.slice(from, hole < 0 ? undefined : hole) as LayerSpec[];
    const { layers } = inferShapes(run, known);
    shapes.push(...layers.map((layer) => ({ ...layer, index: from + layer.index })));
    if (shapes.length < network.length) shapes.push(undefined);
    known = undefined;
  }
  return shapes;
}

/** Without the keys that are at fault, where the rest makes sense. */
function dataOf(value: unknown): DataSpec | undefined {
  const given = typeof value === 'string' ? { source: value } : value;
  if (typeof given !== 'object' || given === null) return undefined;
  const rest: Record<string, unknown> = { ...given };
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { success, data, error } = specSchema.shape.data.safeParse(rest);
    if (success) return data;
    const wrong = error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys : issue.path.length ? [String(issue.path[0])] : [],
    );
    if (!wrong.length || wrong.includes('source')) return undefined;
    for (const key of wrong) delete rest[key];
  }
  return undefined;
}

function layersOf(values: readonly unknown[]): (LayerSpec | undefined)[] {
  const layers = values.map((value) => layerOf(value));
  const names = defaultNames(layers.map((layer, i) => layer?.type ?? typeOf(values[i])));
  return layers.map((layer, i) => layer && { ...layer, name: layer.name ?? names[i]! });
}

function layerOf(value: unknown): ReturnType<typeof readLayer>['layer'] {
  const { layer, issues } = readLayer(value);
  if (layer || typeof value !== 'object' || value === null) return layer;
  const rest: Record<string, unknown> = { ...value };
  for (const issue of issues ?? [])
    for (const key of issue.code === 'unrecognized_keys' ? issue.keys : [issue.path[0]]) delete rest[String(key)];
  return readLayer(rest).layer;
}

function typeOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined;
  return typeof type === 'string' ? type : 'layer';
}

function metricName(value: unknown): string | undefined {
  return metricWord(typeOf(value))?.name;
}

/** What jsonc-parser makes of a text that is not JSON: half a key and half a string at the cursor, say. */
function readLoosely(text: string): Node | undefined {
  try {
    const root = parseTree(text, [], { allowTrailingComma: true });
    return root && converted(root, 0);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // brackets in brackets without end: jsonc-parser recurses
    throw error;
  }
}

function converted({ type, offset, length, value, children = [] }: LooseNode, depth: number): Node {
  if (depth > MAX_DEPTH) throw new RangeError('too deep');
  const inside = (node: LooseNode): Node => converted(node, depth + 1);
  if (type === 'array') return { kind: 'array', offset, length, items: children.map(inside) };
  if (type !== 'object') return { kind: 'scalar', offset, length, value: value as string | number | boolean | null };
  const properties = children.flatMap(({ children: [key, node] = [] }) =>
    key && node ? [{ key: String(key.value), keyOffset: key.offset, keyLength: key.length, value: inside(node) }] : [],
  );
  return { kind: 'object', offset, length, properties };
}
