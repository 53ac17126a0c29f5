// Hover: what this layer or this data is, then what the language says of the word.
import * as vscode from 'vscode';
import { offsetRange } from './convert';
import { dataNote } from './dataNote';
import type { Diagnostics } from './diagnostics';
import { hover } from './jsonService';
import { layerNote } from './layerNote';

export class Hovers implements vscode.HoverProvider {
  constructor(private readonly diagnostics: Diagnostics) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const text = document.getText();
    const offset = document.offsetAt(position);
    const look = this.diagnostics.look(document);
    const found = await hover(text, offset);
    const note = layerNote(text, offset, look, found?.markdown) ?? dataNote(text, offset, look);
    const parts = [note, found?.markdown].filter(Boolean);
    if (!parts.length) return undefined;
    const range = found && found.length > 0 ? offsetRange(document, found) : undefined;
    return new vscode.Hover(
      parts.map((part) => new vscode.MarkdownString(part)),
      range,
    );
  }
}
