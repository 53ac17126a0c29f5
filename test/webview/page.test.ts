// What the host says before the page's script is there: kept by the document's first lines, and told in order.
import assert from 'node:assert/strict';
import { Channel } from '../../src/protocol/channel';
import type { PanelEvents, PanelRequests, PanelSignals } from '../../src/protocol/panel';
import { openPage } from '../../webview/page';

describe('a page whose host was faster than its script', () => {
  afterEach(() => delete (globalThis as { ahead?: unknown }).ahead);

  it('hears the answer, and what it sets off, before what the host said afterwards, each once and in order', async () => {
    const heard: unknown[] = [];
    const ahead = {
      api: { postMessage: () => undefined },
      heard,
      hear: (message: unknown) => void heard.push(message),
    };
    Object.assign(globalThis, { ahead });
    const state = (text: string): unknown => ({ kind: 'event', name: 'state', data: text });
    ahead.hear({ kind: 'result', id: 1, result: 'the answer' });
    ahead.hear(state('first'));
    ahead.hear(state('second'));

    const told: unknown[] = [];
    const channel = new Channel<PanelRequests, Record<never, never>, PanelEvents, PanelSignals>(openPage().port, {});
    channel.on('state', (data) => {
      told.push(data);
      if ((data as unknown) === 'first') ahead.hear(state('third')); // comes while others still wait
    });
    void channel.request('ready', {}).then(async (snapshot) => {
      await Promise.resolve();
      told.push(snapshot);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(told, ['the answer', 'first', 'second', 'third']);
    ahead.hear(state('fourth'));
    assert.equal(told.at(-1), 'fourth'); // nothing waits any more
  });
});
