// Gradient check: analytic against numeric gradients in float64. A run under way or a kept one that is shown is checked with
// its present weights, whatever the spec says by now, one that has ended if the spec is still its own; any other spec with
// fresh ones, in a worker of its own that keeps no run.
import * as vscode from 'vscode';
import type { GradientCheckReport } from '../protocol/engine';
import { t } from './say';
import type { Session } from './session';

/** Rows the check uses: more of them find no more faults, and take longer. */
const SAMPLES = 4;

export async function gradientCheck(
  session: Session,
  text: string,
  log: vscode.LogOutputChannel,
  /** A session that keeps nothing; closed by us. */
  spare: () => Session,
): Promise<GradientCheckReport | undefined> {
  const present = session.live && (session.kept !== undefined || session.active || session.text === text);
  const checked = present
    ? t('{0}, iteration {1}', session.name, session.position?.iteration ?? 0)
    : t('{0}, untrained', session.name);
  const report = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: t('Checking the gradients of {0}', session.name),
    },
    async (_, cancelled) => {
      const stopped = new Promise<undefined>((resolve) => cancelled.onCancellationRequested(() => resolve(undefined)));
      if (present) return Promise.race([session.gradcheck(SAMPLES), stopped]);
      const own = spare();
      try {
        const check = own.start(text, { then: 'stand' }).then(() => own.gradcheck(SAMPLES));
        const found = await Promise.race([check, stopped]);
        if (found) session.keepGradcheck(found);
        else check.catch(() => undefined); // rejected when its worker is ended below
        return found;
      } finally {
        await own.endWorker();
        await own.dispose();
      }
    },
  );
  if (!report) return undefined;
  for (const line of reportLines(checked, report)) log.info(line);
  const details = t('Show details');
  const message = verdict(checked, report);
  const shown = report.passed
    ? vscode.window.showInformationMessage(message, details)
    : vscode.window.showWarningMessage(message, details);
  void shown.then((answer) => {
    if (answer === details) log.show(true);
  });
  return report;
}

function verdict(name: string, report: GradientCheckReport): string {
  if (report.checked === 0)
    return t(
      '{0}: nothing could be compared, because all {1} entries lie at a kink of the loss. Train a little first.',
      name,
      report.skipped,
    );
  const worst = report.worst[0]; // measured by what is allowed, which is more for a larger entry
  const difference = Math.max(0, ...report.byTensor.map((one) => one.worst)).toExponential(1);
  return report.passed
    ? t(
        '{0}: all {1} gradients agree with central differences (worst difference {2}).',
        name,
        report.checked,
        difference,
      )
    : t('{0}: gradients differ from central differences, worst by {1} in {2}.', name, difference, worst?.tensor ?? '?');
}

function reportLines(name: string, report: GradientCheckReport): string[] {
  const { checked, skipped, samples, epsilon, atol, rtol } = report;
  return [
    report.passed ? t('{0}: gradient check passed', name) : t('{0}: gradient check FAILED', name),
    `  ${t('{0} entries, {1} left out at a kink, {2} samples; eps {3}, atol {4}, rtol {5}', checked, skipped, samples, epsilon, atol, rtol)}`,
    ...report.byTensor.map(
      (one) =>
        `  ${one.passed ? 'ok  ' : 'FAIL'} ${t('{0}: {1} entries, worst {2}', one.tensor, one.checked, one.worst.toExponential(2))}`,
    ),
    ...report.worst
      .slice(0, 10)
      .map(
        (one) =>
          `  ${t('{0}: analytic {1}, numeric {2}, difference {3}', `${one.tensor}[${one.index.join(', ')}]`, one.analytic, one.numeric, one.difference.toExponential(2))}`,
      ),
  ];
}
