// What the harness trains: XOR, a table of four features in three classes, and pictures of MNIST's size.
import type { DataInfo, LayerInfo, ModelInfo } from '../../../src/protocol/engine';
import { makeLayers, seeded, type TinyLayer } from './tinyNet';

export interface Scenario {
  readonly name: string;
  readonly layers: TinyLayer[];
  readonly model: ModelInfo;
  readonly data: DataInfo;
  readonly inputs: readonly Float64Array[];
  readonly targets: readonly number[];
  readonly raw?: (index: number) => readonly string[];
  readonly batch: number;
  readonly rate: number;
  readonly iterations: number;
  /** Iterations a slice of the fake clock. */
  readonly pace: number;
}

export type ScenarioName = 'xor' | 'circle' | 'wide' | 'iris' | 'mnist';

export function scenario(name: ScenarioName): Scenario {
  return { xor, circle, wide, iris, mnist }[name]();
}

function xor(): Scenario {
  const random = seeded(7);
  const layers = makeLayers([2, 4, 1], ['tanh', 'sigmoid'], random);
  const inputs = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ].map((row) => Float64Array.from(row));
  const targets = [0, 1, 1, 0];
  const data = table('builtin:xor', ['x1', 'x2'], ['0', '1'], 'binary', 4, 0, 0);
  const raw = (i: number): string[] => [...Array.from(inputs[i]!, String), String(targets[i])];
  return {
    name: 'xor',
    layers,
    model: modelOf(layers, [2]),
    data,
    inputs,
    targets,
    raw,
    batch: 4,
    rate: 0.5,
    iterations: 4000,
    pace: 6,
  };
}

function circle(): Scenario {
  return disc('circle', [2, 6, 4, 1]);
}

/** Layers with many units that are still drawn one by one, the largest that is, and a larger one. */
function wide(): Scenario {
  return disc('wide', [2, 24, 64, 80, 1]);
}

/** A disc inside a ring, in units of ten and not from zero, so that scaling shows. */
function disc(name: string, sizes: readonly number[]): Scenario {
  const random = seeded(13);
  const activations = sizes.slice(1).map((_, i) => (i === sizes.length - 2 ? 'sigmoid' : 'tanh'));
  const layers = makeLayers(sizes, activations, random);
  const inputs: Float64Array[] = [];
  const targets: number[] = [];
  for (let i = 0; i < 160; i++) {
    const angle = random() * 2 * Math.PI;
    const r = i % 2 ? 0.45 * random() : 0.7 + 0.3 * random();
    inputs.push(Float64Array.from([2 * r * Math.cos(angle), 2 * r * Math.sin(angle)]));
    targets.push(i % 2);
  }
  const plain = table('builtin:circle', ['x', 'y'], ['out', 'in'], 'binary', 120, 0, 40);
  const data: DataInfo = {
    ...plain,
    preprocessing: {
      ...plain.preprocessing,
      inputs: {
        kind: 'columns',
        columns: ['x', 'y'].map((column, index) => ({ kind: 'number', column, index, offset: 100, divisor: 10 })),
        missingValues: [''],
      },
    },
  };
  return {
    name,
    layers,
    model: modelOf(layers, [2]),
    data,
    inputs,
    targets,
    raw: (i) => [...Array.from(inputs[i]!, (v) => (v * 10 + 100).toFixed(2)), ['out', 'in'][targets[i]!]!],
    batch: 16,
    rate: 0.3,
    iterations: 6000,
    pace: 4,
  };
}

function iris(): Scenario {
  const random = seeded(3);
  const layers = makeLayers([4, 8, 6, 3], ['relu', 'tanh', 'softmax'], random);
  const centres = [
    [5.0, 3.4, 1.5, 0.2],
    [5.9, 2.8, 4.3, 1.3],
    [6.6, 3.0, 5.5, 2.0],
  ];
  const inputs: Float64Array[] = [];
  const rows: string[][] = [];
  const targets: number[] = [];
  const labels = ['setosa', 'versicolor', 'virginica'];
  for (let i = 0; i < 150; i++) {
    const k = i % 3;
    const row = centres[k]!.map((c) => c + (random() + random() + random() - 1.5) * 0.55);
    rows.push([...row.map((v) => v.toFixed(1)), labels[k]!]);
    inputs.push(Float64Array.from(row, (v, j) => (v - [5.8, 3.05, 3.76, 1.2][j]!) / [0.83, 0.43, 1.76, 0.76][j]!));
    targets.push(k);
  }
  const data = table(
    'iris.csv',
    ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'],
    labels,
    'multiclass',
    105,
    15,
    30,
  );
  return {
    name: 'iris',
    layers,
    model: modelOf(layers, [4]),
    data,
    inputs,
    targets,
    raw: (i) => rows[i]!.map((cell, k) => (k === 1 ? `${cell}79882574640165` : cell)), // as generators write them
    batch: 16,
    rate: 0.08,
    iterations: 6000,
    pace: 3,
  };
}

function mnist(): Scenario {
  const random = seeded(5);
  const layers = makeLayers([784, 128, 10], ['relu', 'softmax'], random);
  const inputs: Float64Array[] = [];
  const targets: number[] = [];
  for (let i = 0; i < 200; i++) {
    targets.push(i % 10);
    inputs.push(drawDigit(i % 10, random));
  }
  const model = modelOf(layers, [28, 28]);
  const flatten: LayerInfo = {
    name: 'flatten_1',
    type: 'flatten',
    index: 0,
    inputShape: [28, 28],
    outputShape: [784],
    parameters: 0,
    tensors: [],
    options: {},
  };
  const data: DataInfo = {
    name: 'dataset:mnist',
    task: 'multiclass',
    inputShape: [28, 28],
    inputNames: [],
    targetNames: ['label'],
    classes: Array.from({ length: 10 }, (_, i) => String(i)),
    image: { height: 28, width: 28 },
    splits: { train: 55000, validation: 5000, test: 10000 },
    preprocessing: {
      inputs: { kind: 'pixels', shape: [28, 28], divisor: 255 },
      targets: { kind: 'classes', column: 'label', labels: [] },
    },
    notes: [],
  };
  const full: ModelInfo = {
    ...model,
    layers: [flatten, ...model.layers.map((l) => ({ ...l, index: l.index + 1 }))],
    loss: 'sparse_categorical_crossentropy',
  };
  return { name: 'mnist', layers, model: full, data, inputs, targets, batch: 10, rate: 0.1, iterations: 1719, pace: 1 };
}

/** Strokes of a seven-segment digit, thick and shaken: enough like handwriting for a picture. */
function drawDigit(digit: number, random: () => number): Float64Array {
  const segments = ['abcdef', 'bc', 'abged', 'abgcd', 'fgbc', 'afgcd', 'afgedc', 'abc', 'abcdefg', 'abcdfg'][digit]!;
  const ends: Record<string, readonly [number, number, number, number]> = {
    a: [9, 6, 18, 6],
    b: [18, 6, 18, 14],
    c: [18, 14, 18, 22],
    d: [9, 22, 18, 22],
    e: [9, 14, 9, 22],
    f: [9, 6, 9, 14],
    g: [9, 14, 18, 14],
  };
  const image = new Float64Array(784);
  const [dx, dy, slant] = [random() * 4 - 2, random() * 3 - 1.5, random() * 0.3];
  for (const s of segments) {
    const [x0, y0, x1, y1] = ends[s]!;
    for (let t = 0; t <= 1; t += 0.05) {
      const y = y0 + (y1 - y0) * t + dy;
      const x = x0 + (x1 - x0) * t + dx - (y - 14) * slant;
      for (let r = Math.floor(y) - 2; r <= y + 2; r++) {
        for (let c = Math.floor(x) - 2; c <= x + 2; c++) {
          if (r < 0 || c < 0 || r > 27 || c > 27) continue;
          const ink = Math.max(0, 1 - Math.hypot(r - y, c - x) / 2.1);
          image[r * 28 + c] = Math.max(image[r * 28 + c]!, Math.min(1, ink * 1.6));
        }
      }
    }
  }
  return image;
}

function modelOf(layers: readonly TinyLayer[], inputShape: readonly number[]): ModelInfo {
  const infos = layers.map((l, index): LayerInfo => {
    const n = l.w.length + l.b.length;
    return {
      name: l.name,
      type: 'dense',
      index,
      inputShape: index === 0 && inputShape.length === 1 ? inputShape : [l.inputs],
      outputShape: [l.units],
      activation: l.activation,
      parameters: n,
      tensors: [
        { name: `${l.name}.weight`, shape: [l.units, l.inputs], trainable: true },
        { name: `${l.name}.bias`, shape: [l.units], trainable: true },
      ],
      formulas: ['a = f(x wᵀ + b), w [units, inputs], b [units]'],
      options: { units: l.units, activation: l.activation, bias: true, init: { type: 'glorot_uniform' }, l1: 0, l2: 0 },
    };
  });
  const parameters = infos.reduce((n, l) => n + l.parameters, 0);
  const loss = layers[layers.length - 1]!.units === 1 ? 'binary_crossentropy' : 'sparse_categorical_crossentropy';
  return {
    layers: infos,
    parameters,
    memoryBytes: parameters * 40 + 40000,
    loss,
    optimizer: 'sgd',
    precision: 'float32',
    kernels: 'reference (TypeScript)',
  };
}

function table(
  name: string,
  inputNames: readonly string[],
  classes: readonly string[],
  task: DataInfo['task'],
  train: number,
  validation: number,
  test: number,
): DataInfo {
  return {
    name,
    task,
    inputShape: [inputNames.length],
    inputNames,
    targetNames: ['class'],
    classes,
    splits: { train, validation, test },
    preprocessing: {
      inputs: {
        kind: 'columns',
        columns: inputNames.map((column, index) => ({ kind: 'number', column, index, offset: 0, divisor: 1 })),
        missingValues: [''],
      },
      targets: { kind: 'classes', column: 'class', labels: classes },
    },
    notes: [],
  };
}
