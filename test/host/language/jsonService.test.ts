import assert from 'node:assert/strict';
import { generators } from '../../../src/data/generators';
import { activations } from '../../../src/nn/activations';
import { initializers } from '../../../src/nn/initializers';
import { layers } from '../../../src/nn/layers';
import { losses } from '../../../src/nn/losses';
import { metrics } from '../../../src/nn/metrics';
import { optimizers } from '../../../src/nn/optimizers';
import { schedules } from '../../../src/nn/schedules';
import { complete, folds, hover, rangesAround } from '../../../src/host/language/jsonService';

/** Labels offered where the text has a bar. */
async function offered(text: string): Promise<string[]> {
  const items = await complete(text.replace('|', ''), text.indexOf('|'));
  return items.map((i) => i.label.replace(/^"|"$/g, ''));
}

/** Hover on the first letter of `word`. */
async function about(text: string, word: string): Promise<string> {
  return (await hover(text, text.indexOf(word) + 1))?.markdown ?? '';
}

const layer = (inside: string): string => `{ "network": [{ ${inside} }] }`;

describe('Completion', () => {
  it('keys that mean nothing here stand last', async () => {
    const sorted = (await complete('{  }', 2)).map((i) => i.sortText ?? i.label).sort();
    assert.equal(sorted.at(-1), '~$schema');
    assert.ok(sorted.includes('data') && sorted.includes('network'));
  });

  it('offers the parts of a spec', async () => {
    const keys = await offered('{ | }');
    for (const key of ['data', 'network', 'loss', 'training', 'metrics', 'export', 'initialWeights'])
      assert.ok(keys.includes(key), key);
  });

  it('offers whole specs in an empty file, and whole blocks', async () => {
    assert.deepEqual((await offered('|')).slice(0, 2), ['A first network', 'A table, two classes']);
    assert.ok((await offered('{ "network": | }')).includes('Layers for images'));
    assert.ok((await offered('{ "training": | }')).includes('Mini-batches with Adam'));
    assert.ok((await offered('{ "export": [|] }')).includes('predict.py'));
  });

  it('offers layers, then only the options of the very layer', async () => {
    const layers = await offered('{ "network": [|] }');
    for (const name of ['dense', 'dense softmax', 'flatten', 'dropout', 'batch_norm'])
      assert.ok(layers.includes(name), name);
    assert.deepEqual(await offered(layer('"|"')), ['type']);
    assert.deepEqual((await offered(layer('"type": "dropout", "|"'))).sort(), ['name', 'rate']);
    const dense = await offered(layer('"type": "dense", "units": 3, "|"'));
    assert.deepEqual(dense.sort(), ['activation', 'bias', 'biasInit', 'init', 'l1', 'l2', 'name']);
  });

  it('offers activations as names and, in an object, their options', async () => {
    assert.ok((await offered(layer('"type": "dense", "activation": "|"'))).includes('leaky_relu'));
    assert.deepEqual(await offered(layer('"type": "dense", "activation": { "type": "leaky_relu", "|" }')), [
      'negativeSlope',
    ]);
  });

  it('offers optimizers and schedules with their own options', async () => {
    assert.ok((await offered('{ "training": { "optimizer": { "type": "|" } } }')).includes('adamw'));
    const sgd = await offered('{ "training": { "optimizer": { "type": "sgd", "|" } } }');
    assert.deepEqual(sgd.sort(), ['learningRate', 'momentum', 'nesterov', 'weightDecay']);
    assert.deepEqual((await offered('{ "training": { "schedule": { "type": "step", "|" } } }')).sort(), [
      'every',
      'factor',
      'warmup',
    ]);
  });

  it('offers sources, and a generator’s own options only with that generator', async () => {
    const sources = await offered('{ "data": "|" }');
    assert.ok(sources.includes('builtin:xor') && sources.includes('dataset:mnist'));
    assert.ok((await offered('{ "data": { "source": "builtin:spiral", "|" } }')).includes('turns'));
    const table = await offered('{ "data": { "source": "a.csv", "|" } }');
    assert.ok(table.includes('target') && !table.includes('turns'));
  });

  it('works in a text that is not whole', async () => {
    assert.ok((await offered('{ "network": [{ "type": "dense", "activation": "|')).includes('relu'));
  });

  it('inserts a layer as a snippet with its numbers to fill in', async () => {
    const item = (await complete('{ "network": [] }', 14)).find((i) => i.label === 'dense');
    assert.equal(item?.insertTextFormat, 2);
    assert.match(item?.textEdit?.newText ?? '', /"units": \$\{1:8\},/);
  });
});

describe('Hover', () => {
  const text = `{ // a comment
    "data": "builtin:moons",
    "network": [{ "type": "dense", "units": 3, "activation": "gelu", "init": "he_normal" }],
    "loss": "mse", "training": { "optimizer": { "type": "adam", "beta1": 0.5 }, "batchSize": 4 },
  }`;

  it('tells words with their formula and source', async () => {
    assert.match(await about(text, '"gelu"'), /erf|Φ/);
    assert.match(await about(text, '"he_normal"'), /He et al/);
    assert.match(await about(text, '"adam"'), /Kingma & Ba/);
    assert.match(await about(text, '"mse"'), /L = mean/);
    assert.match(await about(text, '"builtin:moons"'), /moons/i);
  });

  it('tells the formula of every word, wherever it may stand', async () => {
    const places: [readonly { readonly name: string; readonly formula: string }[], (name: string) => string][] = [
      [layers, (name) => layer(`"type": "${name}"`)],
      [activations, (name) => layer(`"type": "dense", "units": 1, "activation": "${name}"`)],
      [activations, (name) => layer(`"type": "activation", "activation": { "type": "${name}" }`)],
      [initializers, (name) => layer(`"type": "dense", "units": 1, "biasInit": { "type": "${name}" }`)],
      [losses, (name) => `{ "loss": "${name}" }`],
      [metrics, (name) => `{ "metrics": ["${name}"] }`],
      [optimizers, (name) => `{ "training": { "optimizer": { "type": "${name}" } } }`],
      [schedules, (name) => `{ "training": { "schedule": { "type": "${name}" } } }`],
      [generators, (name) => `{ "data": { "source": "builtin:${name}" } }`],
    ];
    for (const [words, spec] of places)
      for (const { name, formula } of words) {
        const said = await about(spec(name), `${name}"`);
        assert.ok(said.includes(formula), `${spec(name)}: ${said}`);
      }
  });

  it('tells keys with their defaults', async () => {
    assert.match(await about(text, '"batchSize"'), /Rows per update.*Default: `32`/s);
    assert.match(await about(text, '"beta1"'), /Default: `0\.9`/);
    assert.match(await about(text, '"units"'), /How many outputs/);
  });

  it('tells what the key "type" is for, and then of the word', async () => {
    const type = await about(text, '"type": "adam"');
    assert.match(type, /^Its name; the keys beside it are its options\..*Kingma & Ba/s);
  });
});

describe('Folding and selection', () => {
  const text = '{\n"data": "builtin:xor",\n"network": [\n{"type": "flatten"}\n]}';
  it('lists fold', () => assert.ok(folds(text).some((f) => f.startLine === 2)));
  it('a selection grows from a word to its list', () => {
    const grown = rangesAround(text, text.indexOf('flatten') + 1).map((r) => text.slice(r.offset, r.offset + r.length));
    for (const part of ['"flatten"', '{"type": "flatten"}', text]) assert.ok(grown.includes(part), part);
    assert.ok(grown.every((g, i) => g.includes(grown[i - 1] ?? '')));
  });
});
