// Every metric a spec may name.
import { lookup } from '../resolve';
import type { Metric, Task } from '../words';
import { accuracy } from './accuracy';
import { auc } from './auc';
import { f1 } from './f1';
import { mae } from './mae';
import { precision } from './precision';
import { r2 } from './r2';
import { recall } from './recall';
import { rmse } from './rmse';
import { topK } from './topK';

export const metrics: readonly Metric[] = [rmse, mae, r2, accuracy, precision, recall, f1, auc, topK];

export const metric = lookup(metrics);

/** What is measured where a spec lists nothing. */
export const usualMetrics = (task: Task): readonly string[] => (task === 'regression' ? ['rmse', 'r2'] : ['accuracy']);
