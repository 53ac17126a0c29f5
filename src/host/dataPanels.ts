// The data views: a webview for each spec whose data somebody looks at. A hidden one keeps no document; its feed
// keeps what it knows and sends it again.
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { CellPlace } from '../data/table';
import type { PathSegment } from '../spec/problem';
import { DataFeed } from './dataFeed';
import { panelHtml } from './html';
import { t } from './say';
import { Refused, type SessionWorld } from './session';
import { columnForView } from './viewColumn';

export const DATA_TYPE = 'nnspec.data';

export interface DataPanelWorld {
  readonly context: vscode.ExtensionContext;
  session: SessionWorld;
  showPlace(uri: vscode.Uri, path?: readonly PathSegment[]): Promise<void>;
  openPanel(uri: vscode.Uri): void;
  becameActive(uri: vscode.Uri): void;
}

interface Shown {
  readonly panel: vscode.WebviewPanel;
  readonly feed: DataFeed;
}

export class DataPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly shown = new Map<string, Shown>();
  private readonly listening: vscode.Disposable[];

  constructor(private readonly world: DataPanelWorld) {
    this.listening = [
      vscode.window.registerWebviewPanelSerializer(DATA_TYPE, this),
      vscode.workspace.onDidSaveTextDocument((document) =>
        this.shown.get(document.uri.fsPath)?.feed.saved(document.getText()),
      ),
    ];
  }

  /** Shows the data of a spec: beside its text, or where the panel is that was clicked in. */
  open(uri: vscode.Uri): void {
    const known = this.shown.get(uri.fsPath);
    if (known) {
      known.panel.reveal();
      return;
    }
    this.attach(uri, vscode.window.createWebviewPanel(DATA_TYPE, title(uri), columnForView(), this.options()));
  }

  /** After a window reload: the view kept the spec's path in its state. */
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
    for (const one of this.listening) one.dispose();
    for (const { panel } of [...this.shown.values()]) panel.dispose();
  }

  private attach(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    const { world } = this;
    const { webview } = panel;
    const feed = new DataFeed(
      {
        post: (message) => void webview.postMessage(message),
        onMessage: (listener) => void webview.onDidReceiveMessage(listener),
      },
      {
        ...world.session,
        file: uri.fsPath,
        name: path.basename(uri.fsPath, '.nnspec'),
        text: async () => (await vscode.workspace.openTextDocument(uri)).getText(),
        openSpec: (place) => world.showPlace(uri, place),
        openPlace: (place) => openPlace(uri, place),
        openPanel: async () => world.openPanel(uri),
      },
    );
    this.shown.set(uri.fsPath, { panel, feed });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) feed.hidden();
      if (panel.active) world.becameActive(uri);
    });
    panel.onDidDispose(() => {
      feed.dispose();
      this.shown.delete(uri.fsPath);
    });
    panel.iconPath = {
      light: vscode.Uri.joinPath(world.context.extensionUri, 'media', 'data-light.svg'),
      dark: vscode.Uri.joinPath(world.context.extensionUri, 'media', 'data-dark.svg'),
    };
    webview.html = panelHtml({
      script: this.resource(webview, 'dataView.js'),
      style: this.resource(webview, 'dataView.css'),
      source: webview.cspSource,
      nonce: globalThis.crypto.randomUUID(), // fresh for each document
      title: title(uri),
      language: vscode.l10n.bundle ? vscode.env.language : 'en', // of its sentences
      ...(vscode.l10n.bundle ? { messages: vscode.l10n.bundle } : {}),
    });
  }

  private resource(webview: vscode.Webview, name: string): string {
    return webview.asWebviewUri(vscode.Uri.joinPath(this.world.context.extensionUri, 'dist', name)).toString();
  }

  private options(): vscode.WebviewPanelOptions & vscode.WebviewOptions {
    const folder = (name: string): vscode.Uri => vscode.Uri.joinPath(this.world.context.extensionUri, name);
    return { enableScripts: true, enableForms: false, localResourceRoots: [folder('dist'), folder('media')] };
  }
}

const title = (uri: vscode.Uri): string => t('Data of {0}', path.basename(uri.fsPath, '.nnspec'));

/** A cell of a data file, in an editor. */
async function openPlace(spec: vscode.Uri, { file, line = 1, column = 1 }: CellPlace): Promise<void> {
  const full = path.resolve(path.dirname(spec.fsPath), file);
  if (!existsSync(full)) throw new Refused(t('{0} is not there any more: it was moved, renamed or deleted.', file));
  const at = new vscode.Position(line - 1, column - 1);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(full));
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.One,
    selection: new vscode.Range(at, at),
  });
}
