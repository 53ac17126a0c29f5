// Data that cannot be meant as they stand: each is refused with a sentence that says what to do, not guessed at.
import assert from 'node:assert/strict';
import { zipSync } from 'fflate';
import { writeNpy } from '../../src/formats/npy';
import type { DataSpec } from '../../src/spec/spec';
import { dataError, load, type Files } from './help';

const rows = (cell: (i: number) => string) => Array.from({ length: 20 }, (_, i) => `${cell(i)},${i % 2}\n`).join('');
const array = (shape: number[], values: number[]) => writeNpy({ shape, data: Float64Array.from(values) });
const matrix = array([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
const list = array([4], [0, 1, 0, 1]);
const npz = (members: Readonly<Record<string, Uint8Array>>): Files => ({ 'a.npz': zipSync(members) });
const images = (odd: number) => array([4, 2, 2], [1, 2, 3, odd, ...Array.from({ length: 12 }, () => 0.5)]);
/** A nearly perfect line, whose cell of row 7 is another. */
const line = (cell: string, value: (i: number) => string) =>
  `x,y\n${Array.from({ length: 60 }, (_, i) => `${i},${i === 7 ? cell : value(i)}\n`).join('')}`;
const idx = (shape: number[], values: number[]) =>
  Uint8Array.of(0, 0, 8, shape.length, ...shape.flatMap((n) => [0, 0, 0, n]), ...values);
const wide = new Uint8Array(Buffer.from('x,y\n1,0\n2,1\n', 'utf16le'));

const cases: [title: string, files: Files, data: Partial<DataSpec>, message: RegExp][] = [
  [
    'a comma that may be a decimal one or part thousands',
    { 'data.csv': `x,y\n${rows((i) => `"1,${100 + i}"`)}` },
    {},
    /has a comma\. If it stands for the decimal point, write 1\.100; if it parts thousands, 1100\.$/,
  ],
  [
    'a decimal comma',
    { 'data.csv': `x,y\n${rows((i) => `"0,${i}5"`)}` },
    {},
    /decimal comma\. .* with a point: 0\.05\.$/,
  ],
  [
    'commas between thousands',
    { 'data.csv': `x,y\n${rows((i) => `"1,234,${500 + i}"`)}` },
    {},
    /has commas\. .* without them: 1234500\.$/,
  ],
  [
    'three arrays in an npz whose names say nothing',
    npz({ 'foo.npy': matrix, 'bar.npy': list, 'baz.npy': list }),
    { source: 'a.npz' },
    /holds foo, bar, baz: which are the inputs, .*"features": "foo", "target": "bar"\.$/,
  ],
  [
    'NaN among pixels',
    npz({ 'x.npy': images(NaN), 'y.npy': list }),
    { source: 'a.npz' },
    /^a\.npz:x holds NaN in sample 0\. Remove or replace it\.$/,
  ],
  [
    'Infinity among the pixels of a test set',
    npz({ 'x_train.npy': images(1), 'y_train.npy': list, 'x_test.npy': images(Infinity), 'y_test.npy': list }),
    { source: 'a.npz' },
    /x_test holds Infinity in sample 0/,
  ],
  [
    'images without a pixel',
    { i: idx([4, 0, 3], []), l: idx([4], [0, 1, 0, 1]) },
    { source: { images: 'i', labels: 'l' } },
    /^i holds samples of 0×3 values/,
  ],
  [
    'npy files in the place of IDX',
    { i: matrix, l: list },
    { source: { images: 'i', labels: 'l' } },
    /^i is a NumPy array\. Save images and labels into one \.npz file/,
  ],
  [
    'one-hot targets',
    npz({ 'x.npy': matrix, 'y.npy': array([4, 2], [1, 0, 0, 1, 1, 0, 0, 1]) }),
    { source: 'a.npz' },
    /They are one-hot: .* argmax/,
  ],
  [
    'several targets for classes',
    npz({ 'x.npy': matrix, 'y.npy': array([4, 2], [1, 0, 0, 1, 1, 1, 0, 1]) }),
    { source: 'a.npz' },
    /Name one column as "target"\.$/,
  ],
  [
    'a quote for a delimiter',
    { 'data.csv': 'x,y\n1,0\n' },
    { format: { delimiter: '"' } },
    /The quote "\\"" cannot be told/,
  ],
  [
    'a comma for a quote',
    { 'data.csv': 'x,y\n1,0\n2,1\n' },
    { format: { delimiter: ',', quote: ',' } },
    /The quote "," /,
  ],
  [
    'a line end for a delimiter',
    { 'data.csv': 'x,y\n1,0\n' },
    { format: { delimiter: ';\n' } },
    /cannot be a line end/,
  ],
  [
    'UTF-8 that is called UTF-16',
    { 'data.csv': 'x,y\n1,0\n2,1\n' },
    { format: { encoding: 'utf-16' } },
    /^data\.csv is not utf-16: it has no zero bytes\. Remove "encoding", or say "utf-8"\.$/,
  ],
  [
    'a single row',
    { 'data.csv': 'x,y\n1,0\n2,1\n' },
    { limit: 1, split: { ...fifth() } },
    /there is 1 row, and it takes 1/,
  ],
];

function fifth() {
  return { validation: 0, test: 0.2, shuffle: true, stratify: false, seed: 1 };
}

describe('Data that cannot be meant as they stand', () => {
  for (const [title, files, data, message] of cases)
    it(`${title}: a sentence says what to do`, async () => {
      const error = await dataError(load(files, data, { loss: 'binary_crossentropy' }));
      assert.match(error.message, message);
    });

  const regression = { loss: 'mean_squared_error' };
  for (const [cell, value] of [
    ['x', (i: number) => String(1.5 * (i % 4))],
    ['Infinity', (i: number) => String(2 * i)],
  ] as const)
    it(`the text ${cell} among a target's numbers is a cell to correct, and no class`, async () => {
      const { message, where } = await dataError(load(line(cell, value), {}, regression));
      assert.match(
        message,
        new RegExp(`^"${cell}" in the target "y" \\(line 9\\) is not a number, but 59 of its 60 cells`),
      );
      assert.match(message, /Correct it, .* "missing": "drop"; if these are classes, set "task": "multiclass"\.$/);
      const { file, line: at, column } = where;
      assert.deepEqual([file, at, column], ['data.csv', 9, 3]);
    });

  it('a target of decimal commas is no list of classes', async () => {
    const { message } = await dataError(
      load(
        line('"7,5"', (i) => `"${i},5"`),
        {},
        regression,
      ),
    );
    assert.match(message, /^"0,5" in column "y" \(line 2\) has a decimal comma/);
  });

  it('texts among few whole numbers stay classes, and so does what a spec calls classes', async () => {
    const few = line('3a', (i) => String(1 + (i % 2)));
    assert.deepEqual((await load(few, {}, regression)).classes, ['1', '2', '3a']);
    const many = line('x', (i) => String(i % 55));
    assert.equal((await load(many, { task: 'multiclass' }, regression)).classes?.length, 55);
    assert.equal((await load(many, {}, { loss: 'categorical_crossentropy' })).classes?.length, 55);
  });

  it('a missing label is told of the file of the labels', async () => {
    const labels = Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 2, 0x7f, 0xc0, 0, 0, 0x3f, 0x80, 0, 0); // NaN, 1
    const files = { i: idx([2, 1, 1], [5, 6]), l: labels };
    const source = { images: 'i', labels: 'l' };
    const refused = async (more: Partial<DataSpec>) =>
      (await dataError(load(files, { source, ...more }, { loss: 'sparse_categorical_crossentropy' }))).message;
    assert.match(await refused({}), /^l has missing cells in "label"/);
    assert.match(await refused({ missing: 'mean' }), /^l has rows without a target in "label"/);
  });

  it('UTF-16 without a mark is read where the spec says so', async () => {
    const data = await load({ 'data.csv': wide }, { format: { encoding: 'utf-16' } }, { loss: 'binary_crossentropy' });
    assert.deepEqual(data.classes, ['0', '1']);
  });

  it('control codes of a cell do not reach the terminal', async () => {
    const text = 'x,y\n1,a\n2,b\n3,"\u001b[31mc\u0007\u009b2J"\n';
    const { message } = await dataError(load(text, {}, { loss: 'binary_crossentropy' }));
    assert.match(message, /a, b/);
    assert.doesNotMatch(message, /\p{Cc}/u);
  });

  const novel = 'once upon a time '.repeat(1000);
  for (const [what, text, data] of [
    ['a label', `x,y\n1,a\n2,b\n3,${novel}\n`, {}],
    ['an unknown label', `x,y\n1,a\n2,b\n3,${novel}\n`, { classes: ['a', 'b'] }],
    ['a cell among numbers', `x,y\n${rows(String)}${novel},1\n`, {}],
  ] as [string, string, Partial<DataSpec>][])
    it(`${what} of 17,000 letters makes no message of more than 400`, async () => {
      const { message } = await dataError(load(text, data, { loss: 'binary_crossentropy' }));
      assert.match(message, /once upon a time/);
      assert.ok(message.length < 400, `${message.length} letters`);
    });
});
