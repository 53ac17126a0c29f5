// A canvas as the bytes of a PNG file.
import { t } from './l10n';

export async function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(t('picture.tooLarge'));
  return new Uint8Array(await blob.arrayBuffer());
}
