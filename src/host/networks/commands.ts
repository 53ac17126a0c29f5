// What can be done with kept runs, from the Networks view and from the palette. A command takes a node of the view
// and the whole selection, as VS Code passes them; 'selection' (keys); or nothing: then the run is picked from a list.
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { exportWeights } from '../exportWeights';
import { locale, t } from '../say';
import { Refused } from '../session';
import { showSpecChanges } from '../specChanges';
import type { Sessions } from '../sessions';
import { comparisonUri, runSpecUri } from './documents';
import { isRun, isSpec, type RunNode, type SpecNode } from './nodes';
import { isResumable, runItem, runName } from './runItem';
import type { Networks } from './tree';

export const RUN_COMMANDS = [
  'openRun',
  'openRunSpec',
  'renameRun',
  'deleteRuns',
  'exportRunWeights',
  'goOnWithRun',
  'compareRuns',
  'changesSinceRun',
  'changesBetweenRuns',
  'pinRuns',
  'unpinRuns',
  'revealRun',
  'revealRunInOS',
  'copyRunPaths',
  'newRun',
  'refreshNetworks',
  'openExamples',
] as const;
export type RunCommandName = (typeof RUN_COMMANDS)[number];

export interface RunCommandWorld {
  readonly context: vscode.ExtensionContext;
  readonly sessions: Sessions;
  readonly networks: Networks;
  /** The spec that the user means, where there is one. */
  activeSpec(): vscode.Uri | undefined;
  selection(): readonly unknown[];
  openPanel(uri: vscode.Uri): void;
  openRunInPanel(uri: vscode.Uri, folder: string): void;
  /** The text of a document that was opened before has changed. */
  documentChanged(uri: vscode.Uri): void;
  train(uri: vscode.Uri, how: { readonly set: readonly (readonly [string, string])[] }): Promise<unknown>;
  /** Goes on with a run of a spec from its checkpoint. */
  resume(uri: vscode.Uri, folder: string): Promise<void>;
  guarded<T>(act: () => T | Promise<T>): Promise<T | undefined>;
}

type Table = { readonly [N in RunCommandName]: (node: unknown, selected: unknown) => unknown };

export class RunCommands implements vscode.Disposable {
  private readonly registered: vscode.Disposable[];
  /** The run whose row was clicked last. */
  private opened: RunNode | undefined;

  constructor(private readonly world: RunCommandWorld) {
    this.registered = RUN_COMMANDS.map((name) =>
      vscode.commands.registerCommand(`nnspec.${name}`, (node?: unknown, selected?: unknown) =>
        world.guarded(() => this.table[name](node, selected)),
      ),
    );
  }

  dispose(): void {
    for (const one of this.registered) one.dispose();
  }

  private readonly table: Table = {
    openRun: async (node) => {
      const run = await this.one(node, t('Open the results of a run'));
      if (isRun(node)) this.opened = node;
      if (run) await this.openRun(run);
    },
    openRunSpec: async (node) => {
      const run = await this.one(node, t('Open the spec that a run was trained with'));
      if (run) await vscode.window.showTextDocument(runSpecUri(run.folder), { preview: true });
    },
    renameRun: async (node) => {
      const run = await this.one(node, t('Rename a run'));
      if (!run) return;
      const title = await vscode.window.showInputBox({
        title: t('Rename the run of {0}', new Date(run.run.record.created).toLocaleString(locale())),
        prompt: t('Shown in place of the time; its folder keeps its name. Empty: the time again.'),
        value: run.run.record.title ?? '',
      });
      if (title !== undefined) await this.mark([run], { title: title.trim() || undefined });
    },
    deleteRuns: async (node, selected) => {
      const runs = await this.several(node, selected, t('Delete runs'));
      if (runs.length > 0) await this.delete(runs);
    },
    exportRunWeights: async (node) => {
      const run = await this.one(node, t('Export the weights of a run'));
      if (!run) return;
      const session = this.world.sessions.get(run.uri);
      await exportWeights(session?.live && session.run === run.folder ? session : await keptWeights(run));
    },
    goOnWithRun: async (node) => {
      const run = await this.one(node, t('Resume a run from its checkpoint'), (one) =>
        isResumable(one.run, this.world.networks.liveOf(one)),
      );
      if (run) await this.world.resume(run.uri, run.folder);
    },
    compareRuns: async (node, selected) => {
      const given = this.given(node, selected);
      const runs = given.length > 1 ? given : await this.pickMany(given[0], t('Compare runs'));
      if (runs.length === 0) return;
      if (runs.length === 1) throw new Refused(t('Select two runs or more to compare them.'));
      await this.show(runs, t('{0} runs', runs.length));
    },
    changesSinceRun: async (node) => {
      const run = await this.one(node, t('What changed in the spec since a run'));
      if (!run) return;
      await showSpecChanges(run.folder, run.uri);
    },
    changesBetweenRuns: async (node, selected) => {
      const given = this.given(node, selected);
      const runs = given.length === 2 ? given : await this.pickMany(given[0], t('What changed between two runs'));
      if (runs.length === 0) return;
      if (runs.length !== 2) throw new Refused(t('Select two runs to see what changed between them.'));
      const [older, newer] = runs.toSorted((a, b) => a.run.record.created.localeCompare(b.run.record.created));
      const title = `${runName(older!.run)} ↔ ${runName(newer!.run)}`;
      await vscode.commands.executeCommand('vscode.diff', runSpecUri(older!.folder), runSpecUri(newer!.folder), title);
    },
    pinRuns: async (node, selected) => this.mark(await this.several(node, selected, t('Keep runs')), { pinned: true }),
    unpinRuns: async (node, selected) =>
      this.mark(await this.several(node, selected, t('Keep runs no longer')), { pinned: undefined }),
    revealRun: async (node) => {
      const run = await this.one(node, t('Reveal the folder of a run'));
      if (!run) return;
      const folder = vscode.Uri.file(run.folder);
      const reveal = vscode.workspace.getWorkspaceFolder(folder) ? 'revealInExplorer' : 'revealFileInOS';
      await vscode.commands.executeCommand(reveal, folder);
    },
    revealRunInOS: async (node) => {
      const run = await this.one(node, t('Reveal the folder of a run'));
      if (run) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(run.folder));
    },
    copyRunPaths: async (node, selected) => {
      const runs = await this.several(node, selected, t('Copy the paths of runs'));
      if (runs.length > 0) await vscode.env.clipboard.writeText(runs.map(({ folder }) => folder).join('\n'));
    },
    newRun: async (node) => {
      const spec = await this.spec(node);
      if (spec) await this.newRun(spec);
    },
    refreshNetworks: () => this.world.networks.refresh(),
    openExamples: async () => {
      const { openExamples } = await import('../newNetwork');
      return openExamples(this.world.context.extensionPath);
    },
  };

  /** In the panel, which shows one run a spec; while another one is under way in it, as a document. */
  private async openRun(run: RunNode): Promise<void> {
    const session = this.world.sessions.get(run.uri);
    if (session?.run === run.folder && !session.kept) {
      this.world.openPanel(run.uri);
    } else if (existsSync(run.uri.fsPath) && !session?.active) {
      this.world.openRunInPanel(run.uri, run.folder);
    } else {
      await this.show([run], runName(run.run));
    }
  }

  private async show(runs: readonly RunNode[], title: string): Promise<void> {
    const uri = comparisonUri(
      runs.map(({ folder }) => folder),
      title.replace(/[\\/:]+/g, '-'),
    );
    this.world.documentChanged(uri);
    // Tables are read as tables; as text where VS Code's own Markdown is switched off.
    await vscode.commands
      .executeCommand('markdown.showPreview', uri)
      .then(undefined, () => vscode.window.showTextDocument(uri, { preview: true }));
  }

  private async mark(runs: readonly RunNode[], marks: { title?: string | undefined; pinned?: true | undefined }) {
    const { openRun } = await import('../../files/runs');
    for (const { folder } of runs) openRun(folder).mark(marks);
    for (const spec of new Set(runs.map((run) => run.spec))) this.world.networks.runsChanged(spec);
  }

  private async delete(runs: readonly RunNode[]): Promise<void> {
    const live = runs.find((run) => this.world.networks.liveOf(run));
    if (live) throw new Refused(t('{0} is being trained. Stop it before you delete it.', runName(live.run)));
    const names = runs.map(({ run }) => runName(run));
    const question =
      runs.length === 1
        ? t('Delete the run {0}, with its weights and checkpoint?', names[0]!)
        : t('Delete {0} runs, with their weights and checkpoints?', runs.length);
    const yes = t('Move to Trash');
    const detail = [...names.slice(0, 10), ...(names.length > 10 ? ['…'] : [])].join('\n');
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
    await this.remove(runs.map(({ folder }) => vscode.Uri.file(folder)));
    for (const spec of new Set(runs.map((run) => run.spec))) this.world.networks.runsChanged(spec);
  }

  /** Where there is no trash (a remote machine's disk), it is asked again before anything is gone for good. */
  private async remove(folders: readonly vscode.Uri[]): Promise<void> {
    const left: vscode.Uri[] = [];
    for (const folder of folders)
      await vscode.workspace.fs
        .delete(folder, { recursive: true, useTrash: true })
        .then(undefined, () => left.push(folder));
    if (left.length === 0) return;
    const yes = t('Delete Permanently');
    const question = t('There is no trash here. Delete permanently?');
    if ((await vscode.window.showWarningMessage(question, { modal: true }, yes)) !== yes) return;
    for (const folder of left) await vscode.workspace.fs.delete(folder, { recursive: true, useTrash: false });
  }

  /** The spec with another seed: other first weights, another order of the rows. */
  private async newRun(spec: SpecNode): Promise<void> {
    const seeds = (await this.world.networks.runs(spec)).map(({ run }) => run.record.seed);
    const seed = await vscode.window.showInputBox({
      title: t('New run of {0}', path.basename(spec.uri.fsPath)),
      prompt: t('Seed of the first weights, the order of the rows and dropout. The spec stays as it is.'),
      value: String(Math.max(0, ...seeds) + 1),
      validateInput: (text) => (/^\d{1,15}$/.test(text.trim()) ? undefined : t('A seed is a whole number, 0 or more.')),
    });
    if (seed !== undefined) await this.world.train(spec.uri, { set: [['training.seed', seed.trim()]] });
  }

  private async spec(node: unknown): Promise<SpecNode | undefined> {
    if (isSpec(node)) return node;
    if (isRun(node)) return node.spec;
    const specs = await this.world.networks.specs();
    const active = this.world.activeSpec()?.fsPath;
    const meant = specs.find((spec) => spec.uri.fsPath === active) ?? (specs.length === 1 ? specs[0] : undefined);
    if (meant) return meant;
    const items = specs.map((spec) => ({ label: vscode.workspace.asRelativePath(spec.uri), spec }));
    return (await vscode.window.showQuickPick(items, { title: t('Which spec?') }))?.spec;
  }

  /** The runs that the view or a key hands over. */
  private given(node: unknown, selected: unknown): RunNode[] {
    if (node === 'selection') return this.world.selection().filter(isRun);
    if (!isRun(node)) return [];
    const all = Array.isArray(selected) ? selected.filter(isRun) : [];
    return all.includes(node) ? all : [node];
  }

  private async one(node: unknown, title: string, fits: (run: RunNode) => boolean = () => true) {
    const [given] = this.given(node, undefined);
    if (given) return given;
    if (node === 'selection') return this.world.selection().length === 0 ? this.lastOpened() : undefined;
    const items = await this.items(undefined, fits);
    return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.run;
  }

  /**
   * VS Code does not tell of a row that is chosen while the view is read again; but a click on a run opens it. Good enough
   * to name a run by, not to delete it.
   */
  private lastOpened(): RunNode | undefined {
    return this.opened && existsSync(this.opened.folder) ? this.opened : undefined;
  }

  private async several(node: unknown, selected: unknown, title: string): Promise<RunNode[]> {
    const given = this.given(node, selected);
    return given.length > 0 || node === 'selection' ? given : this.pickMany(undefined, title);
  }

  /** `first` is picked already. */
  private async pickMany(first: RunNode | undefined, title: string): Promise<RunNode[]> {
    const items = (await this.items(first?.spec)).map((item) => ({ ...item, picked: item.run === first }));
    const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true, matchOnDescription: true });
    return picked?.flatMap(({ run }) => run ?? []) ?? [];
  }

  /** Of one spec, or of the active one, or of all with a heading each. */
  private async items(of?: SpecNode, fits: (run: RunNode) => boolean = () => true) {
    const { networks } = this.world;
    const all = await networks.specs();
    const active = this.world.activeSpec()?.fsPath;
    const meant = of ?? all.find(({ uri }) => uri.fsPath === active);
    const items: (vscode.QuickPickItem & { readonly run?: RunNode })[] = [];
    for (const spec of meant ? [meant] : all) {
      const runs = (await networks.runs(spec)).filter(fits);
      if (runs.length > 0 && !meant)
        items.push({ label: vscode.workspace.asRelativePath(spec.uri), kind: vscode.QuickPickItemKind.Separator });
      for (const run of runs) {
        const { label, description, icon } = runItem(run.run, networks.liveOf(run));
        items.push({ label: `$(${icon}) ${label}`, description, run });
      }
    }
    if (items.length === 0) throw new Refused(t('There is no such run yet. Press Train.'));
    return items;
  }
}

async function keptWeights(run: RunNode) {
  const { keptNetwork } = await import('../../files/keptNetwork');
  const { folderName, openRun } = await import('../../files/runs');
  const { format } = await import('../../formats');
  const network = keptNetwork(openRun(run.folder));
  return {
    name: path.basename(run.uri.fsPath, '.nnspec'),
    file: run.uri.fsPath,
    exportFiles: async (name: string) => format(name)!.write(network, folderName(network.name)),
  };
}
