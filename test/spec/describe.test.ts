import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getLanguageService, TextDocument, type JSONSchema } from 'vscode-json-languageservice';
import { stale } from '../../scripts/generate';
import { activations } from '../../src/nn/activations';
import { initializers } from '../../src/nn/initializers';
import { layers } from '../../src/nn/layers';
import { losses } from '../../src/nn/losses';
import { metrics } from '../../src/nn/metrics';
import { optimizers } from '../../src/nn/optimizers';
import { schedules } from '../../src/nn/schedules';
import { jsonSchema, type JsonSchema } from '../../src/spec/describe';
import { checkSpec } from '../../src/spec/check';
import { parseSpec } from '../../src/spec/parse';
import { reference } from '../../src/spec/reference';
import { catalogue, exportFormats, generators } from '../../src/spec/vocabulary';

const root = path.join(__dirname, '..', '..');
const schema = jsonSchema();
const words = [...layers, ...activations, ...initializers, ...losses, ...optimizers, ...schedules, ...metrics];

/** What the schema, as another editor would use it, says of a text. */
async function complaints(text: string): Promise<string[]> {
  const service = getLanguageService({});
  service.configure({ validate: true, allowComments: true });
  const document = TextDocument.create('file:///a.nnspec', 'nnspec', 1, text);
  const settings = { trailingCommas: 'ignore', comments: 'ignore', schemaValidation: 'error' } as const;
  const found = await service.doValidation(
    document,
    service.parseJSONDocument(document),
    settings,
    schema as JSONSchema,
  );
  return found.map((d) => String(d.message));
}

describe('The JSON Schema', () => {
  it('accepts every example', async () => {
    const folder = path.join(root, 'examples');
    for (const file of readdirSync(folder).filter((f) => /.\.nnspec$/.test(f)))
      assert.deepEqual(await complaints(readFileSync(path.join(folder, file), 'utf8')), [], file);
  });

  it('refuses unknown keys and words, as the parser does', async () => {
    const bad = [
      '{ "data": "builtin:xor", "network": [{ "type": "dense", "unit": 1 }], "loss": "mse" }',
      '{ "data": "builtin:xor", "network": [{ "type": "dens" }], "loss": "mse" }',
      '{ "data": "builtin:xor", "network": [{ "type": "dense", "units": 1, "activation": "rleu" }], "loss": "mse" }',
      '{ "data": { "source": "builtin:xor", "samples": 4 }, "network": [{ "type": "flatten" }], "loss": "mse" }',
      '{ "data": { "source": "a.csv", "noise": 4 }, "network": [{ "type": "flatten" }], "loss": "mse" }',
      '{ "data": "builtin:xor", "network": [], "loss": "mse" }',
      '{ "data": "builtin:xor", "network": [{ "type": "flatten" }] }',
    ];
    for (const text of bad) {
      assert.notEqual((await complaints(text)).length, 0, text);
      assert.ok(parseSpec(text).problems.length > 0, text);
    }
  });

  it('says something about every key, in Markdown', () => {
    const bare: string[] = [];
    const visit = (json: unknown, at: string): void => {
      if (Array.isArray(json)) return json.forEach((one, i) => visit(one, `${at}/${i}`));
      if (typeof json !== 'object' || json === null) return;
      for (const [key, value] of Object.entries(json as JsonSchema)) {
        if (key === 'properties' && !/\/(if|not)$/.test(at)) {
          for (const [name, property] of Object.entries(value as JsonSchema))
            if (property !== true && !(property as JsonSchema)['markdownDescription']) bare.push(`${at}/${name}`);
        }
        if (key !== 'default' && key !== 'defaultSnippets') visit(value, `${at}/${key}`);
      }
    };
    visit(schema, '');
    assert.deepEqual(bare, []);
  });

  it('its snippets are valid specs, layers and words', async () => {
    const plain = (text: string): unknown => JSON.parse(text.replace(/\$\{\d:([^}]*)\}/g, '$1'));
    const snippets = (json: unknown): [label: string, body: unknown][] =>
      (json as { defaultSnippets: { label: string; bodyText: string }[] }).defaultSnippets.map(
        ({ label, bodyText }) => [label, plain(bodyText)],
      );
    const valid = (spec: object, label: string): void => {
      const text = JSON.stringify(spec);
      const parsed = parseSpec(text);
      assert.deepEqual(parsed.problems, [], label);
      assert.deepEqual(
        checkSpec(parsed.spec!, text).filter((p) => p.severity === 'error'),
        [],
        label,
      );
    };
    const xor = { data: 'builtin:xor', network: [{ type: 'dense', units: 1, activation: 'sigmoid' }] };
    const table = { data: 'a.csv', loss: 'mse' };
    const parts = schema['properties'] as Record<string, JsonSchema>;
    const inside = (part: string) => parts[part]!['properties'] as Record<string, JsonSchema>;
    const whole = snippets(schema);
    assert.ok(whole.length >= 5);
    assert.match(
      JSON.stringify(schema['defaultSnippets']),
      /\\t\\"network\\": \[\\n\\t\\t\{ \\"type\\": \\"dense\\", \\"units\\": \$\{2:4\}/,
      'a layer on a line',
    );
    for (const [label, body] of whole) valid(body as object, label);
    for (const [label, network] of snippets(parts['network'])) {
      const end = (network as { activation: string }[]).at(-1)!.activation;
      const loss = { sigmoid: 'binary_crossentropy', softmax: 'categorical_crossentropy' }[end] ?? 'mse';
      valid({ data: 'a.csv', network, loss }, label);
    }
    for (const [label, body] of snippets(parts['network']!['items'])) {
      const text = JSON.stringify({ ...table, network: [body] });
      assert.deepEqual(parseSpec(text).problems, [], label);
    }
    for (const [label, training] of snippets(parts['training']))
      valid(
        { ...xor, loss: 'binary_crossentropy', training, data: { source: 'a.csv', split: { validation: 0.1 } } },
        label,
      );
    for (const [label, earlyStopping] of snippets(inside('training')['earlyStopping']))
      valid(
        {
          ...table,
          network: xor.network,
          data: { source: 'a.csv', split: { validation: 0.1 } },
          training: { earlyStopping },
        },
        label,
      );
    for (const [label, data] of snippets(parts['data']))
      valid({ ...table, network: [{ type: 'dense', units: 1 }], data }, label);
    const exported = snippets(parts['export']!['items']);
    assert.deepEqual(
      exported.map(([label]) => label),
      exportFormats.map(({ name }) => name),
    );
    valid({ ...table, network: [{ type: 'dense', units: 1 }], export: exported.map(([, one]) => one) }, 'exports');
  });
});

describe('The reference page', () => {
  const page = reference([]);
  it('has every word with its formula, source and options', () => {
    for (const word of words) {
      assert.ok(page.includes(`\`${word.name}\``), word.name);
      assert.ok(page.includes(word.formula), `${word.name}'s formula`);
      assert.ok(page.includes(word.source), `${word.name}'s source`);
      for (const key of Object.keys(word.options.shape as object))
        assert.ok(page.includes(`| \`${key}\` |`), `${word.name}.${key}`);
    }
  });

  it('has every source and export format', () => {
    for (const { name } of generators) assert.ok(page.includes(`\`builtin:${name}\``), name);
    for (const { name } of catalogue) assert.ok(page.includes(`\`dataset:${name}\``), name);
    for (const { name } of exportFormats) assert.ok(page.includes(`| \`${name}\` |`), name);
  });
});

it('media/nnspec.schema.json and docs/reference.md are what scripts/generate.ts writes now', async () => {
  assert.deepEqual(await stale(), []);
});
