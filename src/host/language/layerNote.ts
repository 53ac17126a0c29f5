// What a hover adds about a layer of this very spec: the shapes going in and out, and its parameters.
import type { DataFacts } from '../../data/facts';
import { formatShape } from '../../nn/shape';
import { parseSpec } from '../../spec/parse';
import { inferShapes, parameterCount } from '../../spec/shapes';
import { sketch } from '../../spec/sketch';
import { t } from '../say';
import { pathAt } from './pathAt';

/** Markdown, or undefined where the offset is in no layer or the spec does not hold together. */
export function layerNote(text: string, offset: number, facts?: DataFacts): string | undefined {
  const path = pathAt(text, offset);
  const index = path[1];
  if (path[0] !== 'network' || typeof index !== 'number' || path.length > 3) return undefined;
  const { spec } = parseSpec(text);
  if (!spec) return undefined;
  const { layers } = inferShapes(spec.network, facts?.inputShape ?? sketch(spec).inputShape);
  const layer = layers[index];
  if (!layer) return undefined;
  const parts: string[] = [`**${layer.spec.name}**`];
  if (layer.input && layer.output) parts.push(`${formatShape(layer.input)} → ${formatShape(layer.output)}`);
  else if (layer.output) parts.push(`→ ${formatShape(layer.output)}`);
  const count = parameterCount(layer);
  if (count !== undefined) {
    const tensors = layer.parameters!.filter((p) => p.trainable).map((p) => `${p.name} ${formatShape(p.shape)}`);
    parts.push(count === 0 ? t('no parameters') : t('{0} parameters ({1})', number(count), tensors.join(', ')));
  }
  return parts.length > 1 ? parts.join(' · ') : undefined;
}

const number = (n: number): string => n.toLocaleString('en-US');
