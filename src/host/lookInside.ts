// Opens the kept run that a panel shows: with its own spec, on its own data. Unasked where that data is at hand and small;
// a dataset that would have to be fetched, and a workspace that nobody trusts yet, wait until a person asks.
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { RunFolder } from '../files/runs';
import type { PanelRequests, Snapshot } from '../protocol/panel';
import { sentence, t } from './say';
import type { Session } from './session';
import { datasetCache, datasetFolders } from './settings';
import { hasChanged } from './specChanged';

type How = PanelRequests['lookInside']['params']['how'];

export async function lookInside(session: Session, how: How, shown: Partial<Snapshot>): Promise<void> {
  const folder = shown.kept?.folder;
  if (folder === undefined || session.state !== 'idle') return;
  if (how === 'cancel') return session.closeKept(folder);
  try {
    const { openRun } = await import('../files/runs');
    const { specValue } = await import('../spec/differences');
    const run = openRun(folder);
    const text = textOf(run);
    if (how === 'unasked' && !(await isAtHand(session.file, specValue(text, run.record.set))))
      return session.closeKept(folder);
    const specChanged = await hasChanged(session.file, text);
    await session.lookInto({
      folder,
      text,
      past: shown.past,
      notes: shown.notes ?? [],
      specChanged,
      resumable: shown.resumable,
      asked: how === 'asked',
    });
  } catch (error) {
    session.closeKept(folder, sentence(error));
  }
}

function textOf(run: RunFolder): string {
  if (!existsSync(run.file('spec'))) throw new Error(t('The run has lost its spec.'));
  return run.specText();
}

async function isAtHand(file: string, spec: unknown): Promise<boolean> {
  if (!vscode.workspace.isTrusted) return false;
  const { isNear } = await import('../files/nearData');
  const places = { specFile: file, folders: await datasetFolders(), cache: await datasetCache() };
  return isNear((spec as { readonly data?: unknown } | undefined)?.data, places);
}
