// How long, in what steps, watched by what: parts of `training` that must agree with each other and
// with the rows there are.
import { t } from '../../l10n';
import { metric as metricWord, usualMetrics } from '../../nn/metrics';
import { nearest } from '../../nn/nearest';
import { insert, set } from '../mend';
import { readMonitor } from '../monitor';
import type { PathSegment } from '../problem';
import { error, hasSplit, warning, type Finding, type Subject } from './rule';

export function batches({ spec, known }: Subject): Finding[] {
  const { batchSize } = spec.training;
  const rows = known.rows?.train;
  if (rows === undefined || rows === 0 || batchSize === 'full' || batchSize <= rows) return [];
  // The default is nobody's mistake: four rows of XOR and 32 a batch is a full batch.
  if (batchSize === 32) return [];
  return [
    warning(
      'batch-size',
      ['training', 'batchSize'],
      t`batchSize is ${batchSize}, but there are ${rows} training rows: every update sees all of them. Write "full" if that is meant.`,
      [[set(['training', 'batchSize'], 'full')]],
    ),
  ];
}

export function optimizer({ spec }: Subject): Finding[] {
  const { optimizer } = spec.training;
  const path = ['training', 'optimizer'];
  const findings: Finding[] = [];
  if (optimizer['nesterov'] === true && optimizer['momentum'] === 0) {
    findings.push(
      warning(
        'nesterov',
        [...path, 'nesterov'],
        t('nesterov does nothing without momentum. Set "momentum": 0.9, say.'),
        [[set([...path, 'momentum'], 0.9)]],
      ),
    );
  }
  if (optimizer['learningRate'] === 0) {
    findings.push(
      warning('learning-rate', [...path, 'learningRate'], t('With a learning rate of 0 nothing is learned.')),
    );
  }
  return findings;
}

export function schedule(subject: Subject): Finding[] {
  const { spec, totalIterations: total } = subject;
  const { schedule } = spec.training;
  const path = ['training', 'schedule'];
  const findings: Finding[] = [];
  if (schedule.type === 'reduce_on_plateau')
    findings.push(...monitor(subject, String(schedule['monitor']), [...path, 'monitor']));
  if (total === undefined) return findings;
  const until = schedule['iterations'];
  if (typeof until === 'number' && until > total) {
    findings.push(
      warning(
        'schedule-length',
        [...path, 'iterations'],
        t`The schedule takes ${until} iterations but the run has ${total}: it will not come to its end.`,
        [[set([...path, 'iterations'], total)]],
      ),
    );
  }
  const every = schedule['every'];
  if (typeof every === 'number' && every >= total) {
    findings.push(
      warning(
        'schedule-length',
        [...path, 'every'],
        t`The first change comes after ${every} iterations, but the run has ${total}: the rate stays as it is.`,
      ),
    );
  }
  const at = schedule['at'];
  if (Array.isArray(at) && at.some((t) => Number(t) >= total)) {
    findings.push(
      warning('schedule-length', [...path, 'at'], t`Some changes come after the end: the run has ${total} iterations.`),
    );
  }
  if (schedule.warmup >= total) {
    findings.push(
      warning(
        'schedule-length',
        [...path, 'warmup'],
        t`The warm-up takes ${schedule.warmup} iterations but the run has ${total}: the rate never reaches its value.`,
      ),
    );
  }
  return findings;
}

export function earlyStopping(subject: Subject): Finding[] {
  const { earlyStopping } = subject.spec.training;
  return earlyStopping ? monitor(subject, earlyStopping.monitor, ['training', 'earlyStopping', 'monitor']) : [];
}

/** What is watched must be measured, on a split that there is. */
function monitor(subject: Subject, text: string, path: readonly PathSegment[]): Finding[] {
  const watched = readMonitor(text);
  if (!watched)
    return [
      error(
        'monitor',
        path,
        t`${path.join('.')} must be a split and a value, for example "validation.loss", not "${text}".`,
      ),
    ];
  const { split, value } = watched;
  if (hasSplit(subject, split) === false) {
    return [
      error(
        'monitor',
        path,
        t`"${text}" is watched, but there are no ${split} rows. Add "split": { "${split}": 0.2 } to data, or watch "train.loss".`,
        [[set(['data', 'split', split], 0.2)], [set(path, 'train.loss')]],
      ),
    ];
  }
  if (value === 'loss') return [];
  const { task } = subject.known;
  const measured = subject.spec.metrics?.map((m) => m.type);
  const there = measured ?? (task && usualMetrics(task));
  const known = metricWord(value);
  if (!known)
    return [
      error(
        'monitor',
        path,
        t`"${value}" is no metric. Watch "${split}.loss", or a metric such as "${split}.accuracy".`,
        [[set(path, `${split}.${nearest(value, ['loss', ...(there ?? [])]) ?? 'loss'}`)]],
      ),
    ];
  if (!there || there.includes(known.name)) return [];
  return [
    error(
      'monitor',
      path,
      t`"${text}" is watched, but ${known.name} is not measured. Add "${known.name}" to metrics, or watch "${split}.loss".`,
      [
        [measured ? insert(['metrics', measured.length], known.name) : set(['metrics'], [...there, known.name])],
        [set(path, `${split}.loss`)],
      ],
    ),
  ];
}
