// The commands, as one table: a name missing here or in package.json does not pass (types, and a test).
// A command takes the spec's uri (CodeLens, menus) or a node of the Networks view, or means the active spec. What only
// some commands need is imported when they run: activation does not wait for it.
import * as path from 'node:path';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { PanelCommand } from '../protocol/panel';
import type { PathSegment } from '../spec/problem';
import { LANGUAGE, type ActiveSpec } from './activeSpec';
import type { DataPanels } from './dataPanels';
import type { Panels } from './panel';
import { locale, notOnDisk, sentence, t } from './say';
import { Refused, type Session } from './session';
import type { Sessions } from './sessions';
import { opensPanelOnTrain, runsFolder, withheldByTrust } from './settings';
import { stateWord } from './stateWords';

export const COMMANDS = [
  'train',
  'pause',
  'resume',
  'stepIteration',
  'stepEpoch',
  'stop',
  'reset',
  'openPanel',
  'openSpec',
  'lookAtData',
  'exportWeights',
  'gradientCheck',
  'resumeRun',
  'showOutput',
  'openRunsFolder',
  'newFromTemplate',
  'newFromData',
  'openWalkthrough',
  'actions',
] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface CommandWorld {
  readonly context: vscode.ExtensionContext;
  readonly sessions: Sessions;
  readonly active: ActiveSpec;
  readonly log: vscode.LogOutputChannel;
  panels(): Panels;
  dataPanels(): DataPanels;
}

type Table = { readonly [N in CommandName]: (uri: vscode.Uri | undefined, extra?: unknown) => unknown };

export class Commands implements vscode.Disposable {
  private readonly registered: vscode.Disposable[];

  constructor(private readonly world: CommandWorld) {
    this.registered = COMMANDS.map((name) =>
      vscode.commands.registerCommand(`nnspec.${name}`, (...given: unknown[]) =>
        this.guarded(() => {
          // What VS Code gives for a row of a view that it is just reading again; from everywhere else it is no argument,
          // or null. The network that is active is not the one that was pressed.
          if (given.length > 0 && given[0] === undefined)
            throw new Refused(t('The row was just read again. Press its button once more.'));
          return this.table[name](uriIn(given[0]), given[1]);
        }),
      ),
    );
  }

  /** Errors become a sentence where the user looks; a refusal is no error. */
  async guarded<T>(act: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Refused) {
        if (!error.quiet) void vscode.window.showInformationMessage(error.message);
      } else {
        this.world.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
        // A failed run has said so already, with what can be done.
        if (!this.world.sessions.all.some((s) => s.failure?.message === sentence(error)))
          void vscode.window.showErrorMessage(sentence(error));
      }
      return undefined;
    }
  }

  /** Trains the document's text as the editor has it. Throws what keeps it from running. */
  async train(
    uri: vscode.Uri,
    how: { set?: readonly (readonly [string, string])[]; then?: 'run' | 'stand' } = {},
  ): Promise<Session> {
    const document = await this.document(uri);
    const session = this.world.sessions.of(document.uri);
    const unsaved = document.isDirty ? t('Trains the text in the editor, which is not saved yet.') : undefined;
    const notes = [unsaved, withheldByTrust()].filter((note) => note !== undefined);
    for (const note of notes) this.world.log.info(`${session.name}: ${note}`);
    if (unsaved !== undefined) vscode.window.setStatusBarMessage(unsaved, 5000);
    const text = document.getText();
    const started = session.start(text, { notes, ...how });
    if (opensPanelOnTrain()) this.world.panels().open(document.uri);
    await started;
    const { pruneRuns } = await import('./runs');
    await pruneRuns(session.file, [session.run]).catch((error) => this.world.log.warn(sentence(error)));
    return session;
  }

  /** Goes on from the checkpoint of a run's folder, with that run's spec. */
  async resumeRun(session: Session, folder: string): Promise<void> {
    const { openRun } = await import('../files/runs');
    const { pointsIn } = await import('../files/metricsCsv');
    const run = openRun(folder);
    const began = new Date(run.record.created).toLocaleString(locale());
    await session.start(run.specText(), {
      resume: folder,
      set: run.record.set,
      past: () => pointsIn(run.file('metrics')),
      notes: [t('Goes on with the run of {0}, with the spec it began with.', began)],
    });
  }

  /** A button of the panel. What goes wrong is said as for any command. */
  async fromPanel(uri: vscode.Uri, command: PanelCommand, place?: readonly PathSegment[]): Promise<null> {
    const names: { readonly [C in PanelCommand]: CommandName } = {
      train: 'train',
      pause: 'pause',
      resume: 'resume',
      stepIteration: 'stepIteration',
      stepEpoch: 'stepEpoch',
      stop: 'stop',
      reset: 'reset',
      export: 'exportWeights',
      gradcheck: 'gradientCheck',
      openSpec: 'openSpec',
      lookAtData: 'lookAtData',
    };
    await this.guarded(() => this.table[names[command]](uri, place));
    return null;
  }

  /** Shows the place of a path of keys in the spec; without a path, the spec. */
  async showPlace(uri: vscode.Uri, place?: readonly PathSegment[]): Promise<void> {
    const document = await this.document(uri);
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
      preserveFocus: place !== undefined,
    });
    if (!place) return;
    const { rangeOf } = await import('./specPlaces');
    const range = rangeOf(document, place);
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    for (const one of this.registered) one.dispose();
  }

  private readonly table: Table = {
    train: async (uri) => {
      await this.train(this.meant(uri));
    },
    pause: async (uri) => {
      await this.session(uri).pause();
    },
    resume: async (uri) => {
      await this.session(uri).resume();
    },
    stepIteration: (uri) => this.step(uri, 'iteration'),
    stepEpoch: (uri) => this.step(uri, 'epoch'),
    stop: async (uri) => {
      await this.session(uri).stop();
    },
    reset: async (uri) => {
      await this.session(uri).reset();
    },
    openPanel: async (uri, layer) => {
      const document = await this.document(this.meant(uri));
      this.world.panels().open(document.uri, typeof layer === 'string' ? layer : undefined);
    },
    openSpec: (uri, place) =>
      this.showPlace(this.meant(uri), Array.isArray(place) ? (place as PathSegment[]) : undefined),
    lookAtData: async (uri) => {
      const document = await this.document(this.meant(uri));
      this.world.dataPanels().open(document.uri);
    },
    exportWeights: async (uri) => {
      const session = this.session(uri);
      const { exportWeights } = await import('./exportWeights');
      return exportWeights(session);
    },
    gradientCheck: async (uri) => {
      const document = await this.document(this.meant(uri));
      const session = this.world.sessions.of(document.uri);
      const { gradientCheck } = await import('./gradientCheck');
      return gradientCheck(session, document.getText(), this.world.log, () => this.world.sessions.spare(session.file));
    },
    resumeRun: async (uri, folder) => {
      const session = this.world.sessions.of((await this.document(this.meant(uri))).uri);
      const run = typeof folder === 'string' ? folder : await this.pickRun(session);
      if (run) await this.resumeRun(session, run);
    },
    showOutput: () => this.world.log.show(true),
    openRunsFolder: async (uri) => {
      const folder = runsFolder((await this.document(this.meant(uri))).uri.fsPath);
      if (!existsSync(folder)) throw new Refused(t('No run is kept beside this spec yet. Press Train.'));
      const shown = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))
        ? 'revealInExplorer'
        : 'revealFileInOS';
      await vscode.commands.executeCommand(shown, vscode.Uri.file(folder));
    },
    newFromTemplate: async () => {
      const { newFromTemplate } = await import('./newNetwork');
      return newFromTemplate(this.world.context.extensionPath);
    },
    newFromData: async (uri) => {
      const { newFromData } = await import('./fromData');
      return newFromData(this.world.context.extensionPath, this.world.sessions.world().startEngine, uri);
    },
    openWalkthrough: async () => {
      // It would take the place of a spec that is only looked at, and its buttons mean that spec.
      if (vscode.window.activeTextEditor?.document.languageId === LANGUAGE)
        await vscode.commands.executeCommand('workbench.action.keepEditor');
      const walkthrough = `${this.world.context.extension.id}#start`;
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
    },
    actions: (uri) => this.actions(uri),
  };

  /** The uri given, else the active spec, else the only one that has a session. */
  private meant(uri: vscode.Uri | undefined): vscode.Uri {
    const { active, sessions } = this.world;
    const only = sessions.all.length === 1 ? vscode.Uri.file(sessions.all[0]!.file) : undefined;
    const found = uri ?? active.uri ?? sessionUri(sessions.all.filter((s) => s.active)) ?? only;
    if (!found) throw new Refused(t('Open a .nnspec file first, or make one with "New Network from Template".'));
    return found;
  }

  private session(uri: vscode.Uri | undefined): Session {
    const meant = this.meant(uri);
    const session = this.world.sessions.get(meant);
    if (!session) throw new Refused(t('{0} is not trained yet. Press Train.', path.basename(meant.fsPath)));
    return session;
  }

  private async document(uri: vscode.Uri): Promise<vscode.TextDocument> {
    if (uri.scheme === 'untitled')
      throw new Refused(t('Save the spec first: data files and runs are found beside it.'));
    if (uri.scheme !== 'file') throw new Refused(notOnDisk(uri));
    try {
      return await vscode.workspace.openTextDocument(uri);
    } catch (error) {
      if (existsSync(uri.fsPath)) throw error;
      throw new Refused(
        t('{0} is not there any more: it was moved, renamed or deleted.', path.basename(uri.fsPath)) +
          this.keptSpec(uri),
      );
    }
  }

  /** A run's folder has the spec as it was trained. */
  private keptSpec(uri: vscode.Uri): string {
    const run = this.world.sessions.get(uri)?.run;
    return run ? ` ${t('The spec as it is trained is kept in {0}', path.join(run, 'spec.nnspec'))}` : '';
  }

  /** From nothing, the run is prepared first and stands after its first step. */
  private async step(uri: vscode.Uri | undefined, unit: 'iteration' | 'epoch'): Promise<void> {
    const meant = this.meant(uri);
    const known = this.world.sessions.get(meant);
    const session = known?.active ? known : await this.train(meant, { then: 'stand' });
    await session.step(unit);
  }

  private async pickRun(session: Session): Promise<string | undefined> {
    const { howItEnded } = await import('./keptNote');
    const { resumableRuns } = await import('./runs');
    const runs = await resumableRuns(session.file);
    if (runs.length === 0) throw new Refused(t('{0} has no interrupted run with a checkpoint.', session.name));
    const items = runs.map((run) => ({
      label: new Date(run.record.created).toLocaleString(locale()),
      description: howItEnded(run),
      folder: run.folder,
    }));
    return (await vscode.window.showQuickPick(items, { title: t('Resume a run of {0}', session.name) }))?.folder;
  }

  /** The status bar's click: what can be done now. */
  private async actions(uri: vscode.Uri | undefined): Promise<void> {
    const meant = this.meant(uri);
    const session = this.world.sessions.get(meant);
    const state = session?.state ?? 'idle';
    const offer = (when: boolean, command: CommandName, label: string): { label: string; command: CommandName }[] =>
      when ? [{ label, command }] : [];
    const stands = state === 'paused' || state === 'ready';
    const items = [
      ...offer(state === 'running', 'pause', `$(debug-pause) ${t('Pause')}`),
      ...offer(state === 'paused', 'resume', `$(debug-continue) ${t('Resume')}`),
      ...offer(stands || !session?.active, 'stepIteration', `$(debug-step-over) ${t('Step one iteration')}`),
      ...offer(stands || !session?.active, 'stepEpoch', `$(debug-step-out) ${t('Step one epoch')}`),
      ...offer((session?.active ?? false) && state !== 'ready', 'stop', `$(debug-stop) ${t('Stop')}`),
      ...offer(true, 'train', `$(play) ${session ? t('Train again') : t('Train')}`),
      ...offer((session?.live ?? false) && !session?.kept, 'reset', `$(debug-restart) ${t('Reset to iteration 0')}`),
      ...offer(true, 'openPanel', `$(graph) ${t('Open panel')}`),
      ...offer(true, 'lookAtData', `$(table) ${t('Look at the data')}`),
      ...offer(true, 'openSpec', `$(go-to-file) ${t('Open spec')}`),
      ...offer(session?.live ?? false, 'exportWeights', `$(export) ${t('Export weights…')}`),
      ...offer(true, 'gradientCheck', `$(beaker) ${t('Gradient check')}`),
      ...offer(!session?.active, 'resumeRun', `$(history) ${t('Resume an interrupted run…')}`),
      ...offer(true, 'openRunsFolder', `$(folder-opened) ${t('Show runs folder')}`),
      ...offer(true, 'showOutput', `$(output) ${t('Show output')}`),
    ];
    const title = `${path.basename(meant.fsPath)}: ${stateWord(state)}`;
    const item = await vscode.window.showQuickPick(items, { title });
    if (item) await vscode.commands.executeCommand(`nnspec.${item.command}`, meant);
  }
}

/** A uri, or that of a node. */
function uriIn(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  const { uri } = (given ?? {}) as { readonly uri?: unknown };
  return uri instanceof vscode.Uri ? uri : undefined;
}

function sessionUri(sessions: readonly Session[]): vscode.Uri | undefined {
  return sessions.length === 1 ? vscode.Uri.file(sessions[0]!.file) : undefined;
}
