// Every metric against values worked out by hand, in batches of any cut, at the edges (one class only,
// ties, constant targets), and restored in the middle.
import assert from 'node:assert/strict';
import { metric, metrics } from '../../src/nn/metrics';
import { Confusion } from '../../src/nn/metrics/classes';
import type { MetricAccumulator } from '../../src/nn/words';
import { assertClose, normals, optionsOf } from './help';

function create(name: string, outputs: number, given: object = {}, threshold?: number): MetricAccumulator {
  return metric(name)!.create(outputs, optionsOf(metrics, { type: name, ...given }), threshold);
}

/** The value over rows y [n, cols] and targets, added in one batch. */
function value(name: string, y: number[], target: number[], cols = 1, given: object = {}, threshold?: number): number {
  const a = create(name, cols, given, threshold);
  const rows = y.length / cols;
  if (rows > 0) a.add(Float64Array.from(y), Float64Array.from(target), rows, cols, target.length / rows);
  return a.value();
}

describe('metrics', () => {
  it('are the nine of the language', () => {
    assert.deepEqual(
      metrics.map((m) => m.name),
      ['rmse', 'mae', 'r2', 'accuracy', 'precision', 'recall', 'f1', 'auc', 'top_k'],
    );
    assert.deepEqual(
      metrics.filter((m) => m.better === 'min').map((m) => m.name),
      ['rmse', 'mae'],
    );
  });

  it('every one is NaN before any row', () => {
    for (const m of metrics)
      for (const outputs of [1, 3]) assert.ok(Number.isNaN(create(m.name, outputs).value()), m.name);
  });

  it('every one is the same for one batch, for rows one by one, and restored half-way, within 1e-12', () => {
    for (const m of metrics) {
      const cols = m.name === 'top_k' ? 4 : m.tasks.includes('multiclass') ? 3 : 2;
      const targetCols = m.tasks.includes('regression') ? cols : 1;
      const n = 600; // beyond the first room of auc
      const y = normals(`${m.name} y`, n * cols);
      const t =
        targetCols === cols ? normals('t', n * cols) : Float64Array.from({ length: n }, (_, i) => (i * 7) % cols);
      const whole = create(m.name, cols, m.name === 'top_k' ? { k: 2 } : {});
      whole.add(y, t, n, cols, targetCols);
      let single = create(m.name, cols, m.name === 'top_k' ? { k: 2 } : {});
      for (let r = 0; r < n; r++) {
        single.add(
          y.subarray(r * cols, (r + 1) * cols),
          t.subarray(r * targetCols, (r + 1) * targetCols),
          1,
          cols,
          targetCols,
        );
        if (r === n / 2) {
          const again = create(m.name, cols, m.name === 'top_k' ? { k: 2 } : {});
          again.restore(JSON.parse(JSON.stringify(Array.from(single.save()))) as number[]);
          single = again;
        }
      }
      assertClose(single.value(), whole.value(), 1e-12, 0, m.name);
    }
  });

  it('rmse of errors 3, 4 is √12.5, mae 3.5', () => {
    assertClose(value('rmse', [3, 0], [0, 4]), Math.sqrt(12.5), 1e-15);
    assertClose(value('mae', [3, 0], [0, 4]), 3.5, 1e-15);
  });

  it('r2 of (2, 4, 4) for (1, 4, 3) is 0.5714 (Keras’s example), perfect 1, the mean 0', () => {
    assertClose(value('r2', [2, 4, 4], [1, 4, 3]), 0.57142857, 1e-8);
    assert.equal(value('r2', [1, 4, 3], [1, 4, 3]), 1);
    assertClose(value('r2', [2, 2, 2], [1, 2, 3]), 0, 1e-15);
  });

  it('r2 is within 1e-6 of the truth for targets around 1e8, where Σt² − n·mean² has no digit left', () => {
    const t = [1e8 + 1, 1e8 + 2, 1e8 + 3, 1e8 + 4];
    assertClose(
      value(
        'r2',
        t.map((v) => v + 0.5),
        t,
      ),
      1 - 1 / 5,
      1e-6,
    );
  });

  it('r2 of constant targets is 1 when met exactly, else 0; of two outputs the mean of both', () => {
    assert.equal(value('r2', [5, 5], [5, 5]), 1);
    assert.equal(value('r2', [5, 6], [5, 5]), 0);
    assertClose(value('r2', [1, 2, 2, 2, 3, 2], [1, 1, 2, 2, 3, 3], 2), (1 + 0) / 2, 1e-15);
  });

  it('NaN predictions give NaN errors, and count as wrong', () => {
    assert.ok(Number.isNaN(value('rmse', [NaN, 1], [1, 1])));
    assert.ok(Number.isNaN(value('r2', [NaN, 1], [1, 2])));
    assert.ok(Number.isNaN(value('auc', [NaN, 1], [1, 0])));
    assert.equal(value('accuracy', [NaN, 1], [1, 1]), 0.5);
    assert.equal(value('top_k', [NaN, NaN, 1, 0], [0, 0], 2, { k: 2 }), 0.5);
  });

  it('accuracy of one output counts values above 0.5 as class 1, above 0 for a hinge', () => {
    assert.equal(value('accuracy', [0.5, 0.51, 0.2, 0.9], [0, 1, 1, 1]), 0.75);
    assert.equal(value('accuracy', [-0.1, 0.1, 0, 2], [0, 1, 0, 1], 1, {}, 0), 1);
  });

  it('accuracy of several outputs takes the first largest; one-hot targets too', () => {
    assert.equal(value('accuracy', [0.2, 0.8, 0, 0.5, 0.5, 0], [1, 0], 3), 1);
    assert.equal(value('accuracy', [0.2, 0.8, 0, 0.5, 0.5, 0], [0, 1, 0, 0, 1, 0], 3), 0.5);
  });

  // Predictions 1 0 1 1 for 0 1 1 1: TP 2, FP 1, FN 1 (Keras's example).
  it('precision, recall and f1 of TP 2, FP 1, FN 1 are 2/3', () => {
    for (const name of ['precision', 'recall', 'f1'])
      assertClose(value(name, [1, 0, 1, 1], [0, 1, 1, 1]), 2 / 3, 1e-15, 0, name);
  });

  it('precision, recall and f1 are 0, not NaN, without positives or without predicted positives', () => {
    for (const name of ['precision', 'recall', 'f1']) {
      assert.equal(value(name, [0, 0], [1, 1]), 0, name);
      assert.equal(value(name, [1, 1], [0, 0]), 0, name);
      assert.equal(value(name, [0, 0], [0, 0]), 0, name);
    }
  });

  // Classes 0 0 1 1 2 predicted 0 1 1 1 0: per class P ½ ⅔ 0, R ½ 1 0, F1 ½ ⅘ 0; class 3 never occurs.
  it('with several classes they are macro averages over the classes that occur', () => {
    const hot = [0, 1, 1, 1, 0].flatMap((c) => [0, 1, 2, 3].map((k) => (k === c ? 1 : 0)));
    const target = [0, 0, 1, 1, 2];
    assertClose(value('precision', hot, target, 4), (1 / 2 + 2 / 3 + 0) / 3, 1e-15);
    assertClose(value('recall', hot, target, 4), (1 / 2 + 1 + 0) / 3, 1e-15);
    assertClose(value('f1', hot, target, 4), (1 / 2 + 4 / 5 + 0) / 3, 1e-15);
  });

  it('two softmax outputs are judged as class 1 against class 0', () => {
    assertClose(value('precision', [0, 1, 1, 0, 0, 1, 0, 1], [0, 1, 1, 1], 2), 2 / 3, 1e-15);
  });

  it('auc: 0.75 for scores 0.1 0.4 0.35 0.8 of classes 0 0 1 1 (scikit-learn’s example)', () => {
    assertClose(value('auc', [0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 0.75, 1e-15);
  });

  it('auc counts ties half: all equal ½, one tie of a pair in four 0.875', () => {
    assertClose(value('auc', [0.3, 0.3, 0.3, 0.3], [0, 1, 0, 1]), 0.5, 1e-15);
    assertClose(value('auc', [0.1, 0.5, 0.5, 0.9], [0, 0, 1, 1]), 0.875, 1e-15);
    assertClose(value('auc', [-Infinity, Infinity, Infinity], [0, 1, 0]), 0.75, 1e-15);
  });

  it('auc of random scores equals the share of right pairs within 1e-12', () => {
    const y = normals('auc', 400).map((v) => Math.round(v * 8) / 8); // many ties
    const t = Float64Array.from({ length: 400 }, (_, i) => ((i * 13) % 3 === 0 ? 1 : 0));
    let [right, pairs] = [0, 0];
    for (let i = 0; i < 400; i++)
      for (let j = 0; j < 400; j++)
        if (t[i] === 1 && t[j] === 0) {
          pairs++;
          right += y[i]! > y[j]! ? 1 : y[i] === y[j] ? 0.5 : 0;
        }
    assertClose(value('auc', [...y], [...t]), right / pairs, 1e-12);
  });

  it('auc of one class only is NaN; with several classes those that do not occur are left out', () => {
    assert.ok(Number.isNaN(value('auc', [0.2, 0.9], [1, 1])));
    assert.ok(Number.isNaN(value('auc', [0.2, 0.9], [0, 0])));
    assertClose(value('auc', [0.9, 0.1, 0, 0.2, 0.8, 0, 0.6, 0.4, 0], [0, 1, 1], 3), 1, 1e-15);
  });

  it('top_k: k = 1 is the accuracy, k = classes is 1, ties go to the lower index (Keras’s example gives 0.5)', () => {
    const y = [0.1, 0.9, 0.8, 0.05, 0.95, 0];
    assert.equal(value('top_k', y, [2, 1], 3, { k: 1 }), 0.5);
    assert.equal(value('accuracy', y, [2, 1], 3), 0.5);
    assert.equal(value('top_k', y, [2, 1], 3, { k: 2 }), 1);
    assert.equal(value('top_k', y, [0, 2], 3), 1);
    assert.equal(value('top_k', [0.5, 0.5, 0.5], [1], 3, { k: 1 }), 0);
    assert.equal(value('top_k', [0.5, 0.5, 0.5], [1], 3, { k: 2 }), 1);
  });

  it('the confusion matrix has true classes in rows and predicted ones in columns', () => {
    const c = new Confusion(1, 0.5);
    c.add(Float64Array.from([0.9, 0.1, 0.9]), Float64Array.from([0, 1, 1]), 3, 1, 1);
    assert.deepEqual(c.matrix(), [
      [0, 1],
      [1, 1],
    ]);
  });
});
