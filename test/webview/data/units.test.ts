// The data view's pure parts: lines in sight, pages, filters, sentences.
import assert from 'node:assert/strict';
import type { Hint } from '../../../src/data/profile/hints';
import type { DataProfile, PageQuery, RowPage } from '../../../src/data/profile/profile';
import { binBars } from '../../../webview/data/columnBars';
import { createPages, PAGE } from '../../../webview/data/pages';
import { hintSentence, hintTitle } from '../../../webview/data/sentences';
import { fitting, keptChoice, nextSort, withFilter, without } from '../../../webview/data/state';
import { contentSize, MOST_PX, scrollTo, windowAt } from '../../../webview/data/windowing';

describe('lines in sight', () => {
  const few = { count: 100, size: 20 };

  it('are those of the scrolled piece, and one more', () => {
    assert.deepEqual(windowAt(few, 0, 100), { first: 0, drawn: 6, top: 0 });
    assert.deepEqual(windowAt(few, 50, 100), { first: 2, drawn: 6, top: 40 });
    assert.deepEqual(windowAt(few, 1900, 100), { first: 95, drawn: 5, top: 1900 });
    assert.deepEqual(windowAt({ count: 0, size: 20 }, 0, 100), { first: 0, drawn: 0, top: 0 });
  });

  it('of ten million lines, the first and the last can be reached, and each line shown whole', () => {
    const many = { count: 10_000_000, size: 23 };
    const content = contentSize(many);
    assert.equal(content, MOST_PX);
    assert.equal(windowAt(many, 0, 600).first, 0);
    const end = windowAt(many, content - 600, 600);
    assert.equal(end.first + end.drawn, many.count);
    for (const line of [0, 1, 4_999_999, 9_999_998, 9_999_999]) {
      const { first, drawn } = windowAt(many, scrollTo(many, line, 3_000_000, 600), 600);
      assert.ok(line >= first && line < first + drawn, `${line} in ${first}…${first + drawn}`);
    }
  });

  it('scroll no further than a line needs', () => {
    assert.equal(scrollTo(few, 3, 50, 100), 50);
    assert.equal(scrollTo(few, 1, 50, 100), 20);
    assert.equal(scrollTo(few, 9, 50, 100), 100);
    assert.equal(scrollTo({ count: 2, size: 20 }, 1, 0, 100), 0);
  });
});

describe('pages of rows', () => {
  it('one is asked for at a time, and those that flew past are not', async () => {
    const asked: number[] = [];
    const waiting: ((page: RowPage) => void)[] = [];
    const ask = (query: PageQuery): Promise<RowPage> => {
      asked.push(query.from / PAGE);
      return new Promise((resolve) => waiting.push(resolve));
    };
    const answer = async (): Promise<void> => {
      waiting.shift()!({ total: 100_000, rows: [] });
      await new Promise(setImmediate);
    };
    const pages = createPages(
      ask,
      () => undefined,
      (e) => assert.fail(String(e)),
    );
    pages.reset({ filters: [] });
    assert.equal(pages.total(), undefined);
    await answer();
    assert.equal(pages.total(), 100_000);
    for (let page = 1; page <= 500; page++) pages.want({ from: page * PAGE, to: page * PAGE + 30 }, [0]);
    await answer();
    await answer();
    assert.deepEqual(asked, [0, 1, 500]);
  });

  it('an answer to an earlier question is forgotten, and a failure is told once', async () => {
    const failures: unknown[] = [];
    const waiting: { resolve(page: RowPage): void; reject(e: Error): void }[] = [];
    const pages = createPages(
      () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
      () => undefined,
      (e) => failures.push(e),
    );
    pages.reset({ filters: [] });
    pages.reset({ filters: [{ kind: 'part', part: 'test' }] });
    waiting[0]!.resolve({ total: 9, rows: [] });
    await new Promise(setImmediate);
    assert.equal(pages.total(), undefined);
    waiting[1]!.reject(new Error('gone'));
    await new Promise(setImmediate);
    assert.deepEqual([failures.length, waiting.length], [1, 2]);
  });
});

describe('what is chosen', () => {
  const test = { kind: 'part', part: 'test' } as const;
  const range = { kind: 'range', column: 1, from: 0, to: 1, closed: true } as const;

  it('a second filter of a kind, or on a column, takes the place of the first', () => {
    const both = withFilter([test], range);
    assert.deepEqual(both, [test, range]);
    assert.deepEqual(withFilter(both, { kind: 'part', part: 'train' }), [range, { kind: 'part', part: 'train' }]);
    assert.deepEqual(withFilter(both, { kind: 'missing', column: 1 }), [test, { kind: 'missing', column: 1 }]);
    assert.deepEqual(withFilter([range], { ...range, column: 2 }).length, 2);
    assert.deepEqual(without(both, 'part'), [range]);
  });

  it('a heading sorts up, then down, then not at all', () => {
    const up = nextSort(undefined, 3);
    const down = nextSort(up, 3);
    assert.deepEqual(
      [up, down, nextSort(down, 3)],
      [{ by: 3, descending: false }, { by: 3, descending: true }, undefined],
    );
    assert.deepEqual(nextSort(down, 4), { by: 4, descending: false });
  });

  it('what does not fit other data is forgotten; the target is shown in detail first', () => {
    const column = (name: string, role: 'feature' | 'target') => ({ name, role, missing: 0, distinct: 1 });
    const profile: DataProfile = {
      name: 'a',
      rows: 1,
      parts: { train: 1 },
      columns: [column('x', 'feature'), column('y', 'target')],
      hints: [],
      notes: [],
    };
    const chosen = fitting(
      {
        filters: [test, { ...range, column: 7 }, range, { kind: 'hint', id: 'gone' }],
        sort: { by: 9, descending: true },
        scaled: true,
      },
      profile,
    );
    assert.deepEqual(chosen, { filters: [range], scaled: false, column: 1 });
    assert.deepEqual(keptChoice('nonsense'), { filters: [], scaled: false });
  });
});

describe('bars of a column', () => {
  it('stand for ranges without a gap; the last one holds its end', () => {
    const { bars, filters } = binBars(
      { from: 0, to: 3, whole: false, counts: { train: [1, 2, 3], test: [0, 1, 0] } },
      4,
    );
    assert.deepEqual(bars.map(({ counts }) => counts), [{ train: 1, test: 0 }, { train: 2, test: 1 }, { train: 3, test: 0 }]); // prettier-ignore
    assert.deepEqual(filters, [
      { kind: 'range', column: 4, from: 0, to: 1, closed: false },
      { kind: 'range', column: 4, from: 1, to: 2, closed: false },
      { kind: 'range', column: 4, from: 2, to: 3, closed: true },
    ]);
  });

  it('of whole numbers are called by them', () => {
    const { bars } = binBars({ from: 0.5, to: 3.5, whole: true, counts: { train: [1, 2, 3] } }, 0);
    assert.deepEqual(
      bars.map(({ name }) => name),
      ['1', '2', '3'],
    );
  });
});

describe('the sentence of a hint', () => {
  const base = { id: '', weight: 'warning', count: 12 } as const;
  const hints: readonly Hint[] = [
    { ...base, kind: 'leak', split: 'test', of: 'train', total: 137 },
    { ...base, kind: 'equalsTarget', column: 'copy', target: 'price' },
    { ...base, kind: 'tellsTarget', column: 'code', target: 'price', values: 4 },
    { ...base, kind: 'correlated', column: 'fee', target: 'price', measure: 'r', value: 0.999 },
    { ...base, kind: 'correlated', column: 'fee', target: 'kind', measure: 'eta', value: 0.999 },
    { ...base, kind: 'identifier', column: 'id', distinct: 645 },
    { ...base, kind: 'contradiction' },
    { ...base, kind: 'absentClass', label: 'rare', split: 'train' },
    { ...base, kind: 'absentClass', label: 'rare', split: 'test' },
    { ...base, kind: 'imbalance', rare: 'rare', common: 'common', times: 4.2 },
    { ...base, kind: 'missing', column: 'size', role: 'feature', share: 0.1, policy: 'error' },
    { ...base, kind: 'missing', column: 'size', role: 'target', share: 0.1, policy: 'median' },
    { ...base, kind: 'missing', column: 'size', role: 'feature', share: 0.1, policy: 'drop' },
    { ...base, kind: 'missing', column: 'size', role: 'feature', share: 0.1, policy: 'mean', fill: 3.5 },
    { ...base, kind: 'constant', column: 'same', value: '7' },
    { ...base, kind: 'scales', widest: 'tax', narrowest: 'nox', times: 1454.4 },
    { ...base, kind: 'outliers', column: 'size', low: -1, high: 9.5 },
    { ...base, kind: 'unusualImages' },
    { ...base, kind: 'blankImages' },
    { ...base, kind: 'repeats' },
  ];

  it('says what it is about and what to do, with nothing left to fill in', () => {
    for (const hint of hints) {
      const text = `${hintTitle(hint)}. ${hintSentence(hint)}`;
      assert.doesNotMatch(text, /\{\d\}|undefined|NaN/, text);
      assert.match(hintSentence(hint), /\.$/);
      if ('column' in hint) assert.ok(text.includes(hint.column), text);
    }
    assert.match(hintSentence(hints[0]!), /^12 of 137 test rows have the inputs of a training row/);
    assert.match(hintSentence(hints[13]!), /The network gets 3\.5 in their place/);
  });
});
