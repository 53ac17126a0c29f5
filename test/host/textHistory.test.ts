// The panel's own undo: it takes back only what still stands.
import assert from 'node:assert/strict';
import { TextHistory } from '../../src/host/textHistory';

describe('The panel’s own undo', () => {
  /** As the editor that holds the text does: every change of it is followed. */
  function begin(text: string) {
    const history = new TextHistory();
    const state = { text };
    const become = (next: string): void => {
      state.text = next;
      history.follow(next);
    };
    return {
      history,
      state,
      become,
      change: (next: string) => {
        history.add(state.text, next);
        become(next);
      },
      undo: () => become(history.undo(state.text)!),
      redo: () => become(history.redo(state.text)!),
    };
  }

  it('goes back change by change and forth again; a new change ends what was ahead', () => {
    const { history, state, change, undo, redo } = begin('a');
    for (const text of ['b', 'c', 'd']) change(text);
    undo();
    undo();
    assert.equal(state.text, 'b');
    redo();
    assert.deepEqual([state.text, history.undo('c'), history.redo('c')], ['c', 'b', 'd']);
    change('e');
    assert.equal(history.redo('e'), undefined);
    undo();
    assert.equal(state.text, 'c');
  });

  it('undoes nothing where somebody typed since, and again where that was taken back', () => {
    const { history, become, change } = begin('a');
    change('b');
    become('b typed');
    assert.deepEqual([history.undo('b typed'), history.redo('b typed')], [undefined, undefined]);
    become('b');
    assert.equal(history.undo('b'), 'a');
  });

  it('what the editor undid or did again counts as undone or done', () => {
    const { history, become, change } = begin('a');
    change('b');
    change('c');
    become('b');
    assert.deepEqual([history.undo('b'), history.redo('b')], ['a', 'c']);
    become('c');
    assert.deepEqual([history.undo('c'), history.redo('c')], ['b', undefined]);
  });

  it('a change to what stood there before is one of its own', () => {
    const { history, change } = begin('a');
    change('b');
    change('a');
    assert.deepEqual([history.undo('a'), history.redo('a')], ['b', undefined]);
  });
});
