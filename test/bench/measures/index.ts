// What the engine promises beside speed, each measured in a process of its own (measure.ts).
import { adamAtTheEnd } from './adamAtTheEnd';
import { growth } from './growth';
import { heap } from './heap';
import { memory } from './memory';
import { panel } from './panel';
import { pause } from './pause';
import { scoring } from './scoring';
import { start } from './start';
import type { Gauge } from './finding';

export const MEASURES = {
  start,
  scoring,
  memory,
  growth,
  heap,
  pause,
  panel,
  'adam-at-the-end': adamAtTheEnd,
} as const satisfies Record<string, Gauge>;

export type Measure = keyof typeof MEASURES;
