import assert from 'node:assert/strict';
import { byteSize } from '../../src/protocol/byteSize';

describe('byteSize', () => {
  it('counts in thousands, with three significant digits, and never shows 1000 of a unit', () => {
    const sizes: [number, string][] = [
      [0, '0 B'],
      [999, '999 B'],
      [1000, '1 KB'],
      [1024, '1.02 KB'],
      [1135, '1.14 KB'],
      [4549, '4.55 KB'],
      [460_400, '460 KB'],
      [999_499, '999 KB'],
      [999_500, '1 MB'],
      [11_594_722, '11.6 MB'],
      [3e9, '3 GB'],
      [2.5e15, '2500 TB'],
    ];
    for (const [bytes, words] of sizes) assert.equal(byteSize(bytes), words);
  });
});
