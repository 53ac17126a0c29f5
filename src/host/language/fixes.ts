// Quick fixes: the mends that the check found, as edits of the text with a title each.
import { editsOf, written, type Edit } from '../../spec/edits';
import { label } from '../../spec/issues';
import type { Mend, Step } from '../../spec/mend';
import type { Problem } from '../../spec/problem';
import { t } from '../say';

export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** The best first; none for a mend whose place the text does not have any more. */
export function fixes(text: string, { mends = [] }: Pick<Problem, 'mends'>): Fix[] {
  return mends.flatMap((mend) => {
    const edits = mend.map((step) => editsOf(text, step));
    const whole = edits.every((one) => one !== undefined);
    return whole && edits.length > 0 ? [{ title: titleOf(mend), edits: edits.flat() }] : [];
  });
}

/** "Set loss to "mean_squared_error", network[1].activation to "linear"" */
function titleOf(mend: Mend): string {
  const [first] = mend;
  const sets = mend.filter((step) => step.do === 'set');
  if (sets.length === mend.length && mend.length > 1) {
    const parts = sets.map((step) => t('{0} to {1}', label(step.path), shown(step.value)));
    return t('Set {0}', parts.join(', '));
  }
  return mend.length === 1 ? stepTitle(first!) : mend.map(stepTitle).join('; ');
}

function stepTitle(step: Step): string {
  switch (step.do) {
    case 'set':
      return t('Set {0} to {1}', label(step.path), shown(step.value));
    case 'rename':
      return t('Change to {0}', shown(step.key));
    case 'remove':
      return t('Remove {0}', typeof step.path.at(-1) === 'string' ? `"${step.path.at(-1)}"` : label(step.path));
    case 'insert':
      return typeof step.value === 'object'
        ? t('Add {0} before it', shown(step.value))
        : t('Add {0} to {1}', shown(step.value), label(step.path.slice(0, -1)));
    case 'write':
      return step.length === 0 ? t('Add {0}', step.text) : t('Write {0}', step.text);
    default:
      return step satisfies never;
  }
}

const MOST_LETTERS = 60;

function shown(value: unknown): string {
  const text = written(value);
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
}
