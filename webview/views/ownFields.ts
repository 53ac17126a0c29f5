// A table's row, field by field: a slider with its number for each number, a list for each set of words.
import { button, dropdown } from '../controls';
import { h, show } from '../dom';
import { t } from '../l10n';
import type { OwnField, OwnValues } from '../ownRow';

export interface OwnFields {
  readonly element: HTMLElement;
  begin(fields: readonly OwnField[], values: OwnValues): void;
  update(sample: boolean): void;
}

export function createOwnFields(options: {
  onChange(values: OwnValues): void;
  /** The values of the sample in view. */
  onTake(): OwnValues | undefined;
}): OwnFields {
  let values: number[] = [];
  let setters: readonly ((value: number) => void)[] = [];
  const list = h('div', { class: 'own-fields', role: 'group', 'aria-label': t('section.own') });
  const take = button({
    label: t('own.take'),
    hint: t('own.takeHint'),
    onClick: () => {
      const taken = options.onTake();
      if (taken) setAll(taken);
    },
  });
  const element = h('div', {}, list, take.element);

  function setAll(next: OwnValues): void {
    values = [...next];
    setters.forEach((set, i) => set(values[i]!));
    options.onChange(values);
  }

  return {
    element,
    begin(fields, first) {
      const rows = fields.map((field, i) => {
        const change = (value: number): void => {
          values[i] = value;
          options.onChange(values);
        };
        return field.kind === 'number' ? slider(field, change) : category(field, change);
      });
      setters = rows.map((row) => row.set);
      list.replaceChildren(...rows.flatMap((row) => row.elements));
      setAll(first);
    },
    update: (sample) => {
      take.enable(sample);
      show(take.element, values.length > 0);
    },
  };
}

interface Row {
  readonly elements: readonly HTMLElement[];
  set(value: number): void;
}

/** The number may go beyond the slider: outside of what the samples were. */
function slider(field: Extract<OwnField, { kind: 'number' }>, onChange: (value: number) => void): Row {
  const { min, max, step, name } = field;
  const range = h('input', { type: 'range', min, max, step, 'aria-label': name });
  const box = h('input', { type: 'number', step: 'any', 'aria-label': t('own.number', name) });
  range.addEventListener('input', () => {
    box.value = tidy(range.valueAsNumber);
    onChange(range.valueAsNumber);
  });
  box.addEventListener('input', () => {
    const value = box.valueAsNumber;
    if (!Number.isFinite(value)) return;
    range.value = String(value);
    onChange(value);
  });
  return {
    elements: [h('span', { class: 'own-name', title: name }, name), range, box],
    set(value) {
      range.value = String(value);
      box.value = tidy(value);
    },
  };
}

function category(field: Extract<OwnField, { kind: 'category' }>, onChange: (value: number) => void): Row {
  const list = dropdown({ label: field.name, onChange: (value) => onChange(Number(value)) });
  list.options(field.categories.map((label, i) => ({ value: String(i), label })));
  const cell = h('span', { class: 'own-category' }, list.element);
  return {
    elements: [h('span', { class: 'own-name', title: field.name }, field.name), cell],
    set: (value) => list.set(String(value)),
  };
}

/** As many digits as one reads. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(5)));
}
