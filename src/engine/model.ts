// A network bound to its buffers, with its loss: forward, loss, backward over at most `rows` rows. Everything is
// allocated here, once. The loss absorbs the last activation where it can (softmax or sigmoid with its cross-entropy):
// both passes then work on logits and stay finite.
import { t } from '../l10n';
import type { Floats, Kernels } from '../kernels/kernels';
import { loss as lossWord } from '../nn/losses';
import type { Rng, RngState } from '../nn/rng';
import { sizeOf } from '../nn/shape';
import { UserError } from '../spec/problem';
import type { Parameters } from './parameters';
import { bindStages, type Call, type ModelParts, type StageValue } from './stages';

export class Model {
  readonly kernels: Kernels;
  readonly parameters: Parameters;
  readonly rows: number;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly targetCols: number;
  readonly input: Floats;
  readonly target: Floats;
  /** The network's output, after the last activation. */
  readonly output: Floats;
  /** Loss of each row, after `loss`. */
  readonly perRow: Floats;
  readonly stages: readonly StageValue[];
  readonly forwards: readonly Call[];
  readonly backwards: readonly Call[];
  readonly random: readonly { readonly name: string; readonly rng: Rng }[];
  /** True where the loss absorbs the last activation: ∂L/∂ of the last stage is then never computed. */
  readonly fused: boolean;
  private readonly lossForward: (rows: number) => void;
  readonly lossBackward: (rows: number, scale: number) => void;
  private readonly randomStart: readonly RngState[];

  constructor(private readonly parts: ModelParts) {
    const { kernels, plans, rows, targetCols } = parts;
    this.kernels = kernels;
    this.parameters = parts.parameters;
    this.rows = rows;
    this.targetCols = targetCols;
    this.inputSize = sizeOf(parts.inputShape);
    const last = plans[plans.length - 1];
    const cols = (this.outputSize = sizeOf(last?.outputShape ?? parts.inputShape));
    this.input = kernels.alloc(rows * this.inputSize);
    const target = (this.target = kernels.alloc(rows * targetCols));
    const perRow = (this.perRow = kernels.alloc(rows));

    const { stages, forwards, backwards, output: y, outputGradient: dy, random } = bindStages(parts, this.input);
    this.stages = stages;
    this.forwards = forwards;
    this.output = y;
    this.random = random;
    this.randomStart = this.saveRandom();

    const options = parts.loss;
    const word = lossWord(options.type);
    if (!word) throw new UserError(t`There is no loss "${options.type}".`, 'unknown-loss');
    const fused = last?.activation && word.fused?.[last.activation.type];
    this.fused = fused !== undefined;
    if (fused) {
      const before = stages[stages.length - 2];
      const z = before?.data ?? this.input;
      const dz = dy && before ? before.gradient : null;
      this.lossForward = (n) => fused.forward(perRow, z, y, target, n, cols, targetCols, options);
      this.lossBackward = (n, scale) => {
        if (dz) fused.backward(dz, z, y, target, n, cols, targetCols, scale, options);
      };
      this.backwards = backwards.filter((c) => c.stage !== stages.length - 1);
    } else {
      this.lossForward = (n) => word.forward(perRow, y, target, n, cols, targetCols, options);
      this.lossBackward = (n, scale) => {
        if (dy) word.backward(dy, y, target, n, cols, targetCols, scale, options);
      };
      this.backwards = backwards;
    }
  }

  /** The same network with other buffers, so that looking at it never disturbs training. */
  with(changes: Partial<ModelParts>): Model {
    return new Model({ ...this.parts, ...changes });
  }

  forward(rows: number, training: boolean): void {
    runAll(this.forwards, rows, training);
  }

  /** Σ of the rows' losses, in double precision. After `forward`. */
  loss(rows: number): number {
    this.lossForward(rows);
    let sum = 0;
    const perRow = this.perRow;
    for (let r = 0; r < rows; r++) sum += perRow[r]!;
    return sum;
  }

  /** After `loss`: adds to the parameters' gradients. `scale` is 1 / (rows of the whole batch). */
  backward(rows: number, scale: number): void {
    this.lossBackward(rows, scale);
    runAll(this.backwards, rows, true);
  }

  /** Random streams begin again. */
  restart(): void {
    this.restoreRandom(this.randomStart);
  }

  saveRandom(): RngState[] {
    return this.random.map(({ rng }) => rng.save());
  }

  restoreRandom(states: readonly RngState[]): void {
    this.random.forEach(({ rng }, i) => rng.restore(states[i]!));
  }
}

function runAll(calls: readonly Call[], rows: number, training: boolean): void {
  for (let i = 0; i < calls.length; i++) {
    const call = calls[i]!;
    const n = rows - call.from;
    if (n > 0) call.run(n < call.most ? n : call.most, training);
  }
}
