import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('The editor', () => {
  it('opens the examples as its workspace', async () => {
    const specs = await vscode.workspace.findFiles('*.nnspec');
    assert.ok(specs.length >= 9, `${specs.length} specs`);
  });
});
