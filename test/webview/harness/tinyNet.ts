// A few plain lines of a neural network, so that the harness shows real training, not made-up numbers. Only for the
// panel's tests: dense layers, tanh, relu, sigmoid, softmax, cross-entropy, gradient descent.
export interface TinyLayer {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly activation: 'tanh' | 'relu' | 'sigmoid' | 'softmax';
  /** [units, inputs] and [units]; the gradients and last updates of the same. */
  readonly w: Float64Array;
  readonly b: Float64Array;
  readonly dw: Float64Array;
  readonly db: Float64Array;
  readonly uw: Float64Array;
  readonly ub: Float64Array;
}

export interface Pass {
  readonly z: readonly Float64Array[];
  readonly a: readonly Float64Array[];
  readonly dz: readonly Float64Array[];
  readonly da: readonly Float64Array[];
  readonly dw: readonly Float64Array[];
  readonly loss: number;
}

/** Mulberry32: the same numbers every time. */
export function seeded(seed: number): () => number {
  let s = seed;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let x = Math.imul(s ^ (s >>> 15), 1 | s);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

export function makeLayers(
  sizes: readonly number[],
  activations: readonly TinyLayer['activation'][],
  random: () => number,
): TinyLayer[] {
  return activations.map((activation, k) => {
    const [inputs, units] = [sizes[k]!, sizes[k + 1]!];
    const limit = Math.sqrt(6 / (inputs + units));
    const n = inputs * units;
    return {
      name: `dense_${k + 1}`,
      inputs,
      units,
      activation,
      w: Float64Array.from({ length: n }, () => (random() * 2 - 1) * limit),
      b: new Float64Array(units),
      dw: new Float64Array(n),
      db: new Float64Array(units),
      uw: new Float64Array(n),
      ub: new Float64Array(units),
    };
  });
}

/** One sample forward and back; the target is a class index (one output: 0 or 1). */
export function pass(layers: readonly TinyLayer[], x: ArrayLike<number>, target: number, wantWeights: boolean): Pass {
  const z: Float64Array[] = [];
  const a: Float64Array[] = [];
  let input: ArrayLike<number> = x;
  for (const layer of layers) {
    const zk = new Float64Array(layer.units);
    for (let u = 0; u < layer.units; u++) {
      let sum = layer.b[u]!;
      for (let i = 0; i < layer.inputs; i++) sum += layer.w[u * layer.inputs + i]! * input[i]!;
      zk[u] = sum;
    }
    z.push(zk);
    a.push(activate(zk, layer.activation));
    input = a[a.length - 1]!;
  }
  const y = a[a.length - 1]!;
  const p = y.length === 1 ? (target === 1 ? y[0]! : 1 - y[0]!) : y[target]!;
  const loss = -Math.log(Math.max(p, 1e-12));
  const dz: Float64Array[] = new Array<Float64Array>(layers.length);
  const da: Float64Array[] = new Array<Float64Array>(layers.length);
  const dw: Float64Array[] = new Array<Float64Array>(layers.length);
  for (let k = layers.length - 1; k >= 0; k--) {
    const layer = layers[k]!;
    const before = k === 0 ? x : a[k - 1]!;
    if (k === layers.length - 1) {
      dz[k] = Float64Array.from(y, (v, i) => v - (y.length === 1 ? target : i === target ? 1 : 0));
    } else dz[k] = da[k]!.map((d, u) => d * slope(layer.activation, z[k]![u]!, a[k]![u]!));
    if (wantWeights) {
      dw[k] = new Float64Array(layer.w.length);
      for (let u = 0; u < layer.units; u++)
        for (let i = 0; i < layer.inputs; i++) dw[k]![u * layer.inputs + i] = dz[k]![u]! * before[i]!;
    }
    if (k > 0) {
      da[k - 1] = new Float64Array(layer.inputs);
      for (let u = 0; u < layer.units; u++)
        for (let i = 0; i < layer.inputs; i++) da[k - 1]![i]! += dz[k]![u]! * layer.w[u * layer.inputs + i]!;
    }
  }
  return { z, a, dz, da, dw, loss };
}

/** One update from the mean gradient of some samples; gives their mean loss and how many were right. */
export function step(
  layers: readonly TinyLayer[],
  xs: readonly ArrayLike<number>[],
  targets: readonly number[],
  rate: number,
): { readonly loss: number; readonly right: number } {
  for (const layer of layers) {
    layer.dw.fill(0);
    layer.db.fill(0);
  }
  let loss = 0;
  let right = 0;
  xs.forEach((x, s) => {
    const done = pass(layers, x, targets[s]!, false);
    loss += done.loss / xs.length;
    right += predicted(done.a[done.a.length - 1]!) === targets[s] ? 1 : 0;
    layers.forEach((layer, k) => {
      const before = k === 0 ? x : done.a[k - 1]!;
      for (let u = 0; u < layer.units; u++) {
        const d = done.dz[k]![u]! / xs.length;
        layer.db[u]! += d;
        for (let i = 0; i < layer.inputs; i++) layer.dw[u * layer.inputs + i]! += d * before[i]!;
      }
    });
  });
  for (const layer of layers) {
    for (let i = 0; i < layer.w.length; i++) layer.w[i]! += layer.uw[i] = -rate * layer.dw[i]!;
    for (let i = 0; i < layer.b.length; i++) layer.b[i]! += layer.ub[i] = -rate * layer.db[i]!;
  }
  return { loss, right };
}

export function predicted(y: Float64Array): number {
  if (y.length === 1) return y[0]! >= 0.5 ? 1 : 0;
  return y.indexOf(Math.max(...y));
}

function activate(z: Float64Array, name: TinyLayer['activation']): Float64Array {
  if (name === 'tanh') return z.map(Math.tanh);
  if (name === 'relu') return z.map((v) => Math.max(0, v));
  if (name === 'sigmoid') return z.map((v) => 1 / (1 + Math.exp(-v)));
  const most = Math.max(...z);
  const e = z.map((v) => Math.exp(v - most));
  const sum = e.reduce((p, q) => p + q, 0);
  return e.map((v) => v / sum);
}

function slope(name: TinyLayer['activation'], z: number, a: number): number {
  if (name === 'tanh') return 1 - a * a;
  if (name === 'relu') return z > 0 ? 1 : 0;
  return a * (1 - a);
}
