// Every `builtin:` dataset. One file a generator, one line here.
import { and } from './and';
import { circle } from './circle';
import { digits } from './digits';
import { friedman1 } from './friedman1';
import { gauss } from './gauss';
import type { Generator } from './generator';
import { moons } from './moons';
import { or } from './or';
import { plane } from './plane';
import { spiral } from './spiral';
import { xor } from './xor';

export type { Generated, Generator } from './generator';

export const generators: readonly Generator[] = [and, or, xor, circle, gauss, spiral, moons, plane, friedman1, digits];

export function generator(name: string): Generator | undefined {
  return generators.find((g) => g.name === name);
}
