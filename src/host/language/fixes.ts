// Quick fixes: what a problem's sentence tells the reader to do, done. Made from the problem alone,
// so that the sentence and the fix cannot disagree.
import type { Problem } from '../../spec/problem';
import { locate, locateWhole } from '../../spec/locate';
import { t } from '../say';

export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

export function fixes(text: string, problem: Problem): Fix[] {
  return [meant(text, problem), flatten(text, problem), units(text, problem), quotes(text, problem)].filter(
    (f) => f !== undefined,
  );
}

/** Did you mean "units"? */
function meant(text: string, problem: Problem): Fix | undefined {
  const word = /did you mean "([^"]+)"\?/i.exec(problem.message)?.[1];
  const there = text.slice(problem.offset, problem.offset + problem.length);
  if (word === undefined || !there.startsWith('"')) return undefined;
  const prefix = /^"(builtin|dataset):/.exec(there)?.[0].slice(1) ?? '';
  const whole = word.startsWith(prefix) ? word : prefix + word;
  return {
    title: t('Change to "{0}"', whole),
    edits: [{ offset: problem.offset, length: problem.length, text: JSON.stringify(whole) }],
  };
}

/** A line of its own before the layer, indented as the layer is. */
function flatten(text: string, problem: Problem): Fix | undefined {
  if (problem.code !== 'shape-mismatch' || !problem.message.includes('"flatten"')) return undefined;
  const layer = locateWhole(text, problem.path.slice(0, 2));
  if (!layer) return undefined;
  const line = Math.max(text.lastIndexOf('\n', layer.offset - 1), text.lastIndexOf('\r', layer.offset - 1)) + 1;
  const before = text.slice(line, layer.offset);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = /^\s*$/.test(before) ? newline + before : ' ';
  return {
    title: t('Add a flatten layer before it'),
    edits: [{ offset: layer.offset, length: 0, text: `{ "type": "flatten" },${gap}` }],
  };
}

/** set units of dense_2 to 10 */
function units(text: string, problem: Problem): Fix | undefined {
  const count = problem.code === 'output-units' ? /set units of [\w-]+ to (\d+)/.exec(problem.message)?.[1] : undefined;
  if (count === undefined || problem.path.at(-1) !== 'units') return undefined;
  return { title: t('Set units to {0}', count), edits: [{ ...locate(text, problem.path), text: count }] };
}

/** tanh needs double quotes: "tanh". */
function quotes(text: string, problem: Problem): Fix | undefined {
  const word = problem.code === 'syntax' ? /double quotes: "([^"]+)"\.$/.exec(problem.message)?.[1] : undefined;
  const there = text.slice(problem.offset, problem.offset + problem.length);
  if (word === undefined || there.replace(/'/g, '') !== word) return undefined;
  return {
    title: t('Put it in double quotes'),
    edits: [{ offset: problem.offset, length: problem.length, text: JSON.stringify(word) }],
  };
}
