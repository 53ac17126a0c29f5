// `nnspec new`: what it writes for a data file, where, and what it says when it cannot.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nnspec, tempFolders } from './help';

/** Grades in a last column that says nothing of itself, beside a column with fewer values. */
const grades = `acid,colour,mark\n${Array.from({ length: 60 }, (_, i) => `${(i * 37) % 101},${i % 4},${3 + (i % 5)}`).join('\n')}\n`;

describe('nnspec new', () => {
  const folder = tempFolders();
  const make = (...args: string[]) => nnspec(['new', ...args], { cwd: folder.at });
  const spec = (name: string) => fs.readFileSync(path.join(folder.at, name), 'utf8');

  it('writes a spec beside the data, says what it guessed, and the spec checks and trains', async () => {
    folder.write('some/grades.csv', grades);
    const { status, stdout, stderr } = await make('--data', 'some/grades.csv');
    assert.deepEqual([status, stdout], [0, 'Wrote some/grades.nnspec. Train it: nnspec train some/grades.nnspec\n']);
    assert.match(stderr, /"target" is a guess: "mark"\. --target names another column\./);
    assert.match(stderr, /the task is a guess: multiclass\. --task may say regression\./);
    const checked = await nnspec(['check', 'some/grades.nnspec', '--data'], { cwd: folder.at });
    assert.deepEqual(checked, { status: 0, stdout: '', stderr: '' });
    const trained = await nnspec(['train', 'some/grades.nnspec', '--set', 'training.epochs=1'], { cwd: folder.at });
    assert.equal(trained.status, 0, trained.stderr);
  });

  it('takes a target by name or number, a task, and a place from which the data are named', async () => {
    folder.write('some/grades.csv', grades);
    const { status, stderr } = await make('--data', 'some', '--target', '-1', '--task', 'regression', '--out', 'my.nnspec'); // prettier-ignore
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(spec('my.nnspec'), /"source": "some\/grades\.csv"[^]*"target": "mark"[^]*mean_squared_error/);
    assert.equal((await make('--data', 'some', '--target', 'colour')).status, 0);
    assert.match(spec('some/grades.nnspec'), /"target": "colour"/);
  });

  it('never writes over a file, and says in a sentence what is wrong', async () => {
    folder.write('grades.csv', grades);
    folder.write('short.csv', 'a,b\n');
    folder.write('my.nnspec', 'mine');
    fs.mkdirSync(path.join(folder.at, 'empty'));
    const says = async (status: number, message: RegExp, ...args: string[]) => {
      const outcome = await make(...args);
      assert.match(outcome.stderr, message);
      assert.deepEqual([outcome.status, outcome.stdout], [status, '']);
    };
    await says(1, /my\.nnspec exists already; it was not overwritten/, '--data', 'grades.csv', '--out', 'my.nnspec');
    assert.equal(spec('my.nnspec'), 'mine');
    await says(1, /short\.csv has a header and no rows below it/, '--data', 'short.csv');
    await says(1, /gone\.csv does not exist/, '--data', 'gone.csv');
    for (const none of ['', ' ']) await says(2, /^nnspec: --data "": a data file or a folder is wanted\.\n$/, '--data', none); // prettier-ignore
    await says(1, /empty holds no data file/, '--data', 'empty');
    await says(1, /\. holds several data files: name one with --data\. There are grades\.csv, short\.csv\./, '--data', '.'); // prettier-ignore
    await says(1, /has no column "marc"\. Did you mean "mark"\?/, '--data', 'grades.csv', '--target', 'marc');
    await says(
      2,
      /--task guess: there are regression, binary, multiclass\./,
      '--data',
      'grades.csv',
      '--task',
      'guess',
    );
    await says(2, /--out: a spec’s name ends in \.nnspec\./, '--data', 'grades.csv', '--out', 'my.json');
    await says(2, /required option '--data <path>' not specified/);
  });
});
