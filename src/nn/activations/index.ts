// Every activation a spec may name.
import { lookup } from '../resolve';
import type { Activation } from '../words';
import { elu } from './elu';
import { gelu } from './gelu';
import { hardSigmoid } from './hardSigmoid';
import { leakyRelu } from './leakyRelu';
import { linear } from './linear';
import { relu } from './relu';
import { selu } from './selu';
import { sigmoid } from './sigmoid';
import { silu } from './silu';
import { softmax } from './softmax';
import { softplus } from './softplus';
import { softsign } from './softsign';
import { step } from './step';
import { tanh } from './tanh';

export const activations: readonly Activation[] = [
  linear,
  relu,
  leakyRelu,
  elu,
  selu,
  gelu,
  silu,
  softplus,
  softsign,
  tanh,
  sigmoid,
  hardSigmoid,
  softmax,
  step,
];

export const activation = lookup(activations);
