// Documents that are made when they are opened: the spec of a kept run (read-only, so that nobody trains or edits a
// run's own copy by mistake), and runs side by side.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { RUN_SPEC } from '../activeSpec';
import { t } from '../say';
import type { ComparedRun } from './comparison';

export const COMPARISON = 'nnspec-compare';
const SPEC_SUFFIX = '.nnspec';

/** Named after the run's folder. */
export function runSpecUri(folder: string): vscode.Uri {
  return vscode.Uri.file(folder + SPEC_SUFFIX).with({ scheme: RUN_SPEC });
}

export function comparisonUri(folders: readonly string[], title: string): vscode.Uri {
  return vscode.Uri.from({ scheme: COMPARISON, path: `/${title}.md`, query: JSON.stringify(folders) });
}

/** `look`: the runs of these folders that are still there. */
export function provideDocuments(
  look: (folders: readonly string[]) => Promise<readonly ComparedRun[]>,
): vscode.Disposable & { changed(uri: vscode.Uri): void } {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const { registerTextDocumentContentProvider: register } = vscode.workspace;
  const all = vscode.Disposable.from(
    changed,
    register(RUN_SPEC, {
      provideTextDocumentContent: async ({ fsPath }) => {
        const { loadPlainFile } = await import('../../files/plain');
        const file = path.join(fsPath.slice(0, -SPEC_SUFFIX.length), 'spec.nnspec');
        return String(await loadPlainFile(file).catch(() => `// ${t('The run is not there any more.')}\n`));
      },
    }),
    register(COMPARISON, {
      onDidChange: changed.event,
      provideTextDocumentContent: async ({ query }) => {
        const folders = JSON.parse(query) as string[];
        const runs = await look(folders);
        if (runs.length === 0) return `${t('The run is not there any more.')}\n`;
        const gone = folders.filter((folder) => !runs.some(({ run }) => run.folder === folder));
        const { comparedSpecs } = await import('../../files/comparedSpecs');
        const { comparisonText } = await import('./comparison');
        const differences = await comparedSpecs(runs.map(({ run }) => run));
        return comparisonText(runs, differences, gone);
      },
    }),
  );
  return { changed: (uri) => changed.fire(uri), dispose: () => void all.dispose() };
}
