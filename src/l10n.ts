// Every sentence a person reads is said by `t`: in English, until whoever starts a bundle hands in another voice (the
// extension its vscode.l10n.t, the training worker the bundle it was started with). The command line speaks English.
// scripts/l10n.ts collects the sentences, so each is written out where it is said.

type Argument = string | number | boolean;
export type Translate = (message: string, ...args: Argument[]) => string;
/** English sentences with {0}, {1}, … and what stands for them, as in l10n/bundle.l10n.*.json. */
export type Bundle = Readonly<Record<string, string>>;

const filled: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));

let translate: Translate = filled;
let spoken: string | undefined;

/** t`${file} is empty.` and t('{0} is empty.', file) are the same sentence. */
export function t(message: string, ...args: Argument[]): string;
export function t(message: TemplateStringsArray, ...args: unknown[]): string;
export function t(message: string | TemplateStringsArray, ...args: unknown[]): string {
  if (typeof message === 'string') return translate(message, ...(args as Argument[]));
  return translate(
    message.reduce((text, part, i) => `${text}{${i - 1}}${part}`),
    ...args.map(String),
  );
}

/**
 * A word that is another one elsewhere: "training" is a state, and the name of a split. The bundle has it as
 * "training/state".
 */
export function word(text: string, context: string): string {
  const key = `${text}/${context}`;
  const found = translate(key);
  return found === key ? text : found;
}

/** Marks a sentence of a table, which is made before anybody could say in what language; see `translated`. */
export const later = (message: string): string => message;

/** A sentence written down elsewhere: by `later`, or as what a word or an option of the spec says of itself. */
export const translated = (message: string): string => translate(message);

export function translateWith(other: Translate, language?: string): void {
  translate = other;
  spoken = language;
}

/** For dates and numbers of sentences; undefined: as the machine has it. */
export const locale = (): string | undefined => spoken;

/** Speaks from a bundle; English where it lacks a sentence, or there is none. */
export function speak(bundle: Bundle | undefined): void {
  translate = bundle ? (message, ...args) => filled(bundle[message] ?? message, ...args) : filled;
}
