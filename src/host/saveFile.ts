// What the panel draws, as a file of the user's: where to is asked with a dialog, beside the spec unless they say otherwise.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { PanelFile } from '../protocol/panel';
import { t } from './say';
import type { Session } from './session';

const KINDS: { readonly [K in PanelFile['kind']]: string } = { png: 'PNG', svg: 'SVG', csv: 'CSV' };

/** False where the user thought better of it. */
export async function saveFile(session: Session, { name, kind, bytes }: PanelFile): Promise<boolean> {
  if (!Object.hasOwn(KINDS, kind)) throw new Error(`A panel saves no .${String(kind)} files.`);
  const proposed = `${session.name}-${path.basename(name)}.${kind}`;
  const target = await vscode.window.showSaveDialog({
    title: t('Save {0}', proposed),
    defaultUri: vscode.Uri.file(path.join(path.dirname(session.file), proposed)),
    filters: { [KINDS[kind]]: [kind] },
  });
  if (!target) return false;
  await writeTo(target, bytes);
  const open = t('Open');
  void vscode.window.showInformationMessage(t('Wrote {0}.', path.posix.basename(target.path)), open).then((answer) => {
    if (answer === open) void vscode.commands.executeCommand('vscode.open', target);
  });
  return true;
}

/** Of a remote window, the place may be the user's own machine. */
async function writeTo(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  if (target.scheme !== 'file') return vscode.workspace.fs.writeFile(target, bytes);
  const { writeFileAtomic } = await import('../files/atomic');
  await writeFileAtomic(target.fsPath, bytes);
}
