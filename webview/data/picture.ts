// Pixels as bytes on a canvas: one channel in the theme's ink, three as colours.
import type { ImageProfile } from '../../src/data/profile/images';
import { paintPicture } from '../views/thumbnail';

/** pixels [height, width, channels], 0..255. */
export function paintImage(
  canvas: HTMLCanvasElement,
  pixels: ArrayLike<number>,
  { height, width, channels }: Pick<ImageProfile, 'height' | 'width' | 'channels'>,
  ink: Uint32Array,
): void {
  if (channels === 1) {
    paintPicture(
      canvas,
      Float32Array.from(pixels, (byte) => byte / 255),
      { height, width },
      ink,
    );
    return;
  }
  canvas.width = width;
  canvas.height = height;
  const g = canvas.getContext('2d')!;
  const image = g.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = pixels[3 * i + c]!;
    image.data[4 * i + 3] = 255;
  }
  g.putImageData(image, 0, 0);
}
