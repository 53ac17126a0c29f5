// nnspec evaluate: loss and metrics of given weights on each split that has rows.
import type { SplitName } from '../../data/dataset';
import type { SplitReport } from '../../protocol/engine';
import type { Io } from '../io';
import { openData } from '../openData';
import { prepareRun } from '../openRun';
import { openSpec, type Overrides } from '../openSpec';
import { EXIT, untilInterrupted } from '../outcome';
import { confusionTable, scoresTable } from '../tables';
import { flat } from '../trainReport';

export interface EvaluateOptions {
  readonly weights: string;
  readonly set: Overrides;
  readonly json?: boolean;
  readonly yes?: boolean;
}

export async function evaluate(file: string, options: EvaluateOptions, io: Io): Promise<number> {
  const opened = openSpec(file, options.set, io);
  const { dataset } = await untilInterrupted(io, openData(opened, options, io));
  const run = prepareRun(opened, dataset, io, options.weights);
  const reports: { [S in SplitName]?: SplitReport } = {};
  for (const split of ['train', 'validation', 'test'] as const) {
    if ((dataset.splits[split]?.indices.length ?? 0) === 0) continue;
    const report = await untilInterrupted(io, run.evaluate(split));
    reports[split] = report;
    if (options.json) io.stdout.write(`${JSON.stringify({ split, ...flat(report) })}\n`);
  }
  if (!options.json) {
    io.stdout.write(`${scoresTable(reports)}\n`);
    for (const [split, { confusionMatrix }] of Object.entries(reports))
      if (confusionMatrix) io.stdout.write(`\n${split}\n${confusionTable(confusionMatrix, dataset.classes)}\n`);
  }
  return EXIT.ok;
}
