import assert from 'node:assert/strict';
import { FormatError, type NamedTensor } from '../../src/formats/format';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors';

const tensors: NamedTensor[] = [
  { name: 'u8', shape: [3], data: Uint8Array.of(1, 2, 255) },
  { name: 'dense_1.weight', shape: [2, 3], data: Float32Array.of(0.1, -2, 3e-40, Infinity, NaN, -0) },
  { name: 'f64', shape: [1, 1], data: Float64Array.of(Math.PI) },
  { name: 'i32', shape: [2], data: Int32Array.of(-5, 2147483647) },
  { name: 'empty', shape: [0, 4], data: new Float32Array(0) },
  { name: 'scalar', shape: [], data: Float32Array.of(7) },
  { name: 'naïve "name"', shape: [1], data: Float32Array.of(1) },
];

/** A file from a header and a body, both hostile. */
function file(header: unknown, body: number[] | Uint8Array = [], claimed?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

const f32 = (from: number, to: number, shape = [(to - from) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [from, to],
});

describe('safetensors', () => {
  it('gives back every tensor bit by bit, in order, with its metadata', () => {
    const back = readSafetensors(writeSafetensors({ tensors, metadata: { seed: '1', note: 'a "b" ü' } }));
    assert.deepEqual(back.metadata, { seed: '1', note: 'a "b" ü' });
    assert.deepEqual(
      back.tensors.map(({ name, shape }) => ({ name, shape })),
      tensors.map(({ name, shape }) => ({ name, shape })),
    );
    back.tensors.forEach((t, i) => {
      assert.equal(t.data.constructor, tensors[i].data.constructor);
      assert.deepEqual(new Uint8Array(t.data.buffer), new Uint8Array(tensors[i].data.buffer));
    });
  });

  it('aligns the header to 8 bytes and every tensor to its item size', () => {
    const bytes = writeSafetensors({ tensors, metadata: {} });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    assert.equal(length % 8, 0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      { data_offsets: [number, number] }
    >;
    for (const { name, data } of tensors) assert.equal(header[name].data_offsets[0] % data.BYTES_PER_ELEMENT, 0, name);
  });

  it('gives the same bytes for the same tensors', () => {
    assert.deepEqual(writeSafetensors({ tensors, metadata: {} }), writeSafetensors({ tensors, metadata: {} }));
  });

  it('reads a file that lies at an odd place of a larger buffer', () => {
    const bytes = writeSafetensors({ tensors, metadata: {} });
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    assert.deepEqual(readSafetensors(larger.subarray(3)).tensors[1].data, tensors[1].data);
    assert.deepEqual(readSafetensors(Buffer.from(larger).subarray(3)).tensors[1].data, tensors[1].data);
  });

  it('reads F16, BF16, BOOL and I64', () => {
    // halves: 1, -2, 65504, smallest subnormal, ∞, NaN, 0.333251953125
    const halves = [0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x7e00, 0x3555];
    const body = new Uint8Array(14 + 4 + 2 + 16);
    body.set(new Uint8Array(Uint16Array.from(halves).buffer), 0);
    body.set(new Uint8Array(Uint16Array.of(0x3f80, 0xc2f7).buffer), 14); // bfloat16: 1, -123.5
    body.set([1, 0], 18);
    body.set(new Uint8Array(BigInt64Array.of(-3n, 5n).buffer), 20);
    const back = readSafetensors(
      file(
        {
          half: { dtype: 'F16', shape: [7], data_offsets: [0, 14] },
          brain: { dtype: 'BF16', shape: [2], data_offsets: [14, 18] },
          flags: { dtype: 'BOOL', shape: [2], data_offsets: [18, 20] },
          long: { dtype: 'I64', shape: [2], data_offsets: [20, 36] },
        },
        body,
      ),
    );
    assert.deepEqual(back.tensors[0].data, Float32Array.of(1, -2, 65504, 2 ** -24, Infinity, NaN, 0.333251953125));
    assert.deepEqual(back.tensors[1].data, Float32Array.of(1, -123.5));
    assert.deepEqual(back.tensors[2].data, Uint8Array.of(1, 0));
    assert.deepEqual(back.tensors[3].data, Int32Array.of(-3, 5));
  });

  const eight = new Uint8Array(8);
  const hostile: [string, Uint8Array, RegExp][] = [
    ['an empty file', new Uint8Array(0), /too short/],
    ['a header length of 2^63', file({}, [], 1n << 63n), /claims 9223372036854775808 bytes/],
    ['a header longer than the file', file({}, [], 1000n), /claims 1000 bytes/],
    ['a header that is not JSON', file('{"a":'), /not JSON/],
    ['a header that is not UTF-8', file('{"a"\u0000', [], 3n), /not JSON/],
    ['a header that is a list', file('[]'), /not a JSON object/],
    ['a header nested 100,000 deep', file('['.repeat(100000)), /not JSON/],
    ['metadata that is not strings', file({ __metadata__: { a: 1 } }), /__metadata__/],
    ['an entry that is null', file({ a: null }), /"a" has no dtype/],
    ['an unknown dtype', file({ a: { ...f32(0, 8), dtype: 'F8' } }, eight), /"F8"; readable are F64/],
    ['a dtype named like an object method', file({ a: { ...f32(0, 8), dtype: 'toString' } }, eight), /"toString"/],
    ['a negative size', file({ a: f32(0, 8, [-2]) }, eight), /no valid shape/],
    ['a fractional size', file({ a: f32(0, 8, [0.5, 4]) }, eight), /no valid shape/],
    ['a shape whose product overflows', file({ a: f32(0, 8, [2 ** 31, 2 ** 31, 2 ** 31]) }, eight), /needs/],
    ['offsets that run backwards', file({ a: { ...f32(0, 8), data_offsets: [8, 0] } }, eight), /outside the file/],
    ['offsets beyond the end', file({ a: f32(0, 400) }, eight), /outside the file/],
    ['offsets that are missing', file({ a: { dtype: 'F32', shape: [2] } }, eight), /no valid data_offsets/],
    [
      'fewer bytes than the shape needs',
      file({ a: f32(0, 8, [3]) }, eight),
      /has 8 bytes, but shape \[3\] of F32 needs 12/,
    ],
    ['overlapping tensors', file({ a: f32(0, 8), b: f32(4, 8) }, eight), /"b" overlaps/],
    ['a hole between tensors', file({ a: f32(4, 8) }, eight), /4 unused bytes before "a"/],
    ['bytes after the last tensor', file({ a: f32(0, 4) }, eight), /4 bytes after the last tensor/],
  ];
  for (const [what, bytes, sentence] of hostile)
    it(`refuses ${what} with a sentence`, () => {
      assert.throws(
        () => readSafetensors(bytes),
        (e) => e instanceof FormatError && sentence.test(e.message),
      );
    });
});
