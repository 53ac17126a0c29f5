// nnspec train: one run from start to end in this process, kept in its folder, with a checkpoint every second or so.
// A finished run that is resumed with nothing left to do is only read: its end is told, and exported, once more.
// Ctrl-C writes a checkpoint first and only then evaluates, so that a second Ctrl-C loses nothing.
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { version } from '../../../package.json';
import type { Run } from '../../engine/run';
import { recordedData } from '../../files/runRecord';
import { createRun, createRunAt, openRun, runsFolderOf, type RunFolder } from '../../files/runs';
import { weightsMetadata } from '../../formats/weightsMetadata';
import type { RunEnd } from '../../protocol/engine';
import { formatProblem } from '../../spec/locate';
import { UserError } from '../../spec/problem';
import type { Io } from '../io';
import { exportFolder, writeExports } from '../exports';
import { openData, type OpenedData } from '../openData';
import { prepareRun } from '../openRun';
import { lastWords, openSpec, problemAt, type OpenedSpec, type Overrides } from '../openSpec';
import { EXIT, untilInterrupted, UsageError } from '../outcome';
import { jsonReport, sayReport, shownReport, type TrainReport } from '../trainReport';

export interface TrainOptions {
  readonly out?: string;
  readonly set: Overrides;
  readonly resume?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly yes?: boolean;
}

/** Between checkpoints; more where writing one takes long, so that it costs no more than a twentieth of the time. */
const CHECKPOINT_MS = 1000;

/** Who deletes a folder takes one file after the other, and may come in between so often. */
const TRIES = 10;

/** Who has pressed Ctrl-C waits no longer than this for the final evaluation; after it, the end comes without. */
const EVALUATION_MS = 5000;

export async function train(file: string, options: TrainOptions, io: Io): Promise<number> {
  if (options.out?.trim() === '') throw new UsageError('--out "": the name of a folder is wanted.');
  if (options.resume?.trim() === '') throw new UsageError('--resume "": the folder of a run is wanted.');
  const resumed = options.resume === undefined ? undefined : openRun(path.resolve(io.cwd, options.resume));
  const set = lastWords([...(resumed?.record.set ?? []), ...options.set]);
  const opened = openSpec(file, set, io);
  const out = options.out === undefined ? undefined : path.resolve(io.cwd, options.out);
  const exportTo = exportFolder(opened, out ?? path.dirname(opened.path)); // refused now rather than after an hour
  const quiet = (options.quiet ?? false) || (options.json ?? false);
  const data = await untilInterrupted(io, openData(opened, { ...options, quiet }, io));
  const run = prepareRun(opened, data.dataset, io);
  if (resumed && out !== undefined && out !== resumed.folder)
    io.stderr.write(
      `${file}: warning: --out ${options.out} takes only the exports: a resumed run stays in its folder, ${resumed.folder}.\n`,
    );
  resumed?.hold();
  const folder = resumed ?? begin(opened, set, out);
  const report = options.json ? jsonReport(io) : quiet ? sayReport(io) : shownReport(io);
  let end: RunEnd;
  try {
    const left = !resumed || goOn(resumed, run, data);
    if (left) {
      resumed?.goOnWith(opened.text, set);
      folder.begin({
        data: recordedData(data.hash, run.data),
        kernels: run.model.kernels,
      });
    } else io.stderr.write(nothingLeft(file, run, folder));
    report.start(opened.spec.name, run);
    end = left ? await follow(run, folder, opened, report, io) : await untilInterrupted(io, ended(run));
  } finally {
    folder.release();
  }
  report.end(end, folder.folder, folder.file('weights'));
  if (end.reason === 'diverged') {
    const problem = problemAt(opened, ['training', 'optimizer'], 'diverged', end.message ?? 'The run diverged.');
    io.stderr.write(`${formatProblem(problem, file, opened.text)}\n`);
    return EXIT.fault;
  }
  if (end.reason === 'stopped') return EXIT.interrupted;
  await writeExports(opened, run.trainedNetwork(), exportTo, (level, message) => {
    if (level === 'warning') io.stderr.write(`${file}: warning: ${message}\n`);
    else if (!options.json) io.stdout.write(`${message}\n`);
  });
  return EXIT.ok;
}

function begin(opened: OpenedSpec, set: Overrides, out: string | undefined): RunFolder {
  const { spec, text, path: specFile } = opened;
  const about = {
    name: spec.name,
    specFile,
    specText: text,
    seed: spec.training.seed,
    set,
    versions: { nnspec: version },
  };
  return out === undefined ? createRun(about, runsFolderOf(specFile)) : createRunAt(about, out);
}

/** Back to the checkpoint, with the same spec and the same data; false where the run is at its end there, and kept whole. */
function goOn(folder: RunFolder, run: Run, data: OpenedData): boolean {
  const was = folder.record.data;
  if (was && was.hash !== data.hash)
    throw new UserError(
      `The run ${folder.folder} was trained on other data (${was.name}), or its "data" was changed since. ` +
        `Train anew, with "initialWeights": ${JSON.stringify(folder.file('checkpoint'))} to start from its weights.`,
      'other-data',
    );
  const points = run.restore(folder.readCheckpoint());
  const { iteration, totalIterations } = run.position;
  if (folder.record.reason === 'finished' && iteration >= totalIterations && existsSync(folder.file('weights')))
    return false;
  folder.keepMetrics(points);
  return true;
}

function nothingLeft(file: string, { spec, position }: Run, { folder }: RunFolder): string {
  const { iteration, totalIterations } = position;
  const more = spec.training.iterations === undefined ? 'epochs' : 'iterations';
  return (
    `${file}: nothing is left to do: the run ${folder} has made ${iteration} iterations, and ${totalIterations} are asked for. ` +
    `To go on, ask for more with --set training.${more}=N.\n`
  );
}

function ended(run: Run): Promise<RunEnd> {
  run.train();
  return run.whenEnded();
}

/**
 * Writes into a run's folder, which is made again where somebody deletes it, before the write or amid it: `anew` then, with
 * all points but no checkpoint in it.
 */
function writing(run: Run, folder: RunFolder, { file, text }: OpenedSpec, io: Io) {
  return (write: (anew: boolean) => void): void => {
    for (let tries = 1; ; tries++) {
      try {
        const anew = !folder.isThere;
        if (anew) folder.restore(text, run.metrics);
        if (anew)
          io.stderr.write(`${file}: warning: ${folder.folder} was deleted while its run goes on; it was made again.\n`);
        return write(anew);
      } catch (e) {
        if (tries === TRIES || !(e instanceof UserError && e.code === 'run-gone')) throw e;
      }
    }
  };
}

/** Trains to the end, or to the interruption; the folder always holds what happened so far. */
async function follow(run: Run, folder: RunFolder, opened: OpenedSpec, report: TrainReport, io: Io): Promise<RunEnd> {
  const write = writing(run, folder, opened, io);
  run.onMetrics = (points) => {
    write((anew) => {
      if (!anew) folder.appendMetrics(points); // all are in it then
    });
    report.metrics(points);
  };
  run.onProgress = (progress) => report.progress(progress);
  const keep = () => {
    const began = performance.now();
    write(() => {
      folder.writeCheckpoint(run.checkpoint());
      folder.update({ position: run.position, seconds: run.seconds });
    });
    return performance.now() - began;
  };
  let fail!: (reason: unknown) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => {}); // where nobody waits any more
  /** In a timer or at a signal nobody would catch a full disk: it ends the run as it would within. */
  const safely = (action: () => void) => {
    try {
      action();
    } catch (e) {
      fail(e);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const later = (took: number) => {
    const next = () => run.state === 'running' && later(keep());
    timer = setTimeout(() => safely(next), Math.max(CHECKPOINT_MS, 20 * took));
  };

  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    if (run.end) return;
    safely(() => {
      keep();
      report.stopping(folder.folder);
    });
    const end = () => void run.stop().catch(() => {}); // it may have ended by itself meanwhile
    end();
    patience = setTimeout(end, EVALUATION_MS); // asked once more, it ends without the rest of its evaluation
  };
  io.interrupted.addEventListener('abort', stop);
  try {
    later(keep());
    const ended = run.whenEnded();
    if (io.interrupted.aborted) stop();
    else run.train();
    const end = await Promise.race([ended, failed]);
    const network = run.trainedNetwork();
    let unkept = end.reason === 'finished'; // to go on from with more epochs
    write((anew) => {
      unkept ||= anew && end.reason !== 'diverged';
      if (unkept) folder.writeCheckpoint(run.checkpoint());
      folder.writeWeights({ tensors: network.tensors, metadata: weightsMetadata(network) });
      const { reason, message, position, seconds, splits } = end;
      folder.update({ state: run.state, reason, position, seconds, splits, ...(message && { message }) });
    });
    return end;
  } catch (e) {
    const { position } = run;
    run.dispose();
    const message = e instanceof Error ? e.message : String(e);
    safely(() => folder.update({ state: 'failed', message, position })); // a full disk takes no note of itself
    throw e;
  } finally {
    clearTimeout(timer);
    clearTimeout(patience);
    io.interrupted.removeEventListener('abort', stop);
  }
}
