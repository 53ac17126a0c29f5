// The one file that knows @vscode/webview-ui-toolkit: everything else asks for a button, a dropdown, … and gets
// an element. Only components that put no style attribute into markup are used (badge and progress-ring do),
// because the page's policy forbids them.
import type { Button, Checkbox, Dropdown, RadioGroup, TextField } from '@vscode/webview-ui-toolkit';
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { h, setText } from './dom';
import { icon, type IconName } from './icons';

export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
    vsCodeTextField(),
  );
}

export interface Choice<T extends string = string> {
  readonly value: T;
  readonly label: string;
}

export interface ButtonControl {
  readonly element: HTMLElement;
  set(label: string, iconName?: IconName, hint?: string): void;
  enable(enabled: boolean): void;
}

export function button(options: {
  readonly label: string;
  readonly hint?: string;
  readonly icon?: IconName;
  readonly look?: 'primary' | 'secondary' | 'icon';
  /** The label is for screen readers only. */
  readonly iconOnly?: boolean;
  onClick(): void;
}): ButtonControl {
  const element = document.createElement('vscode-button') as Button;
  element.setAttribute('appearance', options.look ?? 'secondary');
  const text = h('div', { class: 'button-text' }); // the toolkit squeezes a <span> to the size of an icon
  let shown: IconName | undefined;
  const set = (label: string, iconName?: IconName, hint?: string): void => {
    if (iconName !== shown) {
      element.querySelector('svg')?.remove();
      if (iconName) element.prepend(icon(iconName, options.iconOnly ? undefined : 'start'));
      shown = iconName;
    }
    if (!options.iconOnly) setText(text, label);
    if (element.getAttribute('aria-label') !== label) element.setAttribute('aria-label', label);
    element.title = hint ?? label;
  };
  if (!options.iconOnly) element.append(text);
  set(options.label, options.icon, options.hint);
  element.addEventListener('click', () => {
    if (!element.disabled) options.onClick();
  });
  return {
    element,
    set,
    enable(enabled) {
      if (element.disabled === enabled) element.disabled = !enabled;
    },
  };
}

export interface ValueControl<T> {
  /** With its visible label, where it has one. */
  readonly element: HTMLElement;
  set(value: T): void;
}

export interface DropdownControl extends ValueControl<string> {
  options(choices: readonly Choice[]): void;
}

export function dropdown(options: {
  readonly label: string;
  readonly visibleLabel?: boolean;
  readonly hint?: string;
  onChange(value: string): void;
}): DropdownControl {
  const control = document.createElement('vscode-dropdown') as Dropdown;
  control.setAttribute('aria-label', options.label);
  control.setAttribute('position', 'below');
  if (options.hint) control.title = options.hint;
  let value = '';
  let listed = '';
  control.addEventListener('change', () => {
    if (control.value === value) return;
    value = control.value;
    options.onChange(value);
  });
  return {
    element: labelled(options.label, control, options.visibleLabel ?? false),
    options(choices) {
      const key = JSON.stringify(choices);
      if (key === listed) return;
      listed = key;
      control.replaceChildren(...choices.map((c) => option(c, c.value === value)));
      void settle(() => (control.value = value));
    },
    set(next) {
      if (next === value) return;
      value = next;
      void settle(() => (control.value = value));
    },
  };
}

/** The toolkit reads its options in a task of its own; a value set earlier is lost. */
async function settle(apply: () => void): Promise<void> {
  apply();
  await new Promise(requestAnimationFrame);
  apply();
}

function option({ value, label }: Choice, selected: boolean): HTMLElement {
  const element = document.createElement('vscode-option');
  element.setAttribute('value', value);
  if (selected) element.setAttribute('selected', '');
  element.textContent = label;
  return element;
}

export function checkbox(options: {
  readonly label: string;
  readonly hint?: string;
  onChange(on: boolean): void;
}): ValueControl<boolean> {
  const element = document.createElement('vscode-checkbox') as Checkbox;
  element.textContent = options.label;
  if (options.hint) element.title = options.hint;
  let value = false;
  element.addEventListener('change', () => {
    if (element.checked === value) return;
    value = element.checked;
    options.onChange(value);
  });
  return {
    element,
    set(on) {
      value = on;
      if (element.checked !== on) element.checked = on;
    },
  };
}

/** One of a few, all in sight. */
export function radios<T extends string>(options: {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  onChange(value: T): void;
}): ValueControl<T> {
  const element = document.createElement('vscode-radio-group') as RadioGroup;
  element.setAttribute('aria-label', options.label);
  for (const { value, label } of options.choices) {
    const radio = document.createElement('vscode-radio');
    radio.setAttribute('value', value);
    radio.textContent = label;
    element.append(radio);
  }
  let value: string = '';
  element.addEventListener('change', () => {
    if (element.value === value) return;
    value = element.value;
    options.onChange(value as T);
  });
  return {
    element,
    set(next) {
      if (value === next) return;
      value = next;
      void settle(() => (element.value = value));
    },
  };
}

/** A field for a whole number; `onChange` gets NaN for anything else. */
export function numberField(options: { readonly label: string; onChange(value: number): void }): ValueControl<number> {
  const element = document.createElement('vscode-text-field') as TextField;
  element.setAttribute('aria-label', options.label);
  element.title = options.label;
  element.setAttribute('size', '7');
  let value = '';
  element.addEventListener('change', () => {
    const text = element.value.trim();
    if (text === value) return;
    value = text;
    options.onChange(/^\d+$/.test(text) ? Number(text) : NaN);
  });
  return {
    element,
    set(next) {
      // The toolkit writes "Text field" over it when the element is connected.
      if (element.getAttribute('aria-label') !== options.label) element.setAttribute('aria-label', options.label);
      const text = String(next);
      if (text === value || element.contains(document.activeElement)) return;
      value = text;
      element.value = text;
    },
  };
}

export interface TextControl extends ValueControl<string> {
  readonly input: HTMLInputElement;
  placeholder(text: string): void;
  suggest(choices: readonly string[]): void;
}

let lists = 0;

/**
 * A line of text; `onChange` comes with Enter and when the field is left, Escape brings the text back. The toolkit's has its
 * input where no description and no list of suggestions reaches it: it is the browser's own.
 */
export function textField(options: { readonly label: string; onChange(text: string): void }): TextControl {
  const list = h('datalist', { id: `suggestions-${++lists}` });
  const input = h('input', {
    type: 'text',
    class: 'text-field',
    'aria-label': options.label,
    spellcheck: 'false',
    autocomplete: 'off',
  });
  let value = '';
  const commit = (): void => {
    const text = input.value.trim();
    input.removeAttribute('data-typing');
    if (text === value) return;
    value = text;
    options.onChange(text);
  };
  input.addEventListener('change', commit);
  input.addEventListener('input', () => input.toggleAttribute('data-typing', input.value !== value));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') commit();
    if (event.key !== 'Escape' || input.value === value) return;
    event.stopPropagation();
    input.value = value;
    input.removeAttribute('data-typing');
  });
  return {
    element: h('span', { class: 'text-field-box' }, input, list),
    input,
    placeholder: (text) => (input.placeholder = text),
    suggest(choices) {
      if (choices.length > 0) input.setAttribute('list', list.id);
      list.replaceChildren(...choices.map((choice) => h('option', { value: choice })));
    },
    set(next) {
      // What somebody types is not taken from under their hands.
      if (input.hasAttribute('data-typing')) return;
      value = next;
      if (input.value !== next) input.value = next;
    },
  };
}

/** A whole number from 0 to `max`, dragged or by arrow keys. The toolkit has none: it is the browser's own. */
export function slider(options: {
  readonly label: string;
  readonly hint?: string;
  readonly max: number;
  text(value: number): string;
  onInput(value: number): void;
}): ValueControl<number> {
  const control = h('input', {
    type: 'range',
    min: 0,
    max: options.max,
    step: 1,
    value: 0,
    'aria-label': options.label,
  });
  const shown = h('span', { class: 'slider-value', 'aria-hidden': 'true' });
  const tell = (): void => {
    const text = options.text(control.valueAsNumber);
    setText(shown, text);
    control.setAttribute('aria-valuetext', text);
  };
  control.addEventListener('input', () => {
    tell();
    options.onInput(control.valueAsNumber);
  });
  tell();
  return {
    element: h(
      'label',
      { class: 'slider', title: options.hint },
      h('span', { class: 'label', 'aria-hidden': 'true' }, options.label),
      control,
      shown,
    ),
    set(value) {
      if (control.valueAsNumber === value) return;
      control.value = String(value);
      tell();
    },
  };
}

function labelled(label: string, control: HTMLElement, visible: boolean): HTMLElement {
  if (!visible) return control;
  return h('span', { class: 'labelled' }, h('span', { class: 'label', 'aria-hidden': 'true' }, label), control);
}
