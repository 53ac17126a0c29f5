// Specs proposed for data files, of every kind and in every state: each is a spec without a fault whose data load, or
// one sentence that says what is wrong and what to do.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeNpy } from '../../src/formats/npy';
import { writeNpz } from '../../src/formats/npz';
import { dataBelow, dataIn, examine } from '../../src/files/examine';
import { lookAtData } from '../../src/files/look';
import { proposeFor, writeProposal } from '../../src/files/newSpec';
import { layoutEdits } from '../../src/host/language/layout';
import { speak, type Bundle } from '../../src/l10n';
import { parseSpec } from '../../src/spec/parse';
import type { Choices } from '../../src/spec/proposal';
import type { Spec, WordSpec } from '../../src/spec/spec';
import { freshFolder } from './folder';

/** What a proposal came to: the spec as it is parsed, and the data as they load. */
async function proposed(file: string, choices: Choices = {}) {
  const examined = await examine(file);
  const proposal = proposeFor(examined, choices);
  const written = await writeProposal(examined, proposal);
  const text = readFileSync(written, 'utf8');
  const { spec, problems } = parseSpec(text, { file: written });
  assert.ok(spec, JSON.stringify(problems));
  assert.deepEqual(problems, []);
  assert.deepEqual(layoutEdits(text, { tabSize: 2, insertSpaces: true }), [], 'it is formatted');
  assert.ok(
    text.split('\n').every((line) => line.length <= 120),
    text,
  );
  const { facts, faults } = await lookAtData(spec, { file: written, datasetFolders: [] });
  assert.deepEqual(faults, []);
  return { ...proposal, spec, facts, written, text };
}

const rowsOf = (n: number, row: (i: number) => string, header = ''): string =>
  `${header && `${header}\n`}${Array.from({ length: n }, (_, i) => row(i)).join('\n')}\n`;

/** As measurements are: they hardly come again. */
const measured = (i: number): string => ((i * 7919) % 997 / 100).toFixed(2); // prettier-ignore

describe('A spec proposed for a data file', () => {
  const folder = freshFolder();
  const put = (name: string, content: string | Uint8Array): string => {
    const file = path.join(folder(), name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  const of = (content: string | Uint8Array, choices?: Choices, name = 'data.csv') =>
    proposed(put(name, content), choices);
  const refusal = async (content: string | Uint8Array, message: RegExp, choices?: Choices, name?: string) => {
    await assert.rejects(of(content, choices, name), (error: Error) => {
      assert.match(error.message, message);
      return ['DataError', 'UserError'].includes(error.name);
    });
  };
  const last = ({ network }: Spec) => network.at(-1)!;

  it('predicts the column that is named like a target, wherever it stands', async () => {
    const { target, spec } = await of(rowsOf(60, (i) => `${measured(i)},${'abc'[i % 3]},${measured(i + 5)}`, 'a,species,b')); // prettier-ignore
    assert.deepEqual([target!.column.name, target!.sure, spec.data.target], ['species', true, ['species']]);
    assert.deepEqual(
      [last(spec).units, (last(spec).activation as WordSpec).type, spec.loss.type],
      [3, 'softmax', 'categorical_crossentropy'],
    );
    assert.equal(spec.data.split!.stratify, true);
  });

  it('else the last one, as a guess that says so; another can be chosen', async () => {
    const text = rowsOf(60, (i) => `${measured(i)},${measured(2 * i)},${measured(3 * i)}`, 'a,b,c');
    const { target, task, text: spec } = await of(text);
    assert.deepEqual([target!.column.name, target!.sure, task.task, task.sure], ['c', false, 'regression', true]);
    assert.deepEqual(target!.others.map(({ name }) => name), ['a', 'b', 'c']); // prettier-ignore
    assert.match(spec, /Look at "target" first/);
    const chosen = await of(text, { target: 1 }, 'other.csv');
    assert.deepEqual([chosen.target!.column.name, chosen.target!.sure], ['b', true]);
    assert.doesNotMatch(chosen.text, /guess/);
  });

  it('whole numbers with few values are classes, as a guess where they are not numbered from 0 or 1', async () => {
    const quality = (labels: readonly number[]) => rowsOf(90, (i) => `${measured(i)},${labels[i % labels.length]}`, 'a,quality'); // prettier-ignore
    const counted = await of(quality([0, 1, 2]), {}, 'counted.csv');
    assert.deepEqual([counted.task.task, counted.task.sure], ['multiclass', true]);
    const graded = await of(quality([3, 4, 5, 6, 7]), {}, 'graded.csv');
    assert.deepEqual([graded.task.task, graded.task.sure], ['multiclass', false]);
    const numbers = await of(quality([3, 4, 5, 6, 7]), { task: 'regression' }, 'numbers.csv');
    assert.deepEqual([numbers.spec.loss.type, numbers.spec.data.scaleTarget], ['mean_squared_error', 'standard']);
  });

  it('two values are a binary task with one sigmoid, be they numbers or words', async () => {
    for (const [a, b] of [
      ['2', '4'],
      ['yes', 'no'],
      ['0.5', '1.5'],
    ] as const) {
      // prettier-ignore
      const { spec, facts } = await of(rowsOf(50, (i) => `${measured(i)},${i % 2 ? a : b}`, 'x,y'), {}, `${a}.csv`);
      assert.deepEqual(
        [last(spec).units, (last(spec).activation as WordSpec).type, spec.loss.type],
        [1, 'sigmoid', 'binary_crossentropy'],
      );
      assert.equal(facts!.task, 'binary');
    }
  });

  it('leaves out running numbers, names and empty columns, and says why', async () => {
    const row = (i: number) => `${i + 1},Ann ${i},${measured(i)},,red,${'ab'[i % 2]}`;
    const { spec, facts, text } = await of(rowsOf(80, row, 'id,name,size,notes,colour,class'));
    assert.deepEqual(spec.data.ignore, ['id', 'name', 'notes']);
    assert.deepEqual(facts!.inputNames, ['size', 'colour=red']);
    assert.match(text, /"id": only tells one row from another; "name": too many different texts; "notes": empty/);
  });

  it('keeps a running number as the input where it is the only one there is, and says so; an "id" it does not', async () => {
    const line = (name: string) => rowsOf(40, (i) => `${i + 1},${2 * i + 5},`, `${name},y,notes`);
    const { spec, facts, text, target } = await of(line('x'), {}, 'lin.csv');
    assert.deepEqual([target!.column.name, spec.data.ignore, facts!.inputNames], ['y', ['notes'], ['x']]);
    assert.match(text, /"source": "lin\.csv", \/\/ "x" counts like a row number, but is the only input there is\n/);
    await refusal(line('id'), /id\.csv has nothing to predict "y" from: the other columns \(id, notes\)/, {}, 'id.csv');
    const two = rowsOf(40, (i) => `${i + 1},${40 - i},${2 * i + 5}`, 'a,b,y');
    await refusal(two, /has nothing to predict "y" from/, {}, 'two.csv');
    const beside = await of(
      rowsOf(40, (i) => `${i + 1},${measured(i)},${2 * i + 5}`, 'x,z,y'),
      {},
      'beside.csv',
    );
    assert.deepEqual(beside.spec.data.ignore, ['x']);
    assert.doesNotMatch(beside.text, /row number/);
  });

  it('keeps whole measurements that hardly come again', async () => {
    const { spec } = await of(rowsOf(80, (i) => `${(i * 7919) % 99991},${measured(i)}`, 'population,price'));
    assert.deepEqual(spec.data.ignore, []);
  });

  it('fills in missing cells, and drops rows where the target is missing', async () => {
    const gaps = (target: boolean) => rowsOf(60, (i) => `${i % 9 ? measured(i) : '?'},${measured(3 * i)},${target && i % 13 === 0 ? '' : 'ab'[i % 2]}`, 'a,b,class'); // prettier-ignore
    assert.equal((await of(gaps(false), {}, 'some.csv')).spec.data.missing, 'median');
    assert.equal((await of(gaps(true), {}, 'target.csv')).spec.data.missing, 'drop');
  });

  it('takes what people write for a missing number, and refuses other texts with their line', async () => {
    const text = (stray: string) => rowsOf(60, (i) => `${i === 6 ? stray : measured(i)},${'ab'[i % 2]}`, 'a,class');
    const { spec } = await of(text('n/a'));
    assert.deepEqual([spec.data.missing, spec.data.missingValues.at(-1)], ['median', 'n/a']);
    await refusal(
      text('five'),
      /"five" in column "a" of stray\.csv \(line 8\) is not a number.*Correct it/,
      {},
      'stray.csv',
    );
  });

  it('reads semicolons, tabs, white space, Windows-1252 and gzip', async () => {
    const cells = (delimiter: string) => rowsOf(60, (i) => [measured(i), measured(2 * i), 'ab'[i % 2]].join(delimiter), ['a', 'b', 'class'].join(delimiter)); // prettier-ignore
    for (const [name, delimiter] of [
      ['s.csv', ';'],
      ['t.tsv', '\t'],
      ['w.data', '   '],
    ] as const)
      // prettier-ignore
      assert.deepEqual((await of(cells(delimiter), {}, name)).facts!.inputNames, ['a', 'b'], name);
    const latin = Buffer.from(cells(',').replaceAll('a,', 'größe,').replaceAll('\nb', '\nb'), 'latin1');
    assert.equal((await of(latin, {}, 'latin.csv')).spec.data.format.encoding, 'windows-1252');
    const packed = await of(gzipSync(cells(',')), {}, 'packed.csv.gz');
    assert.deepEqual([packed.spec.data.source, path.basename(packed.written)], ['packed.csv.gz', 'packed.nnspec']);
  });

  it('names columns of a file without a header by number', async () => {
    const { spec } = await of(rowsOf(60, (i) => `${100000 + 37 * i},${measured(i)},${'ab'[i % 2]}`));
    assert.deepEqual([spec.data.ignore, spec.data.target], [[0], [-1]]);
  });

  it('learns from a table of words alone, and from four rows', async () => {
    const words = await of(rowsOf(60, (i) => `${'rgb'[i % 3]},${'xyz'[(i >> 1) % 3]},${i % 2 ? 'eat' : 'leave'}`, 'cap,odour,class')); // prettier-ignore
    assert.equal(words.facts!.inputNames.length, 6);
    const xor = await of('x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n', {}, 'xor.csv');
    assert.deepEqual([xor.facts!.rows, xor.spec.training.batchSize], [{ train: 4, validation: 0, test: 0 }, 'full']);
  });

  it('says what is wrong where nothing can be learnt', async () => {
    await refusal('', /data\.csv is empty/);
    await refusal('a,b,class\n', /has a header and no rows below it/);
    await refusal('1.5,2.5,3.5\n', /has only 1 row: .* Add some\.$/);
    await refusal('one\ntwo\nthree\n', /has only one column/);
    await refusal(rowsOf(40, (i) => `${measured(i)},yes`, 'x,class'), /"class" is "yes" in every row .*: there is nothing to tell apart\. Add rows/); // prettier-ignore
    await refusal(
      rowsOf(40, (i) => `Ann ${i},remark ${i}`, 'name,notes'),
      /No column of data\.csv can be predicted/,
    );
    await refusal(
      rowsOf(40, (i) => `note ${i},${'ab'[i % 2]}`, 'note,class'),
      /has nothing to predict "class" from/,
    );
    await refusal(rowsOf(40, (i) => `${measured(i).replace('.', ',')};${'ab'[i % 2]}`, 'x;class'), /decimal comma\. Write numbers with a point/); // prettier-ignore
    await refusal(
      rowsOf(40, (i) => `${'ab'[i % 2]};${measured(i).replace('.', ',')}`, 'x;price'),
      /decimal comma/,
    );
    await refusal('a,b\n1,2\n1,2,3\n', /Line 3 has 3 cells, but the header has 2/);
    await refusal(
      Buffer.from('PK\u0003\u0004rest'),
      /book\.xlsx is a zip archive \(perhaps an Excel workbook\)/,
      {},
      'book.xlsx',
    );
    await refusal('{}', /data\.json is no kind of file that is read here/, {}, 'data.json');
    await refusal(rowsOf(60, (i) => `${measured(i)},${'abc'[i % 3]}`, 'x,class'), /"class" does not fit the task "regression": it holds 3 different texts\. Take "multiclass"/, { task: 'regression' }); // prettier-ignore
    await assert.rejects(examine(path.join(folder(), 'gone.csv')), /gone\.csv does not exist/);
  });

  it('judges a long file by a part of its rows, and says so; one that is sorted by class by all of them', async () => {
    const rows = 120_000;
    const text = (label: (i: number) => string) => rowsOf(rows, (i) => `${measured(i)},${measured(3 * i)},${label(i)}`, 'a,b,class'); // prettier-ignore
    const mixed = text((i) => 'abc'[i % 3]!);
    const long = await of(mixed);
    const packed = await of(gzipSync(mixed), {}, 'packed.csv.gz');
    for (const one of [long, packed]) {
      assert.match(one.text.replace(/\n\/\/ /g, ' '), /about 120,000 rows, judged by \d+,\d+ of them/);
      assert.equal(last(one.spec).units, 3);
      assert.deepEqual([one.spec.data.missing, one.spec.training.batchSize], ['drop', 128]);
    }
    const sorted = await of(
      text((i) => 'abcd'[Math.floor((4 * i) / rows)]!),
      {},
      'sorted.csv',
    );
    assert.equal(last(sorted.spec).units, 4);
  });

  it('never writes over a file', async () => {
    const text = rowsOf(60, (i) => `${measured(i)},${'ab'[i % 2]}`, 'a,class');
    const written = [await of(text), await of(text)].map((one) => path.basename(one.written));
    assert.deepEqual(written, ['data.nnspec', 'data-2.nnspec']);
    const examined = await examine(path.join(folder(), 'data.csv'));
    await assert.rejects(
      writeProposal(examined, proposeFor(examined), path.join(folder(), 'data.nnspec')),
      /exists already; it was not overwritten/,
    );
  });

  it('reads arrays of numpy: a table, inputs with targets, and images with a test set of their own', async () => {
    const numbers = (n: number, f: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => f(i));
    const table = await of(writeNpy({ shape: [60, 3], data: numbers(180, (i) => (i % 3 === 2 ? (i / 3) % 2 | 0 : i * i % 101)) }), {}, 'table.npy'); // prettier-ignore
    assert.equal(table.spec.loss.type, 'binary_crossentropy');
    const pair = await of(writeNpz([{ name: 'x', shape: [60, 2], data: numbers(120, (i) => (i * i) % 101) }, { name: 'y', shape: [60], data: numbers(60, (i) => Math.sin(i)) }]), {}, 'pair.npz'); // prettier-ignore
    assert.deepEqual(
      [pair.target, pair.spec.data.target, pair.spec.loss.type],
      [undefined, undefined, 'mean_squared_error'],
    );
    const images = (n: number, name: string) => [{ name: `x_${name}`, shape: [n, 4, 4], data: numbers(n * 16, (i) => (i % 7) / 7) }, { name: `y_${name}`, shape: [n], data: numbers(n, (i) => i % 3) }]; // prettier-ignore
    const set = await of(writeNpz([...images(60, 'train'), ...images(12, 'test')]), {}, 'images.npz');
    assert.deepEqual([set.facts!.rows.test, last(set.spec).units, set.spec.network[0]!.type], [12, 3, 'flatten']);
  });

  it('gives its reasons in the language of the editor, and wraps them at 100 columns, where Chinese letters take two', async () => {
    const bundle = path.join(__dirname, '../../l10n/bundle.l10n.zh-cn.json');
    speak(JSON.parse(readFileSync(bundle, 'utf8')) as Bundle);
    try {
      const row = (i: number) => `${i + 1},Ann ${i},${i % 9 ? measured(i) : ''},,red,${'abc'[i % 3]}`;
      const { text } = await of(rowsOf(80, row, 'id,name,size,notes,colour,class'));
      const comments = text.match(/\/\/ .*/g)!;
      assert.ok(comments.length >= 8, text);
      for (const comment of comments) assert.match(comment, /\p{Script=Han}/u);
      const words = comments
        .join(' ')
        .replace(/"[^"]*"/g, '')
        .match(/[A-Za-z]{2,} [A-Za-z]{2,}/g);
      assert.equal(words, null, text);
      const wide = text.split('\n').filter((line) => [...line].reduce((n, c) => n + (/[\p{Script=Han}，。：；、？（）]/u.test(c) ? 2 : 1), 0) > 100); // prettier-ignore
      assert.deepEqual(wide, []);
      await refusal('1.5,2.5,3.5\n', /^data\.csv 只有 1 行：/);
    } finally {
      speak(undefined);
    }
  });

  it('finds the images, labels and test set that belong together, whichever file is pointed at', async () => {
    const idx = (...shape: number[]) => {
      const head = [0, 0, 8, shape.length, ...shape.flatMap((n) => [0, 0, n >> 8, n & 255])];
      return Uint8Array.from([...head, ...Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i % 3)]);
    };
    for (const [set, n] of [
      ['train', 60],
      ['t10k', 12],
    ] as const) {
      // prettier-ignore
      put(`digits/${set}-images-idx3-ubyte`, idx(n, 4, 4));
      put(`digits/${set}-labels-idx1-ubyte.gz`, gzipSync(idx(n)));
    }
    const at = path.join(folder(), 'digits');
    assert.deepEqual(await dataIn(at), [path.join(at, 'train-images-idx3-ubyte')]);
    assert.deepEqual(await dataBelow(folder()), await dataIn(at));
    for (const name of ['train-images-idx3-ubyte', 't10k-labels-idx1-ubyte.gz']) {
      const { spec, facts } = await proposed(path.join(at, name));
      assert.deepEqual(spec.data.source, { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte.gz' });
      assert.deepEqual(facts!.rows, { train: 60, validation: 0, test: 12 });
    }
    await refusal(idx(3, 2, 2), /needs its labels beside it/, {}, 'alone-images.idx');
    put('odd-images.idx', idx(3, 2, 2));
    await refusal(idx(4), /holds 3 samples, but odd-labels\.idx has 4 labels/, {}, 'odd-labels.idx');
  });
});
