#!/usr/bin/env node
// The command line: what each command is called, its options, and how it ends. The commands themselves are one file
// each and are loaded when called, so that `nnspec --help` does not wait for the engine.
import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { inShort } from '../data/table';
import { DataError } from '../spec/problem';
import { realIo, type Io } from './io';
import { EXIT, Interrupted, SpecFaults, UsageError } from './outcome';

/** Runs one command. The promise never rejects for what a user can mend: it gives the exit status. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let status: number = EXIT.ok;
  const program = commands(io, (s) => (status = s));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (e) {
    return ending(e, io);
  }
}

function commands(io: Io, end: (status: number) => void): Command {
  const program = new Command('nnspec')
    .description('Train, inspect and export a neural network that is written down in a .nnspec file.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (s) => io.stdout.write(s), writeErr: (s) => io.stderr.write(s) })
    .showHelpAfterError('(nnspec help tells what there is)')
    .addHelpText(
      'after',
      '\nExit status: 0 success, 1 the spec or its data is at fault, 2 wrong usage, 130 interrupted.',
    );
  const command = (usage: string, description: string) => program.command(usage).description(description);
  const set = [
    '--set <key=value>',
    'override a key of the spec: training.epochs=20, network.0.units=8',
    collect,
    [],
  ] as const;
  const weights = ['--weights <file>', 'weights: .safetensors or .npz'] as const;
  const json = '--json';
  const lines = 'one JSON object a line on standard output';
  const yes = ['--yes', 'fetch a dataset without asking'] as const;

  command('new', 'A spec that trains, proposed for a data file and written beside it.')
    .requiredOption('--data <path>', 'CSV, .npy, .npz or IDX, each also .gz; or the folder that holds it')
    .option('--target <column>', 'what is to be predicted: a column by name, or by number from 0 (−1: the last)')
    .option('--task <name>', 'regression, binary or multiclass')
    .option('--out <file>', 'the spec to write; there must be none yet')
    .action(async (options) => end(await (await import('./commands/new')).newSpec(options, io)));

  command('check <files...>', 'All problems of the specs, each with its place.')
    .option('--data', 'load their data too')
    .option(json, lines)
    .option(...set)
    .option(...yes)
    .action(async (files: string[], options) =>
      end(await (await import('./commands/check')).check(files, options, io)),
    );

  command('summary <file>', 'Layers, shapes, parameters, memory.')
    .option(json, lines)
    .option(...set)
    .option(...yes)
    .action(async (file: string, options) =>
      end(await (await import('./commands/summary')).summary(file, options, io)),
    );

  command('train <file>', 'Trains. Ctrl-C stops after a checkpoint.')
    .option('--out <folder>', 'keep the run, and write exports, in this folder')
    .option(...set)
    .option('--resume <run>', 'go on with an unfinished run: its folder')
    .option(json, lines)
    .option('--quiet', 'no progress, only the end')
    .option(...yes)
    .action(async (file: string, options) => end(await (await import('./commands/train')).train(file, options, io)));

  command('predict <file>', "Predictions, in the target's own units or labels.")
    .requiredOption(...weights)
    .requiredOption('--input <file|json>', 'CSV, .npy, IDX images, "-", or rows as JSON: [5.1, 3.5] or {"name": 5.1}')
    .option('--out <file>', 'write to .csv, .json or .npy; else CSV on standard output')
    .option(...set)
    .option(...yes)
    .action(async (file: string, options) =>
      end(await (await import('./commands/predict')).predict(file, options, io)),
    );

  command('evaluate <file>', 'Loss and metrics on each split.')
    .requiredOption(...weights)
    .option(json, lines)
    .option(...set)
    .option(...yes)
    .action(async (file: string, options) =>
      end(await (await import('./commands/evaluate')).evaluate(file, options, io)),
    );

  command(
    'gradients <file>',
    "One sample's loss, activations, and its gradient of every tensor; of initial weights without --weights.",
  )
    .option(...weights)
    .requiredOption('--sample <n>', 'number of the sample in its split, from 0')
    .option('--split <name>', 'train, validation or test', 'train')
    .option(json, lines)
    .option('--out <file>', 'write all arrays as .npz')
    .option(...set)
    .option(...yes)
    .action(async (file: string, options) =>
      end(await (await import('./commands/gradients')).gradients(file, options, io)),
    );

  command('gradcheck <file>', 'Compares gradients with central differences in float64; shows the worst entries.')
    .option('--samples <n>', 'samples to check with', '4')
    .option(...weights)
    .option(json, lines)
    .option(...set)
    .option(...yes)
    .action(async (file: string, options) =>
      end(await (await import('./commands/gradcheck')).gradcheck(file, options, io)),
    );

  command('export <file>', 'Writes weights in any format: safetensors, npz, json, csv, predict.py, predict.js.')
    .requiredOption(...weights)
    .requiredOption('--format <name>', 'the format')
    .requiredOption('--out <path>', 'the file to write')
    .option(...set)
    .option(...yes)
    .action(async (file: string, options) =>
      end(await (await import('./commands/export')).exportWeights(file, options, io)),
    );

  const data = command('data', 'The dataset catalogue.');
  data
    .command('list')
    .description('What there is, and what is on this machine.')
    .option(json, lines)
    .action(async (options) => end(await (await import('./commands/data')).list(options, io)));
  data
    .command('get <name>')
    .description('Fetches a dataset into the cache and checks it.')
    .option(...yes)
    .action(async (name: string, options) => end(await (await import('./commands/data')).get(name, options, io)));
  data
    .command('path')
    .description("The cache's folder.")
    .action(async () => end(await (await import('./commands/data')).path(io)));
  return program;
}

function collect(value: string, before: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const at = value.indexOf('=');
  if (at < 1) throw new UsageError(`--set ${inShort(value)}: write it like training.epochs=20.`);
  return [...before, [value.slice(0, at), value.slice(at + 1)]];
}

async function ending(e: unknown, io: Io): Promise<number> {
  if (e instanceof CommanderError) return e.exitCode === 0 ? EXIT.ok : EXIT.usage; // commander has said it
  if (e instanceof Interrupted) return EXIT.interrupted;
  if (e instanceof UsageError) {
    io.stderr.write(`nnspec: ${e.message}\n`);
    return EXIT.usage;
  }
  if (e instanceof SpecFaults) {
    const { formatProblem } = await import('../spec/locate');
    for (const problem of e.problems) io.stderr.write(`${formatProblem(problem, e.file, e.text)}\n`);
    return EXIT.fault;
  }
  if (e instanceof Error && ['UserError', 'DataError', 'FormatError'].includes(e.name)) {
    const { placeOf } = await import('../spec/locate');
    const where = (e instanceof DataError && placeOf(e.where)) || 'nnspec';
    io.stderr.write(`${where}: error: ${e.message}\n`);
    return EXIT.fault;
  }
  if (io.interrupted.aborted) return EXIT.interrupted; // whatever it was, it was because of the interruption
  const { message, stack } = e instanceof Error ? e : new Error(String(e));
  const where = io.env['NNSPEC_DEBUG'] ? stack : `${message} (with NNSPEC_DEBUG=1 it says where)`;
  io.stderr.write(`nnspec: a fault of nnspec itself, please report it: ${where}\n`);
  return EXIT.fault;
}

/** This process is one command. */
export function start(): void {
  const io = realIo();
  void main(process.argv.slice(2), io).then((status) => {
    process.exitCode = status;
    if (status === EXIT.interrupted) process.exit(status); // do not wait for a download or a prompt
  });
}

if (require.main === module) start();
