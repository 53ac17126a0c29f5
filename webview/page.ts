// The page's end of what its document's first lines have begun (src/host/html.ts): they took the editor's API, asked the
// host for what is to be shown, and have kept what came since.
import { firstRequest, type Port } from '../src/protocol/channel';

export interface VsCodeApi {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const ahead: {
  readonly api: VsCodeApi;
  readonly heard: unknown[];
  hear(message: unknown): void;
};

/** The port is for one channel, whose first request must be `ready`: it has been made, and may have been answered. */
export function openPage(): { readonly api: VsCodeApi; readonly port: Port } {
  const { api, heard } = ahead;
  let asked = false;
  return {
    api,
    port: {
      post(message, transfer) {
        if (asked) return api.postMessage(message, transfer);
        asked = true;
        if (JSON.stringify(message) !== JSON.stringify(firstRequest('ready')))
          throw new Error('The first request of a page is ready.');
      },
      onMessage(listener) {
        // Each in a task of its own, as messages come: what an answer sets off is done before the next one is heard.
        // The first not before the channel has made its request and whoever listens to it does.
        const { port1, port2 } = new MessageChannel();
        const hearNext = (): void => {
          if (heard.length > 0) {
            port2.postMessage(null);
            listener(heard.shift());
          } else {
            ahead.hear = listener;
            port1.close();
          }
        };
        port1.onmessage = hearNext;
        queueMicrotask(hearNext);
      },
    },
  };
}
