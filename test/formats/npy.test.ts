import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { FormatError, type NamedTensor } from '../../src/formats/format';
import { readNpy, writeNpy } from '../../src/formats/npy';
import { readNpz, writeNpz } from '../../src/formats/npz';
import { pythonWithNumpy, runPython } from './python';

const tensors: NamedTensor[] = [
  { name: 'dense_1.weight', shape: [2, 3], data: Float32Array.of(0.1, -2, 3e-40, Infinity, NaN, -0) },
  { name: 'dense_1.bias', shape: [2], data: Float32Array.of(1, 2) },
  { name: 'f64', shape: [1, 2, 1], data: Float64Array.of(Math.PI, -1e300) },
  { name: 'i32', shape: [2], data: Int32Array.of(-5, 2147483647) },
  { name: 'u8', shape: [3], data: Uint8Array.of(1, 2, 255) },
  { name: 'scalar', shape: [], data: Float64Array.of(7) },
  { name: 'empty', shape: [0, 4], data: new Float32Array(0) },
];

describe('npy and npz', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nnspec-npz-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const compress of [false, true])
    it(`gives back every tensor bit by bit, ${compress ? 'deflated' : 'stored'}`, () => {
      assert.deepEqual(readNpz(writeNpz(tensors, { compress })), { tensors, metadata: {} });
    });

  it('gives the same bytes for the same tensors', () => {
    assert.deepEqual(writeNpz(tensors), writeNpz(tensors));
  });

  it('starts the numbers at a multiple of 64 bytes', () => {
    for (const t of tensors) assert.equal((writeNpy(t).length - t.data.byteLength) % 64, 0);
  });

  it('is read by numpy with the same names, types, shapes and numbers', function () {
    const python = pythonWithNumpy();
    if (!python) return this.skip();
    fs.writeFileSync(path.join(folder, 'ours.npz'), writeNpz(tensors, { compress: true }));
    const code = `
import json, numpy as np
f = np.load('ours.npz')
print(json.dumps({k: [f[k].dtype.str, list(f[k].shape), f[k].astype('f8').tobytes().hex()] for k in f.files}))`;
    const seen = JSON.parse(runPython(python, ['-c', code], { cwd: folder })) as Record<
      string,
      [string, number[], string]
    >;
    assert.deepEqual(
      Object.keys(seen),
      tensors.map((t) => t.name),
    );
    const types = ['<f4', '<f4', '<f8', '<i4', '|u1', '<f8', '<f4'];
    tensors.forEach((t, i) => {
      const hex = Buffer.from(Float64Array.from(t.data).buffer).toString('hex');
      assert.deepEqual(seen[t.name], [types[i], t.shape, hex], t.name);
    });
  });

  it('reads what numpy writes: either byte order, Fortran order, halves, bools, integers, deflated', function () {
    const python = pythonWithNumpy();
    if (!python) return this.skip();
    const code = `
import numpy as np
a = np.arange(24).reshape(2, 3, 4)
np.savez_compressed('theirs.npz', little=a.astype('<f4'), big=a.astype('>f8'), fortran=np.asfortranarray(a.astype('f4')),
  half=(a / 8).astype('f2'), flag=a % 2 == 0, i1=(a - 9).astype('i1'), i2=a.astype('>i2'), u2=a.astype('u2'), u4=a.astype('u4'),
  i8=a - 3, u8=a.astype('u8'), far=a * 10**9, scalar=np.float64(2.5))
np.savez('plain.npz', little=a.astype('<f4'))
np.lib.format.write_array(open('v3.npy', 'wb'), a.astype('f4'), version=(3, 0))`;
    runPython(python, ['-c', code], { cwd: folder });
    const read = (name: string) => readNpz(fs.readFileSync(path.join(folder, name))).tensors;
    const a = Array.from({ length: 24 }, (_, i) => i);
    const expected: Record<string, number[]> = {
      half: a.map((v) => v / 8),
      flag: a.map((v) => (v % 2 === 0 ? 1 : 0)),
      i1: a.map((v) => v - 9),
      i8: a.map((v) => v - 3),
      far: a.map((v) => v * 1e9),
      scalar: [2.5],
    };
    const theirs = read('theirs.npz');
    assert.equal(theirs.length, 13);
    for (const { name, shape, data } of theirs) {
      assert.deepEqual(shape, name === 'scalar' ? [] : [2, 3, 4], name);
      assert.deepEqual(Array.from(data), expected[name] ?? a, name);
    }
    assert.deepEqual(Array.from(read('plain.npz')[0].data), a);
    assert.deepEqual(Array.from(readNpy(fs.readFileSync(path.join(folder, 'v3.npy'))).data), a);
  });

  const npy = writeNpy(tensors[0]);
  const header = (dict: string) => {
    const bytes = writeNpy({ shape: [1], data: Float32Array.of(1) });
    bytes.set(new TextEncoder().encode(dict.padEnd(117)), 10);
    return bytes;
  };
  const broken: [string, () => unknown, RegExp][] = [
    ['a text file', () => readNpy(new TextEncoder().encode('1,2,3,4,5,6,7,8')), /not an npy file/],
    [
      'an npy file cut in its numbers',
      () => readNpy(npy.subarray(0, npy.length - 1)),
      /cut short: shape \(2, 3\) needs 24/,
    ],
    ['an npy file cut in its header', () => readNpy(npy.subarray(0, 60)), /cut short in its header/],
    [
      'objects',
      () => readNpy(header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }")),
      /not understood|type/,
    ],
    ['strings', () => readNpy(header("{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }")), /type '<U3'/],
    [
      'records',
      () => readNpy(header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }")),
      /several fields/,
    ],
    [
      'an absurd shape',
      () => readNpy(header("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }")),
      /absurd|cut short/,
    ],
    ['a zip cut short', () => readNpz(writeNpz(tensors).subarray(0, 300)), /not an npz file/],
    ['something else', () => readNpz(new Uint8Array(500)), /not an npz file/],
  ];
  for (const [what, act, sentence] of broken)
    it(`refuses ${what} with a sentence`, () => {
      assert.throws(act, (e) => e instanceof FormatError && sentence.test(e.message));
    });
});
