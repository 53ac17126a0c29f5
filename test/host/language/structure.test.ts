// Outline, formatting, renaming and links, from the text alone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { layoutEdits } from '../../../src/host/language/layout';
import { links } from '../../../src/host/language/links';
import { outline, type Entry } from '../../../src/host/language/outline';
import { renamed, renamingAt } from '../../../src/host/language/renames';
import { hints } from '../../../src/host/language/hints';
import type { Edit } from '../../../src/spec/edits';
import { readTree, valueOf } from '../../../src/spec/tree';

const root = path.join(__dirname, '..', '..', '..');
const specs = (folder: string): [string, string][] =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.nnspec') && name !== '.nnspec') // runs of an example are kept in such a folder
    .map((name) => [name, readFileSync(path.join(root, folder, name), 'utf8')]);

const apply = (text: string, edits: readonly Edit[]): string =>
  [...edits].reverse().reduce((t, e) => t.slice(0, e.offset) + e.text + t.slice(e.offset + e.length), text);
const format = (text: string, tabSize = 2, insertSpaces = true): string =>
  apply(text, layoutEdits(text, { tabSize, insertSpaces }));

describe('Formatting', () => {
  it('leaves the examples as they are', () => {
    for (const [name, text] of specs('examples')) assert.equal(format(text), text, name);
  });

  it('brings blanks and indents back, wherever they were lost', () => {
    for (const [name, text] of specs('examples')) {
      const lost = text.split('\n').map((line) => {
        const bare = line.trimStart();
        return bare.includes('//') ? bare : bare.replace(/": /g, '" :').replace(/, (?=["\d])/g, ',\t');
      });
      assert.equal(format(lost.join('\n')), text, name);
    }
  });

  it('changes blanks alone: values and comments stay, and a second time nothing changes', () => {
    const comments = (text: string) => text.match(/\/\/.*|\/\*[^]*?\*\//g);
    for (const [name, text] of [...specs('examples'), ...specs('test/fixtures/specs')]) {
      const once = format(text, 4, false);
      assert.equal(format(once, 4, false), once, name);
      const [before, after] = [readTree(text).root, readTree(once).root];
      assert.deepEqual(after && valueOf(after), before && valueOf(before), name);
      assert.deepEqual(comments(once), comments(text), name);
    }
  });

  it('keeps what is on one line on one line, and one empty line of several', () =>
    assert.equal(
      format('{"a" :1,\n\n\n// why\n"b":[ {"c":[ 1,2 ]},{ } ]}'),
      '{ "a": 1,\n\n  // why\n  "b": [{ "c": [1, 2] }, {}] }\n',
    ));

  it('breaks a long line into the parts of the spec and its layers', () =>
    assert.equal(
      format(
        '{"data":"builtin:xor","network":[{"type":"dense","units":4},{"type":"dense","units":1}],"loss":"mse","metrics":["mae","r2"]}',
      ),
      '{\n  "data": "builtin:xor",\n  "network": [\n    { "type": "dense", "units": 4 },\n    { "type": "dense", "units": 1 }\n  ],\n  "loss": "mse",\n  "metrics": ["mae", "r2"]\n}\n',
    ));

  it('keeps CRLF and a byte order mark, and touches nothing that is no JSON', () => {
    assert.equal(format('\uFEFF{\r\n"a":1\r\n}'), '\uFEFF{\r\n  "a": 1\r\n}\r\n');
    assert.equal(format('{ "a":  '), '{ "a":  ');
  });
});

describe('The outline', () => {
  const text = `{ "data": { "source": "builtin:xor", "split": { "test": 0 } },
  "network": [{ "type": "dense", "units": 4, "name": "hidden" }, { "type": "dens" }, { "type": "dense", "units": 1 }],
  "loss": { "type": "mse" }, "metrics": ["mae", "r2"], "training": { "optimizer": { "type": "adam" }, "epochs": 3 } }`;
  const lines = (entries: readonly Entry[], depth = 0): string[] =>
    entries.flatMap((e) => [
      `${'  '.repeat(depth)}${e.name} ${e.detail}`.trimEnd(),
      ...(e.kind === 'layer' ? [] : lines(e.children, depth + 1)),
    ]);

  it('has the parts, each with its word, and the layers with shapes and parameters', () =>
    assert.deepEqual(lines(outline(text)), [
      'data builtin:xor',
      '  source builtin:xor',
      '  split',
      '    test 0',
      'network',
      '  hidden → [4] · 12 parameters',
      '  [1]',
      '  dense_2 → [1]',
      'loss mse',
      'metrics mae, r2',
      'training',
      '  optimizer adam',
      '    type adam',
      '  epochs 3',
    ]));

  it('selects inside what it shows, as VS Code wants it', () => {
    const check = (e: Entry): void => {
      assert.ok(e.offset <= e.selection.offset);
      assert.ok(e.selection.offset + e.selection.length <= e.offset + e.length);
      for (const child of e.children) {
        assert.ok(e.offset <= child.offset && child.offset + child.length <= e.offset + e.length);
        check(child);
      }
    };
    outline(text).forEach(check);
  });

  it('stays while somebody types', () => assert.equal(outline(text.slice(0, text.indexOf('"loss"'))).length, 2));
});

describe('Renaming a layer', () => {
  const text =
    '{ "data": "builtin:xor", "network": [{ "type": "dense", "units": 4, "name": "hidden" }, { "type": "dense", "units": 1 }], "loss": "mse" }';
  const at = (word: string, from = 0): number => text.indexOf(word, from) + 1;
  const second = at('"dense"', text.indexOf('hidden'));

  it('changes its name, or gives it one where it has none', () => {
    assert.equal(apply(text, renamed(text, at('hidden'), 'first') as Edit[]), text.replace('hidden', 'first'));
    assert.equal(
      apply(text, renamed(text, second, 'out') as Edit[]),
      text.replace('"units": 1 }', '"units": 1, "name": "out" }'),
    );
  });

  it('starts from the name there is', () => {
    assert.deepEqual(renamingAt(text, at('hidden')), { offset: at('hidden') - 1, length: 6, name: 'hidden' });
    assert.deepEqual(renamingAt(text, second), { offset: second, length: 5, name: 'dense_2' });
    for (const word of ['"data"', '"loss"', '4', '"units"']) assert.equal(renamingAt(text, at(word)), undefined);
  });

  it('refuses names that are no names, or are taken', () => {
    for (const name of ['', '1st', 'a b', 'x'.repeat(65)])
      assert.match(renamed(text, second, name) as string, /cannot be/);
    assert.match(renamed(text, second, 'Hidden') as string, /network\[0\] is called "hidden" already/);
    assert.match(renamed(text, at('hidden'), 'dense_2') as string, /network\[1\]/);
    assert.match(renamed(text, at('"loss"'), 'x') as string, /Only layers/);
  });
});

describe('Links', () => {
  const here = path.join(path.sep, 'specs', 'a.nnspec');
  const found = (text: string): string[] =>
    links(text, here).map(({ offset, length, file }) => {
      assert.ok(file.endsWith(text.slice(offset, offset + length).replace(/^(\.\.?\/)+/, '')));
      return path.relative(path.sep, file).split(path.sep).join('/');
    });

  it('are the files that a spec names', () => {
    assert.deepEqual(found('{ "data": "x.csv", "initialWeights": "../w.npz", "export": [{ "path": "out/a.py" }] }'), [
      'specs/x.csv',
      'w.npz',
      'specs/out/a.py',
    ]);
    assert.deepEqual(found('{ "data": { "source": { "images": "i.gz", "labels": "l.gz" }, "test": "t.csv" } }'), [
      'specs/i.gz',
      'specs/l.gz',
      'specs/t.csv',
    ]);
  });

  it('are no datasets, generators and addresses', () => {
    for (const source of ['builtin:xor', 'dataset:iris', 'https://example.org/a.csv', ''])
      assert.deepEqual(found(`{ "data": "${source}" }`), []);
  });
});

describe('A spec of 2,000 lines', () => {
  it('gets a hint for each layer and an outline at every key', () => {
    const layers = Array.from({ length: 1990 }, (_, i) => `    { "type": "dense", "units": ${10 + (i % 50)} },`);
    const text = (word: string): string =>
      `{\n  "data": "builtin:friedman1",\n  "network": [\n${layers.join('\n')}\n    { "type": "dense", "units": ${word} }\n  ],\n  "loss": "mse"\n}\n`;
    for (let key = 1; key <= 8; key++) {
      const typed = text(String(10 ** key));
      assert.equal(hints(typed).length, 1992);
      assert.equal(outline(typed).length, 3);
    }
  });
});
