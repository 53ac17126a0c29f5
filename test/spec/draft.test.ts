import assert from 'node:assert/strict';
import { draftShapes, readDraft } from '../../src/spec/draft';
import { parseSpec } from '../../src/spec/parse';

const whole = `{ // a comment
  "data": { "source": "builtin:moons", "samples": 100, "noise": 0.1 },
  "network": [{ "type": "dense", "units": 3, "activation": "tanh", "name": "in" }, "flatten", { "type": "dense", "units": 1 }],
  "loss": { "type": "mse" }, "metrics": ["accuracy", { "type": "top_k", "k": 2 }]
}`;
const types = (text: string): (string | undefined)[] => readDraft(text).network.map((layer) => layer?.name);

describe('A draft of a spec', () => {
  it('is the spec where there is nothing wrong', () => {
    const { spec } = parseSpec(whole.replace(', { "type": "top_k", "k": 2 }', ''));
    const draft = readDraft(whole);
    assert.deepEqual(draft.data, spec!.data);
    assert.deepEqual(draft.network, spec!.network);
    assert.deepEqual(draft.loss, spec!.loss);
    assert.deepEqual(draft.metrics, ['accuracy', 'top_k']);
  });

  it('leaves out keys that are wrong, and keeps the rest of their object', () => {
    const { data, network } = readDraft(
      whole.replace('0.1', '"much"').replace('"samples"', '"sample": 3, "samples"').replace('"tanh"', '"tan"'),
    );
    assert.equal(data?.generator['samples'], 100);
    assert.equal((network[0]?.['activation'] as { type: string }).type, 'linear');
    assert.equal(network[0]?.['units'], 3);
  });

  it('has a hole for a layer that makes no sense, and counts names as the spec does', () => {
    assert.deepEqual(types(whole), ['in', 'flatten_1', 'dense_2']);
    assert.deepEqual(types(whole.replace('"flatten"', '{ "type": "flaten" }')), ['in', undefined, 'dense_2']);
    assert.deepEqual(types(whole.replace('"units": 3, ', '')), [undefined, 'flatten_1', 'dense_2']);
  });

  it('goes on behind a hole with what is known without it', () => {
    const shapes = (text: string, input?: number[]) =>
      draftShapes(readDraft(text).network, input).map((one) => one && [one.index, one.input, one.output]);
    assert.deepEqual(shapes(whole, [2]), [
      [0, [2], [3]],
      [1, [3], [3]],
      [2, [3], [1]],
    ]);
    assert.deepEqual(shapes(whole.replace('"units": 3, ', ''), [2]), [
      undefined,
      [1, undefined, undefined],
      [2, undefined, [1]],
    ]);
    assert.deepEqual(shapes(whole, [2, 2])[0], undefined, 'dense on an image does not fit');
  });

  it('reads a text that ends in the middle', () => {
    assert.equal(readDraft(whole.slice(0, whole.indexOf('"metrics"'))).loss?.type, 'mean_squared_error');
    assert.deepEqual(types(whole.slice(0, whole.indexOf('"flatten"') + 4)).slice(0, 1), ['in']);
    for (const text of ['', '[', '3', '{', '{ "network": 1, "data": 2, "loss": 3, "metrics": 4 }', '{"__proto__": 1'])
      assert.deepEqual([readDraft(text).network, readDraft(text).loss], [[], undefined]);
  });

  it('a million brackets are no draft, not an overflow', () => {
    assert.equal(readDraft('['.repeat(900_000)).root, undefined);
    assert.equal(readDraft(`{ "loss": mse, "network": ${'['.repeat(900_000)}`).root, undefined);
    assert.equal(readDraft(`{ "loss": mse, "network": ${'['.repeat(150)}`).root, undefined);
  });
});

describe('Layers that were read before', () => {
  const spec = (layers: string): string => `{ "data": "builtin:xor", "network": [${layers}], "loss": "mse" }`;
  const places = (text: string): string[] => parseSpec(text).problems.map((p) => `${p.code} ${p.path.join('.')}`);

  it('have their problems at their own place each time', () => {
    const wrong = '{ "type": "dense", "unit": 1 }';
    for (let times = 0; times < 3; times++)
      assert.deepEqual(places(spec(`${wrong}, ${wrong}`)), [
        'unknown-key network.0.unit',
        'unknown-key network.1.unit',
      ]);
  });

  it('null and a number that is too large are not taken for each other', () => {
    const messages = ['null', '1e999', 'null'].map(
      (units) => parseSpec(spec(`{ "type": "dense", "units": ${units} }`)).problems[0]?.message,
    );
    assert.match(messages[0]!, /is null/);
    assert.match(messages[1]!, /too large/);
    assert.equal(messages[2], messages[0]);
  });
});
