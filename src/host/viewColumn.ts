// Where a webview of a spec opens: beside its text, or as another tab where one of them was clicked in. The window is not
// cut into more columns than it has: where there are two, it opens in the other one.
import * as vscode from 'vscode';

export function columnForView(): vscode.ViewColumn {
  const { all, activeTabGroup: here } = vscode.window.tabGroups;
  if (isView(here.activeTab)) return vscode.ViewColumn.Active;
  const others = all.filter((group) => group !== here);
  const home =
    others.find((group) => group.tabs.some(isView)) ??
    others.find((group) => group.viewColumn > here.viewColumn) ??
    others.at(-1);
  return home?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** A panel or a look at data, of ours or of another extension. */
const isView = (tab: vscode.Tab | undefined): boolean => tab?.input instanceof vscode.TabInputWebview;
