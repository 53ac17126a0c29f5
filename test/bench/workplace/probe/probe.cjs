// An extension beside ours, in the same extension host: answers, over a socket, what this process has used and what a run
// has done, and runs commands at a known time. Does nothing while it is not asked.
const { readdirSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { createServer } = require('node:net');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { createInterface } = require('node:readline');
const vscode = require('vscode');

const RESOLUTION_MS = 1;
const uri = (file) => vscode.Uri.file(file);
const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
const panels = () => tabs().filter(({ input }) => input instanceof vscode.TabInputWebview);
const api = () => vscode.extensions.getExtension('nnspec.nnspec').activate();

let delay;
let watching;
/** Milliseconds of our own code: until it was loaded, and in `activate`. */
let own;

const answers = {
  usage,
  ownActivation: () => own,
  command: async ({ name, file, args = [] }) => {
    const at = Date.now();
    await vscode.commands.executeCommand(name, ...(file ? [uri(file)] : []), ...args);
    return { at };
  },
  train: async ({ file }) => {
    await vscode.commands.executeCommand('nnspec.train', uri(file));
    return (await api()).session(uri(file))?.state ?? 'none';
  },
  state: async ({ file }) => (await api()).session(uri(file))?.state ?? 'none',
  closePanels: async () => vscode.window.tabGroups.close(panels()),
  closeAll: async () => vscode.window.tabGroups.close(tabs()),
  /** How long the event loop was held up at most, until `blocked`. */
  watchBlocks: () => {
    delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delay.enable();
  },
  blocked: () => {
    delay.disable();
    return { worst: delay.max / 1e6 - RESOLUTION_MS, usual: delay.percentile(50) / 1e6 - RESOLUTION_MS };
  },
  /** Between the first and the last sign of life that a run gives until `progress`. */
  watchProgress: async ({ file }) => {
    const { onDidChangeSession, session } = await api();
    const seen = [];
    const listening = onDidChangeSession((changed) => {
      const { iteration } = changed.position ?? {};
      if (changed.uri.fsPath !== file || iteration === seen.at(-1)?.iteration) return;
      seen.push({ iteration, at: performance.now(), usage: usage() });
    });
    watching = { seen, listening };
    return session(uri(file))?.position ?? null;
  },
  progress: () => {
    watching.listening.dispose();
    const [first, last] = [watching.seen[0], watching.seen.at(-1)];
    return {
      steps: last.iteration - first.iteration,
      seconds: (last.at - first.at) / 1000,
      host: (last.usage.host - first.usage.host) / 1000,
      engine: (last.usage.others - first.usage.others) / 1000,
    };
  },
};

/** Milliseconds of processor that the thread of all extensions has used, and all other threads of the process. */
function usage() {
  const used = { host: 0, others: 0 };
  for (const thread of readdirSync('/proc/self/task')) {
    try {
      const [ns] = readFileSync(`/proc/self/task/${thread}/schedstat`, 'utf8').split(' ');
      used[thread === String(process.pid) ? 'host' : 'others'] += Number(ns) / 1e6;
    } catch {
      // it ended just now
    }
  }
  return used;
}

/** Times our extension's code from inside: what VS Code tells of it has its own waiting in it. */
function timeOurs() {
  const { _compile } = Module.prototype;
  Module.prototype._compile = function (code, file, ...rest) {
    if (!file.endsWith('/dist/extension.js')) return _compile.call(this, code, file, ...rest);
    const start = performance.now();
    const result = _compile.call(this, code, file, ...rest);
    const load = performance.now() - start;
    const { activate, ...others } = this.exports;
    this.exports = {
      ...others,
      activate: (context) => {
        const start = performance.now();
        const api = activate(context);
        own = load + performance.now() - start;
        return api;
      },
    };
    return result;
  };
}

exports.activate = (context) => {
  timeOurs();
  const server = createServer((socket) => {
    createInterface({ input: socket }).on('line', async (line) => {
      const { id, name, params } = JSON.parse(line);
      const answer = await Promise.resolve()
        .then(() => answers[name](params))
        .then((result) => ({ result: result ?? null }))
        .catch((error) => ({ error: String(error?.stack ?? error) }));
      socket.write(`${JSON.stringify({ id, ...answer })}\n`);
    });
  });
  server.listen(`${process.env.NNSPEC_PROBE}${Date.now()}`); // one a start: the one before may still be ending
  context.subscriptions.push({ dispose: () => server.close() });
};
