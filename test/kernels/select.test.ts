// Which arithmetic a run gets, and the reason that is shown.
import assert from 'node:assert/strict';
import { selectKernels } from '../../src/kernels/select';
import { made, prepare, realEnv } from '../engine/help';
import { binaries } from './binaries';

const broken = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 9]);

describe('choosing kernels', () => {
  it('takes the strict binary where results must be the same everywhere', () => {
    const { simd, name } = selectKernels('float32', { binaries: binaries(), reproducible: true });
    assert.ok(simd);
    assert.equal(name, 'SIMD (WebAssembly, strict)');
  });
  it('takes the strict binary where the relaxed one cannot be compiled', () => {
    const { name } = selectKernels('float32', { binaries: { ...binaries(), relaxed: broken }, reproducible: false });
    assert.equal(name, 'SIMD (WebAssembly, strict)');
  });
  it('falls back to plain loops, and says why: double precision, no binary, a broken one', () => {
    const why = (precision: 'float32' | 'float64', wishes: Parameters<typeof selectKernels>[1]) => {
      const choice = selectKernels(precision, wishes);
      assert.equal(choice.simd, undefined);
      return choice.why;
    };
    assert.match(why('float64', { binaries: binaries() }), /float32 only/);
    assert.match(why('float32', {}), /not given/);
    assert.match(why('float32', { binaries: { strict: broken, relaxed: broken } }), /cannot be used here: /);
  });
  it('is told by the run', () => {
    const spec = {
      data: 'builtin:xor',
      network: [{ type: 'dense', units: 1 }],
      loss: 'mean_squared_error',
      training: { precision: 'float64' },
    };
    const run = prepare(spec, made({ inputs: 2, outputs: 1, train: 8 }), realEnv);
    assert.match(run.model.kernels, /^reference \(TypeScript\): SIMD kernels work in float32 only$/);
  });
});
