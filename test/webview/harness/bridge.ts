// A host outside the page: what the panel says goes to Node, where the real session answers.
import { decodeMessage, encodeMessage } from './encode';
import { setTheme } from './themes';

declare global {
  interface Window {
    toHost(text: string): Promise<void>;
    fromHost(text: string): void;
  }
}

const kept = (): unknown => JSON.parse(sessionStorage.getItem('webview') ?? 'null') ?? undefined;
const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (e) => violations.push(`${e.violatedDirective} ${e.blockedURI}`));

Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => void window.toHost(encodeMessage(message)),
    getState: kept,
    setState: (state: unknown) => sessionStorage.setItem('webview', JSON.stringify(state)),
  }),
  fromHost: (text: string) => window.postMessage(decodeMessage(text), '*'),
  violations,
  // What the fake host has of that name, for those who look at both.
  harness: { setTheme, theme: new URLSearchParams(location.search).get('theme') ?? 'dark' },
});
