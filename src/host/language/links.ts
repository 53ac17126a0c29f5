// Files that a spec names, each with the place of its name: to be opened with a click.
import path from 'node:path';
import { nodeAt, type Node } from '../../spec/tree';
import { readingOf } from './reading';

export interface Link {
  /** Of the name without its quotes. */
  readonly offset: number;
  readonly length: number;
  /** Full path; nobody has looked whether it is there. */
  readonly file: string;
}

export function links(text: string, specFile: string): Link[] {
  const { root } = readingOf(text);
  const sources = ['source', 'validation', 'test'].flatMap((key) => {
    const source = nodeAt(root, ['data', key]);
    return source?.kind === 'object' ? source.properties.map((p) => p.value) : [source];
  });
  const exported = nodeAt(root, ['export']);
  const written = exported?.kind === 'array' ? exported.items.map((item) => nodeAt(item, ['path'])) : [];
  return [nodeAt(root, ['data']), ...sources, nodeAt(root, ['initialWeights']), ...written].flatMap((node) =>
    node && isFile(node)
      ? [{ offset: node.offset + 1, length: node.length - 2, file: path.resolve(path.dirname(specFile), node.value) }]
      : [],
  );
}

function isFile(node: Node): node is Node & { readonly value: string } {
  return (
    node.kind === 'scalar' && typeof node.value === 'string' && /^(?!builtin:|dataset:|\w{2,}:\/\/)./.test(node.value)
  );
}
