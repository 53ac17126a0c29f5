// All the panel knows, and how an event changes it: (state, event) -> state, pure. Views compare by identity
// (`state.metrics !== before.metrics`), so a part that did not change must stay the same object.
import type {
  DataInfo,
  GradientCheckReport,
  MetricsPoint,
  ModelInfo,
  Position,
  RunEnd,
  RunState,
  SampleReport,
} from '../src/protocol/engine';
import type { EditedSpec } from '../src/protocol/editing';
import type { Frame } from '../src/protocol/frame';
import type { KeptRun, Mark, Opened, PanelEvents, PastPoints, RunLine, Snapshot } from '../src/protocol/panel';
import { NO_ANSWERS, type Answers } from './answers';
import { DEFAULT_CHOICES, type Choices } from './choices';
import { firstAbove } from './draw/decimate';
import { real } from './draw/number';
import { appendPoint, EMPTY_SERIES, lastOf, seriesOf, type Series } from './draw/series';

export interface Metrics {
  /** Index the next point must at least have; earlier ones were seen already. */
  readonly next: number;
  /** "train.loss", "validation.accuracy", "train.learning_rate" over iterations. */
  readonly series: Readonly<Record<string, Series>>;
  readonly last: Readonly<Record<string, MetricsPoint>>;
}

export interface State {
  /** False until the host's first snapshot. */
  readonly connected: boolean;
  readonly name: string;
  readonly specFile: string;
  readonly run: RunState | 'idle';
  readonly position: Position | undefined;
  /** What the host said about the present state. */
  readonly message: string | undefined;
  readonly problem: string | undefined;
  readonly loading: PanelEvents['loading'] | undefined;
  /** How often in a row the running run has told a speed. */
  readonly speedsTold: number;
  readonly progress: PanelEvents['progress'] | undefined;
  readonly model: ModelInfo | undefined;
  readonly data: DataInfo | undefined;
  readonly metrics: Metrics;
  readonly marks: readonly Mark[];
  readonly frame: Frame | undefined;
  readonly sample: SampleReport | undefined;
  /** A sample was asked for and has not come. */
  readonly sampleBusy: boolean;
  readonly sampleProblem: string | undefined;
  readonly answers: Answers;
  readonly end: RunEnd | undefined;
  readonly gradcheck: GradientCheckReport | undefined;
  readonly gradcheckBusy: boolean;
  /** The run is a kept one: nothing trains. */
  readonly kept: KeptRun | undefined;
  /** The run has ended, and its spec says something else by now. */
  readonly specChanged: boolean;
  /** The run has ended, and its files are gone. */
  readonly deleted: boolean;
  /** The run was stopped or interrupted, and can be gone on with. */
  readonly resumable: boolean;
  /** Sentences worth knowing about this run. */
  readonly notes: readonly string[];
  readonly choices: Choices;
  /** The spec as the editor has it, while it is edited here. */
  readonly edited: EditedSpec | undefined;
}

export type Event =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot; readonly choices?: Choices }
  | { readonly type: 'state'; readonly data: PanelEvents['state'] }
  | { readonly type: 'progress'; readonly data: PanelEvents['progress'] }
  | { readonly type: 'loading'; readonly data: PanelEvents['loading'] }
  | { readonly type: 'metrics'; readonly data: readonly MetricsPoint[] }
  | { readonly type: 'wholeLines'; readonly lines: readonly RunLine[] }
  | { readonly type: 'marks'; readonly data: readonly Mark[] }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'end'; readonly data: RunEnd }
  | { readonly type: 'gradcheck'; readonly data: GradientCheckReport }
  | { readonly type: 'gradcheckBusy'; readonly busy: boolean }
  | { readonly type: 'kept'; readonly kept: KeptRun }
  | { readonly type: 'specChanged'; readonly changed: boolean }
  | { readonly type: 'deleted' }
  | { readonly type: 'opened'; readonly data: Opened }
  | { readonly type: 'problem'; readonly message: string | undefined }
  | { readonly type: 'sampleAsked' }
  | { readonly type: 'sample'; readonly data: SampleReport }
  | { readonly type: 'sampleFailed'; readonly message: string }
  | { readonly type: 'edited'; readonly spec: EditedSpec | undefined }
  | { readonly type: 'answered'; readonly answers: Partial<Answers> }
  | { readonly type: 'choose'; readonly choices: Partial<Choices> };

export const NO_METRICS: Metrics = { next: 0, series: {}, last: {} };

export const INITIAL: State = {
  connected: false,
  name: '',
  specFile: '',
  run: 'idle',
  position: undefined,
  message: undefined,
  problem: undefined,
  loading: undefined,
  speedsTold: 0,
  progress: undefined,
  model: undefined,
  data: undefined,
  metrics: NO_METRICS,
  marks: [],
  frame: undefined,
  sample: undefined,
  sampleBusy: false,
  sampleProblem: undefined,
  answers: NO_ANSWERS,
  end: undefined,
  gradcheck: undefined,
  gradcheckBusy: false,
  kept: undefined,
  specChanged: false,
  deleted: false,
  resumable: false,
  notes: [],
  choices: DEFAULT_CHOICES,
  edited: undefined,
};

export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case 'snapshot':
      return fromSnapshot(state, event.snapshot, event.choices ?? state.choices);
    case 'state': {
      const { state: run, position, message } = event.data;
      const began = run === 'preparing';
      return {
        ...state,
        run,
        position: position ?? state.position,
        message,
        loading: began ? state.loading : undefined,
        progress: run === 'running' || run === 'paused' ? state.progress : undefined,
        speedsTold: run === 'running' ? state.speedsTold : 0,
        problem: run === 'preparing' || run === 'running' ? undefined : state.problem,
        // A run that begins again has no result yet.
        ...(began || (run === 'ready' && (position?.iteration ?? 0) === 0) ? { end: undefined } : {}),
      };
    }
    case 'progress':
      return {
        ...state,
        progress: event.data,
        position: event.data,
        loading: undefined,
        speedsTold: state.speedsTold + (real(event.data.iterationsPerSecond) > 0 ? 1 : 0),
      };
    case 'loading':
      return { ...state, loading: event.data };
    case 'metrics':
      return { ...state, metrics: appendMetrics(state.metrics, event.data) };
    case 'wholeLines':
      return { ...state, metrics: completed(state.metrics, event.lines) };
    case 'marks':
      return { ...state, marks: event.data };
    case 'frame':
      return { ...state, frame: event.frame };
    case 'end':
      return {
        ...state,
        end: event.data,
        position: event.data.position,
        resumable: event.data.reason === 'stopped' && event.data.run !== undefined,
        loading: undefined,
      };
    case 'gradcheck':
      return { ...state, gradcheck: event.data, gradcheckBusy: false };
    case 'gradcheckBusy':
      return { ...state, gradcheckBusy: event.busy };
    case 'specChanged':
      return { ...state, specChanged: event.changed };
    case 'deleted':
      return { ...state, deleted: true, resumable: false };
    case 'kept':
      return { ...state, kept: event.kept, loading: undefined };
    case 'opened': {
      const { state: run, position, message, model, data, end, kept, specChanged = false } = event.data;
      return {
        ...state,
        run,
        position,
        message,
        model,
        data,
        kept,
        specChanged,
        end: state.end ?? end,
        loading: undefined,
      };
    }
    case 'problem':
      return { ...state, problem: event.message };
    case 'sampleAsked':
      return { ...state, sampleBusy: true, sampleProblem: undefined };
    case 'sample':
      return {
        ...state,
        sample: event.data,
        sampleBusy: false,
        choices:
          state.choices.sampleIndex === event.data.index
            ? state.choices
            : { ...state.choices, sampleIndex: event.data.index },
      };
    case 'sampleFailed':
      return { ...state, sampleBusy: false, sampleProblem: event.message };
    case 'edited':
      return { ...state, edited: event.spec };
    case 'answered':
      return { ...state, answers: { ...state.answers, ...event.answers } };
    case 'choose':
      return {
        ...state,
        choices: { ...state.choices, ...event.choices },
        // Of another pace nothing is known yet.
        ...(event.choices.pace === undefined ? {} : { speedsTold: 0 }),
      };
    default:
      return event satisfies never;
  }
}

function fromSnapshot(state: State, s: Snapshot, choices: Choices): State {
  const sameModel = JSON.stringify(state.model?.layers) === JSON.stringify(s.model?.layers);
  return {
    ...state,
    connected: true,
    name: s.name,
    specFile: s.specFile,
    run: s.state,
    position: s.position,
    message: s.message,
    problem: undefined,
    loading: undefined,
    speedsTold: 0,
    progress: s.progress,
    // The same layers keep their identity, so that nothing is laid out again for a second run of a spec.
    model: sameModel && state.model && s.model ? { ...s.model, layers: state.model.layers } : s.model,
    data: s.data,
    metrics: appendMetrics(pastMetrics(s.past), s.metrics),
    marks: s.marks ?? [],
    frame: sameModel ? state.frame : undefined,
    sample: sameModel ? state.sample : undefined,
    sampleBusy: false,
    sampleProblem: undefined,
    answers: NO_ANSWERS,
    end: s.end,
    gradcheck: s.gradcheck,
    gradcheckBusy: false,
    kept: s.kept,
    specChanged: s.specChanged ?? false,
    deleted: s.deleted ?? false,
    resumable: s.resumable ?? false,
    notes: s.notes,
    choices: s.reveal === undefined ? choices : { ...choices, selection: { layer: s.reveal } },
  };
}

function pastMetrics(past: PastPoints | undefined): Metrics {
  if (!past) return NO_METRICS;
  const series = past.lines.map(({ name, iterations, values }) => [name, seriesOf(iterations, values)] as const);
  const last = past.last.map((point) => [point.split, point] as const);
  return { next: past.next, series: Object.fromEntries(series), last: Object.fromEntries(last) };
}

/** Thinned lines become whole ones; what has come behind them stays. */
function completed(metrics: Metrics, lines: readonly RunLine[]): Metrics {
  const series = { ...metrics.series };
  for (const { name, iterations, values } of lines) {
    const thin = series[name];
    let whole = seriesOf(iterations, values);
    if (thin) {
      const end = lastX(whole);
      for (let i = firstAbove(thin, end); i < thin.length; i++) whole = appendPoint(whole, thin.x[i]!, thin.y[i]!);
    }
    series[name] = whole;
  }
  return { ...metrics, series };
}

const lastX = ({ x, length }: Series): number => (length > 0 ? x[length - 1]! : -Infinity);

/** Points may come twice (in a snapshot and as an event): those below `next` were seen. Index 0 starts anew. */
export function appendMetrics(metrics: Metrics, points: readonly MetricsPoint[]): Metrics {
  let { next } = metrics;
  let series: Record<string, Series> = { ...metrics.series };
  let last: Record<string, MetricsPoint> = { ...metrics.last };
  let changed = false;
  for (const point of points) {
    if (point.index === 0 && next > 0 && point.iteration < (last[point.split]?.iteration ?? 0)) {
      next = 0;
      series = {};
      last = {};
    }
    if (point.index < next) continue;
    next = point.index + 1;
    changed = true;
    last[point.split] = point;
    for (const [name, value] of Object.entries(point.values)) {
      const key = `${point.split}.${name}`;
      series[key] = appendPoint(series[key] ?? EMPTY_SERIES, point.iteration, real(value));
    }
    if (point.split === 'train') {
      series['train.learning_rate'] = appendPoint(
        series['train.learning_rate'] ?? EMPTY_SERIES,
        point.iteration,
        real(point.learningRate),
      );
    }
  }
  return changed ? { next, series, last } : metrics;
}

/** Told speeds that a guess of the time left needs: the first tenths of a second are those of a cold engine. */
const SPEEDS_NEEDED = 5;

/** Seconds of training that are left at the speed of the last second; undefined while that cannot be known. */
export function timeLeft({ run, progress, speedsTold }: State): number | undefined {
  if (run !== 'running' || !progress || speedsTold < SPEEDS_NEEDED) return undefined;
  const speed = real(progress.iterationsPerSecond);
  return speed > 0 ? (progress.totalIterations - progress.iteration) / speed : undefined;
}

/** The training cost where the run stands: at its end of all training rows, before that of its last update. */
export function costNow({ end, progress, position, metrics }: State): number {
  const atEnd = end?.splits.train?.values['loss'];
  if (atEnd !== undefined) return real(atEnd);
  if (progress && progress.iteration === position?.iteration) return real(progress.loss);
  return lastOf(metrics.series['train.loss']);
}

/** Metric names over all splits, the loss left out: what the second chart can show. */
export function metricNames(metrics: Metrics): readonly string[] {
  const names = new Set(Object.keys(metrics.series).map((key) => key.slice(key.indexOf('.') + 1)));
  names.delete('loss');
  const rate = names.delete('learning_rate');
  return [...names, ...(rate ? ['learning_rate'] : [])];
}
