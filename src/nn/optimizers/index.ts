// Every optimizer a spec may name.
import { lookup } from '../resolve';
import type { Optimizer } from '../words';
import { adadelta } from './adadelta';
import { adagrad } from './adagrad';
import { adam } from './adam';
import { adamw } from './adamw';
import { nadam } from './nadam';
import { perceptron } from './perceptron';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

export const optimizers: readonly Optimizer[] = [sgd, rmsprop, adagrad, adadelta, adam, nadam, adamw, perceptron];

export const optimizer = lookup(optimizers);
