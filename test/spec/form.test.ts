// Fields of a form, made from the language's schema: every word's options, whatever words there will be.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import schema from '../../media/nnspec.schema.json';
import { optionFacts } from '../../src/nn/describe';
import { layers } from '../../src/nn/layers';
import { losses } from '../../src/nn/losses';
import { optimizers } from '../../src/nn/optimizers';
import { schedules } from '../../src/nn/schedules';
import type { Word } from '../../src/nn/words';
import { valueAt } from '../../src/spec/issues';
import { formOf, layerChoices, layerField, type Field } from '../../src/spec/form';
import { readTree, valueOf } from '../../src/spec/tree';

const all = (field: Field): Field[] => [field, ...('fields' in field.control ? field.control.fields.flatMap(all) : [])];
const form = (spec: Record<string, unknown>, key: string): Field => formOf(schema, spec, [key])[0]!;
const at = (field: Field, ...keys: string[]): Field => {
  const found = all(field).find(({ path }) => path.join('.') === keys.join('.'));
  assert.ok(found, keys.join('.'));
  return found;
};

describe('Fields of a spec', () => {
  it('each word has its options, with their documentation, and what holds where they are not said', () => {
    const check = (words: readonly Word[], field: (type: string) => Field, more: readonly string[] = []): void => {
      for (const word of words) {
        const { control } = field(word.name);
        assert.ok(control.kind === 'word');
        assert.equal(control.chosen, word.name);
        assert.deepEqual(
          control.choices.map(({ name }) => name),
          words.map(({ name }) => name),
        );
        assert.ok(control.choices.every(({ doc }) => doc.length > 20));
        const facts = optionFacts(word);
        assert.deepEqual(control.fields.map(({ key }) => key).sort(), [...more, ...facts.map(({ key }) => key)].sort());
        for (const fact of facts) {
          const option: Field = control.fields.find(({ key }) => key === fact.key)!;
          assert.deepEqual(
            [option.doc, option.required, option.fallback],
            [fact.description, fact.required, fact.default],
          );
        }
      }
    };
    check(layers, (type) => layerField(schema, { type }, 0), ['name']);
    check(losses, (type) => form({ loss: { type } }, 'loss'));
    check(optimizers, (type) => at(form({ training: { optimizer: type } }, 'training'), 'training', 'optimizer'));
    check(schedules, (type) => at(form({ training: { schedule: { type } } }, 'training'), 'training', 'schedule'));
    assert.deepEqual(
      layerChoices(schema).map(({ name }) => name),
      layers.map(({ name }) => name),
    );
  });

  it('an alias is its word, a word that nobody said is its default', () => {
    const loss = form({ loss: 'mse' }, 'loss').control;
    assert.ok(loss.kind === 'word' && loss.chosen === 'mean_squared_error');
    const optimizer = at(form({}, 'training'), 'training', 'optimizer');
    assert.ok(optimizer.control.kind === 'word' && optimizer.control.chosen === 'rmsprop');
    assert.equal(optimizer.value, undefined);
  });

  it('fields know their kind: numbers with words, choices, flags, groups that may be absent, lists', () => {
    const training = form({}, 'training');
    const kind = (...keys: string[]): unknown => {
      const { control } = at(training, 'training', ...keys);
      return control.kind === 'number' ? [control.whole, control.least, control.words] : control.kind;
    };
    assert.deepEqual(kind('batchSize'), [true, 1, ['full']]);
    assert.deepEqual(kind('threads'), [true, 1, ['auto']]);
    assert.deepEqual(kind('precision'), 'choice');
    assert.deepEqual(kind('shuffle'), 'flag');
    assert.deepEqual(kind('earlyStopping'), 'group');
    assert.equal(all(training).filter(({ path }) => path[1] === 'earlyStopping').length, 1, 'not given: no fields');
    const metrics = form({ metrics: ['mse', 'accuracy', { type: 'top_k', k: 3 }] }, 'metrics').control;
    assert.ok(metrics.kind === 'names');
    assert.deepEqual(metrics.chosen.slice(1), ['accuracy', 'top_k']);
  });

  it('data that is made in code has the options of its own behind the source', () => {
    const keys = (data: unknown): string[] => {
      const { control } = form({ data }, 'data');
      return control.kind === 'group' ? control.fields.map(({ key }) => key).slice(0, 4) : [];
    };
    assert.deepEqual(keys('builtin:circle'), ['source', 'samples', 'noise', 'seed']);
    assert.deepEqual(keys({ source: 'table.csv' }), ['source', 'validation', 'test', 'format']);
    const source = at(form({ data: { source: { images: 'a', labels: 'b' } } }, 'data'), 'data', 'source');
    assert.equal(source.control.kind, 'json');
  });

  it('every value of every example is in a field, as it stands there', () => {
    const folder = path.join(__dirname, '../../examples');
    for (const file of readdirSync(folder).filter((name) => /.\.nnspec$/.test(name))) {
      const spec = valueOf(readTree(readFileSync(path.join(folder, file), 'utf8')).root!) as Record<string, unknown>;
      const network = spec['network'] as unknown[];
      const keys = Object.keys(spec).filter((key) => key !== 'network');
      const fields = [
        ...formOf(schema, spec, keys),
        ...network.map((layer, i) => layerField(schema, layer, i)),
      ].flatMap(all);
      const shown = new Map(fields.map((field) => [field.path.join('.'), field]));
      const visit = (value: unknown, place: readonly (string | number)[]): void => {
        const field = shown.get(place.join('.'));
        const whole = field && ['json', 'names'].includes(field.control.kind);
        if (typeof value === 'object' && value !== null && !Array.isArray(value) && !whole) {
          for (const [key, one] of Object.entries(value)) if (key !== 'type') visit(one, [...place, key]);
        } else {
          assert.ok(field, `${file}: ${place.join('.')}`);
          assert.deepEqual(field.value ?? valueAt(spec, place), value);
        }
      };
      for (const key of keys) visit(spec[key], [key]);
      network.forEach((layer, i) => visit(layer, ['network', i]));
    }
  });
});
