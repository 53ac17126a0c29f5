// A host for the panel inside its own page: answers its requests, trains a tiny network in slices, sends frames for
// credits. What it was told is kept in `window.harness`, for the tests to read and drive.
import { Channel } from '../../../src/protocol/channel';
import { jsonPort } from '../../../src/protocol/json';
import { packFrame, type FrameTensor, type WatchItem } from '../../../src/protocol/frame';
import type {
  KeptRun,
  PanelCommand,
  PanelEvents,
  PanelFile,
  PanelRequests,
  PanelSignals,
  PanelView,
  RunLine,
  Snapshot,
} from '../../../src/protocol/panel';
import type {
  MetricsPoint,
  Outcomes,
  Position,
  Predicted,
  PredictRows,
  RunEnd,
  RunState,
  SampleQuery,
  SampleReport,
  SplitRows,
  TensorValues,
} from '../../../src/protocol/engine';
import type { PanelChange } from '../../../src/protocol/editing';
import type { SplitName } from '../../../src/data/dataset';
import { reduceCells, statistics } from '../../../webview/draw/cells';
import { FakeDocument, TEXTS } from './document';
import { scenario, type ScenarioName } from './scenarios';
import { setTheme, type ThemeName } from './themes';
import { pass, predicted, seeded, step, type TinyLayer } from './tinyNet';

const parameters = new URLSearchParams(location.search);
const name = (parameters.get('scenario') ?? 'xor') as ScenarioName;
const plan = scenario(name);
const { layers, data, model } = plan;
const random = seeded(11);

let state: RunState | 'idle' = 'idle';
let message: string | undefined;
let iteration = 0;
let lastLoss = NaN;
let points: MetricsPoint[] = [];
let end: RunEnd | undefined;
let credits = 0;
let items: readonly WatchItem[] = [];
let shown = -1;
let stale = false;
let prepared = parameters.get('start') !== 'empty';
/** The run is a kept one: its network is not shown until it is asked for, and a test opens it. */
let keptRun: KeptRun | undefined = parameters.has('kept') ? { folder: '/runs/1', inside: 'closed' } : undefined;
const log = {
  credits: 0,
  frames: 0,
  commands: [] as PanelCommand[],
  watches: [] as (readonly WatchItem[])[],
  samples: [] as SampleQuery[],
  outcomes: [] as SplitName[],
  predicts: [] as { readonly rows: number; readonly layers: boolean }[],
  acks: [] as number[],
  paces: [] as number[],
  saved: [] as PanelFile[],
  tensors: [] as string[],
  looks: [] as string[],
  changes: [] as PanelChange[],
  views: 0,
};
const spec = new FakeDocument(parameters.get('text') ?? TEXTS[name]);

const inbox: ((message: unknown) => void)[] = [];
const keep = (key: string, value: unknown): void => sessionStorage.setItem(key, JSON.stringify(value));
const kept = (key: string): unknown => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined;
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (m: unknown) => {
      const copy = structuredClone(m);
      setTimeout(() => inbox.forEach((listener) => listener(copy)));
    },
    getState: () => kept('webview'),
    setState: (s: unknown) => keep('webview', s),
  }),
});

const channel = new Channel<Record<never, never>, PanelRequests, PanelSignals, PanelEvents>(
  jsonPort({
    post: (m, transfer) => window.postMessage(structuredClone(m), '*', [...(transfer ?? [])]),
    onMessage: (listener) => inbox.push(listener),
  }),
  {
    ready: () => snapshot(),
    command: ({ command }) => obey(command),
    outcomes: ({ split }) => {
      log.outcomes.push(split);
      return latest('outcomes', () => outcomes(split));
    },
    predict: (asked) => {
      log.predicts.push({ rows: asked.inputs.length / plan.inputs[0]!.length, layers: asked.layers ?? false });
      return latest('predict', () => predict(asked));
    },
    rows: ({ split, positions }) => rows(split, positions),
    past: () => null,
    runs: () =>
      [1, 2, 3, 4, 5, 6].map((n) => ({
        id: `2025-11-2${n}T02-40-11Z-${n}`,
        created: `2025-11-2${n}T02:40:11.000Z`,
        seed: n,
        iteration: plan.iterations - n,
        reason: n === 3 ? ('diverged' as const) : ('finished' as const),
        loss: 0.1 * n,
      })),
    runLines: ({ id }) => ['train.loss', 'validation.loss', 'train.accuracy'].map((name) => oldLine(id, name)),
    tensor: ({ name, aspect }) => {
      log.tensors.push(`${name} ${aspect}`);
      const layer = layers.find((l) => name.startsWith(`${l.name}.`))!;
      const bias = name.endsWith('.bias');
      const all = aspect === 'start' ? valuesOf(layer, bias, 'weight').map(() => 0) : valuesOf(layer, bias, aspect);
      return {
        name,
        shape: bias ? [layer.units] : [layer.units, layer.inputs],
        values: Float32Array.from(all),
      };
    },
    save: (file) => {
      log.saved.push(file);
      return true;
    },
    lookInside: ({ how }) => {
      log.looks.push(how);
      tellKept(how === 'cancel' ? 'offered' : 'opening');
      return null;
    },
    resumeRun: () => {
      log.looks.push('resume');
      return null;
    },
    specChanges: () => {
      log.looks.push('changes');
      return null;
    },
    editing: ({ on }) => (on ? spec.read() : null),
    edit: ({ version, change }) => {
      log.changes.push(change);
      return spec.change(version, change);
    },
    pace: ({ updatesPerSecond }) => {
      log.paces.push(updatesPerSecond);
      return null;
    },
    sample: (query) => {
      log.samples.push(query);
      return sample(query);
    },
    watch: ({ items: next }) => {
      items = next;
      stale = true;
      log.watches.push(next);
      sendFrame();
      return null;
    },
  },
);
channel.on('credit', ({ frames }) => {
  log.credits += frames;
  credits += frames;
  sendFrame();
});
channel.on('view', (view) => {
  log.views++;
  keep('view', view);
});
channel.on('ack', ({ metrics }) => log.acks.push(metrics));

function oldLine(id: string, name: string): RunLine {
  const seed = Number(id.at(-1));
  const every = name.startsWith('validation') ? 10 : 1;
  const n = Math.floor(300 / every);
  const iterations = Float64Array.from({ length: n }, (_, i) => (i * every * plan.iterations) / 300);
  const values = iterations.map((at) => {
    const fall = 1 / (1 + ((4 + seed) * at) / plan.iterations);
    return name.endsWith('accuracy') ? 1 - fall * 0.6 : fall * (0.6 + 0.15 * seed) + (every > 1 ? 0.05 : 0);
  });
  return { name, iterations, values };
}

function tellKept(
  inside: KeptRun['inside'],
  { specChanged = false, ...more }: Partial<KeptRun> & { readonly specChanged?: boolean } = {},
): void {
  keptRun = { folder: '/runs/1', inside, ...more };
  if (inside === 'open') {
    stale = true;
    channel.emit('opened', {
      state,
      position: position(),
      model,
      data,
      ...(end ? { end } : {}),
      kept: keptRun,
      specChanged,
    });
  } else channel.emit('kept', keptRun);
}

function snapshot(): Snapshot {
  const closed = keptRun && keptRun.inside !== 'open';
  return {
    specFile: `/specs/${plan.name}.nnspec`,
    name: plan.name,
    state: closed ? 'idle' : state,
    ...(prepared ? { position: position() } : {}),
    ...(prepared && !closed ? { model, data } : {}),
    ...(keptRun ? { kept: keptRun } : {}),
    ...(keptRun && parameters.has('resumable') ? { resumable: true } : {}),
    ...(message === undefined ? {} : { message }),
    ...(end ? { end: { ...end, ...(closed && data.classes ? { classes: data.classes } : {}) } } : {}),
    metrics: points,
    notes: [],
    view: (kept('view') ?? {}) as PanelView,
  };
}

function position(): Position {
  const perEpoch = Math.max(1, Math.round(data.splits.train / plan.batch));
  return { iteration, epoch: iteration / perEpoch, totalIterations: plan.iterations, iterationsPerEpoch: perEpoch };
}

function enter(next: RunState | 'idle', text?: string): void {
  state = next;
  message = text;
  channel.emit('state', { state, position: position(), ...(text === undefined ? {} : { message: text }) });
}

function obey(command: PanelCommand): null {
  log.commands.push(command);
  if (command === 'train' || command === 'resume') {
    keptRun = undefined;
    if (!prepared) {
      prepared = true;
      state = 'ready';
      channel.emit('snapshot', snapshot());
    }
    if (command === 'train' && end) restart();
    enter('running');
  }
  if (command === 'pause') enter('paused');
  if (command === 'stepIteration') advance(1);
  if (command === 'stepEpoch') advance(position().iterationsPerEpoch);
  if (command === 'stop') finish('stopped');
  if (command === 'reset') restart();
  if (command === 'gradcheck') {
    channel.emit('gradcheck', {
      passed: true,
      checked: model.parameters,
      skipped: 2,
      samples: 4,
      epsilon: 1e-6,
      atol: 1e-5,
      rtol: 1e-3,
      worst: [
        {
          tensor: `${layers[0]!.name}.weight`,
          index: [0, 1],
          analytic: 0.01234567,
          numeric: 0.01234569,
          difference: 2.1e-8,
        },
      ],
      byTensor: layers.flatMap((l) =>
        [`${l.name}.weight`, `${l.name}.bias`].map((tensor) => ({ tensor, checked: 12, worst: 2.1e-8, passed: true })),
      ),
    });
  }
  return null;
}

function restart(): void {
  iteration = 0;
  points = [];
  end = undefined;
  layers.forEach((l) => l.w.forEach((_, i) => (l.w[i] = (random() * 2 - 1) * Math.sqrt(6 / (l.inputs + l.units)))));
  layers.forEach((l) => l.b.fill(0));
  state = 'ready';
  channel.emit('snapshot', snapshot());
}

function advance(n: number): void {
  const fresh: MetricsPoint[] = [];
  for (let k = 0; k < n && iteration < plan.iterations; k++) {
    const chosen = Array.from({ length: plan.batch }, (_, j) =>
      plan.batch >= plan.inputs.length ? j : Math.floor(random() * plan.inputs.length),
    );
    const { loss, right } = step(
      layers,
      chosen.map((i) => plan.inputs[i]!),
      chosen.map((i) => plan.targets[i]!),
      plan.rate,
    );
    lastLoss = loss;
    const every = Math.max(1, Math.floor(plan.iterations / 400));
    if (iteration % every === 0) fresh.push(point('train', loss, right / plan.batch));
    if (data.splits.validation > 0 && iteration % (every * 10) === 0)
      fresh.push(point('validation', loss * (1.05 + random() * 0.1) + 0.02, right / plan.batch));
    iteration++;
  }
  points.push(...fresh);
  if (fresh.length > 0) channel.emit('metrics', fresh);
  channel.emit('progress', { ...position(), loss: lastLoss, iterationsPerSecond: plan.pace * 61.7 });
  if (iteration >= plan.iterations) finish('finished');
  sendFrame();
}

let index = 0;
function point(split: MetricsPoint['split'], loss: number, accuracy: number): MetricsPoint {
  index = points.length === 0 && iteration === 0 && split === 'train' ? 0 : index + 1;
  return {
    index,
    iteration,
    epoch: position().epoch,
    split,
    values: { loss, accuracy },
    learningRate: plan.rate,
    seconds: iteration / 600,
  };
}

function finish(reason: RunEnd['reason']): void {
  const classes = data.classes!;
  const matrix = classes.map(() => classes.map(() => 0));
  plan.inputs.forEach((x, i) => {
    const answer = predicted(pass(layers, x, plan.targets[i]!, false).a.at(-1)!);
    matrix[plan.targets[i]!]![answer]!++;
  });
  const right = matrix.reduce((n, row, k) => n + row[k]!, 0) / plan.inputs.length;
  const report = { values: { loss: lastLoss, accuracy: right }, confusionMatrix: matrix };
  end = {
    reason,
    position: position(),
    seconds: iteration / 600,
    run: `/specs/.nnspec/runs/${plan.name}/2025-11-22T02-40-11-1`,
    splits: data.splits.test > 0 ? { train: report, validation: report, test: report } : { train: report },
  };
  enter(reason === 'finished' ? 'finished' : reason === 'early_stopping' ? 'early_stopped' : reason);
  channel.emit('end', end);
}

function sendFrame(): void {
  if (!prepared || credits === 0 || items.length === 0 || (shown === iteration && !stale)) return;
  credits--;
  shown = iteration;
  stale = false;
  log.frames++;
  const tensors: FrameTensor[] = [];
  const cells: Float32Array[] = [];
  for (const item of items) {
    const layer = layers.find((l) => item.tensor.startsWith(`${l.name}.`));
    if (!layer) continue;
    const bias = item.tensor.endsWith('.bias');
    const [rows, cols] = bias ? [1, layer.units] : [layer.units, layer.inputs];
    const all = valuesOf(layer, bias, item.aspect);
    if (item.aspect !== 'weight' && iteration === 0) continue;
    const [from, to] = item.rows ?? [0, rows];
    const part = all.subarray(from * cols, to * cols);
    const reduced = reduceCells(part, to - from, cols, item.maxRows ?? 64, item.maxCols ?? 64);
    tensors.push({
      tensor: item.tensor,
      aspect: item.aspect,
      rows,
      cols,
      region: [from, to],
      cellRows: reduced.rows,
      cellCols: reduced.cols,
      ...statistics(part),
    });
    cells.push(Float32Array.from(reduced.values));
  }
  const frame = packFrame({ iteration, epoch: position().epoch, tensors }, cells);
  channel.emit('frame', frame, [frame]);
}

function valuesOf(l: TinyLayer, bias: boolean, aspect: WatchItem['aspect']): Float64Array {
  return bias
    ? { weight: l.b, gradient: l.db, update: l.ub }[aspect]
    : { weight: l.w, gradient: l.dw, update: l.uw }[aspect];
}

function sample({ split, pick, after }: SampleQuery): SampleReport {
  const rows = data.splits[split];
  const n = plan.inputs.length;
  const wrong = (i: number): boolean =>
    predicted(pass(layers, plan.inputs[i % n]!, plan.targets[i % n]!, false).a.at(-1)!) !== plan.targets[i % n];
  let at = pick.kind === 'index' ? pick.index : Math.floor(random() * Math.min(rows, n));
  if (pick.kind === 'worst') at = [...plan.inputs.keys()].sort((a, b) => lossOf(b) - lossOf(a))[0]!;
  if (pick.kind === 'misclassified') {
    const found = [...plan.inputs.keys()].map((k) => (k + (after ?? -1) + 1) % n).find(wrong);
    if (found === undefined)
      throw new Error(`None of the ${split === 'train' ? 'training' : split} rows is misclassified.`);
    at = found;
  }
  const [x, target] = [plan.inputs[at % n]!, plan.targets[at % n]!];
  const done = pass(layers, x, target, true);
  const y = done.a.at(-1)!;
  const answer = predicted(y);
  const tensor = (name: string, shape: readonly number[], values: Float64Array): TensorValues => ({
    name,
    shape,
    values: Float32Array.from(values),
  });
  return {
    split,
    index: at,
    splitRows: rows,
    iteration,
    input: x.slice(),
    inputShape: data.inputShape,
    ...(plan.raw ? { raw: plan.raw(at % n) } : {}),
    loss: done.loss,
    output: [...y],
    prediction: [data.classes![answer]!],
    target: [data.classes![target]!],
    correct: answer === target,
    activations: layers.flatMap((l, k) => [
      tensor(`${l.name}.z`, [l.units], done.z[k]!),
      tensor(`${l.name}.a`, [l.units], done.a[k]!),
    ]),
    activationGradients: layers.flatMap((l, k) => [
      tensor(`${l.name}.z`, [l.units], done.dz[k]!),
      ...(done.da[k] ? [tensor(`${l.name}.a`, [l.units], done.da[k])] : []),
    ]),
    gradients: layers.flatMap((l, k) => [
      tensor(`${l.name}.weight`, [l.units, l.inputs], done.dw[k]!),
      tensor(`${l.name}.bias`, [l.units], done.dz[k]!),
    ]),
    ...(iteration > 0
      ? {
          batchGradients: layers.flatMap((l) => [
            tensor(`${l.name}.weight`, [l.units, l.inputs], l.dw),
            tensor(`${l.name}.bias`, [l.units], l.db),
          ]),
        }
      : {}),
  };
}

/** As the engine does: a newer question of a kind is answered in place of the one before. */
const refuse: Partial<Record<string, (reason: Error) => void>> = {};
function latest<T>(kind: string, answer: () => T): Promise<T> {
  refuse[kind]?.(new Error(`Newer ${kind} were asked for.`));
  return new Promise((resolve, reject) => {
    refuse[kind] = reject;
    setTimeout(() => resolve(answer()), 5);
  });
}

/** Every row of a split; there are as many different ones as the scenario has inputs. */
function outcomes(split: SplitName): Outcomes {
  const n = plan.inputs.length;
  const total = data.splits[split];
  const passes = plan.inputs.map((x, i) => pass(layers, x, plan.targets[i]!, false));
  const cols = layers.at(-1)!.units;
  const each = (of: (i: number) => number): Float32Array => Float32Array.from({ length: total }, (_, r) => of(r % n));
  return {
    split,
    iteration,
    rows: total,
    cols,
    outputs: Float32Array.from(
      { length: total * cols },
      (_, k) => passes[Math.floor(k / cols) % n]!.a.at(-1)![k % cols]!,
    ),
    targets: each((i) => plan.targets[i]!),
    losses: each((i) => passes[i]!.loss),
    predicted: Int32Array.from(each((i) => predicted(passes[i]!.a.at(-1)!))),
  };
}

function predict({ inputs, layers: wanted }: PredictRows): Predicted {
  const width = plan.inputs[0]!.length;
  const n = inputs.length / width;
  const passes = Array.from({ length: n }, (_, r) =>
    pass(layers, inputs.subarray(r * width, (r + 1) * width), 0, false),
  );
  const joined = (of: (p: (typeof passes)[number]) => Float64Array, units: number): Float32Array => {
    const all = new Float32Array(n * units);
    passes.forEach((p, r) => all.set(of(p), r * units));
    return all;
  };
  return {
    iteration,
    rows: n,
    cols: layers.at(-1)!.units,
    outputs: joined((p) => p.a.at(-1)!, layers.at(-1)!.units),
    ...(wanted
      ? {
          activations: layers.flatMap(({ name, units }, k) => [
            { name: `${name}.z`, shape: [n, units], values: joined((p) => p.z[k]!, units) },
            { name: `${name}.a`, shape: [n, units], values: joined((p) => p.a[k]!, units) },
          ]),
        }
      : {}),
  };
}

function rows(split: SplitName, positions: readonly number[]): SplitRows {
  const n = plan.inputs.length;
  const width = plan.inputs[0]!.length;
  const values = new Float32Array(positions.length * width);
  positions.forEach((p, k) => values.set(plan.inputs[p % n]!, k * width));
  return {
    split,
    inputs: { name: 'inputs', shape: [positions.length, ...data.inputShape], values },
    ...(plan.raw ? { raw: positions.map((p) => plan.raw!(p % n)) } : {}),
  };
}

function lossOf(i: number): number {
  return pass(layers, plan.inputs[i]!, plan.targets[i]!, false).loss;
}

document.documentElement.dir = parameters.get('dir') ?? 'ltr';
const begin = Number(parameters.get('iterations') ?? 0);
if (begin > 0) {
  state = 'running';
  advance(Math.min(begin, plan.iterations));
  if (iteration < plan.iterations) state = (parameters.get('state') ?? 'paused') as RunState;
} else if (prepared && parameters.get('start') === 'ready') state = 'ready';
setInterval(() => {
  if (state === 'running') advance(plan.pace);
}, 16);

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (e) =>
  violations.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`),
);

const harness = {
  log,
  violations,
  setTheme,
  /** Of the page when it opens. */
  theme: (parameters.get('theme') ?? 'dark') as ThemeName,
  channel,
  spec,
  /** As a person at the editor does. */
  type: (text: string) => {
    spec.type(text);
    channel.emit('edited', spec.read());
  },
  enter,
  tellKept,
  get iteration() {
    return iteration;
  },
  get state() {
    return state;
  },
  /** As one batch. */
  metrics: (count: number) => {
    const batch = Array.from({ length: count }, (_, i): MetricsPoint => ({
      index: i,
      iteration: i,
      epoch: i / 100,
      split: 'train',
      values: { loss: 2 / (1 + i / 500) + Math.abs(Math.sin(i)) * 0.05, accuracy: 1 - 1 / (1 + i / 900) },
      learningRate: 0.1,
      seconds: i / 1000,
    }));
    points = batch;
    index = count - 1;
    channel.emit('metrics', batch);
  },
};
export type Harness = typeof harness;
Object.assign(window, { harness });
