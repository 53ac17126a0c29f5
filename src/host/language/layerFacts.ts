// What the editor says of a layer, in one wording for hints, hover and outline: shapes in brackets, counts with commas.
import type { ParameterPlan, Shape } from '../../nn/words';
import { sizeOf } from '../../nn/shape';
import { parameterCount, type LayerShape } from '../../spec/shapes';
import { t } from '../say';

/** [28, 28] */
export const brackets = (shape: Shape): string => `[${shape.join(', ')}]`;

export const number = (n: number): string => n.toLocaleString('en-US');

/** "1 parameter", "785,000 parameters" */
export const parametersWord = (n: number): string => (n === 1 ? t('1 parameter') : t('{0} parameters', number(n)));

/** "→ [1000] · 785,000 parameters", as far as it is known; undefined where nothing is. */
export function arrow(layer: LayerShape): string | undefined {
  const count = parameterCount(layer);
  const parts = [...(layer.output ? [`→ ${brackets(layer.output)}`] : []), ...(count ? [parametersWord(count)] : [])];
  return parts.length ? parts.join(' · ') : undefined;
}

/** "weight 1000×784 = 784,000" of each tensor that is learned. */
export function tensors(plans: readonly ParameterPlan[]): string[] {
  return plans
    .filter((plan) => plan.trainable)
    .map(({ name, shape }) =>
      shape.length > 1 ? `${name} ${shape.join('×')} = ${number(sizeOf(shape))}` : `${name} ${number(sizeOf(shape))}`,
    );
}

/** Of all layers; undefined where one is not known. */
export function totalParameters(shapes: readonly (LayerShape | undefined)[]): number | undefined {
  let total = 0;
  for (const layer of shapes) {
    const count = layer && parameterCount(layer);
    if (count === undefined) return undefined;
    total += count;
  }
  return total;
}
