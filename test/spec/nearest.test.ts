import assert from 'node:assert/strict';
import { didYouMean, nearest } from '../../src/nn/nearest';

const known = ['units', 'activation', 'learningRate', 'he_normal', 'binary_crossentropy', 'adam', 'relu'];

describe('Did you mean', () => {
  const meant: readonly [string, string | undefined][] = [
    ['unit', 'units'],
    ['rleu', 'relu'],
    ['adma', 'adam'],
    ['Adam', 'adam'],
    ['learning_rate', 'learningRate'],
    ['heNormal', 'he_normal'],
    ['he-normal', 'he_normal'],
    ['binary_cross_entropy', 'binary_crossentropy'],
    ['crossentropy', 'binary_crossentropy'],
    ['sgd', undefined],
    ['', undefined],
    ['x'.repeat(1000), undefined],
  ];
  for (const [word, expected] of meant) {
    it(`"${word.slice(0, 30)}": ${expected ?? 'nothing near'}`, () => assert.equal(nearest(word, known), expected));
  }

  it('is never a word without letters', () => assert.equal(nearest('x', ['']), undefined));

  it('is ready to follow a sentence', () => {
    assert.equal(didYouMean('unit', known), ' Did you mean "units"?');
    assert.equal(didYouMean('sgd', known), '');
  });
});
