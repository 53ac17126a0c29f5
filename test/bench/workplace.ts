// npm run bench:workplace: how quick the workplace is, measured in the real editor. Takes about five minutes. Never part of
// `npm test`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/bootstrap.mjs';
import { sharedData } from '../sharedData';
import { activation } from './workplace/activation';
import { engineAlone } from './workplace/engineAlone';
import { holds, told, type Figure } from './workplace/figure';
import { idle } from './workplace/idle';
import { opening, prepareOpening } from './workplace/opening';
import { Stage } from './workplace/stage';
import { prepareTraining, training } from './workplace/training';
import { prepareTyping, typing } from './workplace/typing';

const FIGURES = { typing, opening, idle, training, activation } as const;
type Name = keyof typeof FIGURES | 'engine';
const NAMES: readonly Name[] = [...(Object.keys(FIGURES) as (keyof typeof FIGURES)[]), 'engine'];
const NEEDS_DATA: readonly Name[] = ['training', 'engine'];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const wanted = values.only?.split(',') ?? NAMES;
  const unknown = wanted.find((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`--only knows no "${unknown}"; it knows ${NAMES.join(', ')}.`);
  const shared = sharedData();
  const datasets = shared === undefined ? undefined : path.join(shared, 'data');
  const notes: string[] = [];
  const found: Figure[] = [];
  const chosen = NAMES.filter((name) => wanted.includes(name)).filter((name) => {
    const missing = NEEDS_DATA.includes(name) && datasets === undefined;
    if (missing) notes.push(`${name}: left out, there is no folder with real MNIST here (NNSPEC_SHARED).`);
    return !missing;
  });
  const tell = (figures: readonly Figure[]): void => {
    found.push(...figures);
    for (const figure of figures) say(`${figure.what}: ${told(figure)}${limit(figure)}  ${figure.note ?? ''}`);
  };
  const inEditor = chosen.filter((name): name is keyof typeof FIGURES => name !== 'engine');
  if (inEditor.length > 0) {
    const stage = await Stage.set(datasets, (workspace) => {
      prepareOpening(workspace);
      prepareTyping(workspace);
      prepareTraining(workspace);
    });
    try {
      for (const name of inEditor) tell(await FIGURES[name](stage));
    } finally {
      await stage.end();
    }
  }
  if (chosen.includes('engine')) tell(engineAlone(datasets!));
  const folder = values.only === undefined ? __dirname : path.join(root, 'out/bench');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'WORKPLACE.md');
  writeFileSync(file, page(found, notes));
  execFileSync(process.execPath, [path.join(root, 'node_modules/prettier/bin/prettier.cjs'), '--write', file]);
  say(`Written to ${path.relative(process.cwd(), file)}.`);
}

const limit = ({ most, least }: Figure): string =>
  most !== undefined ? ` (at most ${most})` : least !== undefined ? ` (at least ${least})` : '';

function page(figures: readonly Figure[], notes: readonly string[]): string {
  const { version } = JSON.parse(
    readFileSync(path.join(root, '.host/code-server/node_modules/code-server/package.json'), 'utf8'),
  ) as { version: string };
  const row = (figure: Figure): string =>
    `| ${[
      figure.what,
      told(figure),
      limit(figure).replace(/[()]/g, '').trim() || '–',
      limit(figure) === '' ? '' : holds(figure) ? '✔' : '✖',
      figure.note ?? '',
    ].join(' | ')} |`;
  return [
    '# How quick the workplace is',
    '',
    `\`npm run bench:workplace\` in the real editor: the extension host of code-server ${version} (its own Node; the desktop editor has the same one), Chromium without windows and without a graphics card in front of it, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}. Medians of all takes, with the best and the worst of them; what is held against a limit is the median.`,
    '',
    '| what | measured | limit | | |',
    '| --- | --- | --- | --- | --- |',
    ...figures.map(row),
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n');
}

main()
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
