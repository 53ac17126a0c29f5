// Which arithmetic a run uses, and why. Candidates are tried fastest first; each may decline (the
// platform lacks something) and must pass its own check against the reference before it is trusted.
import type { Kernels, Precision } from './kernels';
import { referenceKernels } from './reference';

export interface KernelChoice {
  readonly kernels: Kernels;
  /** What the panel and `train --json` show. */
  readonly name: string;
  /** A sentence: why these and not faster ones. */
  readonly why: string;
}

interface Candidate {
  readonly name: string;
  /** The kernels ready and checked, or a sentence that says why not. */
  open(precision: Precision): Kernels | string;
}

const candidates: readonly Candidate[] = [{ name: 'reference', open: referenceKernels }];

export function selectKernels(precision: Precision): KernelChoice {
  const declined: string[] = [];
  for (const candidate of candidates) {
    const kernels = candidate.open(precision);
    if (typeof kernels === 'string') declined.push(`${candidate.name}: ${kernels}`);
    else return { kernels, name: kernels.name, why: declined.join('; ') || 'the fastest available' };
  }
  throw new Error(`No arithmetic is available: ${declined.join('; ')}`);
}
