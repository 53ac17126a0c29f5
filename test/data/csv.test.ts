// Text -> cells: delimiters, headers, quotes, line ends and encodings, found out or said.
import assert from 'node:assert/strict';
import { MissingValues } from '../../src/data/column';
import { readTable, type TableOptions } from '../../src/data/csv';
import { decodeText } from '../../src/data/text';
import { Rng } from '../../src/nn/rng';

const table = (text: string, options: Partial<TableOptions> = {}) =>
  readTable(text, {
    file: 'data.csv',
    path: ['data', 'source'],
    format: {},
    missing: new MissingValues(['', '?']),
    wanted: [],
    ...options,
  });

const raws = (text: string, options?: Partial<TableOptions>) => {
  const read = table(text, options);
  return Array.from({ length: read.rows }, (_, row) => read.raw(row));
};
const names = (text: string, options?: Partial<TableOptions>) => table(text, options).columns.map((c) => c.name);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('delimiters and headers', () => {
  const cases: [string, string, string][] = [
    ['commas', 'a,b\n1,2\n3,4\n', ','],
    ['semicolons', 'a;b\n1;2\n3;4\n', ';'],
    ['tabs', 'a\tb\n1\t2\n3\t4\n', '\t'],
    ['runs of white space', ' a   b\n 1\t 2\n  3 4\n', ' '],
    ['semicolons with commas inside', 'a;b\n"1,5";2\n"3,1";4\n', ';'],
  ];
  for (const [what, text] of cases) {
    it(`finds out ${what} and a header`, () => {
      assert.deepEqual(names(text), ['a', 'b']);
      assert.equal(table(text).rows, 2);
    });
  }

  it('takes a first line of numbers as data', () => {
    assert.equal(table('1,2\n3,4\n').named, false);
    assert.deepEqual(names('1,2\n3,4\n'), ['column_0', 'column_1']);
  });

  it('sees no header where words stand among words that come again', () => {
    assert.equal(table('red,yes\nblue,no\nred,no\n').named, false);
    assert.equal(table('color,ripe\nred,yes\nblue,no\nred,no\n').named, true);
  });

  it('sees a header where the spec names a column of it', () => {
    assert.equal(table('a,a\nb,c\n', { wanted: ['a'] }).named, true);
  });

  it('sees a header of running numbers behind a word, as tables of pixels have', () => {
    assert.deepEqual(names('label,0,1,2\n5,0,255,3\n'), ['label', '0', '1', '2']);
  });

  it('believes the spec before its eyes', () => {
    assert.equal(table('a,b\n1,2\n', { format: { header: false } }).rows, 2);
    assert.deepEqual(raws('1|2;3\n', { format: { delimiter: '|' } }), [['1', '2;3']]);
    assert.deepEqual(raws('1::2\n', { format: { delimiter: '::' } }), [['1', '2']]);
    assert.deepEqual(raws("'a,b',2\n'c',3\n", { format: { quote: "'", header: false } })[0], ['a,b', '2']);
    assert.deepEqual(raws('5" pipe,2\n', { format: { quote: '', header: false } }), [['5" pipe', '2']]);
  });

  it('gives a second column of a name a number, and a nameless one its place', () => {
    assert.deepEqual(names('x,x,\n1,2,3\n'), ['x', 'x_2', 'column_2']);
  });
});

describe('cells', () => {
  it('reads quoted numbers as numbers, and spaces around cells as nothing', () => {
    const [a, b] = table('"0", 1.5\n"1",-2e3 \n').columns;
    assert.deepEqual([...a!.numbers, ...b!.numbers], [0, 1, 1.5, -2000]);
  });

  it('takes no hexadecimal, no Infinity and no empty cell for a number', () => {
    const [a] = table('a,b\n0x10,1\nInfinity,1\n0b1,1\n,1\n0.5,1\n-0.25,2\n').columns;
    assert.deepEqual([...a!.numbers], [NaN, NaN, NaN, NaN, 0.5, -0.25]);
    assert.deepEqual(
      [...a!.codes!].map((code) => code > 0),
      [true, true, true, false, false, false],
    );
  });

  it('knows missing values that are numbers, in any spelling', () => {
    const [a] = table('a,b\n-999,1\n-999.0,2\n5,3\n', { missing: new MissingValues(['-999']) }).columns;
    assert.deepEqual([...a!.numbers], [NaN, NaN, 5]);
  });

  it('passes over blank lines, keeps line numbers, and shows a row as it stands', () => {
    const read = table('a,b\n\n1,2\n   \n003,"4"\n\n');
    assert.equal(read.rows, 2);
    assert.deepEqual(read.raw(1), ['003', '4']);
    assert.deepEqual(read.place(1), { file: 'data.csv', line: 5, column: 1 });
    assert.deepEqual(read.place(1, 1), { file: 'data.csv', line: 5, column: 5 });
  });

  it('counts lines through quoted line breaks and columns through quoted delimiters', () => {
    const read = table('a,b,c\n"x\ny","1,2",7\n"z","""q"",",8\n');
    assert.deepEqual(read.place(1, 2), { file: 'data.csv', line: 4, column: 14 });
    assert.deepEqual(read.raw(1), ['z', '"q",', '8']);
  });

  it('reads quoted cells between white space', () => {
    assert.deepEqual(raws('"a b"  1\n"c ""d"""\t2\n', { format: { delimiter: ' ', header: false } }), [
      ['a b', '1'],
      ['c "d"', '2'],
    ]);
  });
});

describe('text', () => {
  const decoded = (content: Uint8Array, encoding?: string) => decodeText(content, 'data.csv', encoding);

  it('makes CRLF and CR line ends LF', () => {
    assert.equal(decoded(bytes('a\r\nb\rc\nd')), 'a\nb\nc\nd');
  });

  it('drops byte order marks and follows them', () => {
    assert.equal(decoded(Uint8Array.of(0xef, 0xbb, 0xbf, 97)), 'a');
    assert.equal(decoded(Uint8Array.of(0xff, 0xfe, 97, 0, 10, 0)), 'a\n');
    assert.equal(decoded(Uint8Array.of(0xfe, 0xff, 0, 97)), 'a');
  });

  it('decodes what the spec says', () => {
    assert.equal(decoded(Uint8Array.of(0xe9, 0x80), 'latin1'), 'é€');
    assert.equal(decoded(Uint8Array.of(0xe9), 'windows-1252'), 'é');
    assert.equal(decoded(Uint8Array.of(0, 97), 'UTF-16BE'), 'a');
    assert.throws(() => decoded(bytes('a'), 'klingon'), /Encoding "klingon" is not known/);
  });

  for (const [what, bad] of [
    ['a lone continuation', [0x80]],
    ['an overlong letter', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a letter cut at the end', [0xe2, 0x82]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
  ] as const) {
    it(`finds ${what} that breaks UTF-8, with its line and column`, () => {
      const content = Uint8Array.of(...bytes('é,b\r\nä€𝄞,'), ...bad);
      assert.throws(
        () => decoded(content),
        (e: { where: object }) => {
          assert.deepEqual(e.where, { file: 'data.csv', line: 2, column: 6, code: 'invalid-utf8' });
          return true;
        },
      );
    });
  }
});

describe('CSV round trip', () => {
  it('gives back 300 random tables written with any delimiter, quotes and line breaks', () => {
    const rng = Rng.stream(7, 'csv');
    const letters = ['a', 'é', '0', '"', ',', ';', '\t', '\n', ' ', '𝄞', "'", '|', '-', '.'];
    for (let round = 0; round < 300; round++) {
      const delimiter = [',', ';', '\t', '|', ' '][rng.below(5)]!;
      const width = 2 + rng.below(4);
      const rows = Array.from({ length: 1 + rng.below(6) }, () =>
        Array.from({ length: width }, () =>
          Array.from({ length: rng.below(5) + 1 }, () => letters[rng.below(letters.length)]).join(''),
        ),
      );
      // Between white space a cell cannot hold a line break; everywhere a quoted cell may hold a quote.
      const cells = delimiter === ' ' ? rows.map((row) => row.map((cell) => cell.replaceAll('\n', '_'))) : rows;
      const quoted = (cell: string) =>
        /["\s,;|]/.test(cell) || rng.below(3) === 0 ? `"${cell.replaceAll('"', '""')}"` : cell;
      const lineEnd = rng.below(4) > 0 ? '\n' : '\r\n';
      const text = cells.map((row) => row.map(quoted).join(delimiter)).join(lineEnd) + (rng.below(2) ? lineEnd : '');
      const read = decodeText(bytes(text), 'data.csv');
      const found = raws(read, { format: { delimiter, header: false } });
      assert.deepEqual(
        found,
        cells.filter((row) => row.length > 1),
        JSON.stringify(text),
      );
    }
  });
});
