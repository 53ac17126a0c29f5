// The panel's document: two files of dist, and a policy that lets nothing else in. Pure text.
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
}

export function panelHtml({ script, style, source, nonce, title, language }: PanelFiles): string {
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
<html lang="${escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<link rel="stylesheet" href="${escape(style)}">
<title>${escape(title)}</title>
</head>
<body>
<script nonce="${nonce}" src="${escape(script)}"></script>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
