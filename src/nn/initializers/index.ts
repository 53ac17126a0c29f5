// Every initializer a spec may name.
import { lookup } from '../resolve';
import type { Initializer } from '../words';
import { constant } from './constant';
import { glorotNormal } from './glorotNormal';
import { glorotUniform } from './glorotUniform';
import { heNormal } from './heNormal';
import { heUniform } from './heUniform';
import { lecunNormal } from './lecunNormal';
import { lecunUniform } from './lecunUniform';
import { normal } from './normal';
import { ones } from './ones';
import { orthogonal } from './orthogonal';
import { uniform } from './uniform';
import { varianceScaling } from './varianceScaling';
import { zeros } from './zeros';

export const initializers: readonly Initializer[] = [
  zeros,
  ones,
  constant,
  normal,
  uniform,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
  varianceScaling,
];

export const initializer = lookup(initializers);
