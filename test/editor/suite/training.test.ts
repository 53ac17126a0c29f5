// A run from start to end through the extension's API, in the extension host with real workers.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, closeAllEditors, endlessXor, inWorkspace, open, until } from './support';

describe('Training in the editor', () => {
  afterEach(async () => {
    for (const session of (await api()).sessions)
      if (['running', 'paused', 'ready'].includes(session.state)) await session.stop();
    await closeAllEditors();
  });

  it('the command Train runs xor to its end: the cost falls below 0.1, and the run is kept', async () => {
    const { uri } = await open('xor.nnspec');
    await vscode.commands.executeCommand('nnspec.train', uri);
    const session = (await api()).session(uri)!;
    const end = await session.whenEnded();
    assert.equal(end.reason, 'finished');
    assert.ok(end.splits.train!.values['loss']! < 0.1, JSON.stringify(end.splits));
    const costs = session.metrics.filter((m) => m.split === 'train').map((m) => m.values['loss']!);
    assert.ok(costs.length >= 200, `${costs.length} points`);
    assert.ok(costs[0]! > 0.5 && costs.at(-1)! < 0.1);
    for (const file of ['spec.nnspec', 'metrics.csv', 'weights.safetensors', 'run.json'])
      assert.ok(existsSync(path.join(session.run!, file)), `${file} in ${readdirSync(session.run!).join(', ')}`);
  });

  it('pauses, stands still, steps, goes on', async () => {
    const { uri } = await open('endless.nnspec', endlessXor());
    const session = await (await api()).train(uri);
    await until('some iterations', () => session.position!.iteration > 1000);
    const paused = await session.pause();
    assert.equal(session.state, 'paused');
    assert.equal((await session.step('iteration', 3)).iteration, paused.iteration + 3);
    const report = await session.sample({ split: 'train', pick: { kind: 'index', index: 2 } });
    assert.deepEqual([report.index, report.iteration], [2, paused.iteration + 3]);
    assert.deepEqual(
      report.gradients.map((g) => g.name),
      ['dense_1.weight', 'dense_1.bias', 'dense_2.weight', 'dense_2.bias'],
    );
    await session.resume();
    await until('to go on', () => session.position!.iteration > paused.iteration + 1000);
    assert.equal((await session.stop())?.reason, 'stopped');
  });

  it('two specs train at once', async () => {
    const nnspec = await api();
    const first = await nnspec.train((await open('one.nnspec', endlessXor(1))).uri);
    const second = await nnspec.train((await open('two.nnspec', endlessXor(2))).uri);
    const before = [first.position!.iteration, second.position!.iteration];
    await until(
      'both to go on',
      () => first.position!.iteration > before[0]! + 1000 && second.position!.iteration > before[1]! + 1000,
    );
    await first.stop();
    assert.equal(second.state, 'running');
    await second.stop();
  });

  it('a killed worker is a clear message, and the run goes on from its last checkpoint', async () => {
    const { uri } = await open('killed.nnspec', endlessXor());
    const session = await (await api()).train(uri);
    const checkpoint = path.join(session.run!, 'checkpoint.safetensors');
    await session.pause(); // writes one
    await until('a checkpoint', () => existsSync(checkpoint) && statSync(checkpoint).size > 0);
    const at = session.position!.iteration;
    await session.resume();
    await session.endWorker();
    assert.equal(session.state, 'failed');
    assert.match(session.message ?? '', /worker was ended.*checkpoint/s);
    await session.resumeRun();
    await until('to run again', () => session.state === 'running' && session.position!.iteration > at);
  });

  it('exports every format into the workspace', async () => {
    const { uri } = await open('xor.nnspec');
    const session = await (await api()).train(uri);
    await session.whenEnded();
    for (const [format, name] of [
      ['safetensors', 'xor.safetensors'],
      ['npz', 'xor.npz'],
      ['json', 'xor.json'],
    ] as const) {
      const [written] = await session.exportWeights(format, inWorkspace(name));
      assert.ok(readFileSync(written!.fsPath).length > 50, name);
    }
  });

  it('a spec that cannot be trained is refused with its sentence', async () => {
    const { uri } = await open(
      'broken.nnspec',
      '{ "data": "nowhere.csv", "network": [{ "type": "dense", "units": 1 }], "loss": "mse" }',
    );
    await assert.rejects(async () => (await api()).train(uri), /nowhere\.csv/);
  });
});
