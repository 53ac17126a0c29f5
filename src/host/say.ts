// What the host says: `t` of the core, which inside VS Code is vscode.l10n.t.
import { t } from '../l10n';

export { locale, t, translated, translateWith, word } from '../l10n';

/** Why nothing is trained or kept at a place that is no folder of a disk, such as one on a web server. */
export function notOnDisk({ scheme }: { readonly scheme: string }): string {
  return t(
    'Training reads data files and keeps runs on a disk, and this is at "{0}:": specs can be written here, but copy the folder to a disk to train them.',
    scheme,
  );
}

/** The sentence of anything thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
