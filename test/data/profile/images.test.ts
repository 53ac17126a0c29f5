// What a data view says of images: means, brightness, constant pixels, distances to the class's mean.
import assert from 'node:assert/strict';
import { lookAtImages } from '../../../src/data/profile/images';
import { firstOfKind } from '../../../src/data/profile/repeats';
import { allRows } from '../../../src/data/profile/rows';
import type { NdArray } from '../../../src/data/array';
import { imageSource } from '../../../src/data/source';
import { assemble } from '../../../src/data/load';
import { dataSpec, noTest } from '../help';
import { noBreath } from './help';

/** Images of 2×2 pixels with their labels. */
function looked(values: NdArray['values'], labels: readonly number[]) {
  const shape = [labels.length, 2, 2];
  const main = imageSource(
    { file: 'images', shape, values },
    { file: 'labels', shape: [labels.length], values: Float64Array.from(labels) },
    { name: 'images', path: [], defaultTest: 0 },
  );
  const dataset = assemble(dataSpec({ split: noTest }), 'categorical_crossentropy', { main });
  return { rows: allRows({ main }, dataset), dataset };
}

describe('a look at images', () => {
  const pixels = [
    [0, 10, 20, 255], // class 0
    [0, 20, 40, 255], // class 0
    [0, 0, 0, 0], // class 1
    [0, 10, 20, 255], // class 1
  ];

  it('has the mean of each class, pixels that never change, and blank images; bytes and floats alike', async () => {
    for (const Numbers of [Uint8Array, Float32Array]) {
      const { rows } = looked(Numbers.from(pixels.flat()), [0, 0, 1, 1]);
      const found = await lookAtImages(rows, 2, [2, 2], noBreath);
      assert.deepEqual([...found.profile.means], [0, 15, 30, 255, 0, 5, 10, 127.5]);
      assert.equal(found.profile.constant, 1);
      assert.deepEqual([...found.blank], [2]);
      // The 16 numbers: sum 885, squares 198,075.
      const { min, max, mean, std } = found.profile.pixels;
      assert.deepEqual([min, max, mean], [0, 255, 885 / 16]);
      assert.ok(Math.abs(std - Math.sqrt(198075 / 16 - (885 / 16) ** 2)) < 1e-9);
      assert.equal(
        found.profile.bins.reduce((a, b) => a + b),
        16,
      );
      assert.equal(found.profile.bins.at(-1), 3);
      assert.ok(Math.abs(found.distance[0]! - Math.sqrt((5 ** 2 + 10 ** 2) / 4)) < 1e-6);
    }
  });

  it('the same bytes are the same image, whatever their class; one pixel apart is another', async () => {
    for (const Numbers of [Uint8Array, Float32Array]) {
      const { rows } = looked(Numbers.from(pixels.flat()), [0, 0, 1, 1]);
      assert.deepEqual([...(await firstOfKind(rows, Int32Array.of(0, 1, 2, 3), noBreath))], [0, 1, 2, 0]);
    }
  });

  it('finds an image that is nothing like the others of its class', async () => {
    const values = Uint8Array.from({ length: 40 * 4 }, (_, i) => 100 + ((i * 7) % 11));
    values.set([0, 255, 0, 255], 17 * 4);
    const { rows } = looked(
      values,
      Array.from({ length: 40 }, (_, i) => i % 2),
    );
    assert.deepEqual([...(await lookAtImages(rows, 2, [2, 2], noBreath)).unusual], [17]);
  });
});
