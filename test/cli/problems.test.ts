// Every broken spec and every broken data file of test/fixtures: a sentence with its place, exit status 1, quickly.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { jsonLines, nnspec, spawned, tempFolders, XOR, type Outcome } from './help';

const fixtures = path.join(__dirname, '../fixtures');

interface Broken {
  readonly spec: string;
  /** The data file at fault; absent where it is the spec. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly phrase: string;
  /** A warning alone is no error: status 0, and it trains. */
  readonly severity?: 'error' | 'warning';
}

function index(folder: string): Broken[] {
  const file = path.join(fixtures, folder, 'index.json');
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Broken[];
}

const PLACE_ANYWHERE = /^.+?:\d+:\d+: error: .+$/m;
const PLACE = /^(.+?):(\d+):(\d+): (error|warning|information): (.+)$/;

/** Each line of standard error is a problem with its place, one of them the expected one; nothing looks like a crash. */
function complains({ status, stderr }: Outcome, broken: Broken, folder: string): void {
  assert.equal(status, broken.severity === 'warning' ? 0 : 1, stderr);
  assert.doesNotMatch(stderr, /\n {4}at |fault of nnspec itself|undefined|\[object/);
  const problems = stderr.trimEnd().split('\n');
  for (const problem of problems) assert.match(problem, PLACE);
  const expected = problems.map((p) => PLACE.exec(p)!).find((p) => p[5].includes(broken.phrase));
  assert.ok(expected, `${broken.phrase} is not in\n${stderr}`);
  const [, file, line, column] = expected;
  const at = broken.file === undefined ? broken.spec : path.join(path.dirname(broken.spec), broken.file);
  assert.ok(fs.existsSync(path.join(folder, file)) || broken.phrase.includes('not exist'), `${file} is no file`);
  assert.equal(file, at);
  if (broken.line !== undefined) assert.equal(Number(line), broken.line);
  if (broken.column !== undefined) assert.equal(Number(column), broken.column);
}

describe('problems on the command line', () => {
  describe('broken data files', () => {
    const cwd = path.join(fixtures, 'data');
    const broken = index('data');
    it('are twenty or more', () => assert.ok(broken.length >= 20));
    for (const one of broken) {
      it(`${path.dirname(one.spec)}: check --data and train say what is wrong and where`, async () => {
        complains(await nnspec(['check', '--data', one.spec], { cwd }), one, cwd);
        const { status, stderr, stdout } = await nnspec(['train', one.spec, '--json'], { cwd });
        assert.equal(status, 1);
        assert.match(stderr, PLACE_ANYWHERE);
        assert.equal(stdout, '', 'nothing was begun');
      });
    }
  });

  describe('broken specs', () => {
    const cwd = path.join(fixtures, 'specs');
    const broken = index('specs');
    it('are forty or more', () => assert.ok(broken.length >= 40));
    for (const one of broken) {
      it(`${one.spec}: check and train say what is wrong and where`, async () => {
        complains(await nnspec(['check', one.spec], { cwd }), one, cwd);
        if (one.severity === 'warning') return;
        const { status, stdout } = await nnspec(['train', one.spec, '--json'], { cwd });
        assert.equal(status, 1);
        assert.equal(stdout, '', 'nothing was begun');
      });
    }

    it('all at once, as a user runs it: every problem, status 1, and below 10 seconds', async function () {
      this.timeout(20000);
      const began = performance.now();
      const { ended } = await spawned(['check', ...broken.map((b) => b.spec)], { cwd });
      const { status, stderr } = await ended;
      assert.equal(status, 1);
      assert.doesNotMatch(stderr, /\n {4}at /);
      for (const { spec } of broken) assert.ok(stderr.includes(`${spec}:`), spec);
      assert.ok(performance.now() - began < 10000);
    });
  });

  describe('in general', () => {
    const folder = tempFolders();
    const check = (...args: string[]) => nnspec(['check', ...args], { cwd: folder.at });

    it('a good spec gives no line and status 0', async () => {
      folder.write('xor.nnspec', XOR);
      assert.deepEqual(await check('xor.nnspec', '--json', '--data'), { status: 0, stdout: '', stderr: '' });
    });

    it('check --json gives each problem as an object with its place', async () => {
      folder.write('a.nnspec', XOR.replace('"units": 4', '"units": 0').replace('"epochs"', '"epoch"'));
      folder.write('b.nnspec', '{');
      const { status, stdout } = await check('a.nnspec', 'b.nnspec', '--json');
      assert.equal(status, 1);
      const problems = jsonLines(stdout);
      assert.deepEqual(
        problems.map(({ file, line, severity }) => [file, line, severity]),
        [
          ['a.nnspec', 4, 'error'],
          ['a.nnspec', 10, 'error'],
          ['b.nnspec', 1, 'error'],
        ],
      );
      assert.deepEqual(problems[0]['path'], ['network', 0, 'units']);
      assert.ok(
        problems.every((p) => typeof p['code'] === 'string' && typeof p['message'] === 'string' && p['column'] >= 1),
      );
    });

    it('a spec that is missing, a folder, not UTF-8 or empty is told as such', async () => {
      fs.mkdirSync(path.join(folder.at, 'folder.nnspec'));
      folder.write('latin.nnspec', Uint8Array.of(0x7b, 0xe9, 0x7d));
      folder.write('empty.nnspec', '');
      const { status, stderr } = await check('none.nnspec', 'folder.nnspec', 'latin.nnspec', 'empty.nnspec');
      assert.equal(status, 1);
      const lines = stderr.trimEnd().split('\n');
      assert.equal(lines.length, 4);
      [/^none.*no such file/, /^folder.*folder/, /^latin.*UTF-8/, /^empty\.nnspec:1:1: error: /].forEach(
        (sentence, i) => assert.match(lines[i], sentence),
      );
    });

    it('missing files are told without --data', async () => {
      folder.write(
        'a.nnspec',
        XOR.replace('"builtin:xor"', '{ "source": "none.csv", "test": "none2.csv" }').replace(
          '"loss"',
          '"initialWeights": "w.npz", "loss"',
        ),
      );
      const { stderr } = await check('a.nnspec');
      for (const name of ['none.csv', 'none2.csv', 'w.npz'])
        assert.match(stderr, new RegExp(`a\\.nnspec:\\d+:\\d+: error: .*${name.replace('.', '\\.')} does not exist`));
    });

    const wrongUsage: [string, string[], RegExp][] = [
      ['no command', [], /Usage/],
      ['an unknown command', ['trane'], /unknown command 'trane'/],
      ['no file', ['train'], /missing required argument/],
      ['an empty file name', ['train', ''], /name of a \.nnspec file is wanted/],
      ['an unknown option', ['train', 'a.nnspec', '--fast'], /unknown option '--fast'/],
      ['--set without =', ['train', 'a.nnspec', '--set', 'x'], /--set x: write it like/],
      ['no weights', ['predict', 'a.nnspec', '--input', '[1]'], /--weights/],
      [
        'an unknown format',
        ['export', 'a.nnspec', '--weights', 'w', '--format', 'onnx', '--out', 'x'],
        /onnx.*predict\.py/,
      ],
      ['a sample that is no number', ['gradients', 'a.nnspec', '--sample', 'x'], /--sample x/],
      ['an unknown split', ['gradients', 'a.nnspec', '--sample', '0', '--split', 'dev'], /--split dev/],
      ['an unknown dataset', ['data', 'get', 'irs'], /Did you mean "iris"/],
    ];
    for (const [what, argv, sentence] of wrongUsage)
      it(`${what} is wrong usage: status 2 and a sentence`, async () => {
        folder.write('a.nnspec', XOR);
        const { status, stdout, stderr } = await nnspec(argv, { cwd: folder.at });
        assert.equal(status, 2);
        assert.equal(stdout, '');
        assert.match(stderr, sentence);
      });

    it('--help and --version are no error', async () => {
      for (const argv of [['--help'], ['help', 'train'], ['--version'], ['train', '--help']]) {
        const { status, stdout } = await nnspec(argv);
        assert.equal(status, 0);
        assert.notEqual(stdout, '');
      }
    });
  });
});
