// The panel's document: two files of dist, and a policy that lets nothing else in. Pure text. Its first lines ask the host
// for what is to be shown before the files are there, and keep what comes (webview/page.ts).
import { firstRequest } from '../protocol/channel';

// The toolkit's controls adopt constructed style sheets, which a policy does not restrict; Chart.js and the
// views set styles through the DOM, which it does not either. Only <style> elements need the nonce.

export interface PanelFiles {
  /** As webview.asWebviewUri gives them. */
  readonly script: string;
  readonly style: string;
  /** webview.cspSource */
  readonly source: string;
  readonly nonce: string;
  readonly title: string;
  readonly language: string;
  /** The panel's sentences in the user's language; English where there are none. */
  readonly messages?: Readonly<Record<string, string>>;
}

export function panelHtml({ script, style, source, nonce, title, language, messages }: PanelFiles): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `img-src ${source} data: blob:`,
    `font-src ${source}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escape(language)}" dir="${direction(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<script nonce="${nonce}">${FIRST_LINES}</script>
<link rel="stylesheet" href="${escape(style)}">
<title>${escape(title)}</title>
</head>
<body>
${messages ? dataBlock(messages, nonce) : ''}<script nonce="${nonce}" src="${escape(script)}"></script>
</body>
</html>
`;
}

/** Before the style sheet, for which a script would wait. */
const FIRST_LINES = `
const ahead = { api: acquireVsCodeApi(), heard: [], hear: (message) => void ahead.heard.push(message) };
addEventListener('message', (event) => ahead.hear(event.data));
ahead.api.postMessage(${JSON.stringify(firstRequest('ready'))});
`;

/** Never run: the panel reads its text. `<` is written so that nothing in it can end the element. */
function dataBlock(messages: Readonly<Record<string, string>>, nonce: string): string {
  const json = JSON.stringify(messages).replaceAll('<', '\\u003c');
  return `<script nonce="${nonce}" type="application/json" id="l10n">${json}</script>\n`;
}

/** Languages that are written from right to left. */
const RIGHT_TO_LEFT: readonly string[] = ['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'];

function direction(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(language.toLowerCase().split(/[-_]/)[0]!) ? 'rtl' : 'ltr';
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
