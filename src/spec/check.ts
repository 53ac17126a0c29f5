// What is wrong with a spec as a whole, once each key is valid: shapes, loss and activation, splits,
// memory. Rules are in `rules/`, one file a subject; each finding gets its place in the text here.
import type { DataFacts } from '../data/facts';
import { locate } from './locate';
import type { Problem } from './problem';
import { sources, splits, tableKeys, targets } from './rules/data';
import { lossFits, metricsFit } from './rules/loss';
import { madeSamples, memory } from './rules/memory';
import { idleLayers, outputs, sameStart, shapes } from './rules/network';
import { paths } from './rules/paths';
import type { Rule, Subject } from './rules/rule';
import { batches, earlyStopping, optimizer, schedule } from './rules/training';
import { inferShapes, lastActivation } from './shapes';
import { sketch, type Known } from './sketch';
import type { Spec } from './spec';

export interface CheckFacts {
  /** Of the data once it is loaded; without them, what the source's name tells. */
  readonly data?: DataFacts;
  /** What the machine has; absent: no limit. */
  readonly memoryBytes?: number;
  /** The spec's folder and the workspace's: files elsewhere are an error. Absent: no limit. */
  readonly folders?: { readonly spec: string; readonly workspace: string };
}

const rules: readonly Rule[] = [
  sources,
  splits,
  targets,
  tableKeys,
  shapes,
  idleLayers,
  sameStart,
  memory,
  madeSamples,
  metricsFit,
  batches,
  optimizer,
  schedule,
  earlyStopping,
  paths,
];

/** Problems in the order of the text. Never throws for a spec that `parseSpec` gave. */
export function checkSpec(spec: Spec, text: string, facts: CheckFacts = {}): Problem[] {
  const known: Known = { ...sketch(spec), ...facts.data };
  const { layers, fault } = inferShapes(spec.network, known.inputShape);
  const output = fault ? undefined : layers.at(-1)?.output;
  const total = totalIterations(spec, known);
  const subject: Subject = {
    spec,
    known,
    layers,
    last: lastActivation(spec.network),
    ...(output && { output }),
    ...(total !== undefined && { totalIterations: total }),
    ...(facts.memoryBytes !== undefined && { memoryBytes: facts.memoryBytes }),
    ...(facts.folders && { folders: facts.folders }),
  };
  const findings = rules.flatMap((rule) => rule(subject));
  // A wrong pair of loss and activation or a wrong number of outputs is said once, the deepest cause first.
  const loss = lossFits(subject);
  findings.push(...loss);
  if (!loss.some((f) => f.severity === 'error') && !fault) findings.push(...outputs(subject));
  return findings.map((f) => ({ ...f, ...locate(text, f.path) })).sort((a, b) => a.offset - b.offset);
}

export function totalIterations(spec: Spec, known: Pick<Known, 'rows'>): number | undefined {
  const { iterations, epochs, batchSize } = spec.training;
  if (iterations !== undefined) return iterations;
  if (batchSize === 'full') return epochs ?? 1;
  return known.rows?.train ? (epochs ?? 1) * Math.ceil(known.rows.train / batchSize) : undefined;
}
