// The panels: one WebviewPanel a spec, beside its file. A hidden one keeps no document (no
// retainContextWhenHidden); its feed sends everything again when it comes back, and after a window reload.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Handlers } from '../protocol/channel';
import type { EditedSpec } from '../protocol/editing';
import type { PanelRequests, PanelView } from '../protocol/panel';
import { panelHtml } from './html';
import { PanelFeed, type PanelActions } from './panelFeed';
import { RunFiles } from './runFiles';
import { t } from './say';
import type { LanguagePart } from './language/hooks';
import type { Session } from './session';
import type { SpecEditor } from './specEditor';
import { columnForView } from './viewColumn';

export const PANEL_TYPE = 'nnspec.panel';

/** A panel in sight that VS Code revives, after its window was reloaded, is there by then. */
const REVIVAL_MS = 2_000;

const titleOf = (uri: vscode.Uri): string => path.basename(uri.fsPath, '.nnspec');

export interface PanelWorld {
  readonly context: vscode.ExtensionContext;
  session(uri: vscode.Uri): Session;
  command(uri: vscode.Uri, ...args: Parameters<Handlers<PanelRequests>['command']>): Promise<null>;
  /** `folder`: of the run to show in place of the last one. */
  lastRun: (session: Session, folder: string | undefined) => ReturnType<PanelActions['lastRun']>;
  lookInside(session: Session, ...args: Parameters<PanelActions['lookInside']>): Promise<void>;
  resumeRun(session: Session, folder: string): Promise<unknown>;
  /** What knows the language's words; loaded when it is first asked for. */
  language(): Promise<LanguagePart>;
  becameActive(uri: vscode.Uri): void;
  closed(uri: vscode.Uri): void;
}

interface Shown {
  readonly panel: vscode.WebviewPanel;
  readonly feed: PanelFeed;
  readonly files: RunFiles;
}

export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly shown = new Map<string, Shown>();
  /** The kept run that a spec's panel was asked to show, while nothing runs. */
  private readonly pastRuns = new Map<string, string>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly world: PanelWorld) {
    const look = (): void => this.shown.forEach(({ files }) => files.look());
    this.subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this),
      vscode.workspace.onDidDeleteFiles(look),
      vscode.window.onDidChangeWindowState(look),
    );
  }

  has(uri: vscode.Uri): boolean {
    return this.shown.has(uri.fsPath);
  }

  /** Shows the spec's panel beside it; the focus stays where it is. `layer`: shown first. */
  open(uri: vscode.Uri, layer?: string): void {
    const known = this.shown.get(uri.fsPath);
    if (known) {
      known.panel.reveal(undefined, true);
    } else {
      const title = titleOf(uri);
      this.closeOrphans(title);
      const place = { viewColumn: columnForView(), preserveFocus: true };
      this.attach(uri, vscode.window.createWebviewPanel(PANEL_TYPE, title, place, this.options()));
    }
    if (layer) this.reveal(uri, layer);
  }

  /** Shows a kept run of a spec that trains nothing, in place of what is shown of it. */
  openRun(uri: vscode.Uri, folder: string): void {
    const session = this.world.session(uri);
    const { kept } = session;
    const shown = kept?.folder === folder && kept.inside === 'open';
    this.pastRuns.set(uri.fsPath, folder);
    // The feed hears of a run that makes room.
    if (!session.leaveEnded() && !shown) {
      session.leaveKept(false);
      void this.shown.get(uri.fsPath)?.feed.refresh();
    }
    this.open(uri);
  }

  reveal(uri: vscode.Uri, layer: string): void {
    this.shown.get(uri.fsPath)?.feed.reveal(layer);
  }

  /** After a window reload: the panel kept the spec's path in its state. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const file = (state as { specFile?: unknown } | undefined)?.specFile;
    if (typeof file !== 'string' || this.shown.has(file)) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.options();
    this.attach(vscode.Uri.file(file), panel);
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const { panel } of [...this.shown.values()]) panel.dispose();
  }

  /** Where the spec's panel is in sight and its extension host died, it would go on saying what was so then. */
  replaceOrphan(uri: vscode.Uri): void {
    setTimeout(() => {
      if (!this.has(uri) && this.orphans(titleOf(uri)).some((tab) => tab.isActive)) this.open(uri);
    }, REVIVAL_MS);
  }

  /** A panel whose extension host died stays as a tab that nobody revives: the new one takes its place. */
  private closeOrphans(title: string): void {
    const orphans = this.orphans(title);
    if (orphans.length > 0) void vscode.window.tabGroups.close(orphans, true);
  }

  private orphans(title: string): vscode.Tab[] {
    if ([...this.shown.values()].some(({ panel }) => panel.title === title)) return []; // a spec of that name elsewhere
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    return tabs.filter(
      ({ input, label }) =>
        label === title && input instanceof vscode.TabInputWebview && input.viewType.endsWith(PANEL_TYPE),
    );
  }

  private attach(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    const { context } = this.world;
    const { webview } = panel;
    const session = this.world.session(uri);
    const viewKey = `view:${uri.fsPath}`;
    let editor: Promise<SpecEditor> | undefined;
    const editing = (): Promise<SpecEditor> => (editor ??= this.edit(uri, (spec) => feed.edited(spec)));
    const files = new RunFiles(() => feed.runDeleted());
    const feed: PanelFeed = new PanelFeed(
      {
        post: (message) => void webview.postMessage(message),
        onMessage: (listener) => void webview.onDidReceiveMessage(listener),
      },
      session,
      {
        command: (params) => this.world.command(uri, params),
        loadView: () => context.workspaceState.get<PanelView>(viewKey, {}),
        keepView: (view) => void context.workspaceState.update(viewKey, view),
        lastRun: () => this.world.lastRun(session, this.pastRuns.get(uri.fsPath)),
        lookInside: (how, shown) => this.world.lookInside(session, how, shown),
        resumeRun: (folder) => this.world.resumeRun(session, folder),
        shows: (folder) => files.follow(folder),
        specChanges: async () => {
          const folder = session.kept?.folder ?? session.run;
          if (folder !== undefined) await (await import('./specChanges')).showSpecChanges(folder, uri);
          return null;
        },
        runs: async () => (await import('./earlierRuns')).earlierRuns(session),
        runLines: async ({ id }) => (await import('./earlierRuns')).runLines(session, id),
        save: async (file) => (await import('./saveFile')).saveFile(session, file),
        editing: async ({ on }) => {
          if (on) return (await editing()).read();
          void editor?.then((one) => one.dispose(), silently);
          editor = undefined;
          return null;
        },
        edit: async ({ version, change }) => (await editing()).change(version, change),
      },
    );
    this.shown.set(uri.fsPath, { panel, feed, files });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) feed.hidden();
      if (panel.active) this.world.becameActive(uri);
    });
    panel.onDidDispose(() => {
      feed.dispose();
      files.dispose();
      session.leaveKept(); // its worker waits for nobody else
      void editor?.then((one) => one.dispose(), silently);
      this.shown.delete(uri.fsPath);
      this.pastRuns.delete(uri.fsPath);
      this.world.closed(uri);
    });
    panel.iconPath = {
      light: vscode.Uri.joinPath(context.extensionUri, 'media', 'panel-light.svg'),
      dark: vscode.Uri.joinPath(context.extensionUri, 'media', 'panel-dark.svg'),
    };
    webview.html = panelHtml({
      script: this.resource(webview, 'webview.js'),
      style: this.resource(webview, 'webview.css'),
      source: webview.cspSource,
      nonce: globalThis.crypto.randomUUID(), // fresh for each document
      title: t('nnspec: {0}', session.name),
      language: vscode.l10n.bundle ? vscode.env.language : 'en', // of its sentences
      ...(vscode.l10n.bundle ? { messages: vscode.l10n.bundle } : {}),
    });
  }

  private async edit(uri: vscode.Uri, tell: (spec: EditedSpec) => void): Promise<SpecEditor> {
    const { SpecEditor } = await import('./specEditor');
    return new SpecEditor(uri, await this.world.language(), tell);
  }

  private resource(webview: vscode.Webview, name: string): string {
    return webview.asWebviewUri(vscode.Uri.joinPath(this.world.context.extensionUri, 'dist', name)).toString();
  }

  private options(): vscode.WebviewPanelOptions & vscode.WebviewOptions {
    const folder = (name: string): vscode.Uri => vscode.Uri.joinPath(this.world.context.extensionUri, name);
    return { enableScripts: true, enableForms: false, localResourceRoots: [folder('dist'), folder('media')] };
  }
}

/** Why there is no editor was said when it was asked for. */
const silently = (): void => undefined;
