// What the host says: `t` of the core, which inside VS Code is vscode.l10n.t.

export { t, translated, translateWith } from '../l10n';

/** The sentence of anything thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
