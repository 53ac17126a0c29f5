import assert from 'node:assert/strict';
import { secondsText } from '../../src/protocol/seconds';

describe('Seconds as text', () => {
  it('have a tenth, and two digits where that would be nothing', () => {
    const texts = [0, 0.00042, 0.0304, 0.0949, 0.095, 0.25, 1.26, 75].map(secondsText);
    assert.deepEqual(texts, ['0.0', '0.00042', '0.03', '0.095', '0.1', '0.3', '1.3', '75.0']);
  });
});
