// When the network is asked: only for what is in sight, one question of a kind at a time, and while it trains so rarely
// that the answers cost a few percent at most. All rows of a large split are asked at a standstill or on demand.
import type { PanelRequests } from '../src/protocol/panel';
import type { SampleQuery, SplitRows } from '../src/protocol/engine';
import type { SplitName } from '../src/data/dataset';
import {
  canAsk,
  isPlane,
  mappedUnits,
  outcomesSplit,
  splitsOf,
  type Answers,
  type PlaneAnswer,
  type PlanePoints,
} from './answers';
import type { SectionName } from './choices';
import { gridInputs, planeAround, spread } from './draw/plane';
import { matching, type RowFilter } from './rowFilter';
import type { State } from './store';

type Asked = 'outcomes' | 'predict' | 'rows';

export interface Asking {
  request<K extends Asked>(name: K, params: PanelRequests[K]['params']): Promise<PanelRequests[K]['result']>;
  state(): State;
  tell(answers: Partial<Answers>): void;
  sample(query: SampleQuery): void;
  /** In sight and not folded away. */
  open(section: SectionName): boolean;
}

export interface Questions {
  /** Sees whether something in sight wants an answer; cheap, called with every picture. */
  look(): void;
  /** Every row of the chosen split, now. */
  outcomes(): void;
  /** Opens the first sample of a split that a filter lets through. */
  firstOf(split: SplitName, filter: RowFilter): void;
  /** A row of one's own, through every layer, now and whenever the network has changed; undefined: none any more. */
  own(inputs: Float32Array | undefined): void;
  rows(split: SplitName, positions: readonly number[]): Promise<SplitRows>;
}

const FINE_SIDE = 64;
const COARSE_SIDE = 32; // for networks in which a fine grid would take long
const MAP_SIDE = 24;
const FINE_PARAMETERS = 50_000;
/** Beyond so many units in all, their maps would be megabytes a question. */
export const MOST_MAPPED = 200;
const MOST_POINTS: Readonly<Record<SplitName, number>> = { train: 1200, validation: 400, test: 600 };

/** While training runs: pauses between questions of a kind, in ms, and as multiples of the time one takes. */
const PLANE_REST = { least: 200, times: 12 };
const OWN_REST = { least: 500, times: 20 };
const OUTCOMES_REST = { least: 3000, times: 30 };
/** Rows × parameters up to which all rows are asked unasked while training runs, and beyond which stepping must end first. */
const CHEAP = 1e8;
const DEAR = 2e10;
const SETTLED_MS = 200;
const DEAR_SETTLED_MS = 1500;

const NOTHING_ASKED = { data: undefined, plane: '', own: '', outcomes: '' };

export function createQuestions(asking: Asking): Questions {
  const { state, tell, open } = asking;
  const request = inTurn(asking.request);
  const plane = new Pace();
  const own = new Pace();
  const outcomes = new Pace();
  let ownInputs: Float32Array | undefined;
  let ownWaiting = false;
  let standing = { iteration: -1, since: 0 };
  // For which network each was asked last: the same question is not asked twice, whatever was answered.
  let asked: { data: State['data']; plane: string; own: string; outcomes: string } = NOTHING_ASKED;

  const iteration = (): number => state().position?.iteration ?? 0;
  const rest = (pace: Pace, { least, times }: typeof PLANE_REST): boolean =>
    state().run !== 'running' || pace.rested(Math.max(least, times * pace.took));

  function look(): void {
    const now = state();
    if (standing.iteration !== iteration()) standing = { iteration: iteration(), since: performance.now() };
    if (document.hidden || !canAsk(now)) return;
    if (asked.data !== now.data) asked = { ...NOTHING_ASKED, data: now.data };
    if (open('plane') && isPlane(now.data)) lookAtPlane(now);
    if (open('own') && ownInputs && asked.own !== keyOf(now) && !own.busy && rest(own, OWN_REST)) askOwn();
    if (open('outcomes')) lookAtOutcomes(now);
  }

  function lookAtPlane(now: State): void {
    const { points } = now.answers;
    const key = `${keyOf(now)} ${points ? 'plane' : 'points'}`;
    if (plane.busy || asked.plane === key || (points && !rest(plane, PLANE_REST))) return;
    asked.plane = key;
    void plane.run(() => (points ? askPlane(now, points) : askPoints(now)));
  }

  async function askPoints(now: State): Promise<void> {
    const splits = splitsOf(now.data);
    const held = splits.includes('test') ? 'test' : 'validation';
    const shown = splits.filter((name) => name === 'train' || name === held);
    try {
      const points: PlanePoints[] = [];
      for (const split of shown) {
        const { rows, targets } = await request('outcomes', { split });
        const positions = spread(rows, MOST_POINTS[split]);
        const { inputs } = await request('rows', { split, positions });
        const width = targets.length / rows;
        points.push({
          split,
          positions,
          inputs: inputs.values,
          targets: Float32Array.from({ length: positions.length * width }, (_, i) => {
            return targets[positions[Math.floor(i / width)]! * width + (i % width)]!;
          }),
        });
      }
      if (state().data === now.data) tell({ points, planeProblem: undefined });
    } catch (e) {
      tell({ planeProblem: messageOf(e) });
    }
  }

  async function askPlane(now: State, points: readonly PlanePoints[]): Promise<void> {
    const model = now.model!;
    const at = points.flatMap(({ inputs }) => Array.from(inputs));
    const around = planeAround(at, model.parameters <= FINE_PARAMETERS ? FINE_SIDE : COARSE_SIDE);
    const cells = around.side ** 2;
    const inputs = new Float32Array(cells * 2 + at.length);
    inputs.set(gridInputs(around));
    inputs.set(at, cells * 2);
    try {
      const said = await request('predict', { inputs });
      const answer: PlaneAnswer = {
        iteration: said.iteration,
        plane: around,
        cols: said.cols,
        outputs: said.outputs.subarray(0, cells * said.cols),
        atPoints: said.outputs.subarray(cells * said.cols),
      };
      if (state().answers.points !== points) return; // another run meanwhile
      tell({ plane: answer, planeProblem: undefined });
      if (mappedUnits(model, MOST_MAPPED) === 0) return;
      const coarse = gridInputs({ ...around, side: MAP_SIDE });
      const { activations, iteration: then } = await request('predict', { inputs: coarse, layers: true });
      if (activations && state().answers.points === points)
        tell({ maps: { iteration: then, side: MAP_SIDE, activations } });
    } catch (e) {
      tell({ planeProblem: messageOf(e) });
    }
  }

  function askOwn(): void {
    if (own.busy) {
      ownWaiting = true;
      return;
    }
    const inputs = ownInputs!.slice();
    asked.own = keyOf(state());
    void own
      .run(() =>
        request('predict', { inputs, layers: true }).then(
          (answer) => ownInputs && tell({ own: answer, ownProblem: undefined }),
          (e: unknown) => tell({ ownProblem: messageOf(e) }),
        ),
      )
      .then(() => {
        if (!ownWaiting) return;
        ownWaiting = false;
        if (ownInputs) askOwn();
      });
  }

  function lookAtOutcomes(now: State): void {
    const split = outcomesSplit(now);
    const { outcomes: shown } = now.answers;
    if (outcomes.busy || asked.outcomes === `${keyOf(now)} ${split}`) return;
    const cost = (now.data?.splits[split] ?? 0) * now.model!.parameters;
    if (cost > CHEAP && iteration() === 0) return; // it has learned nothing yet
    if (now.run === 'running') {
      if (
        now.answers.outcomesProblem !== undefined ||
        cost > CHEAP ||
        (shown?.split === split && !rest(outcomes, OUTCOMES_REST))
      )
        return;
    } else if (performance.now() - standing.since < (cost > DEAR ? DEAR_SETTLED_MS : SETTLED_MS)) return;
    void askOutcomes(split);
  }

  async function askOutcomes(split: SplitName): Promise<void> {
    const now = state();
    asked.outcomes = `${keyOf(now)} ${split}`;
    tell({ outcomesBusy: true, outcomesProblem: undefined });
    await outcomes.run(() =>
      request('outcomes', { split }).then(
        (answer) => {
          // Of a run that was replaced meanwhile nothing is shown.
          tell(state().data === now.data ? { outcomes: answer, outcomesBusy: false } : { outcomesBusy: false });
        },
        (e: unknown) => tell({ outcomesBusy: false, outcomesProblem: messageOf(e) }),
      ),
    );
  }

  async function firstOf(split: SplitName, filter: RowFilter): Promise<void> {
    const held = state().answers.outcomes;
    if (held?.split !== split || held.iteration !== iteration()) await askOutcomes(split);
    const { outcomes: got } = state().answers;
    const index = got?.split === split ? matching(got, filter)[0] : undefined;
    if (index !== undefined) asking.sample({ split, pick: { kind: 'index', index } });
  }

  return {
    look,
    outcomes: () => {
      if (!outcomes.busy && canAsk(state())) void askOutcomes(outcomesSplit(state()));
    },
    firstOf: (split, filter) => void firstOf(split, filter),
    own(inputs) {
      ownInputs = inputs;
      if (!inputs) tell({ own: undefined, ownProblem: undefined });
      else if (canAsk(state())) askOwn();
    },
    rows: (split, positions) => request('rows', { split, positions }),
  };
}

/** A worker answers the latest question of a kind and refuses the one before: here each waits for its turn. */
function inTurn(request: Asking['request']): Asking['request'] {
  const last: { [K in Asked]?: Promise<unknown> } = {};
  return (name, params) => {
    const answer = (last[name] ?? Promise.resolve()).then(() => request(name, params));
    last[name] = answer.catch(() => undefined);
    return answer;
  };
}

/** How long questions of a kind take, and when the last was answered. */
class Pace {
  busy = false;
  /** Milliseconds from the question to the answer. */
  took = 0;
  private answered = -Infinity;

  rested(ms: number): boolean {
    return !this.busy && performance.now() - this.answered >= ms;
  }

  async run(ask: () => Promise<void>): Promise<void> {
    this.busy = true;
    const began = performance.now();
    try {
      await ask();
    } finally {
      this.answered = performance.now();
      this.took = this.answered - began;
      this.busy = false;
    }
  }
}

/** Which network this is; at a run's end it may be another one at the same iteration: the best there was. */
function keyOf({ run, position }: State): string {
  return `${run} ${position?.iteration ?? 0}`;
}

function messageOf(e: unknown): string {
  return e instanceof Error ? e.message : String(e);
}
