// Every sentence the host shows goes through `t`: vscode.l10n.t inside VS Code, the English text in tests
// that run in plain Node. scripts/l10n.ts collects the sentences, so `t` takes a literal first.

type Argument = string | number | boolean;
type Translate = (message: string, ...args: Argument[]) => string;

let translate: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));

export const t: Translate = (message, ...args) => translate(message, ...args);

export function translateWith(other: Translate): void {
  translate = other;
}

/** The sentence of anything thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
