// Where a webview of a spec opens: beside its text, or as another tab where one of them was clicked in.
import * as vscode from 'vscode';

export function columnForView(): vscode.ViewColumn {
  const inView = vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
  return inView ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
}
