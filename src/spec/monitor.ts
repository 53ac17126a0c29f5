// What earlyStopping and reduce_on_plateau may watch: "validation.loss".
import type { SplitName } from '../data/dataset';

export const MONITOR = /^(train|validation|test)\.\w+$/;

export function readMonitor(text: string): { readonly split: SplitName; readonly value: string } | undefined {
  if (!MONITOR.test(text)) return undefined;
  const [split, value] = text.split('.') as [SplitName, string];
  return { split, value };
}
