// IDX, npy, npz and gzip: bytes -> numbers, whatever their type, order and version.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { gunzip, gunzipHead } from '../../src/data/gzip';
import { readIdx } from '../../src/data/idx';
import { readNpy, readNpz } from '../../src/data/npy';
import { dataError, inputsOf, load, noTest, targetsOf } from './help';

/** A npy file as numpy writes it. */
export function npy(
  descr: string,
  shape: string,
  data: Uint8Array,
  { fortran = 'False', version = 1 } = {},
): Uint8Array {
  const type = descr.startsWith('[') ? descr : `'${descr}'`;
  const head = `{'descr': ${type}, 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
  const length = version === 1 ? [head.length & 255, head.length >> 8] : [head.length & 255, head.length >> 8, 0, 0];
  return Uint8Array.of(0x93, ...strToU8('NUMPY'), version, 0, ...length, ...strToU8(head), ...data);
}

const raw = (array: { buffer: ArrayBufferLike }) => new Uint8Array(array.buffer);
const floats = (...values: number[]) => raw(Float64Array.from(values));

function idx(type: number, shape: number[], data: Uint8Array): Uint8Array {
  const dims = shape.flatMap((n) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]);
  return Uint8Array.of(0, 0, type, shape.length, ...dims, ...data);
}

describe('npy', () => {
  const types: [string, Uint8Array, number[]][] = [
    ['|u1', Uint8Array.of(1, 255), [1, 255]],
    ['|b1', Uint8Array.of(0, 1), [0, 1]],
    ['|i1', Uint8Array.of(1, 255), [1, -1]],
    ['<u2', Uint8Array.of(1, 2, 3, 4), [513, 1027]],
    ['>i2', Uint8Array.of(0, 1, 255, 254), [1, -2]],
    ['<i4', raw(Int32Array.of(-5, 70000)), [-5, 70000]],
    ['<u4', raw(Uint32Array.of(5, 4e9)), [5, 4e9]],
    ['<i8', raw(BigInt64Array.of(-5n, 2n ** 53n)), [-5, 2 ** 53]],
    ['<u8', raw(BigUint64Array.of(5n, 6n)), [5, 6]],
    ['<f2', Uint8Array.of(0x00, 0x3c, 0x01, 0x80), [1, -(2 ** -24)]],
    ['<f4', raw(Float32Array.of(0.5, -2)), [0.5, -2]],
    ['<f8', floats(0.1, 3), [0.1, 3]],
    ['>f8', Uint8Array.of(0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0), [1, -2]],
  ];
  for (const [descr, data, expected] of types) {
    it(`reads ${descr}`, () => {
      const { values, shape } = readNpy(npy(descr, '(2,)', data), 'a.npy');
      assert.deepEqual([...values], expected);
      assert.deepEqual(shape, [2]);
    });
  }

  it('reads texts of both kinds', () => {
    const wide = Uint8Array.of(0x61, 0, 0, 0, 0xe9, 0, 0, 0, 0x62, 0, 0, 0, 0, 0, 0, 0);
    assert.deepEqual(readNpy(npy('<U2', '(2,)', wide), 'a.npy').texts, ['aé', 'b']);
    assert.deepEqual(readNpy(npy('|S2', '(2,)', Uint8Array.of(97, 98, 99, 0)), 'a.npy').texts, ['ab', 'c']);
  });

  it('reads Fortran order, and versions 2 and 3', () => {
    const data = floats(1, 4, 2, 5, 3, 6);
    const file = npy('<f8', '(2, 3)', data, { fortran: 'True', version: 2 });
    assert.deepEqual([...readNpy(file, 'a.npy').values], [1, 2, 3, 4, 5, 6]);
    assert.equal(readNpy(npy('<f8', '(3, 2)', data, { version: 3 }), 'a.npy').shape[0], 3);
  });

  it('reads Fortran order in three dimensions', () => {
    const file = npy('|u1', '(2, 2, 2)', Uint8Array.of(0, 4, 2, 6, 1, 5, 3, 7), { fortran: 'True' });
    assert.deepEqual([...readNpy(file, 'a.npy').values], [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  for (const [what, file, says] of [
    ['records', npy("[('a', '<f8')]", '(1,)', floats(1)), /records of several fields/],
    ['a version from the future', npy('<f8', '(1,)', floats(1), { version: 9 }), /version 9/],
    ['a head that is cut off', npy('<f8', '(1,)', floats(1)).slice(0, 30), /cut off within its head/],
    ['more than it announces', npy('<f8', '(1,)', floats(1, 2)), /do not belong together/],
    ['complex numbers', npy('<c16', '(1,)', floats(1, 2)), /values of type "<c16"/],
    ['something else', strToU8('a,b\n1,2\n3,4\n'), /is not a NumPy array/],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => readNpy(Uint8Array.from(file), 'a.npy'), says));
  }

  it('is a table with a sample a row; NaN is a missing cell', async () => {
    const file = npy('<f8', '(3, 3)', floats(1, 2, 3, 4, NaN, 6, 7, 8, 9));
    const data = await load({ 'a.npy': file }, { source: 'a.npy', missing: 'drop', split: noTest });
    assert.deepEqual(inputsOf(data.splits.train), [[1, 2], [7, 8]]); // prettier-ignore
    assert.deepEqual(targetsOf(data.splits.train), [3, 9]);
    const refused = await dataError(load({ 'a.npy': file }, { source: 'a.npy' }));
    assert.match(refused.message, /"column_1": row 1\./);
  });
});

describe('npz', () => {
  const x = npy('<f8', '(4, 2)', floats(1, 2, 3, 4, 5, 6, 7, 8));
  const y = npy('<f8', '(4,)', floats(1, 3, 2, 4));
  const load2 = (arrays: Record<string, Uint8Array>, data = {}, loss?: string) =>
    load({ 'a.npz': zipSync(arrays) }, { source: 'a.npz', ...data }, loss === undefined ? {} : { loss });

  it('reads stored and compressed members', () => {
    for (const level of [0, 9] as const) {
      const arrays = readNpz(zipSync({ 'x.npy': x, 'readme.txt': strToU8('hi') }, { level }), 'a.npz');
      assert.deepEqual([...arrays.keys()], ['x']);
    }
  });

  for (const [one, two] of [
    ['x', 'y'],
    ['X', 'y'],
    ['data', 'target'],
    ['first', 'second'],
  ] as const) {
    // prettier-ignore
    it(`takes ${one} and ${two} for inputs and targets`, async () => {
      const data = await load2({ [`${one}.npy`]: x, [`${two}.npy`]: y }, { split: noTest });
      assert.deepEqual(data.inputShape, [2]);
      assert.deepEqual(targetsOf(data.splits.train), [1, 3, 2, 4]);
      assert.deepEqual(data.inputNames, ['x_0', 'x_1']);
    });
  }

  it('takes x_test and y_test as the test set, images and all', async () => {
    const images = npy(
      '|u1',
      '(4, 2, 2)',
      Uint8Array.from({ length: 16 }, (_, i) => i * 17),
    );
    const labels = npy('|u1', '(4,)', Uint8Array.of(0, 1, 2, 1));
    const data = await load2(
      { 'x_train.npy': images, 'y_train.npy': labels, 'x_test.npy': images, 'y_test.npy': labels },
      {},
      'categorical_crossentropy',
    );
    assert.deepEqual(data.inputShape, [2, 2]);
    assert.deepEqual(data.image, { height: 2, width: 2 });
    assert.equal(data.splits.train.indices.length, 4);
    assert.equal(data.splits.test!.indices.length, 4);
    assert.equal(data.splits.validation, undefined);
    assert.deepEqual(
      inputsOf(data.splits.train)[3],
      [12, 13, 14, 15].map((i) => (i * 17) / 255),
    );
  });

  it('takes the arrays that the spec names', async () => {
    const arrays = { 'a.npy': y, 'b.npy': x };
    const data = await load2(arrays, { features: ['b'], target: ['a'], split: noTest });
    assert.deepEqual(targetsOf(data.splits.train), [1, 3, 2, 4]);
    const error = await dataError(load2(arrays, { features: ['b'], target: ['aa'] }));
    assert.match(error.message, /has no array "aa". Did you mean "a"\?|It holds a, b/);
  });

  it('says when the counts differ', async () => {
    const error = await dataError(load2({ 'x.npy': x, 'y.npy': npy('<f8', '(3,)', floats(1, 2, 3)) }));
    assert.match(error.message, /4 samples, but a.npz:y has 3 targets/);
  });
});

describe('IDX', () => {
  it('reads every type, big-endian', () => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, -2.5);
    assert.deepEqual([...readIdx(idx(0x0e, [1], new Uint8Array(view.buffer)), 'a').values], [-2.5]);
    assert.deepEqual([...readIdx(idx(0x0b, [2], Uint8Array.of(1, 0, 255, 255)), 'a').values], [256, -1]);
    assert.deepEqual([...readIdx(idx(0x09, [2], Uint8Array.of(1, 255)), 'a').values], [1, -1]);
    assert.deepEqual([...readIdx(idx(0x0c, [1], Uint8Array.of(0, 1, 0, 0)), 'a').values], [65536]);
  });

  it('refuses a head that is cut off, and one that announces more than any file holds', () => {
    assert.throws(() => readIdx(Uint8Array.of(0, 0, 8, 3, 0, 0), 'a'), /cut off within its first 16 bytes/);
    assert.throws(() => readIdx(idx(8, [4e9, 4e9, 100], new Uint8Array(3)), 'a'), /cut off/);
  });

  it('becomes images of 0..1 with classes, also packed', async () => {
    const images = gzipSync(idx(8, [3, 1, 2], Uint8Array.of(0, 51, 102, 153, 204, 255)));
    const labels = idx(8, [3], Uint8Array.of(7, 2, 7));
    const data = await load(
      { 'i.gz': images, l: labels },
      { source: { images: 'i.gz', labels: 'l' }, split: noTest },
      { loss: 'binary_crossentropy' },
    );
    assert.deepEqual(inputsOf(data.splits.train), [[0, 0.2], [0.4, 0.6], [0.8, 1]]); // prettier-ignore
    assert.deepEqual(targetsOf(data.splits.train), [1, 0, 1]);
    assert.deepEqual(data.classes, ['2', '7']);
    assert.deepEqual(data.preprocessing.inputs, { kind: 'pixels', shape: [1, 2], divisor: 255 });
  });
});

describe('gzip', () => {
  const text = strToU8('0123456789'.repeat(50_000));

  it('is told by content, not by name', async () => {
    assert.deepEqual(await gunzip(gzipSync(text), 'a'), text);
    assert.equal(await gunzip(text, 'a'), text);
  });

  it('says when the file is cut off or changed', async () => {
    const packed = gzipSync(text);
    assert.match((await dataError(gunzip(packed.subarray(0, packed.length - 9), 'a'))).message, /damaged gzip/);
    const changed = Uint8Array.from(packed);
    changed[changed.length - 6]! ^= 1; // its checksum
    assert.match((await dataError(gunzip(changed, 'a'))).message, /damaged gzip/);
  });

  it('gives the beginning of a file that is cut off', async () => {
    const packed = gzipSync(Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7919) >> (i % 9)));
    const head = await gunzipHead(packed.subarray(0, packed.length >> 1), 1000);
    assert.equal(head.length, 1000);
  });
});
