// Collects the sentences the host shows (t('…') and vscode.l10n.t('…')) into l10n/bundle.l10n.json, which a
// translator copies to bundle.l10n.<language>.json.   tsx scripts/l10n.ts [--check]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.dirname(__dirname);
export const BUNDLE = path.join(root, 'l10n', 'bundle.l10n.json');

/** Sorted, so that a new sentence is a small change. Throws where a sentence is not written out. */
export function sentences(): string[] {
  const found = new Set<string>();
  for (const file of ['src/extension.ts', ...hostFiles()]) {
    if (file.endsWith('say.ts')) continue;
    const source = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && /^(t|(vscode\.)?l10n\.t)$/.test(node.expression.getText())) {
        const first = node.arguments[0];
        if (!first || !ts.isStringLiteralLike(first)) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart());
          throw new Error(`${file}:${line + 1}: t() takes its sentence as a literal, so that it can be translated.`);
        }
        found.add(first.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...found].sort();
}

function hostFiles(): string[] {
  const names = readdirSync(path.join(root, 'src/host'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => path.posix.join('src/host', name));
}

export function bundle(): string {
  return `${JSON.stringify(Object.fromEntries(sentences().map((s) => [s, s])), null, 2)}\n`;
}

if (require.main === module) {
  const fresh = bundle();
  if (!process.argv.includes('--check')) writeFileSync(BUNDLE, fresh);
  else if (readFileSync(BUNDLE, 'utf8') !== fresh) {
    console.error('l10n/bundle.l10n.json is not fresh: run `npx tsx scripts/l10n.ts`.');
    process.exitCode = 1;
  }
}
