// package.json, package.nls.json and l10n/ against each other and against the code.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const manifest = JSON.parse(read('package.json'));
const strings: Record<string, string> = JSON.parse(read('package.nls.json'));
const { contributes } = manifest;

/** A picture with words in it has a file for each language. */
const pictureOf = (svg: string, words: Readonly<Record<string, string>>): string =>
  svg.replace(/^%(.+)%$/, (_, key: string) => words[key]!);

/** The lists of commands, whose modules need an editor. */
const inCode = ['src/host/commands.ts', 'src/host/networks/commands.ts']
  .flatMap((file) => /COMMANDS = \[([^\]]*)\]/.exec(read(file))![1]!.match(/\w+/g)!)
  .map((n) => `nnspec.${n}`);

describe('The manifest', () => {
  it('contributes exactly the commands that the code registers', () => {
    assert.deepEqual(contributes.commands.map((c: { command: string }) => c.command).sort(), [...inCode].sort());
  });

  it('names only its own commands in menus and keys', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings] as { command: string }[];
    for (const { command } of used) assert.ok(inCode.includes(command), command);
  });

  it('names only its own commands in its words, but for opening a folder, trusting it, and its view', () => {
    const used = [...read('package.nls.json').matchAll(/\(command:([\w.]+)\)/g)].map((m) => m[1]!);
    assert.ok(used.length >= 10);
    for (const command of used)
      assert.ok(
        [...inCode, 'vscode.openFolder', 'workbench.trust.manage', 'nnspec.networks.focus'].includes(command),
        command,
      );
  });

  it('has a string for every placeholder, and no string too many', () => {
    const placeholders = new Set([...read('package.json').matchAll(/"%([\w.]+)%"/g)].map((m) => m[1]!));
    assert.deepEqual([...placeholders].sort(), Object.keys(strings).sort());
  });

  it('points to files that exist', () => {
    const files = [
      ...read('package.json').matchAll(/"(?:\.\/)?((?:media|syntaxes)\/[\w./-]+|language-configuration\.json)"/g),
    ];
    assert.ok(files.length >= 8);
    for (const [, file] of files) assert.ok(existsSync(path.join(root, file!)), file);
  });

  it('leads from nothing to an exported network in five steps, each with a picture in the theme’s colours', () => {
    const [{ steps }] = contributes.walkthroughs;
    assert.deepEqual(
      steps.map(({ id }: { id: string }) => id),
      ['write', 'look', 'train', 'pause', 'export'],
    );
    for (const { id, media, completionEvents } of steps) {
      assert.ok(completionEvents.length > 0, id);
      assert.doesNotMatch(strings[`walkthrough.${id}.description`]!, /`/, 'a walkthrough shows code as text');
      const picture = read(pictureOf(media.svg, strings));
      assert.match(picture, /var\(--vscode-/, id);
      assert.doesNotMatch(picture, /(fill|stroke)="(#|rgb|black|white)/, id);
    }
  });

  it('shows the same pictures in every language, with words of that language', () => {
    const chinese = JSON.parse(read('package.nls.zh-cn.json')) as Record<string, string>;
    const withoutWords = (picture: string): string => picture.replace(/>[^<]+</g, '><');
    for (const { id, media } of contributes.walkthroughs[0].steps) {
      const here = read(pictureOf(media.svg, strings));
      const there = read(pictureOf(media.svg, chinese));
      assert.equal(withoutWords(there), withoutWords(here), id);
      if (media.svg.startsWith('%')) assert.match(there, /\p{Script=Han}/u, id);
      // What is left in English is code: a spec, names of files, columns and tensors.
      const words = [...there.matchAll(/>([^<]+)</g)].map(([, text]) => text!.trim());
      const code = ['write', 'export'].includes(id) ? words : words.filter((text) => /^(x1|x2|y)$|dense_\d\.weight$/.test(text)); // prettier-ignore
      assert.deepEqual(words.filter((text) => /[A-Za-z]{2}/.test(text) && !code.includes(text)), [], id); // prettier-ignore
    }
  });

  it('says for every setting what it does, in an order, and for every limited place what does not work there', () => {
    const settings = Object.entries(contributes.configuration.properties) as [string, { order: number }][];
    assert.deepEqual(settings.map(([, { order }]) => order), settings.map((_, i) => i + 1)); // prettier-ignore
    for (const [name, setting] of settings) assert.ok('markdownDescription' in setting, name);
    for (const { supported, description } of Object.values(manifest.capabilities) as Record<string, string>[]) {
      assert.equal(supported, 'limited');
      assert.match(strings[description!.replaceAll('%', '')]!, /not/);
    }
  });

  it('activates by nothing but its language, its commands and its panels', () => {
    assert.deepEqual(manifest.activationEvents, ['onWebviewPanel:nnspec.panel', 'onWebviewPanel:nnspec.data']);
  });

  it('settings that open the disk cannot be set by a workspace', () => {
    for (const name of ['datasets.folders', 'datasets.allowDownload', 'files.outsideWorkspace'])
      assert.equal(contributes.configuration.properties[`nnspec.${name}`].scope, 'machine', name);
  });
});
