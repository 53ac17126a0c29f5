// One class against the rest, over all thresholds: ROC, precision and recall, and whether its probabilities keep
// their word. Scores that are equal pass a threshold together.

export interface Curve {
  /** One entry a point, from the strictest threshold to the loosest. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** A row is taken from this score on; the first point of a ROC curve takes none: Infinity. */
  readonly thresholds: readonly number[];
}

export interface Ranking {
  readonly roc: Curve;
  /** Area under the ROC curve; NaN without positives, without negatives, or with a score that is NaN. */
  readonly auc: number;
  /** Precision over recall. */
  readonly precisionRecall: Curve;
  /** Σ (Rₙ − Rₙ₋₁) Pₙ, as scikit-learn's average_precision_score. */
  readonly averagePrecision: number;
  readonly positives: number;
}

export function ranking(scores: ArrayLike<number>, positive: (row: number) => boolean): Ranking {
  const n = scores.length;
  const order = new Uint32Array(n).map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  let positives = 0;
  let undefinedScore = false;
  for (let i = 0; i < n; i++) {
    if (positive(i)) positives++;
    undefinedScore ||= Number.isNaN(scores[i]!);
  }
  const negatives = n - positives;
  const roc = { x: [0], y: [0], thresholds: [Infinity] };
  const pr = { x: [] as number[], y: [] as number[], thresholds: [] as number[] };
  if (undefinedScore || positives === 0 || negatives === 0)
    return { roc, auc: NaN, precisionRecall: pr, averagePrecision: NaN, positives };
  let [hits, alarms, auc, averagePrecision] = [0, 0, 0, 0];
  for (let from = 0; from < n;) {
    const score = scores[order[from]!]!;
    let to = from;
    let more = 0;
    for (; to < n && scores[order[to]!] === score; to++) if (positive(order[to]!)) more++;
    const others = to - from - more;
    auc += others * (hits + more / 2); // equal scores count half
    hits += more;
    alarms += others;
    averagePrecision += (more / positives) * (hits / (hits + alarms));
    roc.x.push(alarms / negatives);
    roc.y.push(hits / positives);
    roc.thresholds.push(score);
    pr.x.push(hits / positives);
    pr.y.push(hits / (hits + alarms));
    pr.thresholds.push(score);
    from = to;
  }
  return { roc, auc: auc / (positives * negatives), precisionRecall: pr, averagePrecision, positives };
}

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of what was said, and the share that came true. */
  readonly said: number;
  readonly true: number;
}

export interface Calibration {
  /** Those with rows in them. */
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: Σ count/n · |said − true| (Naeini, Cooper & Hauskrecht 2015). */
  readonly error: number;
}

/** Bins of equal width over [0, 1]; undefined where a score is no probability. */
export function calibration(
  scores: ArrayLike<number>,
  positive: (row: number) => boolean,
  bins = 10,
): Calibration | undefined {
  const counts = new Array<number>(bins).fill(0);
  const said = new Array<number>(bins).fill(0);
  const came = new Array<number>(bins).fill(0);
  for (let i = 0; i < scores.length; i++) {
    const p = scores[i]!;
    if (!(p >= 0 && p <= 1)) return undefined;
    const k = Math.min(bins - 1, Math.floor(p * bins));
    counts[k]!++;
    said[k]! += p;
    if (positive(i)) came[k]!++;
  }
  const filled = counts.flatMap((count, k): CalibrationBin[] =>
    count === 0 ? [] : [{ from: k / bins, to: (k + 1) / bins, count, said: said[k]! / count, true: came[k]! / count }],
  );
  const error = filled.reduce((sum, b) => sum + (b.count / scores.length) * Math.abs(b.said - b.true), 0);
  return { bins: filled, error };
}
