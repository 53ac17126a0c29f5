// Everything that was measured, as one Markdown page.
import { cpus, release, totalmem, type } from 'node:os';
import { TITLE, WANTED, type ScriptScore } from './commandLine';
import { TITLES } from './contestants';
import type { Group } from './chart';
import type { Finding } from './measures/finding';
import type { Row } from './rounds';
import { nodeVersion } from './node';
import { digits } from './statistics';
import { OURS, PEERS, type Ours, type Peer, type Wanted } from './workloads';

export interface Results {
  readonly rows: readonly Row[];
  readonly scripts: readonly ScriptScore[];
  readonly findings: readonly Finding[];
  /** What was left out and why, a sentence each. */
  readonly notes: readonly string[];
  readonly quick: boolean;
}

/** What a row of either kind comes to. */
interface Line {
  readonly title: string;
  readonly unit: string;
  readonly wanted: Wanted;
  readonly scores: readonly {
    readonly who: Peer | Ours;
    readonly time: number;
    readonly spread: number;
    readonly fault?: string;
  }[];
}

function linesOf({ rows, scripts }: Results): Line[] {
  const lines = rows.map(({ prepared: { workload }, threads, scores }): Line => {
    const title = threads === 1 ? workload.title : `${workload.title}, ${threads} threads each`;
    return { title, unit: 'ms a step', wanted: workload.wanted[threads as 1 | 2] ?? {}, scores };
  });
  return scripts.length === 0 ? lines : [...lines, { title: TITLE, unit: 's in all', wanted: WANTED, scores: scripts }];
}

function ratiosOf({ scores, wanted }: Line, which: Ours = 'ours') {
  const ours = scores.find(({ who }) => who === which);
  return PEERS.flatMap((peer) => {
    const score = scores.find(({ who }) => who === peer);
    if (!score || !ours || score.fault !== undefined || ours.fault !== undefined) return [];
    const goal = wanted[peer];
    return [{ peer, ratio: score.time / ours.time, ...(goal === undefined ? {} : { wanted: goal }) }];
  });
}

export function groupsOf(results: Results): Group[] {
  return linesOf(results)
    .map((line) => ({ title: line.title, bars: ratiosOf(line) }))
    .filter(({ bars }) => bars.length > 0);
}

export function report(results: Results): string {
  const { rows, scripts, findings, notes, quick } = results;
  const lines = linesOf(results);
  const peers = PEERS.filter((peer) => lines.some(({ scores }) => scores.some(({ who }) => who === peer)));
  const ratios = (which: Ours): string[] =>
    table(
      ['', ...peers.map((peer) => TITLES[peer])],
      lines.map((line) => [line.title, ...peers.map((peer) => ratioCell(line, peer, which))]),
    );
  const parts = [
    '# Measured speed',
    '',
    `Written by \`npm run bench\`${quick ? ' with `--quick`: **too short to conclude anything from**' : ''}; CONTRIBUTING.md says how it is done.`,
    '',
    `- ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB; ${type()} ${release()}; Node ${nodeVersion()}`,
    ...abouts(rows).map((about) => `- ${about}`),
    ...notes.map((note) => `- ${note}`),
    '',
  ];
  if (lines.length > 0)
    parts.push(
      '## Times faster than each peer',
      '',
      'Ratios of medians in one run; above 1 we are faster. In brackets what is wanted; ✖ marks what is not reached.',
      '',
      'As it is by default, with the same bits on every machine:',
      '',
      ...ratios('ours'),
      '',
      'With `"reproducible": false`, where products and sums may be fused:',
      '',
      ...ratios('oursFused'),
      '',
      '![The first table as bars](chart.svg)',
      '',
      '## Times',
      '',
      'Median over the rounds ± half the distance between the quartiles.',
      '',
      ...table(
        ['', '', ...[...OURS, ...peers].map((who) => TITLES[who])],
        lines.map((line) => [line.title, line.unit, ...[...OURS, ...peers].map((who) => timeCell(line, who))]),
      ),
      '',
    );
  if (rows.length > 0)
    parts.push(
      '## The same work',
      '',
      'Loss on the first 512 rows in double precision, of the first weights and of those that each has after so many updates.',
      '',
      ...table(
        ['', 'updates', 'tolerance', 'before', ...[...OURS, ...peers].map((who) => TITLES[who])],
        rows.map(({ prepared: { workload }, threads, firstLoss, scores }) => [
          `${workload.title}${threads === 1 ? '' : `, ${threads} threads`}`,
          String(workload.checkSteps),
          String(workload.tolerance),
          firstLoss.toPrecision(6),
          ...[...OURS, ...peers].map((who) => {
            const score = scores.find((one) => one.who === who);
            return score ? (score.fault === undefined ? score.loss.toPrecision(6) : `✖ ${score.fault}`) : '–';
          }),
        ]),
      ),
      '',
    );
  if (scripts.length > 0)
    parts.push(
      `## ${TITLE}`,
      '',
      ...table(
        ['', 'final cost', 'whole process, s', 'of it training, s'],
        scripts.map(({ who, cost, time, training, fault }) => [
          TITLES[who],
          fault === undefined ? cost.toPrecision(6) : `✖ ${fault}`,
          digits(time),
          digits(training),
        ]),
      ),
      '',
    );
  if (findings.length > 0)
    parts.push(
      '## Other promises',
      '',
      ...table(
        ['', 'measured', 'at most', '', 'how'],
        findings.map(({ what, value, unit, limit, note }) => [
          what,
          `${digits(value)} ${unit}`,
          `${limit} ${unit}`,
          value <= limit ? '✔' : '✖',
          note,
        ]),
      ),
      '',
    );
  return parts.join('\n');
}

function ratioCell(line: Line, peer: Peer, which: Ours): string {
  const goal = line.wanted[peer];
  const found = ratiosOf(line, which).find((ratio) => ratio.peer === peer);
  if (!found) return goal === undefined ? '–' : `– (${goal})`;
  if (goal === undefined) return digits(found.ratio);
  return `${digits(found.ratio)} (${goal})${found.ratio < goal ? ' ✖' : ''}`;
}

function timeCell({ scores }: Line, who: Peer | Ours): string {
  const score = scores.find((one) => one.who === who);
  if (!score || !Number.isFinite(score.time)) return '–';
  return `${digits(score.time)} ± ${(100 * score.spread).toFixed(0)}%`;
}

/** Each contestant's own words; and who was pushed aside by other programs. */
function abouts(rows: readonly Row[]): string[] {
  const words = new Set(rows.flatMap(({ scores }) => scores.map(({ about }) => about)).filter((about) => about !== ''));
  const disturbed = rows.flatMap(({ scores }) => scores).reduce((sum, score) => sum + score.disturbed, 0);
  const rounds = rows.flatMap(({ scores }) => scores).reduce((sum, score) => sum + score.times.length, 0);
  const note = `${disturbed} of ${rounds} rounds had less than 0.9 of a processor: other programs were running`;
  return [...words, ...(disturbed > 0 ? [note] : [])];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
