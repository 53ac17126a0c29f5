// Which arithmetic a run uses, and why. Candidates are tried fastest first; each may decline (the
// platform lacks something) and must pass its own check against the reference before it is trusted.
import { t } from '../l10n';
import type { Kernels, Precision } from './kernels';
import { referenceKernels } from './reference';
import { openSimd, type Binaries, type Sharing, type Simd } from './wasm/simd';

export interface KernelChoice {
  readonly kernels: Kernels;
  /** Whole steps in WebAssembly; `kernels` then allocate in its memory. */
  readonly simd?: Simd;
  /** What the panel and `train --json` show. */
  readonly name: string;
  /** A sentence: why these and not faster ones. */
  readonly why: string;
}

export interface Wishes {
  /** The compiled SIMD kernels; without them there are only the plain loops. */
  readonly binaries?: Binaries;
  /** The same bits on every processor. */
  readonly reproducible?: boolean;
  /** Without it one thread computes. */
  readonly sharing?: Sharing;
}

/** Candidates are tried fastest first; each may decline with a sentence. */
export function selectKernels(precision: Precision, wishes: Wishes = {}): KernelChoice {
  const plain = referenceKernels(precision);
  const simd = trySimd(precision, wishes);
  if (typeof simd === 'string') return { kernels: plain, name: plain.name, why: simd };
  const kernels: Kernels = { ...plain, name: simd.name, alloc: (n) => simd.arena.floats(n).view };
  return { kernels, simd, name: simd.name, why: t('the fastest available') };
}

function trySimd(precision: Precision, { binaries, reproducible = true, sharing }: Wishes): Simd | string {
  if (precision !== 'float32') return t('SIMD kernels work in float32 only');
  if (!binaries) return t('the SIMD kernels were not given');
  try {
    return openSimd(binaries, reproducible, sharing);
  } catch (e) {
    return t`the SIMD kernels cannot be used here: ${e instanceof Error ? e.message : String(e)}`;
  }
}
