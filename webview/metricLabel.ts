// What a metric is called where people read it.
import { t } from './l10n';

/** Names that are written as in print. */
const WRITTEN: Readonly<Record<string, string>> = { auc: 'AUC', f1: 'F1', mae: 'MAE', r2: 'R²', rmse: 'RMSE' };

export function metricLabel(name: string): string {
  if (name === 'loss') return t('cost.loss');
  if (name === 'learning_rate') return t('cost.learningRate');
  return Object.hasOwn(WRITTEN, name) ? WRITTEN[name]! : name.replaceAll('_', ' ');
}
