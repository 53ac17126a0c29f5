// May a dataset be fetched? Asked once, with its size, address and the folder it goes to. Not modal: the answer
// can wait while the user looks around; a question closed without an answer means no.
import * as vscode from 'vscode';
import { t } from './say';
import type { Consent } from './session';
import { mayDownload } from './settings';

export async function askConsent(
  { dataset, bytes, from }: Consent,
  folder: string,
  log: vscode.LogOutputChannel,
): Promise<boolean> {
  if (!mayDownload()) {
    log.info(t('{0} was not fetched: the setting nnspec.datasets.allowDownload is "never".', dataset));
    return false;
  }
  const allow = t('Allow');
  const answer = await vscode.window.showInformationMessage(
    t(
      'Fetch the dataset "{0}" ({1}) from {2}? It is checked and kept in {3}.',
      dataset,
      megabytes(bytes),
      from,
      folder,
    ),
    allow,
    t('Cancel'),
  );
  log.info(answer === allow ? t('Fetching {0} from {1}', dataset, from) : t('{0} is not fetched', dataset));
  return answer === allow;
}

export function megabytes(bytes: number): string {
  const mb = bytes / 1e6;
  return mb >= 0.1 ? `${mb.toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} KB`;
}
