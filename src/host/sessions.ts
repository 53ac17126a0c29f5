// The sessions of this window, one a spec, and what they need from VS Code. A session begins when its spec is
// first asked for and goes when neither editor nor panel shows the spec and nothing runs.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { askConsent } from './consent';
import type { Disposable } from './emitter';
import { Session, type SessionEvent, type SessionWorld } from './session';
import { datasetCache, places } from './settings';

export interface SessionChange {
  readonly session: Session;
  readonly event: SessionEvent;
}

export class Sessions implements Disposable {
  private readonly byFile = new Map<string, Session>();
  private readonly changed = new vscode.EventEmitter<SessionChange>();
  readonly onDidChange = this.changed.event;
  private readonly closed = new vscode.EventEmitter<Session>();
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get all(): readonly Session[] {
    return [...this.byFile.values()];
  }

  get(uri: vscode.Uri): Session | undefined {
    return this.byFile.get(uri.fsPath);
  }

  /** The session of a spec; begun, idle, where there is none. */
  of(uri: vscode.Uri): Session {
    const file = uri.fsPath;
    const known = this.byFile.get(file);
    if (known) return known;
    const session = new Session(file, this.world());
    this.byFile.set(file, session);
    session.onEvent((event) => this.changed.fire({ session, event }));
    return session;
  }

  /** A session outside the list, that keeps no run. */
  spare(file: string): Session {
    return new Session(file, {
      ...this.world(),
      places: async (spec) => {
        const { runsFolder: _, ...rest } = await places(spec);
        return rest;
      },
    });
  }

  /** Nothing shows the spec any more: a session that runs nothing is forgotten. */
  async release(uri: vscode.Uri): Promise<void> {
    const session = this.get(uri);
    if (session && !session.active) await this.close(session);
  }

  /** Ends everything; every worker has a limited time to save its checkpoint. */
  async closeAll(): Promise<void> {
    await Promise.all(this.all.map((session) => this.close(session)));
  }

  dispose(): void {
    this.changed.dispose();
    this.closed.dispose();
  }

  /** What an engine needs from VS Code. */
  world(): SessionWorld {
    return {
      startEngine: async () => {
        const { startEngineWorker } = await import('./engineProcess');
        return startEngineWorker(path.join(this.context.extensionPath, 'dist', 'engine.js'), vscode.l10n.bundle);
      },
      places,
      consent: async (question, wanted) => askConsent(question, await datasetCache(), wanted, this.log),
      log: (level, message) => this.log[level === 'warning' ? 'warn' : level](message),
    };
  }

  private async close(session: Session): Promise<void> {
    this.byFile.delete(session.file);
    this.closed.fire(session);
    await session.dispose();
  }
}
