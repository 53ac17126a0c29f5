// What the workplace costs while nothing happens: beside the panel of a run that has ended, and without a panel; more than
// the same process takes with no spec open, before and behind it.
import { sleep } from '../engine';
import { digits } from '../statistics';
import type { Figure } from './figure';
import { seen, type Stage } from './stage';

const SECONDS = 10;
/** The last questions are answered by then, and what V8 sweeps once where nothing happens any more is swept. */
const SETTLED_MS = 30_000;
const SPEC = 'circle.nnspec';

export async function idle(stage: Stage): Promise<Figure[]> {
  const file = stage.file(SPEC);
  await stage.ask('closeAll');
  await sleep(SETTLED_MS);
  const before = await rest(stage);
  await stage.bench.openFile(SPEC);
  await stage.ask('train', { file });
  while (!['finished', 'early_stopped'].includes(await stage.ask('state', { file }))) await sleep(200);
  await sleep(SETTLED_MS);
  const panel = await stage.panel();
  const { wakes } = await seen(panel);
  const open = await rest(stage);
  const woken = (await seen(panel)).wakes - wakes;
  await stage.ask('closePanels');
  await sleep(SETTLED_MS);
  const closed = await rest(stage);
  await stage.ask('closeAll');
  await sleep(2000);
  const after = await rest(stage);
  const none = (sum(before) + sum(after)) / 2;
  const figure = (what: string, one: Rest): Figure => ({
    what,
    unit: 'ms of processor a second',
    takes: [sum(one) - none],
    note: `in all ${digits(sum(one))}, of which the thread of all extensions ${digits(one.host)}; with no spec open ${digits(sum(before))} before, ${digits(sum(after))} behind`,
  });
  return [
    { ...figure('Idle, the panel open on a finished run, more than with no spec open', open), most: 5 },
    { what: '… timers and animation frames of the panel', unit: 'a second', takes: [woken / SECONDS], most: 0 },
    { ...figure('Idle, the panel closed, more than with no spec open', closed), most: 5 },
  ];
}

/** Milliseconds of processor time a second. */
interface Rest {
  readonly host: number;
  readonly others: number;
}

const sum = ({ host, others }: Rest): number => host + others;

async function rest(stage: Stage): Promise<Rest> {
  const before = await stage.ask('usage');
  await sleep(1000 * SECONDS);
  const after = await stage.ask('usage');
  return { host: (after.host - before.host) / SECONDS, others: (after.others - before.others) / SECONDS };
}
