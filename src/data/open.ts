// What a spec names -> a Source: `builtin:`, `dataset:`, a table, an array, or a pair of IDX files.
// The validation and test sources come after the main one and take over its columns.
import { t } from '../l10n';
import { DataError, type PathSegment } from '../spec/problem';
import type { DataSpec, SourceSpec } from '../spec/spec';
import { chooseArrays, type ArrayPair } from './archive';
import { catalogueEntry } from './catalogue';
import { MissingValues } from './column';
import { chooseColumns, type ColumnChoice } from './columns';
import { readTable } from './csv';
import type { DataReader } from './dataset';
import { generator } from './generators';
import { gunzip } from './gzip';
import { readIdx } from './idx';
import { generatedSource } from './made';
import { readNpy, readNpz } from './npy';
import { arrayTable, imageSource, joinedTable, sameColumns, tableSource, type Source } from './source';
import type { Table } from './table';
import { decodeText } from './text';

type ColumnRefs = Partial<Pick<DataSpec, 'features' | 'target' | 'ignore'>>;
type About = { readonly name: string; readonly path: PathSegment[]; readonly defaultTest: number };

/** Share of rows for testing where the spec has no `split`. */
const DEFAULT_TEST = 0.2;

export type SplitKey = 'source' | 'validation' | 'test';

export interface OpenContext {
  readonly data: DataSpec;
  readonly reader: DataReader;
  readonly onProgress: (message: string, fraction?: number) => void;
  readonly breathe?: (() => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens the main source first, then the others, which must have its columns. */
export class Sources {
  private main: { readonly table: Table; readonly choice: ColumnChoice } | undefined;

  constructor(private readonly context: OpenContext) {}

  async open(spec: SourceSpec, key: SplitKey): Promise<Source> {
    const path = ['data', key];
    try {
      if (typeof spec === 'object') return await this.idx(spec, path);
      if (spec.startsWith('builtin:')) return await this.made(spec.slice(8), key);
      if (spec.startsWith('dataset:')) return await this.kept(spec.slice(8), path);
      return await this.file(spec, path);
    } catch (error) {
      // A file's own reader does not know which key of the spec led to it.
      if (!(error instanceof DataError) || error.where.path) throw error;
      throw new DataError(error.message, { ...error.where, path });
    }
  }

  private async read(file: string, what: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const { onProgress, signal } = this.context;
    signal?.throwIfAborted();
    onProgress(t`Reading ${file}`);
    const bytes = await gunzip(await what(), file);
    signal?.throwIfAborted();
    return bytes;
  }

  private readonly local = (file: string) => this.read(file, () => this.context.reader.read(file));

  private async idx(pair: { readonly images: string; readonly labels: string }, path: PathSegment[]): Promise<Source> {
    const images = readIdx(await this.local(pair.images), pair.images);
    const labels = readIdx(await this.local(pair.labels), pair.labels);
    return imageSource(images, labels, { name: pair.images, path, defaultTest: DEFAULT_TEST });
  }

  private made(name: string, key: SplitKey): Promise<Source> {
    const made = generator(name);
    if (!made) throw new DataError(t`There is no built-in dataset "${name}".`, { code: 'unknown-source' });
    const { data, breathe, signal } = this.context;
    const options = data.source === `builtin:${name}` ? data.generator : {};
    return generatedSource(made, options, key, { breathe, signal });
  }

  private async kept(name: string, path: PathSegment[]): Promise<Source> {
    const entry = catalogueEntry(name);
    if (!entry) throw new DataError(t`There is no dataset "${name}" in the catalogue.`, { code: 'unknown-source' });
    const fetch = (file: string) => this.read(`${name}/${file}`, () => this.context.reader.dataset(name, file));
    const about = { name: `dataset:${name}`, path, task: entry.task, defaultTest: DEFAULT_TEST };
    if (entry.images) {
      const pair = async ({ images, labels }: { images: string; labels: string }) => ({
        images: readIdx(await fetch(images), `${name}/${images}`),
        labels: readIdx(await fetch(labels), `${name}/${labels}`),
      });
      const train = await pair(entry.images.train);
      const test = await pair(entry.images.test);
      return imageSource(train.images, train.labels, {
        ...about,
        defaultTest: 0,
        test: imageSource(test.images, test.labels, { ...about, defaultTest: 0 }),
      });
    }
    const { data } = this.context;
    const format = { ...entry.data.format, ...data.format };
    const file = `${name}/${entry.table}`;
    const text = decodeText(await fetch(entry.table!), file, format.encoding);
    const names = format.header ? undefined : entry.columns;
    const table = readTable(text, { ...this.tableOptions(file, path), format, ...(names && { names }) });
    return tableSource(table, this.choose(table, path, data, entry.data), about);
  }

  private async file(file: string, path: PathSegment[]): Promise<Source> {
    const { data } = this.context;
    const bytes = await this.local(file);
    const kind = /\.([^./\\]+?)(\.gz)?$/i.exec(file)?.[1]?.toLowerCase();
    const about = { name: file, path, defaultTest: DEFAULT_TEST };
    if (kind === 'npz') {
      const { train, test, columns } = chooseArrays(readNpz(bytes, file), file, data);
      const held = test && this.pair(test, columns, { ...about, defaultTest: 0 });
      return { ...this.pair(train, columns, about), ...(held && { test: held, defaultTest: 0 }) };
    }
    const table =
      kind === 'npy'
        ? arrayTable(readNpy(bytes, file), path)
        : readTable(decodeText(bytes, file, data.format.encoding), this.tableOptions(file, path));
    return tableSource(table, this.choose(table, path, data), about);
  }

  /** Images with a label each, or a matrix with its targets beside it as one table. */
  private pair({ inputs, targets }: ArrayPair, columns: ColumnRefs, about: About): Source {
    if (targets && inputs.shape.length > 2) return imageSource(inputs, targets, about);
    const table = targets ? joinedTable(inputs, targets, about.path) : arrayTable(inputs, about.path);
    const width = table.columns.length - (inputs.shape[1] ?? 0);
    const defaults = width > 0 ? { target: Array.from({ length: width }, (_, j) => j - width) } : {};
    return tableSource(table, this.choose(table, about.path, columns, defaults), about);
  }

  private choose(table: Table, path: PathSegment[], refs: ColumnRefs, defaults: ColumnRefs = {}): ColumnChoice {
    if (this.main) return sameColumns(this.main.table, this.main.choice, table, path);
    const choice = chooseColumns(table, { ...refs, ignore: this.context.data.ignore }, defaults);
    this.main = { table, choice };
    return choice;
  }

  private tableOptions(file: string, path: PathSegment[]) {
    const { format, missingValues, features = [], target = [], ignore } = this.context.data;
    const own = [...features, ...target, ...ignore].filter((ref) => typeof ref === 'string');
    const wanted = this.main?.table.named ? this.main.table.columns.map((column) => column.name) : own;
    return { file, path, format, missing: new MissingValues(missingValues), wanted };
  }
}
