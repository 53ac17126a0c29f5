// What training and evaluation on the SIMD kernels need, put together; undefined where the kernels lack a word of the spec.
import type { Dataset } from '../../data/dataset';
import type { Kernels } from '../../kernels/kernels';
import type { Simd } from '../../kernels/wasm/simd';
import { optimizerKind } from '../../kernels/wasm/words';
import { sizeOf } from '../../nn/shape';
import type { Spec } from '../../spec/spec';
import type { Batches } from '../batches';
import { Parameters } from '../parameters';
import { couplesRows, type LayerPlan } from '../plan';
import type { Updater } from '../updater';
import { layoutFor, up } from './layout';
import { FastNetwork } from './network';
import { Store } from './store';
import type { FastTrainerParts } from './trainer';

export interface Ingredients {
  readonly simd: Simd;
  /** That allocate in its memory. */
  readonly kernels: Kernels;
  readonly spec: Spec;
  readonly plans: readonly LayerPlan[];
  readonly parameters: Parameters;
  readonly updater: Updater;
  readonly batches: Batches;
  readonly dataset: Dataset;
}

export type FastParts = Pick<FastTrainerParts, 'simd' | 'network' | 'store' | 'resident'> & {
  /** For predictions only. */
  readonly forward: FastNetwork;
  /** The same with buffers of its own, for looking while an evaluation goes on. */
  looking(): FastNetwork;
  /** The same on a copy of the present weights; there is one copy, which the next call overwrites. */
  copied(): FastNetwork;
};

/** Numbers that a chunk's rows have between input and loss, and back: they stay in a processor's second-level cache. */
const NARROW_VALUES = 1 << 15;
/** Rows that the narrow kernels take at a time. */
const TILE = 8;
/** Rows of a chunk times the widest layer. */
const WIDE_VALUES = 1 << 19;
/** Floats of a full batch that stay in memory in the kernels' own form. */
const RESIDENT = 1 << 22;

function narrowRows(plans: readonly LayerPlan[]): number {
  const values = plans.reduce((sum, { outputShape }) => sum + 2 * sizeOf(outputShape), sizeOf(plans[0]!.inputShape));
  return Math.max(TILE, Math.floor(NARROW_VALUES / values / TILE) * TILE);
}

/** Rows of a chunk where a batch is cut into as few as may be, all about as large. */
function alike(batch: number, most: number): number {
  const rows = Math.ceil(batch / Math.ceil(batch / most));
  return rows < batch ? up(rows, TILE) : rows;
}

export function fastParts(from: Ingredients): FastParts | undefined {
  const { simd, kernels, spec, plans, parameters, updater, batches, dataset } = from;
  const kind = optimizerKind(spec.training.optimizer);
  if (!kind) return undefined;
  const layout = layoutFor(plans);
  const store = new Store(simd, plans, layout, parameters, updater.slots as Float32Array[]);
  const batch = Math.min(batches.size, batches.rows);
  const widest = Math.max(...plans.map((p) => Math.max(sizeOf(p.inputShape), sizeOf(p.outputShape))));
  const narrow = layout === 'narrow';
  const most = narrow ? narrowRows(plans) : Math.max(16, Math.floor(WIDE_VALUES / widest / 16) * 16);
  const rows = couplesRows(plans) ? batch : narrow ? alike(batch, most) : Math.min(batch, most);
  const chunks = Math.ceil(batch / rows);
  const resident = batches.full && batch * widest <= RESIDENT && narrow;
  const { targets } = dataset.splits.train;
  const shared = { simd, plans, layout, loss: spec.loss, targetCols: targets.cols, store };
  const network = FastNetwork.of({ ...shared, rows, chunks: resident ? chunks : 1, optimizer: kind.kind });
  const all = Math.max(...Object.values(dataset.splits).map((split) => split?.indices.length ?? 0));
  const ahead = () => FastNetwork.of({ ...shared, rows: Math.min(all, most), chunks: 1 });
  const forward = network && ahead();
  if (!network || !forward) return undefined;
  let looking: FastNetwork | undefined;
  let copy: { readonly parameters: Parameters; readonly store: Store; readonly network: FastNetwork } | undefined;
  const makeCopy = (): NonNullable<typeof copy> => {
    const own = new Parameters(plans, kernels, undefined, false);
    const home = new Store(simd, plans, layout, own, []);
    const parts = { ...shared, store: home, rows: Math.min(all, most), chunks: 1 };
    return { parameters: own, store: home, network: FastNetwork.of(parts)! };
  };
  const copied = (): FastNetwork => {
    copy ??= makeCopy();
    copy.parameters.copyFrom(parameters);
    copy.store.changed();
    return copy.network;
  };
  return { simd, network, forward, store, resident, looking: () => (looking ??= ahead()!), copied };
}
