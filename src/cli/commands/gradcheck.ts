// nnspec gradcheck: analytic gradients against central differences in float64, and the entries that differ most.
import type { GradientCheckReport } from '../../protocol/engine';
import type { Io } from '../io';
import { openData } from '../openData';
import { prepareRun } from '../openRun';
import { openSpec, type Overrides } from '../openSpec';
import { EXIT, untilInterrupted, UsageError } from '../outcome';
import { StatusLine } from '../statusLine';
import { number, table } from '../tables';

export interface GradcheckOptions {
  readonly samples: string;
  readonly weights?: string;
  readonly json?: boolean;
  readonly set: Overrides;
  readonly yes?: boolean;
}

export async function gradcheck(file: string, options: GradcheckOptions, io: Io): Promise<number> {
  const samples = Number(options.samples);
  if (!Number.isInteger(samples) || samples < 1)
    throw new UsageError(`--samples ${options.samples}: a number from 1 is wanted.`);
  const opened = openSpec(file, options.set, io);
  const { dataset } = await untilInterrupted(io, openData(opened, options, io));
  const run = prepareRun(opened, dataset, io, options.weights);
  const status = new StatusLine(io, options.json ?? false);
  run.onWork = (message, fraction) => status.show(message, fraction);
  const report = await untilInterrupted(io, run.gradcheck(samples)).finally(() => status.clear());
  io.stdout.write(`${options.json ? JSON.stringify(report) : inWords(report)}\n`);
  return report.passed ? EXIT.ok : EXIT.fault;
}

function inWords(report: GradientCheckReport): string {
  const { passed, checked, skipped, samples, epsilon, atol, rtol } = report;
  const verdict =
    `${checked === 0 ? 'nothing to compare' : passed ? 'passed' : 'FAILED'}: ${checked} entries on ${samples} samples, central differences with ε = ${epsilon}, ` +
    `allowed ${atol} + ${rtol} · |numeric|` +
    (skipped > 0 ? `; ${skipped} left out because a kink lies within ±ε` : '');
  const tensors = report.byTensor.map((t) => [
    t.tensor,
    String(t.checked),
    number(t.worst),
    t.passed ? 'passed' : 'FAILED',
  ]);
  const worst = report.worst.map((w) => [
    `${w.tensor}[${w.index.join(', ')}]`,
    number(w.analytic),
    number(w.numeric),
    number(w.difference),
  ]);
  return [
    verdict,
    table([['tensor', 'checked', 'worst difference', ''], ...tensors]),
    table([['worst entries', 'analytic', 'numeric', 'difference'], ...worst]),
  ].join('\n\n');
}
