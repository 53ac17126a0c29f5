// The spec's layers as cards in a row, with a + between them: walked by arrow keys, moved with Alt, opened by Enter,
// removed by Delete. After a change the focus is where the layer went.
import type { EditedSpec, LayerView, ProblemView } from '../../src/protocol/editing';
import { button } from '../controls';
import { h } from '../dom';
import { count, shape } from '../draw/number';
import type { IconName } from '../icons';
import { t } from '../l10n';
import { roving, rovingStart } from '../roving';
import { startsWith } from './form';

export interface StripActions {
  open(index: number): void;
  move(index: number, to: number): void;
  remove(index: number): void;
  /** Offers the layers that can be put before this one. */
  offer(index: number): void;
}

export class LayerStrip {
  readonly element = h('ol', { class: 'strip', 'aria-label': t('edit.layers') });
  private drawn = '';

  constructor(private readonly actions: StripActions) {
    roving(this.element, '.strip-card');
  }

  update(spec: EditedSpec, opened: number | undefined, offered: number | undefined): void {
    const key = JSON.stringify([spec.layers.map(({ field: _, ...layer }) => layer), spec.problems, opened, offered]);
    if (key === this.drawn) return;
    this.drawn = key;
    const held = this.focused();
    this.element.replaceChildren(
      h('li', { class: 'strip-input', 'aria-hidden': 'true' }, inputText(spec.layers[0])),
      ...spec.layers.flatMap((layer, i) => [
        this.gap(i, t('edit.addBefore', layer.name), offered === i),
        this.card(spec, layer, i, opened === i),
      ]),
      this.gap(spec.layers.length, t('edit.addEnd'), offered === spec.layers.length),
    );
    rovingStart(this.element, '.strip-card');
    if (held !== undefined) this.focus(held);
  }

  /** "card 1", "add 0": where the keyboard is now. */
  focused(): string | undefined {
    return this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset['key']
      : undefined;
  }

  focus(key: string): void {
    const [kind, index] = key.split(' ');
    const cards = this.element.querySelectorAll<HTMLElement>('.strip-card');
    const wanted = this.element.querySelector<HTMLElement>(`[data-key="${key}"]`);
    const able = wanted && (wanted as HTMLButtonElement).disabled ? undefined : wanted;
    const target =
      able ??
      (kind === 'add' ? undefined : cards[Math.min(Number(index), cards.length - 1)]) ??
      this.element.querySelector<HTMLElement>('[data-key^="add"]');
    target?.focus();
  }

  private gap(index: number, label: string, offered: boolean): HTMLElement {
    const add = button({
      label,
      icon: 'add',
      look: 'icon',
      iconOnly: true,
      onClick: () => this.actions.offer(index),
    });
    add.element.dataset['key'] = `add ${index}`;
    add.element.setAttribute('aria-haspopup', 'menu');
    add.element.setAttribute('aria-expanded', String(offered));
    return h('li', { class: 'strip-gap' }, add.element);
  }

  private card(spec: EditedSpec, layer: LayerView, index: number, open: boolean): HTMLElement {
    const { layers } = spec;
    const found = spec.problems.filter(({ path }) => startsWith(path, ['network', index]));
    const worst = worstOf(found);
    const kind = [layer.type, layer.activation].filter(Boolean).join(' · ');
    const size = sizeText(layer);
    const spoken = t('edit.layer', index + 1, layers.length, layer.name, [kind, size].filter(Boolean).join(', '));
    const sentences = found.map(({ message }) => message).join(' ');
    const card = h(
      'button',
      {
        type: 'button',
        class: `strip-card${worst ? ` ${worst}` : ''}`,
        'aria-pressed': String(open),
        'aria-label': sentences === '' ? spoken : t('edit.layerProblems', spoken, sentences),
        title: sentences || undefined,
        'data-key': `card ${index}`,
        tabindex: '-1',
      },
      // With spaces, for those who read it as one text.
      h('span', { class: 'layer-name' }, layer.name),
      ' ',
      h('span', { class: 'layer-type' }, kind),
      ' ',
      h('span', { class: 'layer-size' }, size),
    );
    card.addEventListener('click', () => this.actions.open(index));
    card.addEventListener('keydown', (event) => this.onKey(event, index, layers.length));
    const act = (name: string, icon: IconName, label: string, enabled: boolean, onClick: () => void): HTMLElement => {
      const control = button({ label, icon, look: 'icon', iconOnly: true, onClick });
      control.element.dataset['key'] = `${name} ${index}`;
      control.enable(enabled);
      return control.element;
    };
    return h(
      'li',
      { class: `strip-layer${open ? ' open' : ''}` },
      card,
      h(
        'span',
        { class: 'strip-actions' },
        act('earlier', 'previous', t('edit.moveEarlier', layer.name), index > 0, () =>
          this.actions.move(index, index - 1),
        ),
        act('edit', 'edit', t('edit.edit', layer.name), true, () => this.actions.open(index)),
        act('remove', 'remove', t('edit.remove', layer.name), true, () => this.actions.remove(index)),
        act('later', 'next', t('edit.moveLater', layer.name), index < layers.length - 1, () =>
          this.actions.move(index, index + 1),
        ),
      ),
    );
  }

  private onKey(event: KeyboardEvent, index: number, layers: number): void {
    const back = event.key === 'ArrowLeft' || event.key === 'ArrowUp';
    const forth = event.key === 'ArrowRight' || event.key === 'ArrowDown';
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.altKey && (back || forth)) {
      const to = index + (back ? -1 : 1);
      if (to >= 0 && to < layers) this.actions.move(index, to);
    } else if (plain && (event.key === 'Delete' || event.key === 'Backspace')) {
      this.actions.remove(index);
    } else if (plain && (event.key === '+' || event.key === 'Insert')) {
      this.actions.offer(index + 1);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function inputText(first: LayerView | undefined): string {
  return [t('edit.input'), first?.input && shape(first.input)].filter(Boolean).join(' ');
}

function sizeText({ output, parameters }: LayerView): string {
  const parts = [
    ...(output ? [`\u2192 ${shape(output)}`] : []),
    ...(parameters ? [t('network.parameters', count(parameters))] : []),
  ];
  return parts.join(' · ');
}

export function worstOf(problems: readonly ProblemView[]): 'error' | 'warning' | undefined {
  if (problems.some(({ severity }) => severity === 'error')) return 'error';
  return problems.some(({ severity }) => severity === 'warning') ? 'warning' : undefined;
}
