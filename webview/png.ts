// A canvas as the bytes of a PNG file.
export async function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This picture is too large for a PNG.');
  return new Uint8Array(await blob.arrayBuffer());
}
