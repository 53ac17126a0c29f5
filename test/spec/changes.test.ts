// Changes asked for in the panel, as edits of the text: what they make of it, and that they lose nothing.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Rng } from '../../src/nn/rng';
import { changeEdit, type SpecChange } from '../../src/spec/changes';
import { commentsIn } from '../../src/spec/entries';
import { edited } from '../../src/spec/edits';
import { parseSpec } from '../../src/spec/parse';
import { readTree, valueOf } from '../../src/spec/tree';

const examples = path.join(__dirname, '../../examples');
const example = (name: string): string => readFileSync(path.join(examples, `${name}.nnspec`), 'utf8');

function change(text: string, ...changes: SpecChange[]): string {
  return changes.reduce((now, one) => {
    const edit = changeEdit(now, one);
    assert.ok(edit, JSON.stringify(one));
    return edited(now, edit);
  }, text);
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
const value = (text: string): any => {
  const { root, problem } = readTree(text);
  assert.ok(root, `${problem?.message}\n${text}`);
  return valueOf(root);
};

describe('Changes of a spec', () => {
  const list = [
    '{',
    '  "network": [',
    '    // First of all.',
    '',
    '    // Looks at everything.',
    '    { "type": "dense", "units": 3 }, // three',
    '    { "type": "flatten" }, /* flat */',
    '    // Says it.',
    '    { "type": "dense", "units": 1 } // one',
    '    // and no more',
    '  ]',
    '}',
  ];
  const text = list.join('\n');
  const lines = (...numbers: readonly (number | string)[]): string =>
    numbers.map((n) => (typeof n === 'number' ? list[n] : n)).join('\n');

  it('a moved layer takes along its comments, above it and behind it; those of nobody stay', () => {
    assert.equal(
      change(text, { kind: 'moveLayer', from: 0, to: 2 }),
      lines(
        0,
        1,
        2,
        3,
        6,
        7,
        '    { "type": "dense", "units": 1 }, // one',
        4,
        '    { "type": "dense", "units": 3 } // three',
        9,
        10,
        11,
      ),
    );
    assert.equal(
      change(text, { kind: 'moveLayer', from: 0, to: 2 }, { kind: 'moveLayer', from: 2, to: 0 }),
      text,
      'and back',
    );
  });

  it('a layer is added on a line of its own, above the comments of the one behind it', () => {
    const dense = '    { "type": "dense", "units": 8, "activation": "relu" }';
    assert.equal(
      change(text, { kind: 'addLayer', at: 0, type: 'dense' }),
      lines(0, 1, 2, 3, `${dense},`, 4, 5, 6, 7, 8, 9, 10, 11),
    );
    assert.equal(
      change(text, { kind: 'addLayer', at: 2, type: 'dense' }),
      lines(0, 1, 2, 3, 4, 5, 6, `${dense},`, 7, 8, 9, 10, 11),
    );
    assert.equal(
      change(text, { kind: 'addLayer', at: 3, type: 'dropout' }),
      lines(
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        '    { "type": "dense", "units": 1 }, // one',
        '    { "type": "dropout", "rate": 0.2 }',
        9,
        10,
        11,
      ),
    );
    assert.equal(change('{}', { kind: 'addLayer', at: 0, type: 'flatten' }), '{ "network": [{ "type": "flatten" }] }');
  });

  it('a removed layer leaves its comments where it stood', () => {
    assert.equal(
      change(text, { kind: 'removeLayer', at: 0 }),
      lines(0, 1, 2, 3, 4, '    // three', 6, 7, 8, 9, 10, 11),
    );
    assert.equal(
      change('{ "network": [ { "type": "dense", /* many */ "units": 3 } ] }', { kind: 'removeLayer', at: 0 }),
      '{ "network": [ /* many */ ] }',
    );
  });

  it('every example is itself again when a layer was added and removed, moved there and back', () => {
    for (const file of readdirSync(examples).filter((f) => /.\.nnspec$/.test(f))) {
      const text = readFileSync(path.join(examples, file), 'utf8');
      const { length } = value(text).network;
      for (let at = 0; at <= length; at++)
        assert.equal(change(text, { kind: 'addLayer', at, type: 'dense' }, { kind: 'removeLayer', at }), text, file);
      for (let from = 0; from < length; from++)
        for (let to = 0; to < length; to++)
          assert.equal(
            change(text, { kind: 'moveLayer', from, to }, { kind: 'moveLayer', from: to, to: from }),
            text,
            `${file} ${from} ${to}`,
          );
    }
  });

  it('another word keeps the options that it knows, and gets those that it needs', () => {
    const spiral = example('spiral');
    const sgd = change(spiral, { kind: 'chooseWord', path: ['training', 'optimizer'], type: 'sgd' });
    assert.equal(sgd, spiral.replace('"type": "adam", "learningRate"', '"type": "sgd", "learningRate"'));
    const step = value(change(spiral, { kind: 'chooseWord', path: ['training', 'schedule'], type: 'step' }));
    assert.deepEqual(Object.keys(step.training.schedule), ['type', 'every']);
    const normal = change(spiral, { kind: 'chooseWord', path: ['network', 0, 'init'], type: 'uniform' });
    assert.deepEqual(value(normal).network[0].init, { type: 'uniform' });
    assert.equal(
      change(spiral, { kind: 'chooseWord', path: ['network', 1, 'activation'], type: 'relu' }),
      spiral.replace('"units": 32, "activation": "tanh" }', '"units": 32, "activation": "relu" }'),
    );
    const layer = change(spiral, { kind: 'chooseWord', path: ['network', 1], type: 'dropout' });
    assert.deepEqual(value(layer).network[1], { type: 'dropout', rate: 0.2 });
  });

  it('an option of a word that the text leaves to its default names the word', () => {
    const path = ['training', 'optimizer', 'rho'];
    const rho = value(change('{}', { kind: 'setOption', path, value: 0.5, within: 'rmsprop' }));
    assert.deepEqual(rho, { training: { optimizer: { type: 'rmsprop', rho: 0.5 } } });
    const text = '{ "training": { "optimizer": "rmsprop" } }';
    assert.deepEqual(value(change(text, { kind: 'setOption', path, value: 0.5, within: 'rmsprop' })), rho);
  });

  it('whatever layer or word is chosen from a list, the spec still holds together', () => {
    const xor = example('xor');
    for (const type of ['dense', 'activation', 'dropout', 'batch_norm', 'flatten'])
      assert.deepEqual(parseSpec(change(xor, { kind: 'addLayer', at: 1, type })).problems, [], type);
    for (const type of ['sgd', 'rmsprop', 'adagrad', 'adadelta', 'adam', 'nadam', 'adamw', 'perceptron'])
      assert.deepEqual(
        parseSpec(change(xor, { kind: 'chooseWord', path: ['training', 'optimizer'], type })).problems,
        [],
        type,
      );
  });

  it('a metric goes on the list and off it; the last one takes the list along', () => {
    const wisconsin = example('wisconsin');
    const on = (type: string, on: boolean): SpecChange => ({ kind: 'listWord', path: ['metrics'], type, on });
    assert.equal(change(wisconsin, on('recall', false)), wisconsin.replace('"recall", ', ''));
    assert.equal(change(wisconsin, on('f1', true)), wisconsin.replace('"auc"]', '"auc", "f1"]'));
    const none = ['accuracy', 'precision', 'recall', 'auc'].map((name) => on(name, false));
    assert.equal(change(wisconsin, ...none), wisconsin.replace(/ {2}"metrics".*\n/, ''));
    assert.deepEqual(value(change('{}', on('r2', true))), { metrics: ['r2'] });
  });

  it('nothing of a text that is no spec, or where there is no such layer', () => {
    assert.equal(changeEdit('{ "network": [', { kind: 'removeLayer', at: 0 }), undefined);
    assert.equal(changeEdit(text, { kind: 'removeLayer', at: 3 }), undefined);
    assert.equal(changeEdit(text, { kind: 'moveLayer', from: 0, to: 3 }), undefined);
    assert.equal(changeEdit(text, { kind: 'unsetOption', path: ['loss'] }), undefined);
  });

  it('nothing of the whole text as an option, and nothing of a value that JSON cannot say', () => {
    const text = '{ "loss": "mse" }';
    assert.equal(changeEdit(text, { kind: 'setOption', path: [], value: 1 }), undefined);
    assert.equal(changeEdit(text, { kind: 'unsetOption', path: [] }), undefined);
    assert.equal(changeEdit(text, { kind: 'setOption', path: ['loss'], value: undefined }), undefined);
  });

  it('a thousand changes drawn at random: the value is the expected one, and every comment is still there', () => {
    const rng = Rng.stream(7, 'changes');
    const draw = (n: number): number => rng.below(Math.max(1, n));
    const pick = <T>(all: readonly T[]): T => all[draw(all.length)]!;
    const texts = readdirSync(examples)
      .filter((f) => /.\.nnspec$/.test(f))
      .map((f) => readFileSync(path.join(examples, f), 'utf8'));
    const starts = [
      ...texts,
      text,
      ...texts.map((one) => one.replaceAll('\n', '\r\n')),
      ...texts.map((one) => JSON.stringify(value(one))),
      '{"network":[/* a */{"type":"flatten"}/* b */,/* c */{"type":"dense","units":2,}/* d */,], // e\n"loss":"mse"}',
      '{ "network": [{ "type": "dense", "units": 1 }, // x\n { "type": "flatten" } // y\n], /* z */ "training": {}, }',
    ];
    let made = 0;
    for (const start of starts) {
      let now = start;
      for (let i = 0; i < 40; i++) {
        const model = value(now);
        const layers: any[] = (model.network ??= []); // eslint-disable-line @typescript-eslint/no-explicit-any
        const at = draw(layers.length);
        const to = draw(layers.length);
        const choices: (() => SpecChange | undefined)[] = [
          () => {
            const [type, fresh] = pick([
              ['dense', { type: 'dense', units: 8, activation: 'relu' }],
              ['flatten', { type: 'flatten' }],
              ['dropout', { type: 'dropout', rate: 0.2 }],
            ] as const);
            layers.splice(to, 0, { ...fresh });
            return { kind: 'addLayer', at: to, type };
          },
          () => {
            if (layers.length < 2) return undefined;
            layers.splice(at, 1);
            return { kind: 'removeLayer', at };
          },
          () => {
            if (layers.length === 0) return undefined;
            layers.splice(to, 0, ...layers.splice(at, 1));
            return { kind: 'moveLayer', from: at, to };
          },
          () => {
            const key = pick(['units', 'name', 'bias']);
            if (typeof layers[at] !== 'object') return undefined;
            const fresh = pick([draw(100), `layer_${draw(100)}`, true, 0.5]);
            layers[at][key] = fresh;
            return { kind: 'setOption', path: ['network', at, key], value: fresh };
          },
          () => {
            const given = Object.keys(layers[at] ?? {}).filter((key) => key !== 'type');
            if (given.length === 0) return undefined;
            const key = pick(given);
            delete layers[at][key];
            return { kind: 'unsetOption', path: ['network', at, key] };
          },
          () => {
            const training = (model.training ??= {});
            const key = pick(['epochs', 'seed', 'batchSize']);
            training[key] = draw(1000);
            return { kind: 'setOption', path: ['training', key], value: training[key] };
          },
          () => {
            const key = pick(Object.keys(model.training ?? {}).concat('epochs'));
            if (model.training?.[key] === undefined) return undefined;
            delete model.training[key];
            return { kind: 'unsetOption', path: ['training', key] };
          },
          () => {
            const type = pick(['rmsprop', 'adam', 'sgd']);
            const before = model.training?.optimizer;
            const { learningRate } = typeof before === 'object' ? before : { learningRate: undefined };
            if (
              typeof before === 'object' &&
              Object.keys(before).some((key) => !['type', 'learningRate'].includes(key))
            )
              return undefined;
            (model.training ??= {}).optimizer =
              typeof before === 'object' ? { type, ...(learningRate !== undefined && { learningRate }) } : type;
            return { kind: 'chooseWord', path: ['training', 'optimizer'], type };
          },
          () => {
            const rate = pick([0.1, 1e-3]);
            const before = model.training?.optimizer;
            if (before === undefined) return undefined;
            model.training.optimizer = {
              ...(typeof before === 'object' ? before : { type: before }),
              learningRate: rate,
            };
            return { kind: 'setOption', path: ['training', 'optimizer', 'learningRate'], value: rate };
          },
          () => {
            model.loss = pick(['mean_squared_error', 'hinge']);
            return { kind: 'setOption', path: ['loss'], value: model.loss };
          },
        ];
        const one = pick(choices)();
        if (!one) continue;
        const before = now;
        now = change(now, one);
        made++;
        const told = `${JSON.stringify(one)}\n--- before\n${before}\n--- after\n${now}`;
        if (layers.length === 0 && value(now).network === undefined) delete model.network;
        assert.deepEqual(value(now), model, told);
        assert.deepEqual(commentsIn(now).sort(), commentsIn(before).sort(), told);
      }
    }
    assert.ok(made >= 1000, `${made} changes`);
  });
});
