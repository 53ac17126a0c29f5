// One column of a table, gathered cell by cell. Cells that are numbers are kept as numbers; others as
// a code into the column's texts, so a million rows of three labels take 12 MB, not a million strings.

/** One cell a row. A missing cell is NaN with code 0. */
export interface TableColumn {
  readonly name: string;
  readonly numbers: Float64Array;
  /** Where the cell is text: 1 + its place in `texts`, else 0. Absent where no cell is text. */
  readonly codes?: Int32Array;
  readonly texts: readonly string[];
}

/** A cell as text: "setosa", "2.5", "" where missing. */
export function cellText(column: TableColumn, row: number): string {
  const code = column.codes?.[row] ?? 0;
  if (code > 0) return column.texts[code - 1]!;
  const number = column.numbers[row]!;
  return Number.isNaN(number) ? '' : String(number);
}

export function isText(column: TableColumn, row: number): boolean {
  return (column.codes?.[row] ?? 0) > 0;
}

export function isMissing(column: TableColumn, row: number): boolean {
  return Number.isNaN(column.numbers[row]!) && !isText(column, row);
}

/** What stands for a missing cell unless a spec says otherwise. */
export const DEFAULT_MISSING = ['', '?', 'NA', 'NaN', 'nan', 'null'] as const;

/** What stands for a missing cell: texts, and numbers such as -999 in any spelling. */
export class MissingValues {
  readonly texts: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;

  constructor(values: readonly string[]) {
    this.texts = new Set(values.map((value) => value.trim()));
    this.numbers = new Set(values.map(toNumber).filter((n) => !Number.isNaN(n)));
  }

  has(cell: string): boolean {
    return this.texts.has(cell.trim()) || (this.numbers.size > 0 && this.numbers.has(toNumber(cell)));
  }
}

/** The number that a cell says in decimal, else NaN: no hexadecimal, no Infinity, no empty cell. */
export function toNumber(cell: string): number {
  const number = Number(cell);
  if (cell === '0') return 0; // most pixels
  if (number === 0) return cell.trim() === '' || prefixed.test(cell) ? NaN : 0;
  if (!Number.isFinite(number)) return NaN;
  // A cell such as 0x1F begins with 0, and so does 0.5: look closer at those alone.
  return cell.charCodeAt(0) <= 48 && prefixed.test(cell) ? NaN : number;
}

const prefixed = /^\s*0[xob]/i;

export class ColumnBuilder {
  private numbers = new Float64Array(256);
  private codes: Int32Array | undefined;
  private readonly texts: string[] = [];
  private readonly known = new Map<string, number>();
  private rows = 0;

  constructor(private readonly missing: MissingValues) {}

  add(cell: string): void {
    if (this.rows === this.numbers.length) this.grow();
    const row = this.rows++;
    const number = toNumber(cell);
    if (!Number.isNaN(number)) {
      this.numbers[row] = this.missing.numbers.size > 0 && this.missing.numbers.has(number) ? NaN : number;
      return;
    }
    this.numbers[row] = NaN;
    const text = cell.trim();
    if (this.missing.texts.has(text)) return;
    let code = this.known.get(text);
    if (code === undefined) this.known.set(text, (code = this.texts.push(text)));
    this.codes ??= new Int32Array(this.numbers.length);
    this.codes[row] = code;
  }

  finish(name: string): TableColumn {
    const numbers = this.numbers.slice(0, this.rows);
    return { name, numbers, texts: this.texts, ...(this.codes && { codes: this.codes.slice(0, this.rows) }) };
  }

  private grow(): void {
    const numbers = new Float64Array(2 * this.numbers.length);
    numbers.set(this.numbers);
    this.numbers = numbers;
    if (!this.codes) return;
    const codes = new Int32Array(numbers.length);
    codes.set(this.codes);
    this.codes = codes;
  }
}
