// The unchanging part of an exported predict.js: everything below its constants. Plain loops in float64; what
// each line computes is what src/data/encode.ts and src/nn do. No backslash sequence is read here (String.raw),
// and the text itself uses no template strings.

export const PREDICT_JS_RUNTIME = String.raw`
  /**
   * The network's inputs, one Float64Array a row, from rows as the data file has them: lists of cells (the feature
   * columns in order, or all columns of the file) or objects by column name; for images, the pixels of one image,
   * one byte (0 to 255) each.
   */
  function encode(rows) {
    const inputs = PREPROCESSING.inputs;
    if (inputs.kind !== 'pixels') return rows.map((row, i) => Float64Array.from(encodeRow(row, i + 1)));
    const size = inputs.shape.reduce((a, b) => a * b, 1);
    return rows.map((row, i) => {
      const pixels = Array.from(row).flat(Infinity).map(Number);
      if (pixels.length !== size) throw new Error('row ' + (i + 1) + ' has ' + pixels.length + ' pixels; an image has ' + size);
      if (pixels.some(Number.isNaN)) throw new Error('row ' + (i + 1) + ' has a pixel that is not a number');
      return Float64Array.from(pixels, (p) => p / inputs.divisor);
    });
  }

  /** The last layer's outputs of each row, as the network computes them. */
  function outputs(rows) {
    return encode(rows).map((x) => Array.from(forward(x)));
  }

  /** For each row the probability of each of LABELS. */
  function probabilities(rows) {
    if (!PROBABILITIES) throw new Error('this network gives no probabilities');
    return outputs(rows).map(scores);
  }

  /** One class label a row, or one value (a list of values for several targets) in the target's own units. */
  function predict(rows) {
    return outputs(rows).map(decide);
  }

  function decide(y) {
    const targets = PREPROCESSING.targets;
    if (targets.kind === 'values') {
      const values = y.map((v, k) => v * targets.divisors[k] + targets.offsets[k]);
      return values.length === 1 ? values[0] : values;
    }
    if (TASK === 'binary') return targets.labels[y[0] > THRESHOLD ? 1 : 0];
    let best = 0;
    y.forEach((v, k) => { if (v > y[best]) best = k; });
    return targets.labels[best];
  }

  function scores(y) {
    return PROBABILITIES && TASK === 'binary' ? [1 - y[0], y[0]] : y;
  }

  /** The network's outputs from one row of encoded inputs. */
  function forward(x) {
    for (const layer of LAYERS) x = activate(layer.activation, apply(layer, x));
    return x;
  }

  function apply(layer, x) {
    const weight = WEIGHTS[layer.name + '.weight'];
    const bias = WEIGHTS[layer.name + '.bias'];
    if (layer.type === 'dense') {
      const units = weight.shape[0];
      const size = weight.shape[1];
      const y = new Float64Array(units);
      for (let o = 0; o < units; o++) {
        let sum = bias ? bias.data[o] : 0;
        for (let i = 0; i < size; i++) sum += weight.data[o * size + i] * x[i];
        y[o] = sum;
      }
      return y;
    }
    if (layer.type === 'batch_norm') {
      const mean = WEIGHTS[layer.name + '.running_mean'].data;
      const variance = WEIGHTS[layer.name + '.running_var'].data;
      return x.map((v, j) => {
        const c = j % mean.length;
        const normal = (v - mean[c]) / Math.sqrt(variance[c] + layer.epsilon);
        return normal * (weight ? weight.data[c] : 1) + (bias ? bias.data[c] : 0);
      });
    }
    if (['activation', 'flatten', 'dropout'].includes(layer.type)) return x;
    throw new Error('unknown layer type ' + layer.type);
  }

  function activate(activation, z) {
    if (activation === undefined || activation === null) return z;
    const options = typeof activation === 'string' ? { type: activation } : activation;
    const { negativeSlope = 0.2, alpha = 1, approximate = false } = options;
    switch (options.type) {
      case 'linear': return z;
      case 'relu': return z.map((v) => (v < 0 ? 0 : v));
      case 'leaky_relu': return z.map((v) => (v > 0 ? v : negativeSlope * v));
      case 'elu': return z.map((v) => (v > 0 ? v : alpha * Math.expm1(v)));
      case 'selu': return z.map((v) => 1.0507009873554805 * (v > 0 ? v : 1.6732632423543772 * Math.expm1(v)));
      case 'gelu':
        return approximate
          ? z.map((v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))))
          : z.map((v) => 0.5 * v * (1 + erf(v * Math.SQRT1_2)));
      case 'silu': return z.map((v) => v / (1 + Math.exp(-v)));
      case 'softplus': return z.map((v) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))));
      case 'softsign': return z.map((v) => v / (1 + Math.abs(v)));
      case 'tanh': return z.map(Math.tanh);
      case 'sigmoid': return z.map((v) => 1 / (1 + Math.exp(-v)));
      case 'hard_sigmoid': return z.map((v) => Math.min(Math.max(v / 6 + 0.5, 0), 1));
      case 'softmax': {
        const max = z.reduce((a, b) => Math.max(a, b));
        const e = z.map((v) => Math.exp(v - max));
        const sum = e.reduce((a, b) => a + b);
        return e.map((v) => v / sum);
      }
      case 'step': return z.map((v) => (v >= 0 ? 1 : 0));
      default: throw new Error('unknown activation ' + options.type);
    }
  }

  /** erf(x) = 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!  (Abramowitz & Stegun 7.1.6: no term cancels another) */
  function erf(x) {
    if (Math.abs(x) > 6) return Math.sign(x);
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }

  function encodeRow(row, number) {
    const cellOf = cells(row, number);
    return PREPROCESSING.inputs.columns.flatMap((c) => {
      const where = 'row ' + number + ': column ' + c.column;
      let cell = text(cellOf(c));
      if (isMissing(cell)) {
        if (c.fill === undefined || c.fill === null) throw new Error(where + ' is missing');
        cell = String(c.fill);
      }
      if (c.kind === 'number') {
        const value = toNumber(cell);
        if (Number.isNaN(value)) throw new Error(where + ' is ' + JSON.stringify(cell) + ', not a number');
        return [(value - c.offset) / c.divisor];
      }
      // One input a category.
      if (!c.categories.some((category) => label(category) === label(cell)))
        throw new Error(where + ' is ' + JSON.stringify(cell) + '; the network knows ' + c.categories.join(', '));
      return c.categories.map((category, k) => ((label(cell) === label(category) ? 1 : 0) - c.offsets[k]) / c.divisors[k]);
    });
  }

  function cells(row, number) {
    const columns = PREPROCESSING.inputs.columns;
    const names = columns.map((c) => c.column);
    if (!Array.isArray(row) && !ArrayBuffer.isView(row)) {
      if (names.some((name) => Object.hasOwn(row, name))) return (c) => (Object.hasOwn(row, c.column) ? row[c.column] : '');
      throw new Error('row ' + number + ' has none of the columns ' + names.join(', '));
    }
    if (row.length === columns.length) return (c) => row[columns.indexOf(c)];
    const { width = Infinity } = PREPROCESSING.inputs; // of a whole row of the data
    const whole = row.length > Math.max(columns.length, ...columns.map((c) => c.index)) && row.length <= width;
    if (whole) return (c) => row[c.index];
    throw new Error('row ' + number + ' has ' + row.length + ' cells; the network takes ' + columns.length);
  }

  function text(cell) {
    if (cell === undefined || cell === null) return '';
    return typeof cell === 'boolean' ? String(Number(cell)) : String(cell).trim();
  }

  /** The number that a cell says in decimal, else NaN. */
  function toNumber(cell) {
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) && Number.isFinite(Number(cell)) ? Number(cell) : NaN;
  }

  /** 2, 2.0 and 2e0 are the same label. */
  function label(cell) {
    const value = toNumber(cell);
    return Number.isNaN(value) ? cell : value;
  }

  function isMissing(cell) {
    const words = PREPROCESSING.inputs.missingValues.map((word) => word.trim());
    return words.includes(cell) || (!Number.isNaN(toNumber(cell)) && words.map(toNumber).includes(toNumber(cell)));
  }

  /** Rows of a CSV: objects where the first line names every feature column, else lists. */
  function readCsv(content) {
    const text = content.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
    const first = text.split('\n').find((line) => line.trim() !== '') || '';
    const counts = [',', ';', '\t'].map((d) => [first.split(d).length - 1, d]);
    const [count, delimiter] = counts.reduce((a, b) => (b[0] > a[0] ? b : a));
    const all = count ? splitCells(text, delimiter) : text.split('\n').map((line) => line.trim().split(/\s+/));
    const rows = all.filter((row) => row.some((cell) => cell.trim() !== ''));
    if (rows.length === 0) return [];
    if (PREPROCESSING.inputs.kind === 'pixels') return rows[0].some((cell) => Number.isNaN(Number(cell))) ? rows.slice(1) : rows;
    const header = [];
    rows[0].forEach((cell, j) => {
      const name = cell.trim() || 'column_' + j;
      let unique = name; // a second column of a name becomes x_2
      for (let k = 2; header.includes(unique); k++) unique = name + '_' + k;
      header.push(unique);
    });
    if (!PREPROCESSING.inputs.columns.every((c) => header.includes(c.column))) return rows;
    return rows.slice(1).map((row) => Object.fromEntries(header.map((name, k) => [name, row[k]])));
  }

  /** RFC 4180. */
  function splitCells(text, delimiter) {
    const rows = [['']];
    let quoted = false;
    for (let i = 0; i < text.length; i++) {
      const row = rows[rows.length - 1];
      if (text[i] === '"' && quoted && text[i + 1] === '"') row[row.length - 1] += text[++i];
      else if (text[i] === '"') quoted = !quoted;
      else if (text[i] === delimiter && !quoted) row.push('');
      else if (text[i] === '\n' && !quoted) rows.push(['']);
      else row[row.length - 1] += text[i];
    }
    return rows;
  }

  function toCsv(ys) {
    const targets = PREPROCESSING.targets;
    const cell = (v) => (/[",\r\n]/.test(String(v)) ? '"' + String(v).replaceAll('"', '""') + '"' : String(v));
    let header;
    let rows;
    if (targets.kind === 'values') {
      header = targets.columns.length === 1 ? ['prediction'] : targets.columns;
      rows = ys.map((y) => [decide(y)].flat());
    } else {
      const kind = PROBABILITIES ? 'probability:' : 'score:';
      const all = ys.length === 0 || scores(ys[0]).length === targets.labels.length;
      header = ['prediction', ...(all ? targets.labels : targets.labels.slice(-1)).map((label) => kind + label)];
      rows = ys.map((y) => [decide(y), ...scores(y)]);
    }
    return [header, ...rows].map((row) => row.map(cell).join(',') + '\n').join('');
  }

  function main(args) {
    const fs = require('node:fs');
    const program = require('node:path').basename(__filename);
    if (args.length !== 1 || args[0] === '-h' || args[0] === '--help') {
      process.stderr.write('usage: node ' + program + ' INPUT.csv|- > predictions.csv\n');
      return args[0] === '-h' || args[0] === '--help' ? 0 : 2;
    }
    process.stdout.on('error', (error) => {
      if (error.code === 'EPIPE') return; // … | head: nobody reads any more
      process.stderr.write(program + ': ' + error.message + '\n');
      process.exitCode = 1;
    });
    try {
      process.stdout.write(toCsv(outputs(readCsv(fs.readFileSync(args[0] === '-' ? 0 : args[0], 'utf8')))));
      return 0;
    } catch (error) {
      process.stderr.write(program + ': ' + error.message + '\n');
      return 1;
    }
  }

  const api = { NAME, TASK, LABELS, LAYERS, PREPROCESSING, WEIGHTS, encode, forward, outputs, probabilities, predict, readCsv };
  if (typeof module === 'object' && module.exports) {
    module.exports = api;
    if (require.main === module) process.exitCode = main(process.argv.slice(2));
  } else {
    globalThis.nnspecPredict = api;
  }
})();
`;
