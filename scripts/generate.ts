// Writes what is made from the source: media/nnspec.schema.json, docs/reference.md and l10n/bundle.l10n.json.
//   npx tsx scripts/generate.ts [--check]     with --check it writes nothing and fails where a file is stale
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main } from '../src/cli/main';
import type { Io } from '../src/cli/io';
import { jsonSchema } from '../src/spec/describe';
import { reference, type CommandHelp } from '../src/spec/reference';
import { bundle } from './l10n';

const root = path.join(__dirname, '..');

/** Contents of each generated file, by its path in the repository. */
export async function generated(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['media/nnspec.schema.json', `${JSON.stringify(jsonSchema())}\n`],
    ['docs/reference.md', reference(await commands())],
    ['l10n/bundle.l10n.json', await bundle()],
  ]);
}

/** The paths whose file is not what would be written now. */
export async function stale(): Promise<string[]> {
  return [...(await generated())].flatMap(([file, text]) => (read(file) === text ? [] : [file]));
}

function read(file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}

/** What each command says of itself with --help. */
async function commands(): Promise<CommandHelp[]> {
  const overview = await help([]);
  const names = [...(overview.split('Commands:')[1] ?? '').matchAll(/^ {2}(\w+)/gm)].map((m) => m[1]!);
  const own = names.filter((name) => name !== 'help');
  return Promise.all(own.map(async (name) => ({ name, help: await help([name]) })));
}

async function help(command: readonly string[]): Promise<string> {
  let said = '';
  process.stdout.isTTY = false; // commander's lines are as wide as the terminal, else 80
  const out = { write: (text: string) => ((said += text), true), columns: 100, isTTY: false };
  await main([...command, '--help'], { stdout: out, stderr: out } as unknown as Io);
  return said;
}

async function run(check: boolean): Promise<void> {
  if (check) {
    const files = await stale();
    if (files.length) console.error(`Stale: ${files.join(', ')}. Run npx tsx scripts/generate.ts`);
    process.exitCode = files.length ? 1 : 0;
    return;
  }
  for (const [file, text] of await generated()) writeFileSync(path.join(root, file), text);
}

if (require.main === module) void run(process.argv.includes('--check'));
