// What the command line of the bench asks for.
import { parseArgs } from 'node:util';
import { MEASURES, type Measure } from './measures';
import { PEERS, workloads, type Peer } from './workloads';

export const WISCONSIN = 'wisconsin';

export const USAGE = `npm run bench -- [options]

  --rows LIST      of ${[...workloads.map(({ name }) => name), WISCONSIN].join(', ')}; or none
  --peers LIST     of ${PEERS.join(', ')}; or none
  --threads LIST   1, 2 or 1,2 (default: one, and two where a row is about threads)
  --measures LIST  of ${Object.keys(MEASURES).join(', ')}; or none
  --clock NAME     wall (default), or processor: what a process itself used, where other programs keep the machine
                   busy; one thread only
  --quick          short rounds and few of them: to see that it works
  --out FOLDER     where RESULTS.md and chart.svg go (default: test/bench; out/bench where not all is measured)`;

export type Clock = 'wall' | 'processor';

export interface Options {
  readonly rows: readonly string[];
  readonly peers: readonly Peer[];
  /** Undefined: as each row wants it. */
  readonly threads: readonly number[] | undefined;
  readonly measures: readonly Measure[];
  readonly clock: Clock;
  readonly quick: boolean;
  /** Everything, at full length. */
  readonly whole: boolean;
  readonly out: string | undefined;
}

/** Throws an Error with a sentence. */
export function readOptions(args: readonly string[]): Options {
  const list = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: list,
      peers: list,
      threads: list,
      measures: list,
      out: list,
      clock: list,
      quick: { type: 'boolean' },
    },
  });
  const chosen = <T extends string>(option: string, known: readonly T[], given: string | undefined): readonly T[] => {
    if (given === undefined) return known;
    if (given === 'none') return [];
    return given.split(',').map((name) => {
      const found = known.find((one) => one === name.trim());
      if (found === undefined) throw new Error(`--${option} knows no "${name}"; it knows ${known.join(', ')}.`);
      return found;
    });
  };
  const quick = values.quick ?? false;
  const [clock] = chosen<Clock>('clock', ['wall', 'processor'], values.clock);
  const threads = values.threads === undefined ? undefined : chosen('threads', ['1', '2'], values.threads).map(Number);
  if (clock === undefined) throw new Error('--clock is wall or processor.');
  return {
    rows: chosen('rows', [...workloads.map(({ name }) => name), WISCONSIN], values.rows),
    peers: chosen('peers', PEERS, values.peers),
    threads: clock === 'processor' ? [1] : threads,
    measures: chosen('measures', Object.keys(MEASURES) as Measure[], values.measures),
    clock,
    quick,
    whole:
      !quick &&
      clock === 'wall' &&
      ![values.rows, values.peers, values.threads, values.measures].some((given) => given !== undefined),
    out: values.out,
  };
}
