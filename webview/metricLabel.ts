// What a metric is called where people read it.
import { t } from './l10n';

export function metricLabel(name: string): string {
  if (name === 'loss') return t('cost.loss');
  return name === 'learning_rate' ? t('cost.learningRate') : name.replaceAll('_', ' ');
}
