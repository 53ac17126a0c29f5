// Every layer a spec may name.
import { lookup } from '../resolve';
import type { LayerWord } from '../words';
import { activationLayer } from './activation';
import { batchNorm } from './batchNorm';
import { dense } from './dense';
import { dropout } from './dropout';
import { flatten } from './flatten';

export const layers: readonly LayerWord[] = [dense, activationLayer, flatten, dropout, batchNorm];

export const layer = lookup(layers);
