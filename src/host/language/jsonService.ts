// Completion, hover, folding and selection through vscode-json-languageservice, with our own
// schema. VS Code's built-in JSON knows nothing of an own language id. No vscode here: plain offsets
// and the service's own types, so that Node can test it.
import { config } from '@vscode/l10n';
import {
  getLanguageService,
  TextDocument,
  type CompletionItem,
  type FoldingRange,
  type JSONDocument,
  type JSONSchema,
  type LanguageService,
  type MarkupContent,
} from 'vscode-json-languageservice';
import schema from '../../../media/nnspec.schema.json';
import { t, translated } from '../say';
import { schemaWith } from './schemaText';

const SCHEMA = 'nnspec://schema';

let service: LanguageService | undefined;

/** Made at the first question. The schema is the generated file: building it anew would take 100 ms. */
function json(): LanguageService {
  if (service) return service;
  service = getLanguageService({
    clientCapabilities: {
      textDocument: {
        completion: { completionItem: { documentationFormat: ['markdown'], commitCharactersSupport: true } },
        hover: { contentFormat: ['markdown'] },
      },
    },
  });
  // The few words that the service has of its own.
  const contents = {
    'Default value': t('Default value'),
    'New array': t('New array'),
    'New object': t('New object'),
    '<empty>': t('<empty>'),
  };
  config({ contents });
  // Our own parser says what is wrong, in sentences; the service validates nothing.
  service.configure({
    validate: false,
    allowComments: true,
    schemas: [{ uri: SCHEMA, fileMatch: ['*'], schema: schemaWith(schema, translated) as JSONSchema }],
  });
  return service;
}

interface Read {
  readonly document: TextDocument;
  readonly tree: JSONDocument;
}

let last: { readonly text: string; readonly read: Read } | undefined;

function read(text: string): Read {
  if (last?.text === text) return last.read;
  const document = TextDocument.create('file:///spec.nnspec', 'nnspec', 1, text);
  last = { text, read: { document, tree: json().parseJSONDocument(document) } };
  return last.read;
}

export async function complete(text: string, offset: number): Promise<CompletionItem[]> {
  const { document, tree } = read(text);
  const list = await json().doComplete(document, document.positionAt(offset), tree);
  // Keys of no meaning here ("$schema") stand behind those that have one.
  return (list?.items ?? []).map((item) =>
    item.label.startsWith('$') ? { ...item, sortText: `~${item.label}` } : item,
  );
}

/** Markdown about the key or value at `offset`, and the range it is about. */
export async function hover(
  text: string,
  offset: number,
): Promise<{ readonly markdown: string; readonly offset: number; readonly length: number } | undefined> {
  const { document, tree } = read(text);
  const found = await json().doHover(document, document.positionAt(offset), tree);
  if (!found) return undefined;
  const markdown = [found.contents].flat().map((c) => (typeof c === 'string' ? c : (c as MarkupContent).value));
  const from = found.range ? document.offsetAt(found.range.start) : offset;
  const to = found.range ? document.offsetAt(found.range.end) : offset;
  return { markdown: markdown.join('\n\n'), offset: from, length: to - from };
}

export function folds(text: string): FoldingRange[] {
  return json().getFoldingRanges(read(text).document);
}

/** From the innermost range around `offset` outwards. */
export function rangesAround(text: string, offset: number): { readonly offset: number; readonly length: number }[] {
  const { document, tree } = read(text);
  const found: { offset: number; length: number }[] = [];
  const [innermost] = json().getSelectionRanges(document, [document.positionAt(offset)], tree);
  for (let at = innermost; at; at = at.parent) {
    const from = document.offsetAt(at.range.start);
    found.push({ offset: from, length: document.offsetAt(at.range.end) - from });
  }
  return found;
}
