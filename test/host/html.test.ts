import assert from 'node:assert/strict';
import { panelHtml } from '../../src/host/html';

const page = panelHtml({
  script: 'https://host/dist/webview.js',
  style: 'https://host/dist/webview.css',
  source: 'https://host',
  nonce: 'n0nce',
  title: 'a "quoted" <name>',
  language: 'en',
});
const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';

describe("The panel's document", () => {
  it('lets in nothing but its own script, styles, fonts and images', () => {
    assert.match(policy, /^default-src 'none'; script-src 'nonce-n0nce'; /);
    assert.doesNotMatch(policy, /unsafe|\*|connect-src/);
    assert.match(policy, /img-src https:\/\/host data: blob:/);
  });

  it('holds its first lines and one script, with the nonce, and no inline style or handler', () => {
    assert.equal(page.match(/<script/g)?.length, 2);
    assert.match(
      page,
      /<script nonce="n0nce">\n.*acquireVsCodeApi[^]*<script nonce="n0nce" src="https:\/\/host\/dist\/webview\.js">/,
    );
    assert.doesNotMatch(page, /<style|style=|\son\w+=/);
  });

  it('is written in the direction of its language', () => {
    const tag = (language: string): string =>
      /<html[^>]*>/.exec(panelHtml({ script: '', style: '', source: '', nonce: 'n', title: '', language }))![0];
    assert.equal(tag('en'), '<html lang="en" dir="ltr">');
    assert.equal(tag('he'), '<html lang="he" dir="rtl">');
    assert.equal(tag('fa-IR'), '<html lang="fa-IR" dir="rtl">');
  });

  it('escapes what it is given', () => {
    assert.ok(page.includes('<title>a &#34;quoted&#34; &#60;name&#62;</title>'));
    const translated = panelHtml({
      script: '',
      style: '',
      source: '',
      nonce: 'n',
      title: '',
      language: 'de',
      messages: { a: '</script>' },
    });
    assert.ok(!translated.includes('"</script>"'));
    const block = /id="l10n">(.*?)<\/script>/.exec(translated)![1]!;
    assert.deepEqual(JSON.parse(block), { a: '</script>' });
  });
});
