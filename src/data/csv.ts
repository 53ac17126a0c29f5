// Text -> Table, or the line and column where it stops making sense.
// Rows are kept as columns of numbers; the text itself stays, so that a row can be shown as it
// stands in the file, and line numbers are counted only when somebody asks.
import { t } from '../l10n';
import { DataError, type PathSegment } from '../spec/problem';
import type { DataSpec } from '../spec/spec';
import type { MissingValues } from './column';
import { ColumnBuilder } from './column';
import { inferDelimiter, inferHeader, sampleRows, type Dialect } from './dialect';
import { cellOffset, eachRow, linePlace, type QuoteFault } from './rows';
import { columnNames, counted, type Table } from './table';

export interface TableOptions {
  readonly file: string;
  /** The key of the spec that named the file. */
  readonly path: readonly PathSegment[];
  readonly format: DataSpec['format'];
  readonly missing: MissingValues;
  /** Column names the spec uses; they help to know a header. */
  readonly wanted: readonly string[];
  /** Names of a file without a header. */
  readonly names?: readonly string[];
}

/** The first so many characters decide about delimiter and header. */
const HEAD = 65536;

/** The dialect and header of a text, from its beginning and what the spec says. */
export function inferFormat(text: string, options: Pick<TableOptions, 'format' | 'missing' | 'wanted'>) {
  const { format } = options;
  const head = text.length > HEAD ? text.slice(0, text.lastIndexOf('\n', HEAD) + 1 || HEAD) : text;
  const quote = format.quote ?? '"';
  const dialect: Dialect = { delimiter: delimiterOf(format.delimiter) ?? inferDelimiter(head, quote), quote };
  refuseAmbiguous(dialect, format);
  const sample = sampleRows(head, dialect);
  const header = format.header ?? inferHeader(sample, options.missing, options.wanted);
  return { dialect, header, sample };
}

/** Papa Parse would take another delimiter without a word. */
function refuseAmbiguous({ delimiter, quote }: Dialect, format: DataSpec['format']): void {
  const key = format.delimiter === undefined ? 'quote' : 'delimiter';
  const fail = (message: string) => new DataError(message, { path: ['data', 'format', key], code: 'ambiguous-format' });
  if (/[\r\n\ufeff]/.test(delimiter))
    throw fail(t('A delimiter stands between two cells of one line; it cannot be a line end.'));
  if (quote !== '' && (delimiter.includes(quote) || /\s/.test(quote)))
    throw fail(
      t`The quote ${JSON.stringify(quote)} cannot be told from what stands between cells. Set "quote": "" if cells have no quotes.`,
    );
}

/** Blanks stand for runs of white space; a tab may be written as \t, or in full. */
function delimiterOf(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (given === '\\t' || given === '\t' || given === 'tab') return '\t';
  return given.trim() === '' || given === 'whitespace' ? ' ' : given;
}

export function readTable(text: string, options: TableOptions): Table {
  return new TableReader(text, options).read();
}

class TableReader {
  private readonly offsets: number[] = [];
  private readonly builders: ColumnBuilder[] = [];
  private names: readonly string[] | undefined;
  private problem: DataError | undefined;
  private readonly dialect: Dialect;
  private readonly header: boolean;
  private readonly sample: readonly (readonly string[])[];

  constructor(
    private readonly text: string,
    private readonly options: TableOptions,
  ) {
    if (text.trim() === '') throw this.error(t`${options.file} is empty.`, 'empty-file', 0);
    ({ dialect: this.dialect, header: this.header, sample: this.sample } = inferFormat(text, options));
    this.names = options.names;
  }

  read(): Table {
    const { text, dialect, offsets, builders, options } = this;
    eachRow(
      text,
      dialect,
      (cells, offset) => this.row(cells, offset),
      (fault) => (this.problem = this.badQuote(fault)),
    );
    if (this.problem) throw this.problem;
    if (offsets.length === 0) {
      const advice = options.format.header ? '' : t(' If that line is data, say "format": { "header": false }.');
      throw this.error(t`${options.file} has a header and no rows below it.${advice}`, 'no-rows', 0);
    }
    if (options.names && options.names.length !== builders.length) {
      const found = counted(builders.length, 'column');
      throw this.error(
        t`${options.file} has ${found}, not the ${options.names.length} it should have.`,
        'wrong-file',
        0,
      );
    }
    const names = columnNames(builders.length, this.names);
    return {
      file: options.file,
      rows: offsets.length,
      columns: builders.map((builder, j) => builder.finish(names[j]!)),
      named: this.names !== undefined,
      place: (row, column) => {
        const start = offsets[row]!;
        const at = column === undefined ? start : cellOffset(text, start, dialect, column);
        return { file: options.file, ...linePlace(text, at) };
      },
      raw: (row) => sampleRows(text.slice(offsets[row]!, offsets[row + 1]), dialect, 1)[0] ?? [],
    };
  }

  private row(cells: readonly string[], offset: number): boolean {
    const { builders, options, offsets } = this;
    if (builders.length === 0) {
      for (let j = 0; j < cells.length; j++) builders.push(new ColumnBuilder(options.missing));
      if (this.header) {
        this.names = cells.map((cell) => cell.trim());
        return true;
      }
    }
    if (cells.length !== builders.length) {
      this.problem = this.ragged(cells.length, offset);
      return false;
    }
    offsets.push(offset);
    for (let j = 0; j < cells.length; j++) builders[j]!.add(cells[j]!);
    return true;
  }

  private ragged(cells: number, offset: number): DataError {
    const { text, dialect, sample } = this;
    const width = this.builders.length;
    if (this.header && sample.length > 2 && sample.slice(1).every((row) => row.length === cells)) {
      const at = text.search(/\S/);
      const { line } = linePlace(text, at);
      const message = t`The header (line ${line}) has ${counted(width, 'name')}, but the rows below have ${counted(cells, 'cell')}. Correct the header.`;
      return this.error(message, 'ragged-row', at);
    }
    const { line } = linePlace(text, offset);
    const cell =
      dialect.delimiter === ' ' ? t('white space') : dialect.delimiter === '\t' ? t('a tab') : `"${dialect.delimiter}"`;
    const advice =
      cells > width ? t`A cell that holds ${cell} must be in quotes.` : t('Complete the line, or delete it.');
    const message = t`Line ${line} has ${counted(cells, 'cell')}, but ${this.header ? t('the header') : t('the first row')} has ${width}. ${advice}`;
    return this.error(message, 'ragged-row', cells > width ? cellOffset(text, offset, dialect, width) : offset);
  }

  private badQuote({ kind, offset }: QuoteFault): DataError {
    const { line } = linePlace(this.text, offset);
    const q = this.dialect.quote;
    const message =
      kind === 'open'
        ? t`The quote on line ${line} is never closed. Close it, or say "format": { "quote": "" } if quotes mean nothing in this file.`
        : t`A cell on line ${line} has text after its closing quote. Write a quote inside a cell twice: ${q}${q}.`;
    return this.error(message, 'bad-quote', offset);
  }

  private error(message: string, code: string, offset: number): DataError {
    const { file, path } = this.options;
    return new DataError(message, { path, file, code, ...linePlace(this.text, offset) });
  }
}
