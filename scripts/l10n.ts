// The sentences a person can see, as l10n/bundle.l10n.json has them for translators: what the code says through t, later
// and vscode.l10n.t, the panel's table, what the language says of its words, and what the examples open with.
// scripts/generate.ts writes the file; test/l10n.test.ts holds the translations to it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { readTemplates } from '../src/host/templates';
import { schemaWith } from '../src/host/language/schemaText';
import { losses } from '../src/nn/losses';
import { jsonSchema } from '../src/spec/describe';
import { ENGLISH } from '../webview/l10n';

const root = path.dirname(__dirname);
const SAYING = /^((vscode\.)?l10n\.)?t$|^(later|word)$/;

/** Sorted, so that a new sentence is a small change. Throws where a sentence is not written out. */
export async function sentences(): Promise<string[]> {
  const found = new Set<string>([...Object.values(ENGLISH), ...losses.map((loss) => loss.advice)]);
  for (const file of sourceFiles('src')) said(file, found);
  schemaWith(jsonSchema(), (sentence) => (found.add(sentence), sentence));
  for (const { summary } of await readTemplates(path.join(root, 'examples'))) found.add(summary);
  found.delete('');
  return [...found].sort();
}

export async function bundle(): Promise<string> {
  return `${JSON.stringify(Object.fromEntries((await sentences()).map((s) => [s, s])), null, 2)}\n`;
}

/** TypeScript files of a folder that may say something to somebody with an editor, as paths from the root. */
export function sourceFiles(folder: string): string[] {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')))
    .filter(
      (file) =>
        file.endsWith('.ts') && !/\.d\.ts$|^src\/(l10n\.ts|spec\/reference\.ts|cli\/|kernels\/wasm\/as\/)/.test(file),
    );
}

export function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
}

export const isSaying = (callee: ts.Expression): boolean => SAYING.test(callee.getText());

/** `file:line` of a node. */
export function placeOf(node: ts.Node): string {
  const source = node.getSourceFile();
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** A literal's text; what a template fills in is {0}, {1}, … Undefined for anything else. */
export function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.templateSpans.reduce((text, span, i) => `${text}{${i}}${span.literal.text}`, node.head.text);
}

function said(file: string, found: Set<string>): void {
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isSaying(node.expression)) found.add(literal(node, node.arguments));
    if (ts.isTaggedTemplateExpression(node) && isSaying(node.tag)) found.add(textOf(node.template)!);
    ts.forEachChild(node, visit);
  };
  visit(parsed(file));
}

/** What a call says: t's sentence; word's word and what it is, as the bundle has them. */
function literal(call: ts.CallExpression, [sentence, context]: readonly ts.Expression[]): string {
  const parts = call.expression.getText() === 'word' ? [sentence, context] : [sentence];
  if (!parts.every((part) => part && ts.isStringLiteralLike(part)))
    throw new Error(`${placeOf(call)}: a sentence is said as a literal, so that it can be translated.`);
  return parts.map((part) => (part as ts.StringLiteralLike).text).join('/');
}
