// Where tests find the large public datasets (MNIST, Boston, …) that the repository does not hold.
// A test that needs them calls `sharedDataOrSkip(this)`, so that their absence is counted and shown.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';

/** The folder that holds `data/` and `reference/`: NNSPEC_SHARED, else `shared` beside the repository. */
export function sharedData(): string | undefined {
  const folder = process.env['NNSPEC_SHARED'] ?? path.join(__dirname, '..', '..', 'shared');
  return existsSync(path.join(folder, 'data')) ? folder : undefined;
}

/** The folder with mnist/, wisconsin/, boston/ and iris/, as NNSPEC_DATASETS expects it; skips the test without it. */
export function datasetsOrSkip(test: Context): string {
  const folder = sharedData();
  if (folder === undefined) return test.skip();
  return path.join(folder, 'data');
}
