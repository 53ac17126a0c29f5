// What the engine found wrong with a spec's data on the last Train, as a Problem at the key that led there.
// Faults of the spec itself are found without the engine, by the language part.
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { PathSegment, Problem } from '../spec/problem';
import type { Session } from './session';

interface Where {
  readonly path?: readonly PathSegment[];
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly code?: string;
}

export function dataProblems(session: Session | undefined): readonly Problem[] {
  const failure = session?.failure;
  const where = failure?.where;
  if (
    !session?.text ||
    failure?.kind !== 'input' ||
    typeof where !== 'object' ||
    where === null ||
    Array.isArray(where)
  )
    return [];
  const { path = ['data'], file, line, column, code } = where as Where;
  return [
    {
      severity: 'error',
      code: code ?? failure.code ?? 'data',
      message: failure.atPlace ?? failure.message,
      ...place(session.text, path),
      path,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    },
  ];
}

/** The value at `path`, or the nearest one around it; the first character where the text has nothing. */
function place(text: string, path: readonly PathSegment[]): { offset: number; length: number } {
  const root = parseTree(text, [], { allowTrailingComma: true });
  for (let depth = path.length; root && depth > 0; depth--) {
    const node = findNodeAtLocation(root, path.slice(0, depth) as PathSegment[]);
    const key = node?.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    const shown = node && (node.type === 'object' || node.type === 'array') ? key : node;
    if (shown) return { offset: shown.offset, length: shown.length };
  }
  return { offset: 0, length: 1 };
}
