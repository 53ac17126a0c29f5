// What a chart shows as a table: one row a point, in full, however few of them were drawn.
import type { Series } from './series';
import { firstAbove, firstAtLeast } from './decimate';
import type { Span } from './span';

export interface CsvLine {
  /** "this run", or an earlier one's folder. */
  readonly run: string;
  readonly split: string;
  readonly metric: string;
  readonly series: Series;
  /** The same line smoothed; '' stands where there is none. */
  readonly smoothed?: Series;
}

export function lineCsv(lines: readonly CsvLine[], span: Span | null): string {
  const rows = ['run,split,metric,iteration,value,smoothed'];
  for (const { run, split, metric, series, smoothed } of lines) {
    const head = [run, split, metric].map(quoted).join(',');
    const end = span ? firstAbove(series, span.to) : series.length;
    for (let i = span ? firstAtLeast(series, span.from) : 0; i < end; i++)
      rows.push(`${head},${series.x[i]},${series.y[i]},${smoothed ? smoothed.y[i] : ''}`);
  }
  return `${rows.join('\n')}\n`;
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
