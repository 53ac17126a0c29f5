// A name that is not taken: network, network-2, network-3, …
import { existsSync } from 'node:fs';
import path from 'node:path';

export function freeName(folder: string, stem: string, ending = ''): string {
  for (let n = 1; ; n++) {
    const target = path.join(folder, `${n === 1 ? stem : `${stem}-${n}`}${ending}`);
    if (!existsSync(target)) return target;
  }
}
