// Simple passes over flat arrays of any length n. The last up to three numbers are done one by one, so that nothing
// behind the array is written.

export function fill(y: usize, value: f32, n: i32): void {
  const v = f32x4.splat(value);
  const end = y + ((<usize>n) << 2);
  for (; y + 16 <= end; y += 16) v128.store(y, v);
  for (; y < end; y += 4) f32.store(y, value);
}
