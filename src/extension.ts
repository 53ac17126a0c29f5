// Entry of the extension: wires everything by hand, and loads nothing that is not needed yet. The language part
// comes with the first .nnspec document, after activation; the engine with the first Train; panels when shown.
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { ActiveSpec, LANGUAGE } from './host/activeSpec';
import type { NnspecApi } from './host/api';
import { Commands } from './host/commands';
import { followContextKeys } from './host/contextKeys';
import { dataProblems } from './host/dataProblems';
import type { ActivateLanguage } from './host/language/hooks';
import { showLoading } from './host/loadingProgress';
import { showMessages } from './host/messages';
import { Panels } from './host/panel';
import { publicApi } from './host/publicApi';
import { lastRun } from './host/runs';
import { translateWith } from './host/say';
import { Sessions } from './host/sessions';
import { datasetFolders, followsCursor } from './host/settings';
import { layerAt } from './host/specPlaces';
import { showStatusBar } from './host/statusBar';

let open: Sessions | undefined;

export function activate(context: vscode.ExtensionContext): NnspecApi {
  translateWith(vscode.l10n.t);
  const log = vscode.window.createOutputChannel('nnspec', { log: true });
  const sessions = new Sessions(context, log);
  open = sessions;
  const active = new ActiveSpec();
  const commands: Commands = new Commands({ context, sessions, active, log, panels: () => panels });
  const shown = (uri: vscode.Uri): boolean =>
    panels.has(uri) || vscode.workspace.textDocuments.some((document) => document.uri.fsPath === uri.fsPath);
  const panels: Panels = new Panels({
    context,
    session: (uri) => sessions.of(uri),
    command: (uri, { command, path: place }) => commands.fromPanel(uri, command, place),
    lastRun,
    becameActive: (uri) => active.panelActive(uri),
    closed: (uri) => void sessions.release(uri, shown(uri)),
  });
  const api = publicApi(sessions, commands);
  context.subscriptions.push(
    log,
    sessions,
    active,
    commands,
    panels,
    api,
    followContextKeys(active, sessions),
    showStatusBar(active, sessions),
    showLoading(sessions),
    showMessages(sessions, log, (session, run) => void commands.guarded(() => commands.resumeRun(session, run))),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void sessions.release(uri, shown(uri))),
    vscode.window.onDidChangeTextEditorSelection((change) => followCursor(change, sessions, panels)),
  );
  loadLanguageWhenNeeded(context, sessions, log);
  return api;
}

export async function deactivate(): Promise<void> {
  await open?.closeAll();
}

/** A cursor that the user moves inside a layer shows that layer in the panel. */
function followCursor(change: vscode.TextEditorSelectionChangeEvent, sessions: Sessions, panels: Panels): void {
  const { document } = change.textEditor;
  if (document.languageId !== LANGUAGE || change.kind === undefined || !panels.has(document.uri) || !followsCursor())
    return;
  const index = layerAt(document, change.selections[0]!.active);
  const layer = sessions.get(document.uri)?.model?.layers.find((one) => one.index === index);
  if (layer) panels.reveal(document.uri, layer.name);
}

/** dist/language.js holds the schema and a JSON language service: half a megabyte that activation must not wait for. */
function loadLanguageWhenNeeded(
  context: vscode.ExtensionContext,
  sessions: Sessions,
  log: vscode.LogOutputChannel,
): void {
  const load = (): void => {
    const file = path.join(context.extensionPath, 'dist', 'language.js');
    try {
      const { activate: start } = createRequire(__filename)(file) as { activate: ActivateLanguage };
      const hooks: Parameters<ActivateLanguage>[1] = {
        stateOf: (uri) => sessions.get(vscode.Uri.parse(uri))?.state ?? 'idle',
        onDidChange: (listener) =>
          sessions.onDidChange(({ session, event }) => {
            if (['state', 'replaced', 'failed'].includes(event.type))
              listener(vscode.Uri.file(session.file).toString());
          }),
        dataProblems: (uri) => dataProblems(sessions.get(vscode.Uri.parse(uri))),
        datasetFolders,
      };
      context.subscriptions.push(start(context, hooks));
    } catch (error) {
      log.error(
        `The language part could not be loaded from ${file}: ${error instanceof Error ? error.stack : String(error)}`,
      );
    }
  };
  if (vscode.workspace.textDocuments.some((document) => document.languageId === LANGUAGE)) {
    setTimeout(load);
    return;
  }
  const waiting = vscode.workspace.onDidOpenTextDocument((document) => {
    if (document.languageId !== LANGUAGE) return;
    waiting.dispose();
    setTimeout(load);
  });
  context.subscriptions.push(waiting);
}
