import assert from 'node:assert/strict';
import { formatProblem, lineColumn, locate, locateKey, locateWhole, dataProblem } from '../../src/spec/locate';
import { DataError } from '../../src/spec/problem';

const text = `{
  "data": "builtin:xor",
  "network": [
    { "type": "dense", "units": 4 },
    {
      "type": "dense", "units": 1
    }
  ],
  "loss": "mse", "loss": "mae"
}`;
const at = (path: (string | number)[]): string => {
  const { offset, length } = locate(text, path);
  return text.slice(offset, offset + length);
};

describe('Places in a spec', () => {
  it('a scalar is its value, an object or list its key', () => {
    assert.equal(at(['data']), '"builtin:xor"');
    assert.equal(at(['network', 0, 'units']), '4');
    assert.equal(at(['network']), '"network"');
  });

  it('a layer is its first line', () => {
    assert.equal(at(['network', 0]), '{ "type": "dense", "units": 4 }');
    assert.equal(at(['network', 1]), '{');
  });

  it('what is not there is the nearest thing around it', () => {
    assert.equal(at(['data', 'split', 'test']), '"builtin:xor"');
    assert.equal(at(['network', 7]), '"network"');
    assert.equal(at(['network', 0, 'rate']), '{ "type": "dense", "units": 4 }');
    assert.equal(at(['training', 'seed']), '{');
  });

  it('of two equal keys the last one counts', () => assert.equal(at(['loss']), '"mae"'));

  it('keys and whole values can be asked for', () => {
    const key = locateKey(text, ['network', 0, 'units']);
    assert.equal(text.slice(key.offset, key.offset + key.length), '"units"');
    const whole = locateWhole(text, ['network', 1])!;
    assert.match(text.slice(whole.offset, whole.offset + whole.length), /^\{\n[^]*\n {4}\}$/);
    assert.equal(locateWhole(text, ['training']), undefined);
  });

  it('stays inside a text that cannot be read', () => {
    assert.deepEqual(locate('', ['data']), { offset: 0, length: 0 });
    assert.deepEqual(locate('{', ['data']), { offset: 0, length: 1 });
  });

  it('counts lines over LF, CRLF and CR, columns from 1, and no column for a byte order mark', () => {
    assert.deepEqual(lineColumn('a\nb\r\nc\rde', 8), { line: 4, column: 2 });
    assert.deepEqual(lineColumn('\ufeff{', 1), { line: 1, column: 1 });
  });

  it('prints file:line:column: severity: message, the data file first where the fault lies there', () => {
    const path = ['data'];
    const error = new DataError('Row 3 has 4 cells.', { path, file: 'a.csv', line: 3, column: 1, code: 'ragged-row' });
    const problem = dataProblem(error, text);
    assert.equal(
      formatProblem(problem, 'x.nnspec', text),
      'a.csv:3:1: error: Row 3 has 4 cells. (read because of x.nnspec:2:11)',
    );
    const { file: _, line: __, column: ___, ...own } = problem;
    assert.equal(formatProblem(own, 'x.nnspec', text), 'x.nnspec:2:11: error: Row 3 has 4 cells.');
  });
});
