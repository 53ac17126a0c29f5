// Lint rules. The most important are about who may import whom: each says what to do instead.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const message = {
  vscode: 'Only src/host and src/extension.ts know the editor: pass what you need in as an argument.',
  node: 'The pure core runs in a browser worker too: take bytes, a clock or a yield as an argument; src/files does the reading.',
  toolkit: 'Import controls from webview/controls.ts, the one file that knows the toolkit.',
  zod: 'Zod stays out of the editor process and the panel: take the parsed Spec.',
  direction: (folder, may) =>
    `${folder} may import ${may.length > 0 ? may.join(', ') : 'no other folder'}: move the shared part down, or pass it in (see ARCHITECTURE.md).`,
  typesOnly: (folder, from) =>
    `${folder} takes types only from ${from}: use \`import type\`, and ask for the value over the protocol.`,
};

// Folders of src, and for each the others that it may import: values, and beyond them types.
const folders = ['kernels', 'nn', 'data', 'spec', 'engine', 'formats', 'protocol', 'files', 'cli', 'host'];
const may = {
  kernels: { values: [] },
  nn: { values: ['kernels'] },
  data: { values: ['nn', 'spec'], types: ['kernels'] },
  spec: { values: ['nn', 'data', 'formats'], types: ['kernels'] },
  formats: { values: ['nn', 'spec'], types: ['kernels', 'data'] },
  protocol: { values: [], types: ['nn', 'data', 'spec', 'engine', 'formats'] },
  engine: { values: ['kernels', 'nn', 'data', 'spec', 'formats', 'protocol'] },
  files: { values: ['nn', 'spec', 'data', 'formats', 'protocol'], types: ['kernels'] },
  cli: { values: ['kernels', 'nn', 'data', 'spec', 'engine', 'formats', 'protocol', 'files'] },
  host: { values: ['protocol', 'files', 'formats'], types: ['nn', 'data', 'spec', 'engine'] },
};
const core = ['kernels', 'nn', 'data', 'spec', 'engine', 'formats', 'protocol'];
const coreFiles = core.map((f) => `src/${f}/**/*.ts`);

const toolkit = { name: '@vscode/webview-ui-toolkit', message: message.toolkit };
const vscode = { name: 'vscode', message: message.vscode };
const node = { regex: '^(node:|fs$|path$|os$|worker_threads$|child_process$)', message: message.node };

/** Files of other folders, as an import path written from inside `src/<folder>` names them. */
const inFolders = (names) => `^(\\.\\./)+(src/)?(${names.join('|')})(/|$)`;

function importRules(folder) {
  const { values, types = [] } = may[folder];
  const never = folders.filter((f) => f !== folder && !values.includes(f) && !types.includes(f));
  const patterns = [
    { regex: inFolders([...never, 'webview']), message: message.direction(`src/${folder}`, [...values, ...types]) },
  ];
  if (types.length > 0)
    patterns.push({
      regex: inFolders(types),
      allowTypeImports: true,
      message: message.typesOnly(`src/${folder}`, types.join(', ')),
    });
  if (core.includes(folder)) patterns.push(node);
  const paths = [toolkit];
  if (folder !== 'host') paths.push(vscode);
  else paths.push({ name: 'zod', message: message.zod });
  return { '@typescript-eslint/no-restricted-imports': ['error', { paths, patterns }] };
}

const noRandom = {
  object: 'Math',
  property: 'random',
  message: 'Every draw comes from a named, seeded stream: take an Rng (src/nn/rng.ts).',
};

export default defineConfig(
  {
    ignores: [
      'dist/',
      'out/',
      '.host/',
      'node_modules/',
      'examples/',
      'test/fixtures/',
      'src/kernels/wasm/as/',
      'test/bench/as/',
      '**/*.d.ts',
    ],
  },
  ...tseslint.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-constant-binary-expression': 'error',
      'no-template-curly-in-string': 'error',
      'no-useless-escape': 'error',
      'object-shorthand': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-console': 'error',
      'no-restricted-properties': ['error', noRandom],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, properties: false, attributes: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  ...folders.map((folder) => ({ files: [`src/${folder}/**/*.ts`], rules: importRules(folder) })),
  {
    // Words with different options stand in one list, which only `any` describes.
    files: ['src/nn/**/*.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    // The language service has a bundle of its own, loaded late: it may know the words and the schema.
    files: ['src/host/language/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: inFolders(['engine', 'kernels', 'cli', 'webview']),
              message: message.direction('src/host/language', ['nn', 'spec', 'data', 'files']),
            },
          ],
        },
      ],
    },
  },
  {
    // Entry of the engine's bundle: the one engine file that knows Node, and what reads and writes files.
    files: ['src/engine/worker.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: [toolkit, vscode] }] },
  },
  {
    files: ['src/extension.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [toolkit, { name: 'zod', message: message.zod }],
          patterns: [
            {
              regex: '^\\./(kernels|nn|data|spec|engine|cli)(/|$)',
              allowTypeImports: true,
              message: message.typesOnly('src/extension.ts', 'the engine and the language'),
            },
          ],
        },
      ],
    },
  },
  {
    // @types/papaparse brings Node's types into the core's programs, so the names are refused here too.
    files: coreFiles,
    ignores: ['src/engine/worker.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'require', '__dirname', 'window', 'document', 'setImmediate'].map((name) => ({
          name,
          message: message.node,
        })),
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [toolkit, vscode, { name: 'zod', message: message.zod }],
          patterns: [
            {
              regex: `src/(${folders.filter((f) => f !== 'protocol').join('|')})(/|$)`,
              allowTypeImports: true,
              message: message.typesOnly('The panel', 'src, but for src/protocol'),
            },
            node,
          ],
        },
      ],
    },
  },
  {
    files: ['webview/controls.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: [vscode], patterns: [node] }] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      'no-restricted-properties': [
        'error',
        noRandom,
        { object: 'it', property: 'only', message: 'Run one test with `mocha -g` instead.' },
        { object: 'describe', property: 'only', message: 'Run one suite with `mocha -g` instead.' },
        {
          object: 'it',
          property: 'skip',
          message: 'A test without its data calls this.skip() at run time, which is counted and shown.',
        },
        {
          object: 'describe',
          property: 'skip',
          message: 'A test without its data calls this.skip() at run time, which is counted and shown.',
        },
      ],
    },
  },
);
