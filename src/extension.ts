// Entry of the extension: wires everything by hand, and loads nothing that is not needed yet. The language part
// comes with the first .nnspec document, after activation; the engine with the first Train; panels when shown.
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { ActiveSpec, LANGUAGE } from './host/activeSpec';
import type { NnspecApi } from './host/api';
import { Commands } from './host/commands';
import { DataPanels } from './host/dataPanels';
import { followContextKeys } from './host/contextKeys';
import type { ActivateLanguage, LanguagePart } from './host/language/hooks';
import { showLoading } from './host/loadingProgress';
import { showMessages } from './host/messages';
import { showNetworks } from './host/networks';
import { Panels } from './host/panel';
import { publicApi } from './host/publicApi';
import { t, translateWith } from './host/say';
import { Sessions } from './host/sessions';
import { datasetFolders, followsCursor } from './host/settings';
import { followSpecChanges } from './host/specChanged';
import { showStatusBar } from './host/statusBar';

let open: Sessions | undefined;

export function activate(context: vscode.ExtensionContext): NnspecApi {
  translateWith(vscode.l10n.t, vscode.l10n.bundle && vscode.env.language);
  const log = vscode.window.createOutputChannel('nnspec', { log: true });
  const sessions = new Sessions(context, log);
  open = sessions;
  const active = new ActiveSpec();
  const commands: Commands = new Commands({
    context,
    sessions,
    active,
    log,
    panels: () => panels,
    dataPanels: () => dataPanels,
  });
  const shown = (uri: vscode.Uri): boolean =>
    panels.has(uri) || tabs().some((tab) => specOf(tab)?.fsPath === uri.fsPath);
  const closed = (uri: vscode.Uri): void => {
    if (shown(uri)) return;
    active.gone(uri);
    void sessions.release(uri);
  };
  let part: Promise<LanguagePart> | undefined;
  const language = (): Promise<LanguagePart> => (part ??= loadLanguage(context, sessions));
  const panels: Panels = new Panels({
    context,
    session: (uri) => sessions.of(uri),
    command: (uri, { command, path: place }) => commands.fromPanel(uri, command, place),
    lastRun: async (session, folder) => (await import('./host/runs')).lastRun(session, folder),
    lookInside: async (session, how, shown) => (await import('./host/lookInside')).lookInside(session, how, shown),
    resumeRun: (session, folder) => commands.guarded(() => commands.resumeRun(session, folder)),
    language,
    becameActive: (uri) => active.panelActive(uri),
    closed,
  });
  const dataPanels = new DataPanels({
    context,
    session: sessions.world(),
    showPlace: (uri, place) => commands.showPlace(uri, place),
    openPanel: (uri) => panels.open(uri),
    becameActive: (uri) => active.panelActive(uri),
  });
  const networks = showNetworks({ context, sessions, active, commands, panels });
  const api = publicApi(sessions, commands, networks.tree);
  context.subscriptions.push(
    log,
    sessions,
    active,
    commands,
    panels,
    dataPanels,
    networks,
    api,
    followContextKeys(active, sessions),
    showStatusBar(active, sessions),
    showLoading(sessions),
    showMessages(sessions, log, (session, run) => void commands.guarded(() => commands.resumeRun(session, run))),
    // Documents outlive their editors by minutes: tabs tell what is shown.
    vscode.window.tabGroups.onDidChangeTabs((change) => change.closed.map(specOf).forEach((uri) => uri && closed(uri))),
    followSpecChanges(sessions),
    vscode.workspace.onDidSaveTextDocument((document) => sessions.get(document.uri)?.saved(document.getText())),
    vscode.window.onDidChangeTextEditorSelection((change) => void followCursor(change, sessions, panels)),
  );
  loadLanguageWhenNeeded(context, language, log);
  return api;
}

export async function deactivate(): Promise<void> {
  await open?.closeAll();
}

const tabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);

/** The file a tab shows as text. */
const specOf = ({ input }: vscode.Tab): vscode.Uri | undefined =>
  input instanceof vscode.TabInputText ? input.uri : undefined;

/** A cursor that the user moves inside a layer shows that layer in the panel. */
async function followCursor(
  change: vscode.TextEditorSelectionChangeEvent,
  sessions: Sessions,
  panels: Panels,
): Promise<void> {
  const { document } = change.textEditor;
  if (document.languageId !== LANGUAGE || change.kind === undefined || !panels.has(document.uri) || !followsCursor())
    return;
  const { layerAt } = await import('./host/specPlaces');
  const index = layerAt(document, change.selections[0]!.active);
  const layer = sessions.get(document.uri)?.model?.layers.find((one) => one.index === index);
  if (layer) panels.reveal(document.uri, layer.name);
}

/** dist/language.js holds the schema and a JSON language service: over a megabyte that activation must not wait for. */
function loadLanguageWhenNeeded(
  context: vscode.ExtensionContext,
  language: () => Promise<LanguagePart>,
  log: vscode.LogOutputChannel,
): void {
  const load = (): void =>
    void language().catch((error: unknown) => {
      log.error(t('The language part could not be loaded: {0}', String(error instanceof Error ? error.stack : error)));
    });
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

async function loadLanguage(context: vscode.ExtensionContext, sessions: Sessions): Promise<LanguagePart> {
  const { dataProblems } = await import('./host/dataProblems');
  let folders = await datasetFolders();
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('nnspec.datasets')) void datasetFolders().then((now) => (folders = now));
    }),
  );
  const file = path.join(context.extensionPath, 'dist', 'language.js');
  const { activate: start } = createRequire(__filename)(file) as { activate: ActivateLanguage };
  const hooks: Parameters<ActivateLanguage>[1] = {
    stateOf: (uri) => sessions.get(vscode.Uri.parse(uri))?.state ?? 'idle',
    onDidChange: (listener) =>
      sessions.onDidChange(({ session, event }) => {
        if (['state', 'replaced', 'failed'].includes(event.type)) listener(vscode.Uri.file(session.file).toString());
      }),
    dataProblems: (uri) => dataProblems(sessions.get(vscode.Uri.parse(uri))),
    datasetFolders: () => folders,
  };
  const part = start(context, hooks);
  context.subscriptions.push(part);
  return part;
}
