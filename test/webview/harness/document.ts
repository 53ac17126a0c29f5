// The spec that the harness's editor has open: the real forms and changes, over a text in the page. `type` is what a person
// does in the editor meanwhile.
import './noEval';
import circle from '../../../examples/circle.nnspec';
import iris from '../../../examples/iris.nnspec';
import mnist from '../../../examples/mnist.nnspec';
import xor from '../../../examples/xor.nnspec';
import { specView } from '../../../src/host/language/specView';
import { TextHistory } from '../../../src/host/textHistory';
import { speak, type Bundle } from '../../../src/l10n';
import type { EditedSpec, PanelChange } from '../../../src/protocol/editing';
import { changeEdit } from '../../../src/spec/changes';
import { checkSpec } from '../../../src/spec/check';
import { difference, edited } from '../../../src/spec/edits';
import { parseSpec } from '../../../src/spec/parse';
import type { ScenarioName } from './scenarios';

/** Of each scenario. */
export const TEXTS: Readonly<Record<ScenarioName, string>> = { xor, circle, wide: circle, iris, mnist };

/** What the extension says itself is in the language of the page, whose sentences stand behind this script. */
function speakAsThePage(): void {
  const messages = document.getElementById('l10n')?.textContent;
  if (messages) speak(JSON.parse(messages) as Bundle);
}

export class FakeDocument {
  version = 1;
  private readonly history = new TextHistory();

  constructor(public text: string) {}

  read(): EditedSpec {
    speakAsThePage();
    const { spec, problems } = parseSpec(this.text);
    return {
      ...specView(this.text, [...problems, ...(spec ? checkSpec(spec, this.text) : [])]),
      version: this.version,
      canUndo: this.history.undo(this.text) !== undefined,
      canRedo: this.history.redo(this.text) !== undefined,
    };
  }

  change(version: number, change: PanelChange): EditedSpec {
    if (version !== this.version) throw new Error('The text has changed meanwhile. Look at it, and try again.');
    if (change.kind === 'undo' || change.kind === 'redo') {
      const text = this.history[change.kind](this.text);
      if (text === undefined) throw new Error('There is nothing to undo.');
      this.type(edited(this.text, difference(this.text, text)));
      return this.read();
    }
    const edit = changeEdit(this.text, change);
    if (!edit) throw new Error('The spec as it stands has no place for this change.');
    const after = edited(this.text, edit);
    this.history.add(this.text, after);
    this.type(after);
    return this.read();
  }

  type(text: string): void {
    this.text = text;
    this.version++;
    this.history.follow(text);
  }
}
