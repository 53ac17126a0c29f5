// The Networks view's tree: which specs and runs there are, and who is training. Nothing is read before the view is
// first shown, and nothing at idle: files are watched, and of a run that changed only its record is read again.
import { existsSync, watch } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { belongsTo } from '../../files/belongsTo';
import type { RunIndex } from '../../files/runIndex';
import type { KeptRun } from '../../files/runs';
import { specName } from '../runs';
import type { SessionChange, Sessions } from '../sessions';
import { runsFolder } from '../settings';
import { costOf } from '../stateWords';
import type { FolderNode, NetworkNode, RunNode, SpecNode } from './nodes';
import { runItem, type ItemLook, type Live } from './runItem';
import { specItem } from './specItem';

/** Changes are shown together, at most four times a second. */
const GATHER_MS = 250;
/** Progress is shown less often: a row that is drawn anew under the mouse loses the click on its buttons. */
const PROGRESS_MS = 1000;
/** A run of another process is looked at in these intervals: how far it is, and whether that process still lives. */
const ELSEWHERE_MS = 2000;

/** Specs kept with runs are no specs of their own. */
const NOT_SPECS = '{**/.nnspec/**,**/node_modules/**}';
/** A folder that is deleted is told of alone, without what was in it. */
const RUN_FILES = '{**/.nnspec,**/.nnspec/runs,**/.nnspec/runs/*,**/.nnspec/runs/*/*,**/.nnspec/runs/*/*/*.json}';

export class Networks implements vscode.TreeDataProvider<NetworkNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<NetworkNode | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly folderNodes = new Map<string, FolderNode>();
  private readonly specNodes = new Map<string, SpecNode>();
  private readonly runNodes = new Map<string, RunNode>();
  /** The specs as last found; undefined before, and when some came or went. */
  private found: Promise<readonly SpecNode[]> | undefined;
  private index: RunIndex | undefined;
  /** What is to be shown anew; undefined: everything. */
  private readonly pending = new Set<NetworkNode | undefined>();
  private timer: NodeJS.Timeout | undefined;
  /** Whose progress has moved since it was shown. */
  private readonly moving = new Set<SpecNode | RunNode>();
  private progressTimer: NodeJS.Timeout | undefined;
  private elsewhereTimer: NodeJS.Timeout | undefined;
  private watching = false;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly sessions: Sessions) {
    this.subscriptions = [
      this.changed,
      sessions.onDidChange((change) => this.heard(change)),
      sessions.onDidClose((session) => {
        const spec = this.specNodes.get(session.file);
        if (spec) this.runsChanged(spec);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    ];
  }

  /** Follows what is open and what is seen of the view. */
  follow(view: vscode.TreeView<NetworkNode>): void {
    const expanded = (node: NetworkNode, is: boolean): void => {
      if (node.kind !== 'spec') return;
      node.expanded = is;
      if (!is) this.unwatch(node);
      this.showSoon(node);
    };
    this.subscriptions.push(
      view.onDidExpandElement(({ element }) => expanded(element, true)),
      view.onDidCollapseElement(({ element }) => expanded(element, false)),
    );
  }

  /** Everything is read again: for changes that nobody tells of. */
  refresh(): void {
    for (const spec of this.specNodes.values()) spec.runs = undefined;
    this.found = undefined;
    this.changed.fire(undefined);
  }

  async getChildren(node?: NetworkNode): Promise<NetworkNode[]> {
    if (node?.kind === 'run') return [];
    if (node?.kind === 'spec') {
      node.expanded = true;
      return [...(await this.runs(node))];
    }
    const specs = await this.specs();
    if (node) return specs.filter((spec) => spec.parent === node);
    const folders = [...this.folderNodes.values()].filter((folder) => specs.some((spec) => spec.parent === folder));
    return [...folders, ...specs.filter((spec) => !spec.parent)];
  }

  getParent(node: NetworkNode): NetworkNode | undefined {
    return node.kind === 'folder' ? undefined : node.kind === 'spec' ? node.parent : node.spec;
  }

  getTreeItem(node: NetworkNode): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    if (node.kind === 'folder') {
      const item = new vscode.TreeItem(node.folder.name, Expanded);
      item.id = node.folder.uri.toString();
      item.resourceUri = node.folder.uri;
      item.iconPath = vscode.ThemeIcon.Folder;
      item.contextValue = 'folder';
      return item;
    }
    const look = this.look(node);
    node.told = look.description;
    if (node.kind === 'spec') {
      const item = dressed(look, node.hasRuns ? Collapsed : None);
      item.id = node.uri.toString();
      item.resourceUri = node.uri;
      item.command = { command: 'vscode.open', title: '', arguments: [node.uri] };
      return item;
    }
    const item = dressed(look, None);
    item.id = node.folder;
    item.command = { command: 'nnspec.openRun', title: '', arguments: [node] };
    return item;
  }

  private look(node: SpecNode | RunNode): ItemLook {
    if (node.kind === 'run') return runItem(node.run, this.liveOf(node));
    const name = path.basename(node.uri.fsPath, '.nnspec');
    const { newest } = node;
    const told = newest && { run: newest.run, live: this.liveOf({ folder: newest.run.folder, ...newest }) };
    return specItem(name, placeOf(node), this.sessions.get(node.uri), told, node.expanded);
  }

  /** All specs: by folder and path, those outside the workspace that are in use last. */
  specs(): Promise<readonly SpecNode[]> {
    this.watch();
    return (this.found ??= this.findSpecs());
  }

  /** Newest first. */
  runs(spec: SpecNode): Promise<readonly RunNode[]> {
    return (spec.runs ??= this.readRuns(spec));
  }

  /** Who trains in a run's folder. */
  liveOf({ folder, elsewhere }: Pick<RunNode, 'folder' | 'elsewhere'>): Live | undefined {
    const session = this.sessions.all.find((one) => one.run === folder && one.active);
    if (!session) return elsewhere ? { where: 'elsewhere' } : undefined;
    const { state, position } = session;
    const cost = costOf(session);
    return {
      where: 'here',
      state,
      ...(position ? { position } : {}),
      ...(cost === undefined ? {} : { cost }),
    };
  }

  /** A spec's runs changed, by us: the watcher would say so a little later. */
  runsChanged(spec: SpecNode): void {
    spec.runs = undefined;
    void this.findRuns(spec).then(() => this.showSoon(spec));
  }

  dispose(): void {
    for (const timer of [this.timer, this.progressTimer, this.elsewhereTimer]) clearTimeout(timer);
    for (const spec of this.specNodes.values()) this.unwatch(spec);
    for (const one of this.subscriptions) one.dispose();
  }

  private watch(): void {
    if (this.watching) return;
    this.watching = true;
    const specs = vscode.workspace.createFileSystemWatcher('**/*.nnspec');
    const runs = vscode.workspace.createFileSystemWatcher(RUN_FILES);
    const cameOrWent = ({ fsPath }: vscode.Uri): void => {
      if (/[\\/](\.nnspec|node_modules)[\\/]/.test(fsPath)) return;
      this.found = undefined;
      this.showSoon(undefined);
    };
    this.subscriptions.push(
      specs,
      runs,
      specs.onDidCreate(cameOrWent),
      specs.onDidDelete(cameOrWent),
      specs.onDidChange(({ fsPath }) => void this.specChanged(this.specNodes.get(fsPath))),
      runs.onDidCreate(({ fsPath }) => this.runFilesChanged(fsPath)),
      runs.onDidDelete(({ fsPath }) => this.runFilesChanged(fsPath)),
      runs.onDidChange(({ fsPath }) => this.recordChanged(path.dirname(fsPath))),
    );
  }

  private async findSpecs(): Promise<readonly SpecNode[]> {
    const inWorkspace = await vscode.workspace.findFiles('**/*.nnspec', NOT_SPECS);
    const onDisk = inWorkspace.filter(({ scheme }) => scheme === 'file'); // others are not trained, and have no runs
    const files = new Map(onDisk.filter((uri) => !isRunsCopy(uri)).map((uri) => [uri.fsPath, uri]));
    for (const { file, active } of this.sessions.all)
      if (active && !files.has(file)) files.set(file, vscode.Uri.file(file));
    const specs = await Promise.all([...files.values()].map((uri) => this.specNode(uri)));
    for (const [file, spec] of this.specNodes) if (!files.has(file)) this.forget(spec);
    return specs.sort((a, b) => a.uri.fsPath.localeCompare(b.uri.fsPath, undefined, { numeric: true }));
  }

  private async specNode(uri: vscode.Uri): Promise<SpecNode> {
    const known = this.specNodes.get(uri.fsPath);
    const spec: SpecNode = known ?? newSpec(uri);
    this.specNodes.set(uri.fsPath, spec);
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
    spec.parent = folder && several ? this.folderNode(folder) : undefined;
    await this.findRuns(spec);
    return spec;
  }

  private folderNode(folder: vscode.WorkspaceFolder): FolderNode {
    const key = folder.uri.toString();
    const node = this.folderNodes.get(key) ?? { kind: 'folder', folder };
    this.folderNodes.set(key, node);
    return node;
  }

  /** Newest first. */
  private async findRuns(spec: SpecNode): Promise<readonly KeptRun[]> {
    const { RunIndex: Index } = await import('../../files/runIndex');
    const { folderName } = await import('../../files/runs');
    const index = (this.index ??= new Index());
    const file = spec.uri.fsPath;
    spec.runsIn = path.join(runsFolder(file), folderName(await specName(file)));
    const kept = await index.list(path.dirname(spec.runsIn), path.basename(spec.runsIn));
    const mine = kept.filter((run) => belongsTo(run, file));
    spec.hasRuns = mine.length > 0;
    spec.newest = mine[0] && (await index.look(mine[0]));
    if (spec.newest?.elsewhere) this.followElsewhere();
    return mine;
  }

  private async readRuns(spec: SpecNode): Promise<readonly RunNode[]> {
    const mine = await this.findRuns(spec);
    const nodes = await Promise.all(
      mine.map(async (run): Promise<RunNode> => {
        const { folder } = run;
        const old = this.runNodes.get(folder);
        const node: RunNode =
          old?.spec === spec
            ? old
            : { kind: 'run', spec, uri: spec.uri, folder, run, elsewhere: false, told: undefined };
        this.runNodes.set(folder, node);
        Object.assign(node, await this.index!.look(run));
        return node;
      }),
    );
    const there = new Set(nodes);
    for (const node of this.runNodes.values())
      if (node.spec === spec && !there.has(node)) this.runNodes.delete(node.folder);
    this.watchRuns(spec);
    if (nodes.some((node) => node.elsewhere)) this.followElsewhere();
    return nodes;
  }

  private followElsewhere(): void {
    this.elsewhereTimer ??= setTimeout(() => {
      this.elsewhereTimer = undefined;
      const nodes = [...this.runNodes.values()].filter((node) => node.elsewhere);
      if (nodes.length > 0) this.followElsewhere();
      for (const node of nodes) void this.readAgain(node);
      for (const spec of this.specNodes.values()) if (spec.newest?.elsewhere) void this.lookAgain(spec);
    }, ELSEWHERE_MS);
  }

  /** At the newest run of a spec. */
  private async lookAgain(spec: SpecNode): Promise<void> {
    await this.findRuns(spec);
    if (this.look(spec).description !== spec.told) this.showSoon(spec);
  }

  private heard({ session, event }: SessionChange): void {
    if (!this.found) return; // never shown yet
    const spec = this.specNodes.get(session.file);
    switch (event.type) {
      case 'progress': {
        const run = session.run === undefined ? undefined : this.runNodes.get(session.run);
        if (spec) this.tellProgress(spec.expanded && run ? run : spec);
        return;
      }
      case 'replaced':
      case 'state':
      case 'end':
      case 'failed':
        if (spec) {
          this.runsChanged(spec);
        } else if (session.active) {
          this.found = undefined;
          this.showSoon(undefined);
        }
        return;
      default:
    }
  }

  /** Its name may have changed, and with it the place of its runs. */
  private async specChanged(spec: SpecNode | undefined): Promise<void> {
    if (!spec) return;
    const before = spec.runsIn;
    await this.findRuns(spec);
    if (spec.runsIn === before) return;
    this.unwatch(spec);
    this.runsChanged(spec);
  }

  private runFilesChanged(file: string): void {
    const within = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(outer + path.sep);
    for (const spec of this.specNodes.values()) {
      if (!within(file, spec.runsIn) && !within(spec.runsIn, file)) continue;
      this.runsChanged(spec);
    }
  }

  private recordChanged(folder: string): void {
    void this.readAgain(this.runNodes.get(folder));
    for (const spec of this.specNodes.values()) {
      const tells = spec.newest?.run.folder === folder && !this.sessions.get(spec.uri)?.active;
      if (tells) void this.lookAgain(spec);
    }
  }

  private async readAgain(node: RunNode | undefined): Promise<void> {
    const read = node && (await this.index?.read(node.folder));
    if (!read) return;
    const { run, elsewhere } = await this.index!.look(read);
    if (run === node.run && elsewhere === node.elsewhere) return;
    node.run = run;
    node.elsewhere = elsewhere;
    this.showSoon(node);
  }

  /**
   * VS Code's own watcher does not look into folders that were made together with one around them, on Linux: so it is
   * with the first run of a folder.
   */
  private watchRuns(spec: SpecNode): void {
    if (spec.watcher || !spec.hasRuns) return;
    try {
      spec.watcher = watch(spec.runsIn, { persistent: false }, () => this.runsChanged(spec));
      spec.watcher.on('error', () => this.unwatch(spec));
    } catch {
      // gone this moment: its spec says so when it is looked at next
    }
  }

  private unwatch(spec: SpecNode): void {
    spec.watcher?.close();
    spec.watcher = undefined;
  }

  private forget(spec: SpecNode): void {
    this.unwatch(spec);
    this.specNodes.delete(spec.uri.fsPath);
    for (const node of this.runNodes.values()) if (node.spec === spec) this.runNodes.delete(node.folder);
  }

  private tellProgress(node: SpecNode | RunNode): void {
    this.moving.add(node);
    this.progressTimer ??= setTimeout(() => {
      this.progressTimer = undefined;
      for (const one of this.moving) if (this.look(one).description !== one.told) this.changed.fire(one);
      this.moving.clear();
    }, PROGRESS_MS);
  }

  private showSoon(node: NetworkNode | undefined): void {
    this.pending.add(node);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const nodes = [...this.pending];
      this.pending.clear();
      if (nodes.includes(undefined)) this.changed.fire(undefined);
      else for (const one of nodes) this.changed.fire(one);
    }, GATHER_MS);
  }
}

/** A run kept elsewhere (`nnspec train --out`) has its spec beside its record. */
const isRunsCopy = ({ fsPath }: vscode.Uri): boolean =>
  path.basename(fsPath) === 'spec.nnspec' && existsSync(path.join(path.dirname(fsPath), 'run.json'));

const newSpec = (uri: vscode.Uri): SpecNode => ({
  kind: 'spec',
  uri,
  parent: undefined,
  runsIn: '',
  hasRuns: false,
  newest: undefined,
  runs: undefined,
  expanded: false,
  watcher: undefined,
  told: undefined,
});

function dressed(look: ItemLook, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const item = new vscode.TreeItem(look.label, state);
  item.description = look.description;
  item.iconPath = new vscode.ThemeIcon(look.icon, look.color ? new vscode.ThemeColor(look.color) : undefined);
  item.tooltip = new vscode.MarkdownString(look.tooltip);
  item.contextValue = look.context;
  item.accessibilityInformation = { label: look.spoken };
  return item;
}

/** The folder of a spec that does not lie at the top of the workspace folder. */
function placeOf({ uri }: SpecNode): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
  const own = path.dirname(uri.fsPath);
  return folder === undefined ? own : path.relative(folder, own);
}
