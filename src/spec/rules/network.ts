// The network by itself: shapes that fit, outputs that the data needs, layers that do something.
import { sizeOf } from '../../nn/shape';
import { activation as activationWord } from '../../nn/activations';
import { inferShapes } from '../shapes';
import { error, units, warning, type Finding, type Subject } from './rule';

export function shapes({ spec, known }: Subject): Finding[] {
  const { fault } = inferShapes(spec.network, known.inputShape);
  if (!fault) return [];
  const path = ['network', fault.index, ...(fault.key === undefined ? [] : [fault.key])];
  const { name } = spec.network[fault.index]!;
  return [error('shape-mismatch', path, `${name}: ${fault.message}.`)];
}

export function outputs(subject: Subject): Finding[] {
  const { spec, known, output, last } = subject;
  if (!output) return [];
  const size = sizeOf(output);
  const index = lastWithUnits(subject) ?? spec.network.length - 1;
  const path = ['network', index, 'units'];
  if (last.type === 'softmax' && size === 1) {
    const message =
      'A softmax over one unit is always 1. Use "sigmoid" with binary_crossentropy, or as many units as there are classes.';
    return [error('softmax-of-one', ['network', last.index, 'activation'], message)];
  }
  if (known.outputs === undefined || known.outputs === size) return [];
  const { name } = spec.network[index]!;
  const has = `the last layer has ${units(size, 'unit')}`;
  if (known.task === 'multiclass') {
    return [
      error(
        'output-units',
        path,
        `The data has ${units(known.outputs, 'class', 'classes')} but ${has}: set units of ${name} to ${known.outputs}.`,
      ),
    ];
  }
  if (known.task === 'binary') {
    const message = `Two classes are told apart by one output, but ${has}: set units of ${name} to 1, or use "softmax" with categorical_crossentropy and 2 units.`;
    return [error('output-units', path, message)];
  }
  const columns = known.targetNames?.length ? ` (${known.targetNames.join(', ')})` : '';
  return [
    error(
      'output-units',
      path,
      `The data has ${units(known.outputs, 'target column')}${columns} but ${has}: set units of ${name} to ${known.outputs}.`,
    ),
  ];
}

function lastWithUnits({ spec }: Subject): number | undefined {
  const index = spec.network.findLastIndex((l) => 'units' in l);
  return index < 0 ? undefined : index;
}

export function idleLayers({ spec, last }: Subject): Finding[] {
  const findings: Finding[] = [];
  const end = spec.network.length - 1;
  if (spec.network[end]!.type === 'dropout') {
    findings.push(
      warning(
        'dropout-last',
        ['network', end],
        'Dropout as the last layer silences predictions while training. Put it before the last dense layer, or remove it.',
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
          `"${name}" has no slope, so nothing before it can learn. Use "relu" or "tanh" here; "${name}" is for the last layer of a perceptron.`,
        ),
      );
    } else if (name === 'softmax') {
      findings.push(
        warning(
          'hidden-softmax',
          ['network', index, 'activation'],
          'A softmax inside the network lets little through. It belongs to the last layer; "relu" or "tanh" is usual here.',
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
    const message = `With "${init.type}" all units of ${layer.name} start alike and stay alike: they learn as one. Use "glorot_uniform" or "he_normal".`;
    return [warning('same-start', ['network', index, 'init'], message)];
  });
}
