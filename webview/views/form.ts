// Fields of a spec, drawn from what the host says of them: one form for every layer, optimizer, … there is or will be. A
// row stays in the page while its field is of one kind, so that nothing is taken from under a typing hand.
import type { Choice, Field, ProblemView, SpecChange } from '../../src/protocol/editing';
import { button, checkbox, dropdown, textField } from '../controls';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import { markdown } from '../markdown';

export type Ask = (change: SpecChange) => void;

interface Row {
  readonly element: HTMLElement;
  /** Of the kind of field that it was made for. */
  readonly kind: string;
  update(field: Field, problems: readonly ProblemView[]): void;
}

/** A part of a row that shows the value and takes it. */
interface Entry {
  readonly elements: readonly HTMLElement[];
  /** What the description and the problem are attached to. */
  readonly target?: HTMLElement;
  update(field: Field): void;
}

let ids = 0;

export class Fields {
  readonly element: HTMLElement;
  private rows = new Map<string, Row>();

  /** `within`: the word that these are options of, where the text leaves it to its default. */
  constructor(
    private readonly ask: Ask,
    private readonly within: () => string | undefined = () => undefined,
    className = 'fields',
  ) {
    this.element = h('div', { class: className });
  }

  update(fields: readonly Field[], problems: readonly ProblemView[]): void {
    const rows = new Map<string, Row>();
    for (const field of fields) {
      const key = field.path.join('\n');
      const kind = kindOf(field);
      const known = this.rows.get(key);
      const row = known?.kind === kind ? known : this.row(field, kind);
      rows.set(key, row);
      row.update(
        field,
        problems.filter(({ path }) => startsWith(path, field.path)),
      );
    }
    this.rows = rows;
    arrange(
      this.element,
      [...rows.values()].map((row) => row.element),
    );
  }

  private row(field: Field, kind: string): Row {
    switch (field.control.kind) {
      case 'group':
        return groupRow(field, kind, this.ask);
      case 'word':
        return wordRow(field, kind, this.ask, this.within);
      default:
        return plainRow(field, kind, entryOf(field, this.asking(field)));
    }
  }

  /** Sets the field, or leaves it to its default. */
  private asking(field: Field): Setting {
    return {
      set: (value) => {
        const within = this.within();
        this.ask({ kind: 'setOption', path: field.path, value, ...(within === undefined ? {} : { within }) });
      },
      unset: () => this.ask({ kind: 'unsetOption', path: field.path }),
      ask: this.ask,
    };
  }
}

interface Setting {
  set(value: unknown): void;
  unset(): void;
  readonly ask: Ask;
}

function plainRow(first: Field, kind: string, { entry, reset, say }: MadeEntry): Row {
  const id = `field-${++ids}`;
  const name = h('span', { class: 'field-name', 'aria-hidden': 'true' }, first.key);
  const doc = h('div', { class: 'field-doc', id: `${id}-doc` });
  const problem = h('p', { class: 'edit-problem', id: `${id}-problem`, hidden: true });
  const element = h(
    'div',
    { class: `field field-${first.control.kind}`, 'data-field': first.path.join('.') },
    h('div', { class: 'field-head' }, name, reset),
    h('div', { class: 'field-control' }, ...entry.elements),
    problem,
    doc,
  );
  entry.target?.setAttribute('aria-describedby', `${id}-problem ${id}-doc`);
  let docs = '';
  let found: readonly ProblemView[] = [];
  const tell = (own: string | undefined): void => {
    const sentences = own === undefined ? found.map(({ message }) => message) : [own];
    show(problem, sentences.length > 0);
    setText(problem, sentences.join(' '));
    const wrong = own !== undefined || found.some(({ severity }) => severity === 'error');
    element.classList.toggle('wrong', wrong);
    if (wrong) entry.target?.setAttribute('aria-invalid', 'true');
    else entry.target?.removeAttribute('aria-invalid');
  };
  say(tell);
  return {
    element,
    kind,
    update(field, problems) {
      found = problems;
      element.classList.toggle('given', field.value !== undefined);
      show(reset, field.value !== undefined && !field.required);
      if (docs !== field.doc) doc.replaceChildren(...markdown((docs = field.doc)));
      entry.update(field);
      tell(undefined);
    },
  };
}

interface MadeEntry {
  readonly entry: Entry;
  readonly reset: HTMLElement;
  /** Hands in what says a sentence of the field's own, before anything is asked for. */
  say(tell: (sentence: string | undefined) => void): void;
}

function entryOf(field: Field, setting: Setting): MadeEntry {
  const reset = button({
    label: t('edit.reset', field.key),
    icon: 'close',
    look: 'icon',
    iconOnly: true,
    onClick: () => setting.unset(),
  });
  let tell: (sentence: string | undefined) => void = () => undefined;
  const entry = makeEntry(field, setting, (sentence) => tell(sentence));
  return { entry, reset: reset.element, say: (how) => (tell = how) };
}

function makeEntry(first: Field, { set, unset, ask }: Setting, tell: (sentence: string | undefined) => void): Entry {
  const { key, control } = first;
  switch (control.kind) {
    case 'flag': {
      const box = checkbox({ label: key, onChange: set });
      const state = h('span', { class: 'field-default' });
      return {
        elements: [box.element, state],
        target: box.element,
        update: ({ value, fallback }) => {
          box.set(typeof value === 'boolean' ? value : fallback === true);
          setText(state, value === undefined ? notGiven(fallback) : '');
        },
      };
    }
    case 'choice': {
      const list = choiceList(key, control.choices, (name) => (name === '' ? unset() : set(name)));
      return {
        elements: list.elements,
        target: list.target,
        update: ({ value, fallback, required }) =>
          list.update(typeof value === 'string' ? value : '', required ? undefined : notGiven(fallback)),
      };
    }
    case 'names': {
      const boxes = control.choices.map(({ name, doc }) => ({
        name,
        box: checkbox({
          label: name,
          hint: plain(doc),
          onChange: (on) => ask({ kind: 'listWord', path: first.path, type: name, on }),
        }),
      }));
      const state = h('span', { class: 'field-default' });
      const group = h(
        'div',
        { class: 'field-names', role: 'group', 'aria-label': key },
        ...boxes.map(({ box }) => box.element),
      );
      return {
        elements: [group, state],
        target: group,
        update: ({ value, fallback, control: now }) => {
          const chosen = now.kind === 'names' ? now.chosen : [];
          boxes.forEach(({ name, box }) => box.set(chosen.includes(name)));
          setText(state, value === undefined ? notGiven(fallback) : '');
        },
      };
    }
    default: {
      const read = readerOf(first);
      const field = textField({
        label: key,
        onChange: (text) => {
          if (text === '') return first.required ? tell(t('edit.needed')) : unset();
          const { value, sentence } = read(text);
          if (sentence !== undefined) return tell(sentence);
          set(value);
        },
      });
      if (control.kind === 'text') field.suggest(control.suggestions.map(({ name }) => name));
      if (control.kind === 'number') field.input.inputMode = control.words.length > 0 ? 'text' : 'decimal';
      field.element.classList.toggle('short', control.kind === 'number');
      return {
        elements: [field.element],
        target: field.input,
        update: ({ value, fallback }) => {
          field.placeholder(notGiven(fallback));
          field.set(
            value === undefined
              ? ''
              : control.kind !== 'json' && typeof value !== 'object'
                ? String(value)
                : spelled(value),
          );
        },
      };
    }
  }
}

/** From what was typed to a value, or a sentence that says what to type. */
function readerOf({ control }: Field): (text: string) => { readonly value?: unknown; readonly sentence?: string } {
  if (control.kind === 'number')
    return (text) => {
      if (control.words.includes(text)) return { value: text };
      const value = Number(text.replace(/^\u2212/, '-').replace(/^(-?\d+),(\d+)$/, '$1.$2'));
      const words = control.words.map((word) => JSON.stringify(word)).join(', ');
      if (!Number.isFinite(value))
        return { sentence: words === '' ? t('edit.needsNumber') : t('edit.needsNumberOr', words) };
      return { value };
    };
  if (control.kind === 'json')
    return (text) => {
      try {
        return { value: JSON.parse(text) as unknown };
      } catch {
        return { sentence: t('edit.needsJson') };
      }
    };
  return (value) => ({ value });
}

/** An object that may be there or not. */
function groupRow(first: Field, kind: string, ask: Ask): Row {
  const path = first.path;
  const fields = new Fields(ask);
  const give = button({
    label: t('edit.giveGroup', first.key),
    icon: 'add',
    onClick: () => ask({ kind: 'setOption', path, value: {} }),
  });
  const drop = button({
    label: t('edit.dropGroup', first.key),
    icon: 'close',
    look: 'icon',
    iconOnly: true,
    onClick: () => ask({ kind: 'unsetOption', path }),
  });
  const doc = h('div', { class: 'field-doc' });
  const problem = h('p', { class: 'edit-problem', hidden: true });
  const element = h(
    'div',
    { class: 'field field-group', role: 'group', 'aria-label': first.key, 'data-field': path.join('.') },
    h('div', { class: 'field-head' }, h('span', { class: 'field-name' }, first.key), drop.element),
    doc,
    problem,
    give.element,
    fields.element,
  );
  return {
    element,
    kind,
    update(field, problems) {
      const inside = field.control.kind === 'group' ? field.control.fields : [];
      const given = field.value !== undefined;
      show(give.element, inside.length === 0 && !given);
      show(drop.element, given && !field.required);
      if (doc.childElementCount === 0) doc.replaceChildren(...markdown(field.doc));
      tellOwn(problem, ownProblems(problems, inside));
      fields.update(inside, problems);
    },
  };
}

/** A name from a list, and below it what belongs to that name. */
function wordRow(first: Field, kind: string, ask: Ask, within: () => string | undefined): Row {
  const { path, key } = first;
  let latest = first;
  const chosenNow = (): string => (latest.control.kind === 'word' ? latest.control.chosen : '');
  const fields = new Fields(ask, () => (latest.value === undefined ? chosenNow() : undefined));
  const label = typeof path.at(-1) === 'number' ? t('edit.type') : key;
  const list = choiceList(label, first.control.kind === 'word' ? first.control.choices : [], (type) => {
    if (type === '') return ask({ kind: 'unsetOption', path });
    const outer = within();
    if (outer !== undefined) return ask({ kind: 'setOption', path, value: type, within: outer });
    ask({ kind: 'chooseWord', path, type });
  });
  const doc = h('div', { class: 'field-doc' });
  const problem = h('p', { class: 'edit-problem', hidden: true });
  const element = h(
    'div',
    { class: 'field field-word', role: 'group', 'aria-label': label, 'data-field': path.join('.') },
    h('div', { class: 'field-head' }, h('span', { class: 'field-name', 'aria-hidden': 'true' }, label)),
    doc,
    h('div', { class: 'field-control' }, ...list.elements),
    problem,
    fields.element,
  );
  let docs = '';
  return {
    element,
    kind,
    update(field, problems) {
      latest = field;
      const inside = field.control.kind === 'word' ? field.control.fields : [];
      const given = field.value !== undefined;
      list.update(given ? chosenNow() : '', field.required ? undefined : notGiven(field.fallback));
      element.classList.toggle('given', given);
      if (docs !== field.doc) doc.replaceChildren(...markdown((docs = field.doc)));
      tellOwn(problem, ownProblems(problems, inside));
      fields.update(inside, problems);
    },
  };
}

/** A dropdown with what the chosen name means below it; `none` is offered for leaving it to its default. */
function choiceList(label: string, choices: readonly Choice[], onChange: (name: string) => void) {
  const list = dropdown({ label, onChange });
  const doc = h('div', { class: 'field-doc choice-doc' });
  let docs = '';
  return {
    elements: [list.element, doc],
    target: list.element,
    update(name: string, none: string | undefined): void {
      const unknown = name !== '' && !choices.some((one) => one.name === name) ? [{ value: name, label: name }] : [];
      list.options([
        ...(none === undefined ? [] : [{ value: '', label: none }]),
        ...unknown,
        ...choices.map((one) => ({ value: one.name, label: one.name })),
      ]);
      list.set(name);
      const text = choices.find((one) => one.name === name)?.doc ?? '';
      show(doc, text !== '');
      if (docs !== text) doc.replaceChildren(...markdown((docs = text)));
    },
  };
}

/** Problems of the thing itself, not of a field in it. */
export const ownProblems = (problems: readonly ProblemView[], inside: readonly Field[]): readonly ProblemView[] =>
  problems.filter(({ path }) => !inside.some((field) => startsWith(path, field.path)));

export function tellOwn(element: HTMLElement, problems: readonly ProblemView[]): void {
  show(element, problems.length > 0);
  setText(element, problems.map(({ message }) => message).join(' '));
}

export const startsWith = (path: readonly unknown[], beginning: readonly unknown[]): boolean =>
  beginning.every((segment, i) => path[i] === segment);

/** While this stays the same, a row only changes its values. */
function kindOf({ control }: Field): string {
  return 'choices' in control ? `${control.kind} ${control.choices.map(({ name }) => name).join(' ')}` : control.kind;
}

function notGiven(fallback: unknown): string {
  if (fallback === undefined || fallback === null) return t('edit.notGiven');
  return t('edit.notGivenDefault', typeof fallback === 'string' ? fallback : spelled(fallback));
}

/** As a spec has it. */
function spelled(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spelled).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}: ${spelled(one)}`)
    .join(', ')} }`;
}

/** The first paragraph without marks. */
const plain = (text: string): string => text.split('\n\n')[0]!.replaceAll('`', '');

/** These children in this order; one that stays is not touched, for it may have the focus. */
function arrange(parent: HTMLElement, wanted: readonly HTMLElement[]): void {
  for (const child of [...parent.children]) if (!wanted.includes(child as HTMLElement)) child.remove();
  wanted.forEach((child, i) => {
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
  });
}
