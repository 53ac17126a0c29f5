// "Did you mean …?": the known word nearest to one that is not known.
// Distance: Damerau–Levenshtein (optimal string alignment), letters' case ignored.
import { t } from '../l10n';

/** The nearest word, or undefined where none is near enough to be what was meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 60) return undefined;
  const plain = word.toLowerCase().replace(/[-\s.]/g, '_');
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(plain.length / 3)) + 0.5;
  for (const candidate of known) {
    if (candidate === '') continue; // one letter away from any letter
    const other = candidate.toLowerCase();
    const same = plain.replace(/_/g, '') === other.replace(/_/g, '');
    // "crossentropy" or "normal" alone: a part of a known word, a little farther than one wrong letter.
    const part = plain.length >= 3 && (other.startsWith(plain) || other.endsWith(plain));
    const distance = same ? 0 : Math.min(edits(plain, other), part ? 1.4 : Infinity);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** " Did you mean …?" or nothing; ready to be added to a sentence. */
export function didYouMean(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  return best === undefined ? '' : t` Did you mean "${best}"?`;
}

function edits(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swap));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
