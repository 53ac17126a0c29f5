// The Networks view in the side bar: the home of specs and their runs.
import * as vscode from 'vscode';
import type { ActiveSpec } from '../activeSpec';
import type { Commands } from '../commands';
import type { Panels } from '../panel';
import type { Sessions } from '../sessions';
import { opensPanelOnTrain } from '../settings';
import { RunCommands } from './commands';
import type { ComparedRun } from './comparison';
import { provideDocuments } from './documents';
import { followInterrupted } from './interrupted';
import { Networks } from './tree';

export interface NetworksWorld {
  readonly context: vscode.ExtensionContext;
  readonly sessions: Sessions;
  readonly active: ActiveSpec;
  readonly commands: Commands;
  readonly panels: Panels;
}

export function showNetworks({ context, sessions, active, commands, panels }: NetworksWorld): {
  readonly tree: Networks;
  dispose(): void;
} {
  const networks = new Networks(sessions);
  const view = vscode.window.createTreeView('nnspec.networks', {
    treeDataProvider: networks,
    canSelectMany: true,
    showCollapseAll: true,
  });
  networks.follow(view);
  const documents = provideDocuments(async (folders) => {
    const { RunIndex } = await import('../../files/runIndex');
    const { holderOf } = await import('../../files/runLock');
    const index = new RunIndex();
    const runs = await Promise.all(folders.map((folder) => index.read(folder)));
    return runs.flatMap((run): ComparedRun[] => {
      if (!run) return [];
      const { folder } = run;
      return [{ run, live: networks.liveOf({ folder, elsewhere: holderOf(folder) !== undefined }) }];
    });
  });
  const resume = (uri: vscode.Uri, folder: string): Promise<void> => {
    if (opensPanelOnTrain()) panels.open(uri);
    return commands.resumeRun(sessions.of(uri), folder);
  };
  const runCommands = new RunCommands({
    context,
    sessions,
    networks,
    activeSpec: () => active.uri,
    selection: () => view.selection,
    openPanel: (uri) => panels.open(uri),
    openRunInPanel: (uri, folder) => panels.openRun(uri, folder),
    documentChanged: (uri) => documents.changed(uri),
    train: (uri, how) => commands.train(uri, how),
    resume,
    guarded: (act) => commands.guarded(act),
  });
  const interrupted = followInterrupted(context, sessions, {
    found: (uri) => panels.replaceOrphan(uri),
    resume: (uri, folder) => void commands.guarded(() => resume(uri, folder)),
  });
  const all = vscode.Disposable.from(view, networks, documents, runCommands, interrupted);
  return { tree: networks, dispose: () => void all.dispose() };
}
