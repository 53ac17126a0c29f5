// The translations against the sentences they translate, and the code against saying anything past them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { isSaying, parsed, placeOf, sourceFiles, textOf } from '../scripts/l10n';
import { speak, t, translated, word } from '../src/l10n';

const root = path.join(__dirname, '..');
type Strings = Readonly<Record<string, string>>;
const read = (file: string): Strings => JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Strings;

const languages = readdirSync(path.join(root, 'l10n')).flatMap(
  (name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? [],
);
const pairs = languages.flatMap((language) =>
  [
    ['l10n/bundle.l10n.json', `l10n/bundle.l10n.${language}.json`],
    ['package.nls.json', `package.nls.${language}.json`],
  ].map(([english, other]) => ({ language, english: read(english!), other: read(other!), file: other! })),
);

/** What must stand in a translation as it does in the English: placeholders, code, commands, names of files and keys. */
const FIXED = [
  /\{\d+\}/g,
  /`[^`]*`/g,
  /\(command:[\w.]+\)/g,
  /"[\w.:/%-]+"/g,
  /\b[a-z]+_[a-z_]+\b/g,
  /\.(npy|npz|csv|gz|safetensors)\b/g,
  /\$\([\w-]+\)/g,
];
const fixed = (text: string): string[] => [...new Set(FIXED.flatMap((what) => text.match(what) ?? []))].sort();

describe('The translations', () => {
  it('there is one into Simplified Chinese', () => assert.ok(languages.includes('zh-cn')));

  for (const { file, english, other } of pairs) {
    it(`${file} has every sentence, and none too many`, () => {
      const missing = Object.keys(english).filter((key) => !(key in other));
      const superfluous = Object.keys(other).filter((key) => !(key in english));
      assert.deepEqual({ missing, superfluous }, { missing: [], superfluous: [] });
      assert.deepEqual(
        Object.keys(other).filter((key) => other[key]!.trim() === ''),
        [],
      );
    });

    it(`${file} keeps placeholders, code, commands and keys as they are`, () => {
      const wrong = Object.keys(english)
        .filter((key) => key in other)
        .flatMap((key) => {
          const there = new Set(fixed(other[key]!));
          const lost = fixed(english[key]!).filter((one) => !there.has(one));
          const strange = (other[key]!.match(/\{\d+\}/g) ?? []).filter((one) => !english[key]!.includes(one));
          return lost.length || strange.length ? [`${key}: ${[...lost, ...strange].join(' ')}`] : [];
        });
      assert.deepEqual(wrong, []);
    });
  }

  for (const { file, other } of pairs.filter((pair) => pair.language.startsWith('zh')))
    it(`${file} has Chinese punctuation after Chinese letters`, () => {
      const plain = (text: string): string => text.replace(/`[^`]*`|"[^"]*"|\]\(command:[\w.]+\)/g, '');
      assert.deepEqual(
        Object.values(other).filter((text) => /\p{Script=Han}[,.;:?!(]|[,;:?!)]\p{Script=Han}/u.test(plain(text))),
        [],
      );
    });
});

describe('What is said', () => {
  afterEach(() => speak(undefined));

  it('is English without a bundle, and where the bundle lacks it', () => {
    const file = 'a.csv';
    assert.equal(t`${file} is empty.`, 'a.csv is empty.');
    speak({ '{0} is empty.': '{0} 是空的。' });
    assert.equal(t`${file} is empty.`, 'a.csv 是空的。');
    assert.equal(t('{0} is empty.', file), 'a.csv 是空的。');
    assert.equal(t('Stop'), 'Stop');
  });

  it('fills in each value once, whatever braces it holds', () => {
    assert.equal(t`${'{1}'} and ${'{0}'}`, '{1} and {0}');
  });

  it('tells a word by what it is, and falls back to the word', () => {
    speak({ 'training/state': '训练中', training: '训练' });
    assert.deepEqual(
      [word('training', 'state'), translated('training'), word('ready', 'state')],
      ['训练中', '训练', 'ready'],
    );
  });
});

describe('The English sentences', () => {
  it('have one word for a dataset, and one for a machine', () => {
    const said = Object.keys({ ...read('l10n/bundle.l10n.json'), ...read('package.nls.json') });
    assert.deepEqual(said.filter((text) => /\bdata sets?\b|\bcomputers?\b/i.test(text)), []); // prettier-ignore
  });
});

describe('The code', () => {
  /** Texts that are translated where they are shown, and names of threads and kernels. */
  const ELSEWHERE = /^(summary|source|formula|advice|licence|name|class)$/;
  /** Pages for a reader of the docs, programs written out, documents of markup, and the terms of the kernels' table. */
  const CODE =
    /^src\/(formats\/(predict\w+|program|json)|host\/html|spec\/(snippets|describe)|files\/threads|kernels\/wasm\/words)\.ts$/;
  /** Where a literal is seen by somebody, however short. */
  const SHOWN = /^(title|label|detail|placeHolder|prompt|tooltip|aria-label|textContent|innerText)$/;
  const ALLOWED = [
    'title: safetensors', // as they are called everywhere
    'title: NumPy npz',
    'title: JSON',
    'title: CSV',
    'end of file', // states of the reader of JSON
    ', or end',
    'key or }',
    'value or ]',
    '{0}: {1}: {2} (read because of {3})', // a line in a terminal
  ];
  /** What a word or an option of the language says of itself, as a table has it. */
  const english = read('l10n/bundle.l10n.json');
  const inTable = (node: ts.Node): boolean => !ts.findAncestor(node, ts.isFunctionLike);

  /** What stands before a literal, as far as it says what becomes of it. */
  function use(node: ts.Node): string | undefined {
    const { parent } = node;
    if (ts.isPropertyAssignment(parent) && parent.initializer === node)
      return parent.name.getText().replace(/['"]/g, '');
    const assigned = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    if (!assigned || parent.right !== node) return undefined;
    return ts.isPropertyAccessExpression(parent.left) ? parent.left.name.text : parent.left.getText();
  }

  /** Without what is filled in, icons, code and addresses. */
  const prose = (text: string): string => text.replace(/\{\d+\}|\$\([\w-]+\)|`[^`]*`|\w+:\/\/\S*/g, '');

  function unsaid(source: ts.SourceFile): string[] {
    const panel = source.fileName.startsWith('webview/');
    const sentence = panel ? /^[A-Z][a-z]+ [a-z]+/ : /[A-Za-z]{2,}[,;:.]? [A-Za-z]{2,}/;
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
      if (ts.isCallExpression(node) && isSaying(node.expression)) return;
      if (ts.isCallExpression(node) && /\.describe$/.test(node.expression.getText())) return visit(node.expression);
      if (ts.isTaggedTemplateExpression(node) && isSaying(node.tag)) return node.template.forEachChild(visit);
      if (ts.isNewExpression(node) && /^(Range)?Error$/.test(node.expression.getText())) return; // a fault of ours
      if (ts.isPropertyAssignment(node))
        return ELSEWHERE.test(node.name.getText()) ? undefined : visit(node.initializer);
      const text = textOf(node);
      if (text !== undefined) {
        const how = use(node);
        const said = how === undefined ? text : `${how}: ${text}`;
        const seen = how !== undefined && SHOWN.test(how) && /[A-Za-z]{3,}/.test(prose(text));
        const known = ALLOWED.includes(text) || ALLOWED.includes(said) || (!seen && text in english && inTable(node));
        if ((seen || sentence.test(prose(text))) && !known) found.push(`${placeOf(node)}: ${said}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  }

  it('is read by something that finds what goes past t', () => {
    const code = [
      'show("Nothing runs.");',
      'at.textContent = "Stop";',
      'say(`$', // in two, for a linter that takes it for a slip
      '{n} rows left`);',
      'ask({ title: t("Go on"), label: "Train" });',
    ].join('');
    const found = unsaid(ts.createSourceFile('src/sample.ts', code, ts.ScriptTarget.Latest, true));
    assert.deepEqual(
      found.map((one) => one.replace('src/sample.ts:1: ', '')),
      ['Nothing runs.', 'textContent: Stop', '{0} rows left', 'label: Train'],
    );
  });

  it('says nothing to a person but through t', function () {
    this.timeout(60_000);
    const files = [...sourceFiles('src'), ...sourceFiles('webview')];
    const speaking = files.filter((file) => !CODE.test(file) && file !== 'webview/l10n.ts');
    assert.deepEqual(
      speaking.flatMap((file) => unsaid(parsed(file))),
      [],
    );
  });
});
