import assert from 'node:assert/strict';
import { MetricsLines } from '../../src/files/metricsLines';
import type { MetricsPoint } from '../../src/protocol/engine';
import type { Snapshot } from '../../src/protocol/panel';
import { thin } from '../../src/protocol/thin';
import { packFrame, unpackFrame } from '../../src/protocol/frame';
import { allowed, primary } from '../../webview/allowed';
import { DEFAULT_CHOICES, restoreChoices, type SectionName } from '../../webview/choices';
import { metricLabel } from '../../webview/metricLabel';
import {
  appendMetrics,
  costNow,
  INITIAL,
  metricNames,
  NO_METRICS,
  reduce,
  timeLeft,
  type State,
} from '../../webview/store';
import { wholeLines } from '../../webview/wholeLines';
import { findWatched, watchItems } from '../../webview/watch';
import { scenario } from './harness/scenarios';

const xor = scenario('xor');
const mnist = scenario('mnist');
const position = { iteration: 0, epoch: 0, totalIterations: 100, iterationsPerEpoch: 1 };

function snapshot(own: Partial<Snapshot> = {}): Snapshot {
  return {
    specFile: '/x.nnspec',
    name: 'x',
    state: 'ready',
    position,
    model: xor.model,
    data: xor.data,
    metrics: [],
    notes: [],
    view: {},
    ...own,
  };
}

function point(index: number, iteration: number, loss: number, split: MetricsPoint['split'] = 'train'): MetricsPoint {
  return { index, iteration, epoch: iteration, split, values: { loss, accuracy: 0.5 }, learningRate: 0.1, seconds: 0 };
}

const loaded = (own: Partial<Snapshot> = {}): State => reduce(INITIAL, { type: 'snapshot', snapshot: snapshot(own) });

describe('the store', () => {
  it('is pure: the state before stays what it was', () => {
    const before = loaded();
    const copy = structuredClone(before.metrics);
    reduce(before, { type: 'metrics', data: [point(0, 0, 1), point(1, 1, 0.5)] });
    assert.deepEqual(structuredClone(before.metrics), copy);
  });

  it('a point that comes twice counts once; a snapshot and its events overlap', () => {
    let state = loaded({ metrics: [point(0, 0, 3), point(1, 1, 2)] });
    state = reduce(state, { type: 'metrics', data: [point(1, 1, 2), point(2, 2, 1)] });
    const again = reduce(state, { type: 'metrics', data: [point(2, 2, 1)] });
    assert.equal(state.metrics.series['train.loss']!.length, 3);
    assert.equal(again.metrics, state.metrics);
  });

  it('points that come as lines are those that come one by one, and go on with them', () => {
    const points = Array.from({ length: 40 }, (_, i) => point(i, i, 40 - i));
    const lines = new MetricsLines();
    lines.add(points.slice(0, 30));
    const told = (state: State) => [
      state.metrics.next,
      state.metrics.last,
      Object.entries(state.metrics.series).map(([name, { x, y, length }]) => [
        name,
        x.slice(0, length),
        y.slice(0, length),
      ]),
    ];
    const one = loaded({ metrics: points });
    const many = reduce(loaded({ past: lines.past }), { type: 'metrics', data: points.slice(20) });
    assert.deepEqual(told(many), told(one));
  });

  it('a long run ends up with every point: of its past, asked for in pieces, and of what came meanwhile', async () => {
    const points = Array.from({ length: 50 }, (_, i) => point(i, i, Math.sin(i)));
    const lines = new MetricsLines();
    lines.add(points.slice(0, 40));
    const { past } = lines;
    const thinned = { ...past, lines: past.lines.map((l) => thin(l, 2)), thinned: past.lines.map(() => 40) };
    const asked: number[] = [];
    const whole = await wholeLines(thinned, async ({ line, from }) => {
      asked.push(from);
      const { name, iterations, values } = past.lines[line]!;
      return { name, iterations: iterations.slice(from, from + 15), values: values.slice(from, from + 15) };
    });
    assert.deepEqual(asked, [0, 15, 30, 0, 15, 30, 0, 15, 30]);
    const later = reduce(loaded({ past: thinned }), { type: 'metrics', data: points.slice(40) });
    const state = reduce(later, { type: 'wholeLines', lines: whole! });
    const numbers = ({ metrics }: State) =>
      Object.values(metrics.series).map(({ x, y, length }) => [[...x.slice(0, length)], [...y.slice(0, length)]]);
    assert.deepEqual(numbers(state), numbers(loaded({ metrics: points })));
    assert.equal(await wholeLines(thinned, () => null), undefined, 'of another run nothing is asked');
  });

  it('index 0 after a reset starts the lines anew', () => {
    const metrics = appendMetrics(NO_METRICS, [point(0, 0, 3), point(1, 50, 2)]);
    const anew = appendMetrics(metrics, [point(0, 0, 9)]);
    assert.equal(anew.series['train.loss']!.length, 1);
    assert.equal(anew.next, 1);
  });

  it('tells the cost where the run stands: of the last update, at a pause too, else of the last point, at the end of all rows', () => {
    let state = reduce(loaded(), { type: 'metrics', data: [point(0, 1, 0.5)] });
    const told = (iteration: number, loss: number): void =>
      void (state = reduce(state, {
        type: 'progress',
        data: { ...position, iteration, loss, iterationsPerSecond: 0 },
      }));
    const enter = (run: 'running' | 'paused' | 'stopped', iteration: number): void =>
      void (state = reduce(state, { type: 'state', data: { state: run, position: { ...position, iteration } } }));
    assert.equal(costNow(state), 0.5);
    enter('running', 6);
    told(7, 0.25);
    assert.equal(costNow(state), 0.25);
    enter('paused', 7);
    assert.equal(costNow(state), 0.25);
    enter('paused', 9);
    assert.equal(costNow(state), 0.5);
    told(9, 0.125);
    enter('stopped', 9);
    assert.equal(costNow(state), 0.5);
  });

  it('tells the time left once five speeds are known; not in a pause, and anew after a change of pace', () => {
    let state = loaded();
    const told = (iteration: number, iterationsPerSecond: number): void =>
      void (state = reduce(state, {
        type: 'progress',
        data: { ...position, iteration, loss: 1, iterationsPerSecond },
      }));
    const enter = (run: 'running' | 'paused'): void =>
      void (state = reduce(state, { type: 'state', data: { state: run } }));
    enter('running');
    for (const n of [0, 1, 2, 3, 4]) {
      told(n, n === 0 ? 0 : 2); // the first tells no speed yet
      assert.equal(timeLeft(state), undefined);
    }
    told(20, 4);
    assert.equal(timeLeft(state), 20);
    enter('paused');
    assert.equal(timeLeft(state), undefined);
    enter('running');
    assert.equal(timeLeft(state), undefined);
    for (const n of [21, 22, 23, 24, 25]) told(n, 5);
    assert.equal(timeLeft(state), 15);
    told(26, 0); // a sign of life of work beside training
    assert.equal(timeLeft(state), undefined);
    told(26, 5);
    state = reduce(state, { type: 'choose', choices: { pace: 1 } });
    assert.equal(timeLeft(state), undefined);
  });

  it('keeps what happened to a run, until another takes its place', () => {
    const marks = [{ iteration: 3, kind: 'pause' as const }];
    const state = reduce(loaded(), { type: 'marks', data: marks });
    assert.deepEqual(state.marks, marks);
    assert.deepEqual(reduce(state, { type: 'snapshot', snapshot: snapshot() }).marks, []);
    assert.deepEqual(reduce(state, { type: 'snapshot', snapshot: snapshot({ marks }) }).marks, marks);
  });

  it('a loss that crossed as null is NaN, not 0', () => {
    const metrics = appendMetrics(NO_METRICS, [point(0, 0, null as unknown as number)]);
    assert.ok(Number.isNaN(metrics.series['train.loss']!.y[0]));
  });

  it('takes a metric of any name, and calls it by that name', () => {
    const odd = ['__proto__', 'constructor', 'toString'];
    const values = Object.fromEntries([...odd, 'auc'].map((name, i) => [name, i]));
    const metrics = appendMetrics(NO_METRICS, structuredClone([{ ...point(0, 3, 1), values }]));
    assert.deepEqual(metricNames(metrics), [...odd, 'auc', 'learning_rate']);
    for (const [i, name] of odd.entries()) assert.equal(metrics.series[`train.${name}`]!.y[0], i);
    assert.deepEqual([...odd, 'auc', 'my_own'].map(metricLabel), ['  proto  ', 'constructor', 'toString', 'AUC', 'my own']); // prettier-ignore
  });

  it('lists the metrics without the loss, the learning rate last', () => {
    const metrics = appendMetrics(NO_METRICS, [point(0, 0, 1), point(1, 0, 1, 'validation')]);
    assert.deepEqual(metricNames(metrics), ['accuracy', 'learning_rate']);
  });

  it('a second run of the same layers keeps their identity, another network does not', () => {
    const first = loaded();
    const same = reduce(first, { type: 'snapshot', snapshot: snapshot({ model: structuredClone(xor.model) }) });
    assert.equal(same.model!.layers, first.model!.layers);
    const other = reduce(first, { type: 'snapshot', snapshot: snapshot({ model: mnist.model, data: mnist.data }) });
    assert.notEqual(other.model!.layers, first.model!.layers);
    assert.equal(other.frame, undefined);
  });

  it('a new snapshot forgets what the network before has answered', () => {
    const answers = { outcomesBusy: true, ownProblem: 'no' };
    const told = reduce(loaded(), { type: 'answered', answers });
    assert.deepEqual(told.answers, { ...INITIAL.answers, ...answers });
    assert.equal(reduce(told, { type: 'snapshot', snapshot: snapshot() }).answers, INITIAL.answers);
  });

  it('running clears a problem; the host can ask for a layer', () => {
    const wrong = reduce(loaded(), { type: 'problem', message: 'The file is gone.' });
    assert.equal(reduce(wrong, { type: 'state', data: { state: 'running', position } }).problem, undefined);
    assert.deepEqual(loaded({ reveal: 'dense_2' }).choices.selection, { layer: 'dense_2' });
  });
});

describe('choices kept from an earlier time', () => {
  it('come back as they were', () => {
    const kept = {
      ...DEFAULT_CHOICES,
      logY: true,
      pace: 10,
      smoothing: 0.6,
      span: { from: 3, to: 90 },
      overlays: ['a', 'b'],
      colourMap: 'grey',
      openTensor: 'dense_1.weight',
      openShows: 'change',
      aspect: 'update',
      selection: { layer: 'dense_1', unit: 2, from: 0 },
    } as const;
    assert.deepEqual(restoreChoices(JSON.parse(JSON.stringify(kept))), kept);
  });

  it('whatever does not fit is the default', () => {
    const junk = {
      collapsed: [1, 'cost', 'nothing'],
      aspect: 'colour',
      imagePage: -3,
      sampleIndex: 1.5,
      selection: { layer: 4 },
      logX: 'yes',
      filter: { truth: -1, predicted: 3, wrong: 'no', order: 'size' },
      filtered: 1,
      pace: 7,
      smoothing: NaN,
      span: { from: 9, to: 2 },
      overlays: ['1', '2', '3', '4', '5', '6'],
      colourMap: 'rainbow',
      sharedScale: 1,
    };
    const { filter } = DEFAULT_CHOICES;
    assert.deepEqual(restoreChoices(junk), {
      ...DEFAULT_CHOICES,
      collapsed: ['cost'],
      filter: { ...filter, predicted: 3 },
      overlays: ['1', '2', '3', '4', '5'],
    });
    assert.deepEqual(restoreChoices(undefined), DEFAULT_CHOICES);
  });
});

describe('commands by state', () => {
  it('the one large button trains, holds or goes on, and is never dead where a run can begin', () => {
    assert.deepEqual(
      [primary('idle'), primary('running'), primary('paused'), primary('finished')],
      ['train', 'pause', 'resume', 'train'],
    );
    for (const state of [
      'idle',
      'ready',
      'running',
      'paused',
      'finished',
      'stopped',
      'early_stopped',
      'diverged',
      'failed',
    ] as const) {
      assert.ok(allowed(state).has(primary(state)), state);
    }
    assert.ok(!allowed('running').has('stepIteration'));
    assert.ok(!allowed('idle').has('export'));
    assert.ok(allowed('preparing').has('stop'));
  });
});

describe('what is watched', () => {
  it('a chosen layer’s statistics cost one cell a tensor, and none that is watched anyway', () => {
    const state = reduce(loaded({ model: mnist.model, data: mnist.data }), {
      type: 'choose',
      choices: { selection: { layer: 'dense_1' } },
    });
    const items = watchItems(state, new Set<SectionName>(['architecture'])).filter((i) =>
      i.tensor.startsWith('dense_1'),
    );
    assert.deepEqual(items, [
      { tensor: 'dense_1.bias', aspect: 'weight' },
      { tensor: 'dense_1.weight', aspect: 'weight', maxRows: 1, maxCols: 1 },
    ]);
  });

  const all = new Set<SectionName>(['architecture', 'weights']);

  it('is exactly what is in sight: nothing for a hidden panel or one that shows no weights', () => {
    assert.deepEqual(watchItems(loaded(), new Set()), []);
    assert.deepEqual(watchItems(loaded(), new Set(['cost', 'report'])), []);
    assert.deepEqual(watchItems(INITIAL, all), []);
    assert.deepEqual(
      watchItems(loaded(), all).map((i) => i.tensor),
      ['dense_1.weight', 'dense_1.bias', 'dense_2.weight', 'dense_2.bias'],
    );
  });

  it('first-layer images ask for one page of rows in full, the others for at most 64 by 64', () => {
    const state = loaded({ model: mnist.model, data: mnist.data });
    const items = watchItems(state, new Set(['weights']));
    assert.deepEqual(items[0], {
      tensor: 'dense_1.weight',
      aspect: 'weight',
      rows: [0, 40],
      maxRows: 40,
      maxCols: 784,
    });
    const last = watchItems(reduce(state, { type: 'choose', choices: { imagePage: 3 } }), new Set(['weights']));
    assert.deepEqual(last[0]!.rows, [120, 128]);
    assert.deepEqual(items[2], { tensor: 'dense_2.weight', aspect: 'weight' });
  });

  it('the architecture never asks for the weights of a block', () => {
    const state = loaded({ model: mnist.model, data: mnist.data });
    assert.deepEqual(
      watchItems(state, new Set(['architecture'])).map((i) => i.tensor),
      ['dense_1.bias', 'dense_2.bias'],
    );
  });

  it('a frame packed for an earlier choice is not taken for the present one', () => {
    const info = {
      tensor: 'w',
      aspect: 'weight',
      rows: 128,
      cols: 784,
      region: [0, 40],
      cellRows: 40,
      cellCols: 784,
      min: 0,
      max: 1,
      mean: 0,
      std: 1,
    } as const;
    const frame = unpackFrame(packFrame({ iteration: 1, epoch: 1, tensors: [info] }, [new Float32Array(40 * 784)]));
    assert.ok(findWatched(frame, { tensor: 'w', aspect: 'weight', rows: [0, 40], maxRows: 40, maxCols: 784 }));
    assert.equal(findWatched(frame, { tensor: 'w', aspect: 'weight' }), undefined);
    assert.equal(
      findWatched(frame, { tensor: 'w', aspect: 'weight', rows: [40, 80], maxRows: 40, maxCols: 784 }),
      undefined,
    );
    assert.equal(
      findWatched(frame, { tensor: 'w', aspect: 'gradient', rows: [0, 40], maxRows: 40, maxCols: 784 }),
      undefined,
    );
  });
});
