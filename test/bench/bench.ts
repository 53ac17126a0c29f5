// npm run bench: our engine and its peers side by side on the workloads of workloads.ts, and what else the engine
// promises. Takes about half an hour; `--quick` a few minutes. Never part of `npm test`.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { sharedData } from '../sharedData';
import { chart } from './chart';
import { raceScripts, type ScriptScore } from './commandLine';
import { findPeers } from './contestants';
import type { Measure } from './measures';
import type { Finding } from './measures/finding';
import { readOptions, USAGE, WISCONSIN, type Options } from './options';
import { prepare } from './prepare';
import { findNode, node } from './node';
import { groupsOf, report } from './report';
import { compete, type Pace, type Row } from './rounds';
import { digits } from './statistics';
import { workloads, type Workload } from './workloads';

const root = path.join(__dirname, '../..');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(options: Options): Promise<void> {
  const shared = sharedData();
  const datasets = shared === undefined ? undefined : path.join(shared, 'data');
  if (datasets !== undefined) process.env['NNSPEC_DATASETS'] = datasets; // for all whom we start
  const home = mkdtempSync(path.join(tmpdir(), 'nnspec-bench-'));
  const notes: string[] = [];
  const miss = (note: string): void => {
    notes.push(note);
    say(note);
  };
  try {
    const why = await findNode();
    if (why !== undefined) miss(why);
    const field = await findPeers(options.rows.length > 0 ? options.peers : []);
    for (const why of field.missing) miss(`not compared with ${why}`);
    const has = (name: string): boolean => datasets !== undefined && existsSync(path.join(datasets, name));
    const pace: Pace = {
      clock: options.clock,
      ...(options.quick ? { rounds: 3, seconds: 0.2 } : { rounds: 9, seconds: 1 }),
    };
    if (options.clock === 'processor') notes.push('steps are in milliseconds of processor time, not of the wall clock');

    const rows: Row[] = [];
    for (const workload of workloads.filter(({ name }) => options.rows.includes(name))) {
      if (workload.needs && !has(workload.needs))
        miss(`${workload.title}: skipped, its data is not here (NNSPEC_SHARED)`);
      else rows.push(...(await row(workload)));
    }
    let scripts: ScriptScore[] = [];
    if (options.rows.includes(WISCONSIN)) {
      if (has(WISCONSIN)) {
        say('Wisconsin from the command line');
        scripts = await raceScripts(home, datasets!, field, options.quick ? 1 : 7);
        for (const { who, time, cost, fault } of scripts)
          say(`  ${who}: ${fault ?? `${digits(time)} s, cost ${cost.toPrecision(6)}`}`);
      } else miss('Wisconsin from the command line: skipped, its data is not here (NNSPEC_SHARED)');
    }
    const findings: Finding[] = [];
    for (const name of options.measures) {
      const found = await measure(name, home, options.quick);
      if (typeof found === 'string') miss(`${name}: ${found}`);
      else findings.push(...found);
      if (typeof found !== 'string')
        for (const { what, value, unit, limit, note } of found)
          say(`${what}: ${digits(value)} ${unit} (at most ${limit}): ${note}`);
    }
    write(options, { rows, scripts, findings, notes, quick: options.quick });

    async function row(workload: Workload): Promise<Row[]> {
      const prepared = await prepare(workload, home, datasets);
      const done: Row[] = [];
      for (const threads of options.threads ?? Object.keys(workload.wanted).map(Number)) {
        say(`${workload.title}, ${threads === 1 ? 'one thread' : `${threads} threads`}`);
        const one = await compete(prepared, threads, field, pace, say);
        for (const { who, time, spread, fault } of one.scores)
          if (fault === undefined) say(`  ${who}: ${digits(time)} ms a step ± ${(100 * spread).toFixed(0)}%`);
        done.push({ ...one, prepared: { ...prepared, inputs: new Float64Array(0), targets: new Float64Array(0) } });
      }
      rmSync(prepared.folder, { recursive: true, force: true });
      return done;
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function measure(name: Measure, home: string, quick: boolean): Promise<readonly Finding[] | string> {
  const folder = mkdtempSync(path.join(home, 'measure-'));
  const args = [
    '--require',
    'tsx/cjs',
    path.join(__dirname, 'measure.ts'),
    name,
    folder,
    ...(quick ? ['--quick'] : []),
  ];
  try {
    const { stdout } = await promisify(execFile)(node(), args, { cwd: root });
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as readonly Finding[] | string;
  } catch (error) {
    return `failed: ${(error as Error).message.trim().split('\n').at(-1)}`;
  }
}

function write(options: Options, results: Parameters<typeof report>[0]): void {
  const folder = path.resolve(options.out ?? path.join(root, options.whole ? 'test/bench' : 'out/bench'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'RESULTS.md'), report(results));
  writeFileSync(path.join(folder, 'chart.svg'), chart(groupsOf(results)));
  say(`\nwritten: ${path.relative(process.cwd(), path.join(folder, 'RESULTS.md'))}, chart.svg`);
}

if (process.argv.includes('--help')) say(USAGE);
else
  try {
    main(readOptions(process.argv.slice(2))).catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
  }
