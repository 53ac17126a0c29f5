// Wisconsin from the command line: whole processes, from the start of Node or Python to their end, data loading, costs
// every 500 updates and the scores of both parts included. All take the last 137 rows for testing and begin alike.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { script, type Field } from './contestants';
import { complaint, type Command } from './contestant';
import { writeNpz } from '../../src/formats/npz';
import { concatenated } from './prepare';
import { Rng } from '../../src/nn/rng';
import { node } from './node';
import { median, spread } from './statistics';
import { OURS, type Ours, type Peer, type Wanted } from './workloads';

export const WANTED: Wanted = { numpy64: 4, numpy32: 3.5, torch: 6, sklearn: 9, tfjs: 25 };
export const TITLE = 'Wisconsin 9-15-1, 15,000 updates, from the command line';
const TOLERANCE = 1e-3;
const root = path.join(__dirname, '../..');

export interface ScriptScore {
  readonly who: Peer | Ours;
  readonly cost: number;
  /** Seconds of the whole process, each time. */
  readonly times: readonly number[];
  readonly time: number;
  readonly spread: number;
  /** Seconds of it that went into training and costs, as each tells itself. */
  readonly training: number;
  readonly fault?: string;
}

interface Outcome {
  readonly seconds: number;
  readonly cost: number;
  readonly training: number;
}

export async function raceScripts(
  home: string,
  datasets: string,
  field: Field,
  rounds: number,
): Promise<ScriptScore[]> {
  const folder = path.join(home, 'wisconsin');
  const table = path.join(datasets, 'wisconsin/breast-cancer-wisconsin.data');
  layOut(folder);
  const runners: { who: Peer | Ours; run: () => Promise<Outcome>; outcomes: Outcome[]; fault?: string }[] = [
    ...OURS.map((who) => ({ who, run: () => ours(who, folder, datasets), outcomes: [] })),
    ...field.present.map((who) => ({ who, run: () => peers(script(who, table, folder, field)), outcomes: [] })),
  ];
  for (let round = -1; round < rounds; round++)
    for (const runner of runners) {
      if (runner.fault !== undefined) continue;
      try {
        const outcome = await runner.run();
        if (round >= 0) runner.outcomes.push(outcome); // the first time brings the files into memory
      } catch (error) {
        runner.fault = (error as Error).message;
      }
    }
  const sound = runners.filter(({ fault }) => fault === undefined);
  const measure = (sound.find(({ who }) => who === 'numpy64') ?? sound[0])?.outcomes[0]?.cost ?? NaN;
  return runners.map(({ who, outcomes, fault }) => {
    const times = outcomes.map(({ seconds }) => seconds);
    const cost = outcomes[0]?.cost ?? NaN;
    const other = Math.abs(cost / measure - 1) <= TOLERANCE ? undefined : `its cost is ${cost}, not ${measure}`;
    const why = fault ?? other;
    const training = median(outcomes.map((o) => o.training));
    return {
      who,
      cost,
      times,
      time: median(times),
      spread: spread(times),
      training,
      ...(why === undefined ? {} : { fault: why }),
    };
  });
}

/** The example's spec, split without chance, and its first weights for all. */
function layOut(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const sizes = [9, 15, 1];
  const rng = Rng.stream(1, 'wisconsin');
  const layers = sizes.slice(1).map((units, i) => {
    const fan = sizes[i]!;
    const weight = Float32Array.from({ length: units * fan }, () => rng.normal() / Math.sqrt(fan));
    return { units, fan, weight, bias: new Float32Array(units) };
  });
  const tensors = layers.flatMap(({ units, fan, weight, bias }, i) => [
    { name: `dense_${i + 1}.weight`, shape: [units, fan], data: weight },
    { name: `dense_${i + 1}.bias`, shape: [units], data: bias },
  ]);
  writeFileSync(path.join(folder, 'weights.npz'), writeNpz(tensors));
  writeFileSync(path.join(folder, 'weights.bin'), concatenated(layers.flatMap(({ weight, bias }) => [weight, bias])));
  const about = { sizes, hidden: 'relu', loss: 'binary_crossentropy', optimizer: 'sgd', rate: 0.003, full: true };
  writeFileSync(path.join(folder, 'workload.json'), JSON.stringify({ ...about, rows: 0, batch: 0, divisor: 0 }));
  const example = readFileSync(path.join(root, 'examples/wisconsin.nnspec'), 'utf8');
  writeFileSync(path.join(folder, 'wisconsin.nnspec'), example);
}

async function ours(who: Ours, folder: string, datasets: string): Promise<Outcome> {
  const out = path.join(folder, 'run');
  rmSync(out, { recursive: true, force: true });
  const set = [
    'data.split.shuffle=false',
    'training.threads=1',
    `training.reproducible=${who === 'ours'}`,
    'initialWeights="weights.npz"',
    'metrics=["accuracy"]',
  ];
  const args = [
    path.join(root, 'dist/nnspec.js'),
    'train',
    path.join(folder, 'wisconsin.nnspec'),
    '--json',
    '--out',
    out,
  ];
  const env = { NNSPEC_DATASETS: datasets };
  const { seconds, text } = await timed({
    program: node(),
    args: [...args, ...set.flatMap((s) => ['--set', s])],
    env,
  });
  const end = JSON.parse(text.trim().split('\n').at(-1)!) as { seconds: number; train: { loss: number } };
  return { seconds, cost: end.train.loss, training: end.seconds };
}

async function peers(command: Command): Promise<Outcome> {
  const { seconds, text } = await timed(command);
  const { cost, seconds: training } = JSON.parse(text) as { cost: number; seconds: number };
  return { seconds, cost, training };
}

function timed({ program, args, env }: Command): Promise<{ seconds: number; text: string }> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let [text, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    child.stderr.setEncoding('utf8').on('data', (more: string) => (errors += more));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve({ seconds: (performance.now() - start) / 1000, text });
      else reject(new Error(complaint(errors)));
    });
  });
}
