// The formats of weights as a quick pick lists them. No vscode here.
import type { ExportFormat } from '../formats';
import { translated } from './say';

export interface FormatItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly format: string;
  readonly extension: string;
}

export function formatItems(formats: readonly ExportFormat[]): FormatItem[] {
  return formats.map(({ name, title, summary, extension }) => ({
    label: translated(title),
    description: extension,
    detail: translated(summary).replaceAll('`', ''), // a quick pick reads no Markdown
    format: name,
    extension,
  }));
}
