// The API's objects, over our own. One facade a session, so that they can be compared.
import * as vscode from 'vscode';
import type { NnspecApi, NnspecSession } from './api';
import type { Commands } from './commands';
import { t } from './say';
import type { Session } from './session';
import type { Sessions } from './sessions';

export function publicApi(
  sessions: Sessions,
  commands: Commands,
  networks: NnspecApi['networks'],
): NnspecApi & vscode.Disposable {
  const facades = new WeakMap<Session, NnspecSession>();
  const facade = (session: Session): NnspecSession => {
    const known = facades.get(session) ?? facadeOf(session, commands);
    facades.set(session, known);
    return known;
  };
  const changed = new vscode.EventEmitter<NnspecSession>();
  const listening = sessions.onDidChange(({ session, event }) => {
    if (isChange(event.type)) changed.fire(facade(session));
  });
  return {
    version: 1,
    get sessions() {
      return sessions.all.map(facade);
    },
    session(uri) {
      const session = sessions.get(uri);
      return session && facade(session);
    },
    train: async (uri, options = {}) => facade(await commands.train(uri, options)),
    onDidChangeSession: changed.event,
    networks,
    dispose() {
      listening.dispose();
      changed.dispose();
    },
  };
}

const isChange = (type: string): boolean => !['metrics', 'frame', 'loading'].includes(type);

function facadeOf(session: Session, commands: Commands): NnspecSession {
  return {
    uri: vscode.Uri.file(session.file),
    name: session.name,
    get state() {
      return session.state;
    },
    get position() {
      return session.position;
    },
    get message() {
      return session.message;
    },
    get model() {
      return session.model;
    },
    get metrics() {
      return [...session.history.points];
    },
    get end() {
      return session.end;
    },
    get run() {
      return session.run;
    },
    pause: () => session.pause(),
    resume: () => session.resume(),
    step: (unit = 'iteration', count = 1) => session.step(unit, count),
    stop: () => session.stop(),
    reset: () => session.reset(),
    sample: (query) => session.sample(query),
    gradcheck: (samples = 4) => session.gradcheck(samples),
    exportWeights: async (format, uri) => {
      const { exportTo } = await import('./exportWeights');
      return exportTo(session, format, uri);
    },
    resumeRun: async (folder = session.run) => {
      if (!folder) throw new Error(t('{0} has no run to go on with.', session.name));
      await commands.resumeRun(session, folder);
    },
    endWorker: () => session.endWorker(),
    whenEnded: () => session.whenEnded(),
    onDidChange: eventOf(session, (event) => (isChange(event.type) ? [undefined] : [])),
    onDidAddMetrics: eventOf(session, (event) => (event.type === 'metrics' ? [event.points] : [])),
  };
}

/** A vscode.Event over a session's events: `pick` gives what to pass on, in an array. */
function eventOf<T>(
  session: Session,
  pick: (event: Parameters<Parameters<Session['onEvent']>[0]>[0]) => T[],
): vscode.Event<T> {
  return (listener, self, disposables) => {
    const listening = session.onEvent((event) => {
      for (const value of pick(event)) listener.call(self, value);
    });
    const disposable = new vscode.Disposable(() => listening.dispose());
    disposables?.push(disposable);
    return disposable;
  };
}
