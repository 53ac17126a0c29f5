// Thousands of damaged specs: whatever stands in the file, parsing and checking give problems inside it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Rng } from '../../src/nn/rng';
import { checkSpec } from '../../src/spec/check';
import { formatProblem } from '../../src/spec/locate';
import { parseSpec } from '../../src/spec/parse';
import type { Problem } from '../../src/spec/problem';

const examples = path.join(__dirname, '..', '..', 'examples');
const texts = readdirSync(examples)
  .filter((f) => /.\.nnspec$/.test(f)) // not .nnspec, where runs are kept
  .map((f) => readFileSync(path.join(examples, f), 'utf8'));

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '//',
  '/*',
  '*/',
  '\\',
  '\n',
  '\r',
  '\u0000',
  '\ud800',
  '🙂',
  'null',
  'true',
  '-1',
  '0',
  '1e999',
  '1e308',
  '0.5',
  '"type"',
  '"dense"',
  '"flatten"',
  '"softmax"',
  '"mse"',
  '"builtin:digits"',
  '"dataset:mnist"',
  '{}',
  '[]',
  '"__proto__": {}',
  '"constructor"',
  '"toString"',
  '"epochs": 3,',
  '"units": 1e15',
  '"split": { "test": 0.9999 }',
  '"1:2"',
];

function mutate(text: string, rng: Rng): string {
  let out = text;
  for (let n = 1 + rng.below(4); n > 0; n--) {
    const at = rng.below(out.length + 1);
    const length = rng.below(12);
    const piece = PIECES[rng.below(PIECES.length)]!;
    const tokens = [...out.matchAll(/"[^"\n]*"|-?\d[\d.e-]*|true|false/g)];
    const token = tokens[rng.below(Math.max(1, tokens.length))];
    switch (rng.below(6)) {
      case 0:
        out = out.slice(0, at) + out.slice(at + length);
        break;
      case 1:
        out = out.slice(0, at) + piece + out.slice(at);
        break;
      case 2:
        out = out.slice(0, at) + out.slice(at, at + length) + out.slice(at);
        break;
      case 3:
        out = out.slice(0, at);
        break;
      default: // most often a whole value or key, so that the text stays JSON and gets far
        if (token) out = out.slice(0, token.index) + piece + out.slice(token.index + token[0].length);
    }
  }
  return out;
}

function check(problem: Problem, text: string): void {
  assert.ok(Number.isInteger(problem.offset) && problem.offset >= 0, problem.message);
  assert.ok(Number.isInteger(problem.length) && problem.length >= 0, problem.message);
  assert.ok(problem.offset + problem.length <= text.length, problem.message);
  assert.match(problem.message, /^[^]{5,}[.?]$/);
  assert.doesNotMatch(problem.message, /undefined|\[object|NaN units/);
  formatProblem(problem, 'x.nnspec', text);
}

describe('Fuzzing', () => {
  it('2000 damaged specs never throw, and every problem lies inside its text (seed 7)', function () {
    this.timeout(20000);
    const rng = Rng.stream(7, 'fuzz');
    let valid = 0;
    for (let i = 0; i < 2000; i++) {
      const text = mutate(texts[rng.below(texts.length)]!, rng);
      try {
        const { spec, problems } = parseSpec(text, { file: 'x.nnspec' });
        assert.equal(
          spec === undefined,
          problems.some((p) => p.severity === 'error'),
        );
        const all = spec ? [...problems, ...checkSpec(spec, text, { memoryBytes: 8e9 })] : problems;
        for (const problem of all) check(problem, text);
        if (spec) valid++;
      } catch (error) {
        assert.fail(`${(error as Error).stack}\n--- in\n${text}`);
      }
    }
    assert.ok(valid > 100, `only ${valid} stayed valid: the mutations are too coarse to test the check`);
  });

  it('500 random overrides never throw (seed 8)', () => {
    const rng = Rng.stream(8, 'fuzz');
    const keys = [
      'training',
      'network',
      '0',
      '1',
      'units',
      'optimizer',
      'type',
      'data',
      'source',
      'split',
      'x',
      '',
      '-1',
      '99',
      'loss',
    ];
    const values = ['1', '-1', '{}', '[]', 'null', 'adam', '"', 'true', '{"type":"dense"}', '1e999'];
    for (let i = 0; i < 500; i++) {
      const text = texts[rng.below(texts.length)]!;
      const key = Array.from({ length: 1 + rng.below(4) }, () => keys[rng.below(keys.length)]).join('.');
      const { spec, problems } = parseSpec(text, { set: [[key, values[rng.below(values.length)]!]] });
      for (const problem of problems) check(problem, text);
      if (spec) for (const problem of checkSpec(spec, text)) check(problem, text);
    }
  });
});
