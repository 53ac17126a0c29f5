// Keys to ranges and cursors to layers, in a document as the editor has it now. The spec's own reader lives in
// the language bundle; a JSONC parser is all that is needed here.
import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { PathSegment } from '../spec/problem';

/** The value at `path`, or the nearest thing around it that the text has. */
export function rangeOf(document: vscode.TextDocument, path: readonly PathSegment[]): vscode.Range {
  const root = parseTree(document.getText(), [], { allowTrailingComma: true });
  for (let depth = path.length; root && depth > 0; depth--) {
    const node = findNodeAtLocation(root, path.slice(0, depth) as PathSegment[]);
    if (!node) continue;
    const at = node.parent?.type === 'property' ? node.parent.offset : node.offset;
    return new vscode.Range(document.positionAt(at), document.positionAt(node.offset + node.length));
  }
  return new vscode.Range(0, 0, 0, 0);
}

/** Place in `network` of the layer around a position. */
export function layerAt(document: vscode.TextDocument, position: vscode.Position): number | undefined {
  const { path } = getLocation(document.getText(), document.offsetAt(position));
  return path[0] === 'network' && typeof path[1] === 'number' ? path[1] : undefined;
}
