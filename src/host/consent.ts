// May a dataset be fetched? Asked once, with its size, address and the folder it goes to. Not modal: the answer
// can wait while the user looks around; a question closed without an answer means no.
import * as vscode from 'vscode';
import { byteSize } from '../protocol/byteSize';
import { t } from './say';
import type { Consent } from './session';
import { mayDownload } from './settings';

/** VS Code shows a message for ten seconds. */
const ASK_AGAIN_MS = 11_000;

export async function askConsent(
  { dataset, bytes, from }: Consent,
  folder: string,
  wanted: () => boolean,
  log: vscode.LogOutputChannel,
): Promise<boolean> {
  if (!mayDownload()) {
    log.info(t('{0} was not fetched: the setting nnspec.datasets.allowDownload is "never".', dataset));
    return false;
  }
  const question = t(
    'Fetch the dataset "{0}" ({1})? It comes from {2} and is kept in {3}, checked by its SHA-256.',
    dataset,
    byteSize(bytes),
    from,
    folder,
  );
  const allowed = await untilAnswered(question, wanted);
  log.info(allowed ? t('Fetching {0} from {1}', dataset, from) : t('{0} is not fetched', dataset));
  return allowed;
}

/**
 * A question without an answer slips into the list behind the bell after some seconds, while the run waits: it is
 * shown again. VS Code then closes the one before, as if the user had; only the last one's answer counts.
 */
function untilAnswered(question: string, wanted: () => boolean): Promise<boolean> {
  const allow = t('Allow');
  return new Promise((resolve) => {
    let last = 0;
    const ask = (): void => {
      if (!wanted()) {
        resolve(false);
        return;
      }
      const mine = ++last;
      const again = setTimeout(ask, ASK_AGAIN_MS);
      void vscode.window.showInformationMessage(question, allow, t('Not Now')).then((answer) => {
        if (mine !== last) return;
        clearTimeout(again);
        resolve(answer === allow);
      });
    };
    ask();
  });
}
