// Bytes as people read them, the same in the panel, in messages and on the command line.

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Three significant digits; a KB is 1000 bytes, as files are measured. 1135 -> "1.14 KB". */
export function byteSize(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; rounded(value) >= 1000 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${rounded(value)} ${UNITS[unit]}`;
}

const rounded = (value: number): number => Number(value.toPrecision(3));
