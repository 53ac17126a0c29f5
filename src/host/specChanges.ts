// What changed in a spec since one of its runs: the run's own copy beside the file as it is now.
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { runSpecUri } from './networks/documents';
import { runName } from './networks/runItem';
import { t } from './say';
import { Refused } from './session';

export async function showSpecChanges(folder: string, spec: vscode.Uri): Promise<void> {
  const name = path.basename(spec.fsPath);
  if (!existsSync(spec.fsPath))
    throw new Refused(t('{0} is not there any more: it was moved, renamed or deleted.', name));
  const { openRun } = await import('../files/runs');
  const title = t('{0}: {1} ↔ now', name, runName(openRun(folder)));
  await vscode.commands.executeCommand('vscode.diff', runSpecUri(folder), spec, title);
}
