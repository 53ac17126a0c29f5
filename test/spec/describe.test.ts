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
    const plain = (body: unknown): unknown =>
      JSON.parse(
        JSON.stringify(body)
          .replace(/"\^\$\{\d:([^}]*)\}"|"\^([\d.]+)"/g, '$1$2')
          .replace(/\$\{\d:([^}]*)\}/g, '$1'),
      );
    const first = (schema['defaultSnippets'] as { body: unknown }[])[0]!.body;
    assert.deepEqual(parseSpec(JSON.stringify(plain(first))).problems, []);
    const items = (schema['properties'] as Record<string, JsonSchema>)['network']!['items'] as JsonSchema;
    for (const { body } of items['defaultSnippets'] as { body: unknown }[]) {
      const text = JSON.stringify({ data: 'builtin:digits', network: [plain(body)], loss: 'mse' });
      assert.deepEqual(parseSpec(text).problems, [], text);
    }
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
