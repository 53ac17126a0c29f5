import assert from 'node:assert/strict';
import { duplicateKeys, MAX_CHARACTERS, readTree, valueOf } from '../../src/spec/tree';

/** The problem of a text: what it says about which part. */
function problem(text: string): { said: string; at: string; offset: number } {
  const { problem: p } = readTree(text);
  assert.ok(p, `no problem in ${text}`);
  return { said: p.message, at: text.slice(p.offset, p.offset + p.length), offset: p.offset };
}

describe('Reading a spec’s text', () => {
  it('takes comments, trailing commas, a byte order mark and every line ending', () => {
    const text = '\ufeff// a\r\n{ "a": [1, 2,], /* b */\r "c": { "d": -1.5e-3, }, }\n';
    assert.deepEqual(valueOf(readTree(text).root!), { a: [1, 2], c: { d: -0.0015 } });
  });

  it('keeps the last of two equal keys and knows where the first stands', () => {
    const text = '{ "a": 1, "b": { "c": 2, "c": 3 }, "a": 4 }';
    const { root } = readTree(text);
    assert.deepEqual(valueOf(root!), { a: 4, b: { c: 3 } });
    const found = duplicateKeys(root!).map(({ first, path }) => [first.keyOffset, path.join('.')]);
    assert.deepEqual(found, [
      [2, 'a'],
      [17, 'b.c'],
    ]);
  });

  it('is not touched by a key called __proto__', () => {
    const value = valueOf(readTree('{ "__proto__": { "polluted": 1 }, "a": 1 }').root!) as Record<string, unknown>;
    assert.equal(value['polluted'], undefined);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });

  const cases: readonly [text: string, at: string, said: RegExp][] = [
    ['{"a": 1 "b": 2}', '"b"', /comma is missing before "b"/],
    ['{"a": [1 2]}', '2', /comma is missing before "2"/],
    ['{"a": 1,, "b": 2}', ',', /nothing before it/],
    ['{"a" 1}', '1', /colon is missing between "a" and "1"/],
    ['{"a": }', '}', /"a" has no value/],
    ['{"a"}', '}', /"a" has no value/],
    ['{"a"= 1}', '=', /colon, not an equals sign/],
    ['{a: 1}', 'a', /Keys take double quotes: "a"/],
    ["{'a': 1}", "'a'", /Keys take double quotes: "a"/],
    ['{"a": \'b c\'}', "'b c'", /double quotes: "b c"/],
    ['{"a": tanh}', 'tanh', /needs double quotes: "tanh"/],
    ['{"a": NaN}', 'NaN', /finite number/],
    ['{"a": -Infinity}', '-Infinity', /finite number/],
    ['{"a": None}', 'None', /Leave the key out/],
    ['{"a": True}', 'True', /small letters/],
    ['{"a": .5}', '.5', /Write 0\.5/],
    ['{"a": 01}', '01', /not a JSON number/],
    ['{"a": 1_000}', '1_000', /not a JSON number/],
    ['{"a": 0x10}', '0x10', /not a JSON number/],
    ['{"a": 1.}', '1.', /a digit is missing/],
    ['{"a": 1; "b": 2}', ';', /not a semicolon/],
    ['{"a": 1 # one\n}', '#', /starts with \/\//],
    ['{"a": "b\n}', '"b', /never closed/],
    ['{"a": "C:\\data"}', '"C:\\data"', /backslash/],
    ['{"a": 1 /* b }', '/*', /comment is never closed/],
    ['{"a": [1, 2}', '}', /does not close the \[/],
    ['{"a": 1}}', '}', /after the end/],
    ['{"a": [', '[', /never closed/],
    [']', ']', /closes nothing/],
    ['{"a": “b”}', '“b”', /double quotes/],
  ];
  for (const [text, at, said] of cases) {
    it(`${JSON.stringify(text)}: points at ${at}`, () => {
      const found = problem(text);
      assert.equal(found.at, at);
      assert.match(found.said, said);
    });
  }

  it('an empty text, and one of blanks and comments, is said to be empty', () => {
    for (const text of ['', ' \n', '// nothing\n']) assert.match(problem(text).said, /empty/);
  });

  it('a million brackets are a problem within a second, not an overflow', function () {
    this.timeout(1000);
    assert.match(problem('['.repeat(1_000_000)).said, /nested more than 100/);
    assert.match(problem('{"a":'.repeat(100_000)).said, /nested more than 100/);
  });

  it('ten megabytes are refused within a second', function () {
    this.timeout(1000);
    assert.match(problem(' '.repeat(10_000_000)).said, new RegExp(String(MAX_CHARACTERS)));
  });
});
