// What `train` tells while it goes on and when it ends: as JSON lines, in words, or with a progress bar too.
import type { SingleBar } from 'cli-progress';
import type { Progress, Run } from '../engine/run';
import type { MetricsPoint, RunEnd, SplitReport } from '../protocol/engine';
import type { Io } from './io';
import { confusionTable, scoresTable, seconds } from './tables';

export interface TrainReport {
  start(spec: string, run: Run): void;
  metrics(points: readonly MetricsPoint[]): void;
  progress(progress: Progress): void;
  /** Interrupted: the checkpoint is written, the final evaluation begins. */
  stopping(folder: string): void;
  end(end: RunEnd, folder: string, weights: string): void;
}

/** One object a line; NaN and ±∞ become null, as JSON has none. */
export function jsonReport(io: Io): TrainReport {
  const line = (value: object) => io.stdout.write(`${JSON.stringify(value)}\n`);
  return {
    start: (spec, run) =>
      line({
        event: 'start',
        spec,
        parameters: run.model.parameters,
        splits: run.data.splits,
        kernels: run.model.kernels,
      }),
    metrics(points) {
      for (const { iteration, epoch, split, values } of points)
        line({ event: 'metrics', iteration, epoch, split, ...values });
    },
    progress: () => {},
    stopping: () => {},
    end: ({ reason, message, position, seconds, splits }, run, weights) =>
      line({
        event: 'end',
        reason,
        ...(message && { message }),
        iterations: position.iteration,
        seconds,
        ...Object.fromEntries(Object.entries(splits).map(([name, report]) => [name, flat(report)])),
        run,
        weights,
      }),
  };
}

/** { loss, …, confusionMatrix } */
export function flat({ values, confusionMatrix }: SplitReport): Record<string, unknown> {
  return { ...values, ...(confusionMatrix && { confusionMatrix }) };
}

/** The end, in words. */
export function sayReport(io: Io): TrainReport {
  let run: Run;
  return {
    start: (_spec, started) => (run = started),
    metrics: () => {},
    progress: () => {},
    stopping: (folder) =>
      io.stderr.write(
        `stopping: to go on later, --resume ${folder}. Evaluating for some seconds; Ctrl-C again leaves at once.\n`,
      ),
    end(end, folder, weights) {
      const say = (text: string) => io.stdout.write(`${text}\n`);
      say(`${REASONS[end.reason]} after ${end.position.iteration} iterations in ${seconds(end.seconds)}`);
      say(scoresTable(end.splits));
      const split = (['test', 'validation', 'train'] as const).find((name) => end.splits[name]?.confusionMatrix);
      if (split) say(`\n${split}\n${confusionTable(end.splits[split]!.confusionMatrix!, run.data.classes)}\n`);
      say(`run      ${folder}\nweights  ${weights}`);
    },
  };
}

const REASONS: Readonly<Record<RunEnd['reason'], string>> = {
  finished: 'finished',
  stopped: 'stopped',
  early_stopping: 'stopped early (no improvement)',
  diverged: 'diverged',
};

/** As sayReport, and a bar on the terminal while it goes on. */
export function shownReport(io: Io): TrainReport {
  const said = sayReport(io);
  if (!io.stderr.isTTY) return said;
  let bar: SingleBar | undefined;
  let shown = { loss: '', rate: '' };
  const show = ({ iteration, totalIterations, loss, iterationsPerSecond }: Progress) => {
    shown = { loss: loss.toPrecision(4), rate: iterationsPerSecond.toFixed(iterationsPerSecond < 10 ? 1 : 0) };
    bar?.setTotal(totalIterations);
    bar?.update(iteration, shown);
  };
  return {
    start(spec, run) {
      said.start(spec, run);
      const { parameters, kernels } = run.model;
      io.stderr.write(`${spec}: ${parameters} parameters, ${run.data.splits.train} training rows, ${kernels}\n`);
      void import('cli-progress').then((progress) => {
        if (run.end) return;
        bar = new progress.SingleBar({
          format: '{bar} {percentage}% | {value}/{total} | loss {loss} | {rate} it/s | {eta_formatted} left',
          barCompleteChar: '█',
          barIncompleteChar: '░',
          barsize: 30,
          hideCursor: true,
          clearOnComplete: true,
          stream: process.stderr,
        });
        bar.start(run.position.totalIterations, run.position.iteration, { loss: '…', rate: '…' });
      });
    },
    metrics: () => {},
    progress: show,
    stopping(folder) {
      bar?.stop();
      bar = undefined;
      said.stopping(folder);
    },
    end(end, folder, weights) {
      bar?.stop();
      said.end(end, folder, weights);
    },
  };
}
