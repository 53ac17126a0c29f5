// `builtin:xor`: the smallest problem that needs a hidden layer.
import { truthTable } from './truthTable';

export const xor = truthTable(
  {
    name: 'xor',
    summary: 'The four rows of the exclusive or of two bits. No line separates the classes: it needs a hidden layer.',
    formula: 'a ⊕ b',
    source: 'Minsky & Papert 1969, Perceptrons; Rumelhart, Hinton & Williams 1986, Nature 323',
  },
  (a, b) => a ^ b,
);
