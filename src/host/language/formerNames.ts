// What still knows a layer by the name it had before it was renamed: tensors are matched by name, so weights that were
// kept under the old one no longer fit the spec.
import path from 'node:path';
import { belongsTo } from '../../files/belongsTo';
import { liesIn } from '../../files/inside';
import { loadPlainFile, openPlainFile } from '../../files/plain';
import { RunIndex } from '../../files/runIndex';
import { RUN_FILES, runsFolderOf, type KeptRun } from '../../files/runs';
import { readTensorFile } from '../../formats';
import { nodeAt } from '../../spec/tree';
import { t } from '../say';
import { readingOf } from './reading';

/** A larger file is not read for a note. */
const MOST_BYTES = 2 ** 26;

/**
 * A sentence for who renamed a layer of the spec `text` in `file` from `former`; undefined where nothing has that name.
 * `workspace`: no weights outside this folder are looked at.
 */
export async function formerNameNote(
  file: string,
  text: string,
  former: string,
  workspace?: string,
): Promise<string | undefined> {
  const { root } = readingOf(text);
  const weights = textAt(root, 'initialWeights');
  const named = weights === undefined ? undefined : path.resolve(path.dirname(file), weights);
  const within = named !== undefined && (workspace === undefined || liesIn(named, workspace));
  if (within && (await tensorsCalled(named, former)))
    return t(
      '{0}, which "initialWeights" names, still calls this layer "{1}" and does not fit any more: rename the layer back, or take "initialWeights" out.',
      weights!,
      former,
    );
  const name = textAt(root, 'name') ?? path.basename(file).replace(/\.nnspec$/i, '');
  const kept = (await new RunIndex().list(runsFolderOf(file), name)).filter((run) => belongsTo(run, file));
  const known = (await Promise.all(kept.map((run) => callsALayer(run, former)))).filter(Boolean).length;
  if (known === 0) return undefined;
  return known === 1
    ? t(
        'One kept run still calls this layer "{0}": it can be resumed and exported as it is, but to begin with its weights ("initialWeights") the layer must have that name.',
        former,
      )
    : t(
        '{0} kept runs still call this layer "{1}": they can be resumed and exported as they are, but to begin with their weights ("initialWeights") the layer must have that name.',
        known,
        former,
      );
}

function textAt(root: ReturnType<typeof readingOf>['root'], key: string): string | undefined {
  const node = nodeAt(root, [key]);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** A run goes with the spec that lies in its folder. */
async function callsALayer({ folder }: KeptRun, name: string): Promise<boolean> {
  const text = await loadPlainFile(path.join(folder, RUN_FILES.spec)).then(String, () => '');
  return readingOf(text).network.some((layer) => layer?.name === name);
}

async function tensorsCalled(file: string, layer: string): Promise<boolean> {
  try {
    const handle = await openPlainFile(file);
    try {
      if ((await handle.stat()).size > MOST_BYTES) return false;
      return readTensorFile(file, await handle.readFile()).tensors.some(({ name }) => name.startsWith(`${layer}.`));
    } finally {
      await handle.close();
    }
  } catch {
    return false; // a Problem says what is wrong with it
  }
}
