// A spec's text as the forms of the panel's Edit mode.
import schema from '../../../media/nnspec.schema.json';
import type { Look } from '../../files/look';
import type { JsonSchema } from '../../nn/describe';
import type { LayerView, ProblemView, SpecView } from '../../protocol/editing';
import { formOf, layerChoices, layerField } from '../../spec/form';
import type { Problem } from '../../spec/problem';
import { defaultNames } from '../../spec/parse';
import { parameterCount } from '../../spec/shapes';
import { readTree, valueOf } from '../../spec/tree';
import { t, translated } from '../say';
import { readingOf } from './reading';
import { schemaWith } from './schemaText';

/** In the user's language, which is known once the extension has started. */
let spoken: JsonSchema | undefined;
const language = (): JsonSchema => (spoken ??= schemaWith(schema, translated) as JsonSchema);

/** In the order of a spec; `version` and `$schema` are for programs. */
const SETTINGS = ['name', 'description', 'data', 'loss', 'metrics', 'training', 'initialWeights', 'export'];

export function specView(text: string, found: readonly Problem[], look?: Look): SpecView {
  const { root, problem: fault } = readTree(text);
  const problems = found.map(({ path, severity, message }): ProblemView => ({ path, severity, message }));
  const layerTypes = layerChoices(language());
  if (root?.kind !== 'object') {
    const why = fault?.message ?? t('A spec is an object { … } with data, network and loss.');
    return { fault: why, layers: [], layerTypes, settings: [], problems };
  }
  const spec = valueOf(root) as Record<string, unknown>;
  const network = Array.isArray(spec['network']) ? (spec['network'] as readonly unknown[]) : [];
  const names = defaultNames(network.map(typeOf));
  return {
    layers: network.map((layer, index) => layerView(text, layer, index, names[index]!, look)),
    layerTypes,
    settings: formOf(language(), spec, SETTINGS),
    problems,
  };
}

function layerView(text: string, layer: unknown, index: number, name: string, look: Look | undefined): LayerView {
  const field = layerField(language(), layer, index);
  const shape = readingOf(text, look).shapes[index];
  const type = field.control.kind === 'word' ? field.control.chosen : '';
  const parameters = shape && parameterCount(shape);
  const activation = shape?.activation?.type;
  return {
    name: shape?.spec.name ?? name,
    type,
    ...(activation !== undefined && activation !== 'linear' && { activation }),
    ...(shape?.input && { input: shape.input }),
    ...(shape?.output && { output: shape.output }),
    ...(parameters !== undefined && { parameters }),
    field,
  };
}

/** What a layer that makes no sense yet is called by. */
function typeOf(layer: unknown): string {
  const type = typeof layer === 'object' && layer !== null ? (layer as { type?: unknown }).type : layer;
  return typeof type === 'string' && type !== '' ? type : 'layer';
}
