// The examples as templates: what each shows, and a copy of one with the data it reads. No vscode here.
import * as path from 'node:path';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { parse } from 'jsonc-parser';
import { freeName } from '../files/freeName';

export type Group = 'first' | 'plane' | 'tables' | 'images' | 'others';

export interface Template {
  /** File name without its ending. */
  readonly name: string;
  readonly group: Group;
  /** "dataset:iris → dense 16 → dense 3 softmax" */
  readonly facts: string;
  /** The sentence it opens with. */
  readonly summary: string;
}

/** In the order they are shown; an example that is in no list stands among the others. */
const GROUPS: { readonly [G in Exclude<Group, 'others'>]: readonly string[] } = {
  first: ['xor', 'perceptron-and'],
  tables: ['my-own-csv', 'iris', 'wisconsin', 'boston'],
  images: ['digits', 'mnist'],
  plane: ['circle', 'spiral'],
};

export async function readTemplates(folder: string): Promise<Template[]> {
  const files = (await readdir(folder)).filter((name) => /.\.nnspec$/.test(name)).sort();
  const listed = Object.entries(GROUPS) as [Group, readonly string[]][];
  const order = listed.flatMap(([, names]) => names);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const templates = await Promise.all(
    files.map(async (file): Promise<Template> => {
      const text = await readFile(path.join(folder, file), 'utf8');
      const name = path.basename(file, '.nnspec');
      const group = listed.find(([, names]) => names.includes(name))?.[0] ?? 'others';
      return { name, group, facts: facts(text), summary: firstSentence(text) };
    }),
  );
  return templates.sort((a, b) => place(a.name) - place(b.name));
}

/** Copies spec and data; a name that is taken gets a number, and data that is there stays as it is. */
export async function copyTemplate(from: string, name: string, folder: string): Promise<string> {
  const spec = path.join(from, `${name}.nnspec`);
  const target = freeName(folder, name, '.nnspec');
  for (const file of dataFiles(await readFile(spec, 'utf8'))) {
    const source = path.join(from, file);
    const copy = path.join(folder, file);
    if (path.relative(from, source).startsWith('..') || !existsSync(source) || existsSync(copy)) continue;
    await mkdir(path.dirname(copy), { recursive: true });
    await copyFile(source, copy);
  }
  await copyFile(spec, target);
  return target;
}

export async function emptySpec(folder: string): Promise<string> {
  const target = freeName(folder, 'network', '.nnspec');
  await writeFile(target, '', { flag: 'wx' });
  return target;
}

/** All of them, with their data, as a folder inside this one; gives its path. */
export async function copyTemplates(from: string, folder: string): Promise<string> {
  const target = freeName(folder, 'nnspec-examples');
  const own = (file: string): boolean => path.basename(file) !== '.nnspec'; // runs are no templates
  await cp(from, target, { recursive: true, filter: own });
  return target;
}

/** The shape that examples have; everything may be absent. */
interface Outline {
  readonly data?: string | { readonly source?: unknown };
  readonly network?: readonly { readonly type?: string; readonly units?: number; readonly activation?: unknown }[];
}

const outlineOf = (text: string): Outline =>
  (parse(text, [], { allowTrailingComma: true }) as Outline | undefined) ?? {};

function facts(text: string): string {
  const { data, network = [] } = outlineOf(text);
  const source = typeof data === 'object' ? data.source : data;
  const layers = network.map(({ type, units, activation }) =>
    [type, units, activation].filter((part) => typeof part === 'string' || typeof part === 'number').join(' '),
  );
  return [...(typeof source === 'string' ? [source] : []), ...layers].join(' → ');
}

/** Every string under `data` may be a file; what exists among the examples is one. */
function dataFiles(text: string): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(outlineOf(text).data);
  return found;
}

/** The comment an example opens with, as far as its first full stop. */
function firstSentence(text: string): string {
  const comment = /^(?:\s*\/\/.*\n)+/.exec(text)?.[0] ?? '';
  const plain = comment
    .replace(/^\s*\/\/ ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return /^.*?[.!?](?= |$)/.exec(plain)?.[0] ?? plain;
}
