// `builtin:or`: a perceptron can learn it.
import { truthTable } from './truthTable';

export const or = truthTable(
  {
    name: 'or',
    summary: 'The four rows of the logical OR of two bits. A line separates the classes: one perceptron learns it.',
    formula: 'a ∨ b',
    source: 'Rosenblatt 1958, Psychological Review 65(6)',
  },
  (a, b) => a | b,
);
