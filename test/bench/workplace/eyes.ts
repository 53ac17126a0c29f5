// What runs in every page before its own scripts: notes when things were painted, and how often a panel asks for time.
// Self-contained, because it is sent to the browser as text. Times are milliseconds since 1970.

export interface Eyes {
  /** Pictures of weights that the panel has painted: behind each it gives credits back. */
  painted: number;
  /** Callbacks of timers and animation frames that ran in the panel. */
  wakes: number;
  /** The panel's script began to run. */
  script: number | undefined;
  /** The host's answer to it, with everything there is to show, had come. */
  snapshot: number | undefined;
  /** The cost chart was on the screen for the first time. */
  chart: number | undefined;
  /** From each key to the picture that shows what it did, milliseconds. */
  keys: number[];
}

function installEyes(): void {
  const eyes: Eyes = { painted: 0, wakes: 0, script: undefined, snapshot: undefined, chart: undefined, keys: [] };
  const page = globalThis as unknown as Window & { eyes: Eyes };
  page.eyes = eyes;
  // A task that is posted in an animation frame runs when that frame has been painted.
  const onceSeen = (act: () => void): void => void requestAnimationFrame(() => setTimeout(act));

  interface Api {
    postMessage(message: unknown, ...more: unknown[]): void;
  }
  let acquire: (() => Api) | undefined;
  Object.defineProperty(page, 'acquireVsCodeApi', {
    configurable: true,
    get: () => acquire && panelApi,
    set: (real: () => Api) => (acquire = real),
  });
  const panelApi = (): Api => {
    eyes.script = Date.now();
    countWakes();
    watchChart();
    const api = acquire!();
    return {
      ...api,
      postMessage(message, ...more) {
        const { name } = message as { name?: string };
        if (name === 'credit' && eyes.snapshot !== undefined) eyes.painted++;
        api.postMessage(message, ...more);
      },
    };
  };

  function countWakes(): void {
    const counted =
      (act: (...values: unknown[]) => unknown) =>
      (...values: unknown[]): unknown => {
        eyes.wakes++;
        return act(...values);
      };
    type Clock = (act: (...values: unknown[]) => unknown, ...more: unknown[]) => number;
    const clocks = page as unknown as Record<'setTimeout' | 'setInterval' | 'requestAnimationFrame', Clock>;
    for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame'] as const) {
      const real = clocks[name];
      clocks[name] = (act, ...more) => real.call(page, counted(act), ...more);
    }
  }

  function watchChart(): void {
    page.addEventListener('message', () => (eyes.snapshot ??= Date.now()), { capture: true });
    const changes = new MutationObserver(() => {
      // The table for those who do not see the chart is made in the chart's own frame.
      if (!document.querySelector('[data-section="cost"] table')) return;
      changes.disconnect();
      onceSeen(() => (eyes.chart = Date.now()));
    });
    changes.observe(document, { childList: true, subtree: true });
  }

  if (window.top !== window.self) return;
  let pressed: number | undefined;
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key.length === 1) pressed = event.timeStamp;
    },
    { capture: true },
  );
  document.addEventListener('DOMContentLoaded', () =>
    new MutationObserver((changed) => {
      if (pressed === undefined) return;
      const inText = changed.some(({ target }) =>
        (target instanceof Element ? target : target.parentElement)?.closest('.view-lines'),
      );
      if (!inText) return;
      const from = pressed;
      pressed = undefined;
      setTimeout(() => eyes.keys.push(performance.now() - from)); // changed in an animation frame: this is after it
    }).observe(document.body, { childList: true, subtree: true, characterData: true }),
  );
}

/** tsx names functions by a helper of its own. */
export const eyesScript = `{ const __name = (named) => named; (${installEyes.toString()})(); }`;
