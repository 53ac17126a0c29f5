// Type-checks every folder under its own tsconfig, so that the pure core sees no DOM, no Node and
// no vscode. One process for all: `tsc -b` would need a declaration file for each source file and no
// types going both ways between folders. A folder's program reports only the folder's own files;
// what it imports is reported where it lives. Parsed files are shared between the programs.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const format = { getCanonicalFileName: (f) => f, getCurrentDirectory: () => root, getNewLine: () => '\n' };

const configs = ['src', 'webview', 'test'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true })
    .filter((f) => /(^|\/)tsconfig(\.\w+)?\.json$/.test(f.replaceAll(path.sep, '/')))
    .filter((f) => path.basename(path.dirname(f)) !== 'as') // AssemblyScript, which its own compiler checks
    .map((f) => path.join(root, folder, f))
    .sort(),
);

const parsed = new Map();
const checkedFiles = new Set();
let problems = [];
for (const file of configs) {
  const config = ts.getParsedCommandLineOfConfigFile(
    file,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: stop },
  );
  const errors = config.errors.filter((e) => e.code !== 18003); // a folder without a source file yet
  if (config.fileNames.length === 0) continue;
  const program = ts.createProgram(config.fileNames, config.options, sharingHost(config.options));
  problems.push(...errors, ...program.getOptionsDiagnostics());
  const own = new Set(config.fileNames.map((f) => path.resolve(f)));
  for (const source of program.getSourceFiles()) {
    if (!own.has(path.resolve(source.fileName)) || source.isDeclarationFile) continue;
    checkedFiles.add(source.fileName);
    problems.push(...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source));
  }
}

problems = ts.sortAndDeduplicateDiagnostics(problems);
if (problems.length > 0) {
  console.error(ts.formatDiagnosticsWithColorAndContext(problems, format));
  console.error(`${problems.length} type errors`);
  process.exitCode = 1;
} else console.log(`types: ${checkedFiles.size} files under ${configs.length} tsconfigs`);

/** A host that parses a file once for all programs: they differ in their libraries and checks, not in how they parse. */
function sharingHost(options) {
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile;
  host.getSourceFile = (file, how, ...rest) => {
    const key = `${file} ${JSON.stringify(how)}`;
    if (!parsed.has(key)) parsed.set(key, parse(file, how, ...rest));
    return parsed.get(key);
  };
  return host;
}

function stop(diagnostic) {
  console.error(ts.formatDiagnostic(diagnostic, format));
  process.exit(1);
}
