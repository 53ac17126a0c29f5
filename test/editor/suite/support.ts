// What the tests inside VS Code share: the extension, the files of the workspace, and waiting.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { NnspecApi } from '../../../src/host/api';

export const extension = (): vscode.Extension<NnspecApi> => {
  const found = vscode.extensions.getExtension<NnspecApi>('nnspec.nnspec');
  assert.ok(found, 'the extension is loaded');
  return found;
};

export const api = async (): Promise<NnspecApi> => extension().activate();

/** The copy of examples/ that is open. */
export const workspace = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;

export const inWorkspace = (name: string): vscode.Uri => vscode.Uri.file(path.join(workspace(), name));

/** Opens a file of the workspace in an editor; with `text`, writes it first. */
export async function open(name: string, text?: string): Promise<vscode.TextDocument> {
  const uri = inWorkspace(name);
  if (text !== undefined) writeFileSync(uri.fsPath, text);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  // A document that was open already takes the file's new text a moment later.
  if (text !== undefined) await until('the text', () => document.getText() === text);
  return document;
}

export async function closeAllEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Asks again until there is an answer. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 15_000,
): Promise<T> {
  for (const limit = Date.now() + ms; Date.now() < limit; await sleep(20)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
  }
  return assert.fail(`waited ${ms / 1000} s for ${what}`);
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A run of 4 rows that lasts until it is stopped. */
export const endlessXor = (seed = 1): string =>
  JSON.stringify({
    data: 'builtin:xor',
    network: [
      { type: 'dense', units: 4, activation: 'tanh' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
    loss: 'binary_crossentropy',
    training: {
      optimizer: { type: 'sgd', learningRate: 0.1 },
      batchSize: 'full',
      iterations: 2e9,
      logEvery: 1e6,
      seed,
    },
  });
