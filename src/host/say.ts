// What the host says: `t` of the core, which inside VS Code is vscode.l10n.t.

export { locale, t, translated, translateWith, word } from '../l10n';

/** The sentence of anything thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
