// Syntax problems in plain words: what is probably meant by text that is not JSON, and what to write.

// jsonc-parser's own numbers; its declarations are `const enum`s, which cannot be imported one file at a time.
import { t } from '../l10n';
export const Kind = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  space: 15,
  unknown: 16,
  end: 17,
} as const;
const ScanError = { endOfString: 2, endOfNumber: 3, unicode: 4, escape: 5 } as const;

/** What may come next. */
export type Expect = 'key or }' | ':' | 'value' | 'value or ]' | ', or end' | 'end of file';

export function scanProblem(error: number, token: string, offset: number): [string, number, number] {
  switch (error) {
    case ScanError.endOfString:
      return [
        t`This string is never closed. Add a double quote (") at its end, on the same line.`,
        offset,
        token.length,
      ];
    case ScanError.endOfNumber:
      return [
        t`${token} is not a JSON number: a digit is missing at its end. Write it like 1000, 0.5 or 1e-3.`,
        offset,
        token.length,
      ];
    case ScanError.unicode:
    case ScanError.escape:
      return [
        t`${quote(token)} has a backslash that JSON does not know. Write a backslash as \\\\, and paths with /.`,
        offset,
        token.length,
      ];
    default:
      return [
        t`${quote(token)} has a control character (a tab, say) that JSON wants escaped. Write \\t for a tab.`,
        offset,
        token.length,
      ];
  }
}

export function commaProblem(expect: Expect, key: string | undefined): string {
  if (expect === ':' || expect === 'value')
    return key === undefined
      ? t('A value is missing before this comma.')
      : t`${quote(key)} has no value. Write a colon and a value before this comma.`;
  return t('This comma has nothing before it. Remove it, or write what is missing.');
}

export function keyProblem(token: string, kind: number): string {
  const word = /^'?([\w$]+)'?$/.exec(token)?.[1];
  if (kind === Kind.openBrace || kind === Kind.openBracket) return t`Before ${token} a key and a colon are missing.`;
  if (word !== undefined) return t`Keys take double quotes: "${word}".`;
  return unknownToken(token, t`A key in double quotes is expected here, not ${quote(token)}.`);
}

/** What to write for a key that is not in double quotes; undefined where nobody can tell. */
export function meantKey(token: string): string | undefined {
  const word = /^'?([\w$]+)'?$/.exec(token)?.[1];
  return word === undefined ? meantToken(token) : JSON.stringify(word);
}

/** What to write for a value that is not JSON, as `unknownToken` says it; undefined where nobody can tell. */
export function meantToken(token: string): string | undefined {
  if (token.startsWith("'")) return JSON.stringify(token.replace(/^'|'$/g, ''));
  if (token.startsWith('#')) return token.replace(/^#+/, '//');
  if (/^(true|false)$/i.test(token)) return token.toLowerCase();
  if (/^[+-]?\.\d|^\+\d/.test(token)) return token.replace('+', '').replace('.', '0.');
  const isWord = /^[A-Za-z_]\w*$/.test(token) && !/^(nan|inf|infinity|none|nil|undefined|null)$/i.test(token);
  return isWord ? JSON.stringify(token) : undefined;
}

export function unknownToken(
  token: string,
  otherwise = t`${quote(token)} is not JSON. Strings take double quotes.`,
): string {
  if (token.startsWith("'")) return t`Strings take double quotes: "${token.replace(/^'|'$/g, '')}".`;
  if (token.startsWith('#')) return t('A comment starts with //, not with #.');
  if (/^[+-]?(nan|inf|infinity)$/i.test(token))
    return t`${token} is not a number that a spec can hold. Write a finite number.`;
  if (/^(true|false)$/i.test(token)) return t`Write ${token.toLowerCase()} in small letters.`;
  if (/^(none|nil|undefined|null)$/i.test(token)) return t`${token} is not JSON. Leave the key out for its default.`;
  if (/^[+-]?\.\d/.test(token) || /^\+\d/.test(token))
    return t`${token} is not a JSON number. Write ${token.replace('+', '').replace('.', '0.')}.`;
  if (/^[A-Za-z_]\w*$/.test(token)) return t`${token} needs double quotes: "${token}".`;
  return otherwise;
}

export const quote = (token: string): string => {
  const short = token.length > 40 ? token.slice(0, 37) + '…' : token;
  return short.startsWith('"') ? short : `"${short}"`;
};

export function ago(text: string, offset: number): string {
  return t`in line ${text.slice(0, offset).split(/\r\n|\r|\n/).length}`;
}
