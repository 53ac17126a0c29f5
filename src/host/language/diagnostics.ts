// Problems of the open specs. After a pause in typing the text is judged, then its data is looked at;
// a newer text or a closed file makes older answers void. What the engine found on Train is shown too,
// until the text changes.
import path from 'node:path';
import * as vscode from 'vscode';
import { readableFolder } from '../settings';
import { locate } from '../../spec/locate';
import type { Problem } from '../../spec/problem';
import { offsetRange } from './convert';
import type { SessionStates } from './hooks';
import type { Look, Surroundings } from '../../files/look';
import { problemsOfData, problemsOfText } from './problems';

const QUIET_MS = 250; // a pause in typing; shorter flickers at every key

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
} as const;

interface Shown {
  readonly problem: Problem;
  readonly diagnostic: vscode.Diagnostic;
}

interface Watched {
  timer?: ReturnType<typeof setTimeout> | undefined;
  running?: AbortController | undefined;
  own: readonly Problem[];
  look?: Look | undefined;
  /** Version of the text that the engine complained about. */
  trained?: number | undefined;
  shown: readonly Shown[];
  /** Version of the text that `own` is about. */
  version?: number;
}

export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('nnspec');
  private readonly watched = new Map<string, Watched>();
  private readonly looked = new vscode.EventEmitter<void>();
  /** More or other things are known of some spec's data. */
  readonly onDidLook = this.looked.event;
  private readonly judged = new vscode.EventEmitter<vscode.Uri>();
  /** The problems of a document are shown anew. */
  readonly onDidJudge = this.judged.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly hooks: SessionStates) {
    const { workspace, window } = vscode;
    this.subscriptions = [
      this.collection,
      this.looked,
      this.judged,
      workspace.onDidOpenTextDocument((document) => this.soon(document, 0)),
      workspace.onDidChangeTextDocument(({ document }) => this.soon(document, QUIET_MS)),
      workspace.onDidCloseTextDocument((document) => this.forget(document)),
      // A data file may have changed meanwhile.
      workspace.onDidSaveTextDocument(() => this.all()),
      workspace.onDidGrantWorkspaceTrust(() => this.all()),
      window.onDidChangeActiveTextEditor((editor) => editor && this.soon(editor.document, 0)),
      window.onDidChangeWindowState(({ focused }) => focused && this.all()),
      hooks.onDidChange((uri) => this.engineSpoke(uri)),
    ];
    this.all();
  }

  /** The last look at the data of a document's spec. */
  look(document: vscode.TextDocument): Look | undefined {
    return this.watched.get(document.uri.toString())?.look;
  }

  /** What may be read for a document's spec. */
  around({ uri }: vscode.TextDocument): Surroundings {
    return {
      file: uri.fsPath,
      workspace: readableFolder(uri.fsPath),
      datasetFolders: this.hooks.datasetFolders?.() ?? [],
    };
  }

  /** Problems of the text as it is now: none while the judgement of a newer text is awaited. */
  at(document: vscode.TextDocument, range: vscode.Range): readonly Shown[] {
    return this.judgedOf(document)?.filter(({ diagnostic }) => diagnostic.range.intersection(range)) ?? [];
  }

  /** The same for all of it; of a text that is not judged yet, what it tells by itself. */
  of(document: vscode.TextDocument): readonly Problem[] {
    const judged = this.judgedOf(document)?.map(({ problem }) => problem);
    return judged ?? problemsOfText(document.getText(), this.around(document)).problems;
  }

  dispose(): void {
    for (const one of this.watched.values()) stop(one);
    for (const one of this.subscriptions) one.dispose();
  }

  private judgedOf(document: vscode.TextDocument): readonly Shown[] | undefined {
    const one = this.watched.get(document.uri.toString());
    return one?.version === document.version ? one.shown : undefined;
  }

  private all(): void {
    for (const document of vscode.workspace.textDocuments) this.soon(document, 0);
  }

  private soon(document: vscode.TextDocument, delay: number): void {
    if (document.languageId !== 'nnspec') return;
    const key = document.uri.toString();
    let one = this.watched.get(key);
    if (!one) this.watched.set(key, (one = { own: [], shown: [] }));
    stop(one);
    one.timer = setTimeout(() => void this.judge(document, one), delay);
  }

  private async judge(document: vscode.TextDocument, one: Watched): Promise<void> {
    const running = (one.running = new AbortController());
    const { version } = document;
    const text = document.getText();
    const around = { ...this.around(document), signal: running.signal };
    const first = problemsOfText(text, around);
    one.own = first.problems;
    one.version = version;
    this.publish(document, one);
    if (document.uri.scheme !== 'file') return; // an unsaved text has no folder to look in
    try {
      const { problems, look } = await problemsOfData(text, first, around);
      if (running.signal.aborted || document.isClosed || document.version !== version) return;
      one.own = problems;
      const before = one.look;
      one.look = look ?? before; // a half-typed spec keeps the columns it had
      if (one.look !== before) this.looked.fire();
      this.publish(document, one);
    } catch (error) {
      if (!running.signal.aborted) throw error;
    }
  }

  private engineSpoke(uri: string): void {
    const document = vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri);
    const one = this.watched.get(uri);
    if (!document || !one) return;
    one.trained = document.version;
    this.publish(document, one);
  }

  private publish(document: vscode.TextDocument, one: Watched): void {
    const text = document.getText();
    const fresh = one.trained === document.version ? this.hooks.dataProblems(document.uri.toString()) : [];
    const engine = fresh
      .filter((p) => !one.own.some((q) => q.message === p.message))
      .map((p) => ({ ...p, ...locate(text, p.path) }));
    one.shown = [...one.own, ...engine].map((problem) => ({ problem, diagnostic: diagnosticOf(document, problem) }));
    this.collection.set(
      document.uri,
      one.shown.map((s) => s.diagnostic),
    );
    this.judged.fire(document.uri);
  }

  private forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const one = this.watched.get(key);
    if (one) stop(one);
    this.watched.delete(key);
    this.collection.delete(document.uri);
  }
}

function stop(one: Watched): void {
  clearTimeout(one.timer);
  one.running?.abort();
}

function diagnosticOf(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    offsetRange(document, problem),
    problem.message,
    severities[problem.severity],
  );
  diagnostic.source = 'nnspec';
  diagnostic.code = problem.code;
  if (problem.file !== undefined) {
    const file = vscode.Uri.file(path.resolve(path.dirname(document.uri.fsPath), problem.file));
    const at = new vscode.Position(Math.max(0, (problem.line ?? 1) - 1), Math.max(0, (problem.column ?? 1) - 1));
    diagnostic.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(new vscode.Location(file, at), problem.message),
    ];
  }
  return diagnostic;
}
