// The schema in another language, as completion and hover show it.
import assert from 'node:assert/strict';
import schema from '../../../media/nnspec.schema.json';
import { schemaWith } from '../../../src/host/language/schemaText';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

describe('The schema in another language', () => {
  it('is the same where nothing is translated', () => {
    assert.deepEqual(
      schemaWith(schema, (sentence) => sentence),
      schema,
    );
  });

  it('says a word’s summary in it, and formula and source as they are', () => {
    const loud = (sentence: string): string => sentence.toUpperCase();
    const { properties } = schemaWith(schema, loud) as Json;
    const names = properties.loss.anyOf[0] as { enum: string[]; markdownEnumDescriptions: string[] };
    const at = names.enum.indexOf('huber');
    assert.deepEqual(names.markdownEnumDescriptions[at]!.split('\n\n'), [
      'SQUARED FOR SMALL ERRORS, LINEAR BEYOND `DELTA`.',
      '`L = mean (½ e² for |e| ≤ δ, else δ |e| − ½ δ²), e = y − t`',
      'Huber 1964; Keras 3, keras.losses.Huber',
    ]);
  });

  it('says a default in it, the value as it is', () => {
    const { properties } = schemaWith(schema, (sentence) => sentence.replace('Default:', '默认值：')) as Json;
    assert.match(properties.training.properties.batchSize.markdownDescription, /默认值： `32`$/);
  });

  it('names snippets in it, but those that are a piece of a spec', () => {
    const { properties } = schemaWith(schema, () => '译') as Json;
    const labels = (properties.network.items.defaultSnippets as { label: string; description: string }[]).map(
      ({ label, description }) => [label, description],
    );
    assert.deepEqual(labels.slice(0, 2), [
      ['dense', '译'],
      ['dense sigmoid', '译'],
    ]);
    assert.equal(properties.training.defaultSnippets[0].label, '译');
  });
});
