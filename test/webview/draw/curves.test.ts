import assert from 'node:assert/strict';
import { auc } from '../../../src/nn/metrics/auc';
import { mae } from '../../../src/nn/metrics/mae';
import { r2 } from '../../../src/nn/metrics/r2';
import { rmse } from '../../../src/nn/metrics/rmse';
import { calibration, ranking } from '../../../webview/draw/curves';
import { residualFacts, residualsOf } from '../../../webview/draw/residuals';
import { seeded } from '../harness/tinyNet';

const near = (a: number, b: number, within = 1e-12): void => assert.ok(Math.abs(a - b) <= within, `${a} for ${b}`);

describe('ROC, precision and recall', () => {
  it('by hand: the four scores of scikit-learn’s own example (AUC 3/4, average precision 5/6)', () => {
    const truth = [0, 0, 1, 1];
    const { roc, auc: area, precisionRecall, averagePrecision } = ranking([0.1, 0.4, 0.35, 0.8], (r) => truth[r] === 1);
    assert.deepEqual(roc, {
      x: [0, 0, 0.5, 0.5, 1],
      y: [0, 0.5, 0.5, 1, 1],
      thresholds: [Infinity, 0.8, 0.4, 0.35, 0.1],
    });
    assert.deepEqual(precisionRecall, {
      x: [0.5, 0.5, 1, 1],
      y: [1, 0.5, 2 / 3, 0.5],
      thresholds: [0.8, 0.4, 0.35, 0.1],
    });
    assert.equal(area, 0.75);
    near(averagePrecision, 5 / 6);
  });

  it('equal scores pass together: all alike is a diagonal, AUC 1/2', () => {
    const { roc, auc: area } = ranking([0.3, 0.3, 0.3], (r) => r === 1);
    assert.deepEqual([roc.x, roc.y, area], [[0, 1], [0, 1], 0.5]);
  });

  it('without positives, without negatives, or with NaN there is no area', () => {
    assert.ok(Number.isNaN(ranking([1, 2], () => true).auc));
    assert.ok(Number.isNaN(ranking([1, 2], () => false).averagePrecision));
    assert.ok(Number.isNaN(ranking([1, NaN], (r) => r === 0).auc));
    assert.ok(Number.isNaN(ranking([], () => true).auc));
  });

  it('the area is the engine’s metric `auc` (1e-12), ties included, over 40 random splits', () => {
    const random = seeded(3);
    for (let run = 0; run < 40; run++) {
      const n = 2 + Math.floor(random() * 200);
      const scores = Float32Array.from({ length: n }, () => Math.round(random() * 40) / 40);
      const truth = Float32Array.from({ length: n }, (_, i) => (i < 2 ? i : random() < 0.3 ? 1 : 0));
      const metric = auc.create(1, {});
      metric.add(scores, truth, n, 1, 1);
      const { auc: area, roc } = ranking(scores, (r) => truth[r] === 1);
      near(area, metric.value());
      const trapezoids = roc.x.reduce(
        (s, x, i) => (i ? s + ((x - roc.x[i - 1]!) * (roc.y[i]! + roc.y[i - 1]!)) / 2 : 0),
        0,
      );
      near(area, trapezoids, 1e-12);
    }
  });
});

describe('calibration', () => {
  it('by hand: two bins, the error weighted by their rows', () => {
    const truth = [0, 1, 1, 1];
    const { bins, error } = calibration([0.1, 0.2, 0.9, 1], (r) => truth[r] === 1, 2)!;
    assert.deepEqual(
      bins.map((b) => [b.from, b.to, b.count, b.true]),
      [
        [0, 0.5, 2, 0.5],
        [0.5, 1, 2, 1],
      ],
    );
    near(bins[0]!.said, 0.15);
    near(error, 0.5 * 0.35 + 0.5 * 0.05);
  });

  it('is not drawn of scores that are no probabilities', () => {
    assert.equal(
      calibration([0.5, 1.2], () => true),
      undefined,
    );
    assert.equal(
      calibration([NaN], () => true),
      undefined,
    );
  });
});

describe('residuals', () => {
  it('are prediction minus truth of one target of several, and their figures the engine’s metrics (1e-12)', () => {
    const random = seeded(9);
    const rows = 57;
    const outputs = Float32Array.from({ length: rows * 2 }, () => random() * 10);
    const targets = Float32Array.from({ length: rows * 2 }, () => random() * 10);
    const column = residualsOf(outputs, targets, rows, 2, 1);
    assert.equal(column.residual[3], outputs[7]! - targets[7]!);
    const facts = residualFacts(column);
    for (const [metric, value] of [
      [rmse, facts.rmse],
      [mae, facts.mae],
      [r2, facts.r2],
    ] as const) {
      const engine = metric.create(1, {});
      engine.add(column.predicted, column.truth, rows, 1, 1);
      near(value, engine.value());
    }
    assert.equal(Math.abs(column.residual[facts.worst]!), Math.max(...column.residual.map((e) => Math.abs(e))));
  });

  it('a prediction that is no number is the worst of all', () => {
    assert.equal(residualFacts(residualsOf([1, NaN, 9], [0, 0, 0], 3, 1, 0)).worst, 1);
  });
});
