// How a kept run ended, as its record says.
import { existsSync } from 'node:fs';
import type { RunEnd } from '../protocol/engine';
import type { RunFolder } from './runFolder';

/** Undefined for a run that has not ended. */
export function keptEnd(run: RunFolder): RunEnd | undefined {
  const { reason, position, seconds, splits, message, data } = run.record;
  if (!reason || !position) return undefined;
  return {
    reason,
    position,
    seconds,
    splits: withNaN(splits),
    run: run.folder,
    ...(message === undefined ? {} : { message }),
    ...(data?.classes ? { classes: data.classes } : {}),
    ...(existsSync(run.file('weights')) ? { weights: run.file('weights') } : {}),
  };
}

/** run.json keeps NaN and ±∞ as null. */
function withNaN(splits: RunEnd['splits']): RunEnd['splits'] {
  const whole = (values: Readonly<Record<string, number | null>>): Record<string, number> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? NaN]));
  return Object.fromEntries(
    Object.entries(splits).map(([split, report]) => [split, { ...report, values: whole(report.values) }]),
  );
}
