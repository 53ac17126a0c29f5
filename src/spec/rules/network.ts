// The network by itself: shapes that fit, outputs that the data needs, layers that do something.
import { t } from '../../l10n';
import { sizeOf } from '../../nn/shape';
import { activation as activationWord } from '../../nn/activations';
import { insert, remove, set } from '../mend';
import { inferShapes } from '../shapes';
import { activationSet, lastWithUnits, madeFor, unitsSet } from './fitting';
import { error, warning, type Finding, type Subject } from './rule';

export function shapes({ spec, known }: Subject): Finding[] {
  const { fault, layers } = inferShapes(spec.network, known.inputShape);
  if (!fault) return [];
  const path = ['network', fault.index, ...(fault.key === undefined ? [] : [fault.key])];
  const layer = spec.network[fault.index]!;
  const input = layers.at(-1)?.output ?? known.inputShape;
  const whenFlat = input && input.length > 1 ? inferShapes([layer], [sizeOf(input)]) : undefined;
  const mends = whenFlat && !whenFlat.fault ? [[insert(['network', fault.index], { type: 'flatten' })]] : [];
  return [error('shape-mismatch', path, `${layer.name}: ${fault.message}.`, mends)];
}

export function outputs(subject: Subject): Finding[] {
  const { spec, known, output, last } = subject;
  if (!output) return [];
  const size = sizeOf(output);
  const index = lastWithUnits(subject) ?? spec.network.length - 1;
  const path = ['network', index, 'units'];
  if (last.type === 'softmax' && size === 1) {
    const message = t(
      'A softmax over one unit is always 1. Use "sigmoid" with binary_crossentropy, or as many units as there are classes.',
    );
    const mends = madeFor(known.task === 'multiclass' ? 'multiclass' : 'binary', subject);
    return [error('softmax-of-one', ['network', last.index, 'activation'], message, mends)];
  }
  if (known.outputs === undefined || known.outputs === size) return [];
  const { name } = spec.network[index]!;
  const units = unitsSet(subject, known.outputs);
  const mends = units.length ? [units] : [];
  const has = size === 1 ? t('the last layer has 1 unit') : t`the last layer has ${size} units`;
  if (known.task === 'multiclass') {
    return [
      error(
        'output-units',
        path,
        t`The data has ${known.outputs} classes but ${has}: set units of ${name} to ${known.outputs}.`,
        mends,
      ),
    ];
  }
  if (known.task === 'binary') {
    const message = t`Two classes are told apart by one output, but ${has}: set units of ${name} to 1, or use "softmax" with categorical_crossentropy and 2 units.`;
    const softmax = size === 2 ? activationSet(subject, 'softmax') : undefined;
    const asTwo = softmax ? [[set(['loss'], 'categorical_crossentropy'), ...softmax]] : [];
    return [error('output-units', path, message, [...mends, ...asTwo])];
  }
  const columns = known.targetNames?.length ? ` (${known.targetNames.join(', ')})` : '';
  return [
    error(
      'output-units',
      path,
      known.outputs === 1
        ? t`The data has 1 target column${columns} but ${has}: set units of ${name} to 1.`
        : t`The data has ${known.outputs} target columns${columns} but ${has}: set units of ${name} to ${known.outputs}.`,
      mends,
    ),
  ];
}

export function idleLayers({ spec, last }: Subject): Finding[] {
  const findings: Finding[] = [];
  const end = spec.network.length - 1;
  if (spec.network[end]!.type === 'dropout') {
    findings.push(
      warning(
        'dropout-last',
        ['network', end],
        t(
          'Dropout as the last layer silences predictions while training. Put it before the last dense layer, or remove it.',
        ),
        [[remove(['network', end])]],
      ),
    );
  }
  spec.network.forEach((layer, index) => {
    const name = (layer['activation'] as { type: string } | undefined)?.type;
    if (index === last.index || name === undefined) return;
    if (activationWord(name)?.differentiable === false) {
      findings.push(
        error(
          'no-gradient',
          ['network', index, 'activation'],
          t`"${name}" has no slope, so nothing before it can learn. Use "relu" or "tanh" here; "${name}" is for the last layer of a perceptron.`,
          [[set(['network', index, 'activation'], 'relu')]],
        ),
      );
    } else if (name === 'softmax') {
      findings.push(
        warning(
          'hidden-softmax',
          ['network', index, 'activation'],
          t(
            'A softmax inside the network lets little through. It belongs to the last layer; "relu" or "tanh" is usual here.',
          ),
          [[set(['network', index, 'activation'], 'relu')]],
        ),
      );
    }
  });
  return findings;
}

/** Units that start alike get the same gradient and stay alike for ever. */
export function sameStart({ spec, last }: Subject): Finding[] {
  if (spec.initialWeights !== undefined) return [];
  return spec.network.flatMap((layer, index) => {
    const init = layer['init'] as { type: string } | undefined;
    const alike = init && ['zeros', 'ones', 'constant'].includes(init.type);
    if (!alike || layer['units'] === 1 || index >= last.index) return [];
    const message = t`With "${init.type}" all units of ${layer.name} start alike and stay alike: they learn as one. Use "glorot_uniform" or "he_normal".`;
    const path = ['network', index, 'init'];
    return [warning('same-start', path, message, [[set(path, 'glorot_uniform')]])];
  });
}
