// A spec for a data file, proposed, tried and written beside it.
import { totalmem } from 'node:os';
import path from 'node:path';
import { checkSpec } from '../spec/check';
import { parseSpec } from '../spec/parse';
import { UserError } from '../spec/problem';
import { propose, type Choices, type Proposal } from '../spec/proposal';
import type { SourceSpec } from '../spec/spec';
import { writeFileAtomic } from './atomic';
import type { Examined } from './examine';
import { freeName } from './freeName';
import { lookAtData } from './look';

/** For a spec in `folder`, beside the data unless said. Throws a DataError or a UserError with a sentence. */
export function proposeFor(examined: Examined, choices: Choices = {}, folder = examined.folder): Proposal {
  const { source, test } = examined.named;
  const from = (name: string): string =>
    path.relative(folder, path.join(examined.folder, name)).split(path.sep).join('/');
  const all = (one: SourceSpec): SourceSpec =>
    typeof one === 'string' ? from(one) : { images: from(one.images), labels: from(one.labels) };
  return propose(examined.survey, { source: all(source), ...(test && { test: all(test) }) }, choices);
}

/**
 * Where small, the data are loaded as training would: what is wrong with them is said now, as a DataError. Then writes to
 * `file`, or beside the data under a name that is free. Never over a file.
 */
export async function writeProposal({ folder, stem }: Examined, { text }: Proposal, file?: string): Promise<string> {
  const beside = path.join(folder, `${stem}.nnspec`);
  await tryOut(text, file ?? beside);
  const target = file ?? freeName(folder, stem, '.nnspec');
  await writeFileAtomic(target, text, { overwrite: false });
  return target;
}

async function tryOut(text: string, file: string): Promise<void> {
  const { spec, problems } = parseSpec(text, { file });
  if (!spec) throw new Error(`A proposal is no spec: ${problems[0]?.message}`);
  const { faults, facts } = await lookAtData(spec, { file, datasetFolders: [] });
  if (faults[0]) throw faults[0];
  const fault = checkSpec(spec, text, { memoryBytes: totalmem(), ...(facts && { data: facts }) }).find((p) => p.severity === 'error'); // prettier-ignore
  if (fault) throw new UserError(fault.message, fault.code);
}
