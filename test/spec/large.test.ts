// Specs that nobody writes by hand: a problem or a parse within seconds, never a hang.
import assert from 'node:assert/strict';
import { checkSpec } from '../../src/spec/check';
import { parseSpec } from '../../src/spec/parse';

const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const net = (network: unknown[], data: unknown = 'builtin:xor'): string =>
  JSON.stringify({ data, network, loss: 'mse' });

const texts: Record<string, string> = {
  '5,000 layers': net(many(5000, () => ({ type: 'dense', units: 1 }))),
  '5,000 layers of one name': net(many(5000, () => ({ type: 'dense', units: 1, name: 'a' }))),
  '10,000 broken layers': net(many(10_000, () => ({ typ: 'dense' }))),
  '20,000 times one key': `{${many(20_000, () => '"data": 1').join(',')}}`,
  '20,000 unknown keys': `{${many(20_000, (i) => `"k${i}": 1`).join(',')}}`,
  '20,000 unknown keys of data': net([{ type: 'flatten' }], Object.fromEntries(many(20_000, (i) => [`k${i}`, 1]))),
  '50,000 classes': net([{ type: 'flatten' }], { source: 'a.csv', classes: many(50_000, (i) => i) }),
  'a key of 500,000 letters': `{"${'x'.repeat(500_000)}": 1}`,
  'a word of 900,000 letters': `{ "loss": "${'x'.repeat(900_000)}" }`,
};

describe('Enormous specs', () => {
  for (const [title, text] of Object.entries(texts)) {
    it(`${title}: an answer within 5 seconds, of at most 200 problems with sentences of at most 1000 letters`, function () {
      this.timeout(5000);
      const { spec, problems } = parseSpec(text);
      const all = spec ? [...problems, ...checkSpec(spec, text)] : problems;
      assert.ok(all.length <= 200);
      for (const p of all) assert.ok(p.message.length <= 1000, p.message.slice(0, 1000));
    });
  }
});
