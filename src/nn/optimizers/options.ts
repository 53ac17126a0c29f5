// Options that several optimizers share.
import { z } from 'zod';

export const learningRate = (value: number) =>
  z.number().min(0).default(value).describe('Step size; a schedule multiplies or replaces it over time.');
export const epsilon = z.number().positive().default(1e-7).describe('Keeps the division finite.');
export const beta1 = z.number().min(0).lt(1).default(0.9).describe('Decay of the mean of the gradients.');
export const beta2 = z.number().min(0).lt(1).default(0.999).describe('Decay of the mean of their squares.');
export const weightDecay = (value: number) =>
  z
    .number()
    .min(0)
    .default(value)
    .describe('Decoupled weight decay: each step first shrinks w by learningRate · weightDecay · w.');
