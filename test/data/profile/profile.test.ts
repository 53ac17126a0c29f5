// What a data view says of tables: splits, columns, repeats and hints, on made and on real data.
import assert from 'node:assert/strict';
import { lookAtData } from '../../../src/data/profile/profile';
import { dataSpec, memoryReader, noTest } from '../help';
import { look, rowsOf } from './help';

const TEXT = 'size,colour,price\n2,red,10\n4,blue,30\n?,red,20\n6,green,40\n3,red,5\n';
const everything = { from: 0, count: 100, columns: { from: 0, count: 100 } };

describe('a look at data', () => {
  it('shows each row as the file has it, its split, and what the network gets', async () => {
    const found = await look(TEXT, { missing: 'drop', scale: 'standard', split: { ...noTest, test: 1 } });
    const { profile } = found;
    assert.deepEqual(profile.parts, { train: 3, test: 1, dropped: 1 });
    assert.deepEqual(
      profile.columns.map(({ name, role }) => [name, role]),
      [
        ['size', 'feature'],
        ['colour', 'feature'],
        ['price', 'target'],
      ],
    );
    const { rows, total } = found.page({ filters: [], ...everything });
    assert.equal(total, 5);
    assert.deepEqual(
      rows.map(({ part, position }) => [part, position]),
      [
        ['train', 0],
        ['train', 1],
        ['dropped', -1],
        ['train', 2],
        ['test', 0],
      ],
    );
    assert.deepEqual(rows[2]!.cells, ['?', 'red', '20']);
    assert.deepEqual(rows[2]!.missing, [0]);
    // Training sizes 2, 4, 6: mean 4, deviation √(8/3). Classes blue, green, red, a third of the rows each.
    const size = profile.columns[0]!;
    assert.deepEqual(size.scaling, { offset: 4, divisor: Math.sqrt(8 / 3) });
    assert.deepEqual(rows[0]!.network![0], [-2 / Math.sqrt(8 / 3)]);
    assert.deepEqual(profile.columns[1]!.categories, ['blue', 'green', 'red']);
    assert.deepEqual(
      rows[0]!.network![1]!.map((x) => Math.sign(x)),
      [-1, -1, 1],
    );
    assert.deepEqual(rows[0]!.network![2], [10]);
  });

  it('sorts by numbers and texts, missing cells last either way, and filters by what it is asked', async () => {
    const found = await look(TEXT, { missing: 'drop', split: noTest });
    assert.deepEqual(rowsOf(found, { filters: [], sort: { by: 0, descending: false } }), [0, 4, 1, 3, 2]);
    assert.deepEqual(rowsOf(found, { filters: [], sort: { by: 0, descending: true } }), [3, 1, 4, 0, 2]);
    assert.deepEqual(rowsOf(found, { filters: [], sort: { by: 1, descending: false } }), [1, 3, 0, 2, 4]);
    assert.deepEqual(rowsOf(found, { filters: [{ kind: 'value', column: 1, text: 'red' }] }), [0, 2, 4]);
    assert.deepEqual(rowsOf(found, { filters: [{ kind: 'missing', column: 0 }] }), [2]);
    assert.deepEqual(rowsOf(found, { filters: [{ kind: 'part', part: 'dropped' }] }), [2]);
    const range = { kind: 'range', column: 0, from: 2, to: 4 } as const;
    assert.deepEqual(rowsOf(found, { filters: [{ ...range, closed: false }] }), [0, 4]);
    assert.deepEqual(rowsOf(found, { filters: [{ ...range, closed: true }] }), [0, 1, 4]);
    const both = [
      { ...range, closed: true },
      { kind: 'value', column: 1, text: 'red' },
    ] as const;
    assert.deepEqual(rowsOf(found, { filters: both }), [0, 4]);
    assert.deepEqual(rowsOf(found, { filters: [{ kind: 'value', column: 99, text: 'red' }] }), []);
  });

  it('gives pages of a query, and only the columns asked for', async () => {
    const found = await look(TEXT, { missing: 'drop', split: noTest });
    const page = found.page({ filters: [], from: 3, count: 2, columns: { from: 1, count: 1 } });
    assert.deepEqual(
      [page.total, page.rows.map(({ row, cells }) => [row, cells])],
      [
        5,
        [
          [3, ['green']],
          [4, ['red']],
        ],
      ],
    );
    assert.deepEqual(found.page({ filters: [], from: 9, count: 2, columns: { from: 0, count: 9 } }).rows, []);
  });

  it('knows where a cell stands in its file', async () => {
    const found = await look(TEXT, { missing: 'drop', split: noTest });
    assert.deepEqual(found.place(3, 1), { file: 'data.csv', line: 5, column: 3 });
  });

  it('shows ignored columns, which the network does not get', async () => {
    const { profile } = await look(TEXT, { missing: 'drop', ignore: ['colour'], split: noTest });
    assert.deepEqual([profile.columns[1]!.role, profile.inputs], ['ignored', 1]);
    assert.equal(profile.columns[1]!.categories, undefined);
  });

  it('data with missing cells that are an error is shown as if those rows were left out, with the sentence', async () => {
    const { profile } = await look(TEXT, { split: noTest });
    assert.match(profile.problem!.message, /missing cells in "size": line 4/);
    assert.deepEqual(profile.parts, { train: 4, dropped: 1 });
  });

  it('data that cannot be trained on at all is shown in no split, with the sentence', async () => {
    const text = `size,y\n${Array.from({ length: 9 }, (_, i) => `${i},${i}`).join('\n')}\n1o,3\n`;
    const { profile } = await look(text);
    assert.match(profile.problem!.message, /"1o" in column "size" \(line 11\) is not a number/);
    assert.deepEqual([profile.parts, profile.inputs], [{ unused: 10 }, undefined]);
    assert.equal(profile.columns[0]!.values!.shown.length, 10);
  });

  it('a file that cannot be read throws its sentence', async () => {
    await assert.rejects(look({}, {}), /data\.csv does not exist/);
  });

  it('rows of a test file follow those of the source, matched by the names of the columns', async () => {
    const files = { 'data.csv': 'a,c,y\n1,x,3\n4,z,6\n', 'test.csv': 'y,a,c\n9,7,z\n' };
    const found = await look(files, { test: 'test.csv' });
    const { rows } = found.page({ filters: [], ...everything });
    assert.deepEqual(
      rows.map(({ file, own, part, cells }) => [file, own, part, cells]),
      [
        ['data.csv', 0, 'train', ['1', 'x', '3']],
        ['data.csv', 1, 'train', ['4', 'z', '6']],
        ['test.csv', 0, 'test', ['7', 'z', '9']],
      ],
    );
    assert.deepEqual(rows[2]!.network, [[7], [0, 1], [9]]);
    assert.deepEqual(rowsOf(found, { filters: [], sort: { by: 1, descending: true } }), [1, 2, 0]);
    assert.deepEqual(found.place(2, 0), { file: 'test.csv', line: 2, column: 3 });
  });

  it('gives up where it is asked to, between two pieces', async () => {
    let pieces = 0;
    const breathe = async (): Promise<void> => {
      if (++pieces === 2) throw new Error('enough');
    };
    await assert.rejects(
      lookAtData(dataSpec({ missing: 'drop' }), 'mse', memoryReader({ 'data.csv': TEXT }), { breathe }),
      /enough/,
    );
    assert.equal(pieces, 2);
  });

  it('made data has rows too', async () => {
    const found = await look({}, { source: 'builtin:xor', split: noTest }, { loss: 'binary_crossentropy' });
    assert.deepEqual(found.profile.parts, { train: 4 });
    assert.deepEqual(
      found.page({ filters: [], ...everything }).rows.map(({ cells }) => cells.join(' ')),
      ['0 0 0', '0 1 1', '1 0 1', '1 1 0'],
    );
    assert.deepEqual(found.profile.hints, []);
  });
});
