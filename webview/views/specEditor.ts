// The Edit mode of the architecture: the layers in a row, and below them the form of the layer or the settings that were
// opened. Everything asked for is a change of the spec's text; what is shown is what that text says.
import type { EditedSpec, Field, PanelChange, ProblemView } from '../../src/protocol/editing';
import { button } from '../controls';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import { markdown } from '../markdown';
import { roving, rovingStart } from '../roving';
import type { State } from '../store';
import { Fields, ownProblems, startsWith, tellOwn } from './form';
import { LayerStrip, worstOf } from './layerStrip';
import type { ViewContext } from './view';

/** Settings that are shown together. */
const GROUPS = {
  general: ['name', 'description'],
  data: ['data'],
  loss: ['loss', 'metrics'],
  training: ['training'],
  files: ['initialWeights', 'export'],
} as const;
type Group = keyof typeof GROUPS;
const NAMES = Object.keys(GROUPS) as Group[];

type Place = { readonly layer: number } | { readonly group: Group } | undefined;

export interface SpecEditor {
  readonly element: HTMLElement;
  update(state: State): void;
}

export function createSpecEditor(context: ViewContext): SpecEditor {
  let latest: State | undefined;
  let place: Place;
  /** Where a layer is about to be added. */
  let offered: number | undefined;
  let refusal: string | undefined;
  let arranging = false;

  const note = h('p', { class: 'hint', role: 'status' });
  const undo = button({ label: t('edit.undo'), hint: t('edit.undoHint'), icon: 'undo', onClick: () => take('undo') });
  const redo = button({ label: t('edit.redo'), hint: t('edit.redoHint'), icon: 'redo', onClick: () => take('redo') });
  const alert = h('p', { class: 'edit-problem', role: 'alert' });
  const fault = h('p', { class: 'empty' });
  const strip = new LayerStrip({
    open: (layer) => openPlace({ layer }, true),
    move,
    remove: removeLayer,
    offer: (at) => offer(offered === at ? undefined : at),
  });
  const menu = h('div', { class: 'strip-menu', role: 'menu', 'aria-label': t('edit.addMenu'), hidden: true });
  const tabs = NAMES.map((group) => {
    const tab = h('button', { type: 'button', class: 'editor-tab', 'data-group': group, tabindex: '-1' });
    tab.textContent = t(`edit.group.${group}`);
    tab.addEventListener('click', () => openPlace({ group }, false));
    return tab;
  });
  const tabBar = h('div', { class: 'editor-tabs', role: 'toolbar', 'aria-label': t('edit.settings') }, ...tabs);
  const fields = new Fields((change) => void ask(() => change), undefined, 'fields editor-fields');
  const title = h('h3', { id: 'editor-title' });
  const whole = h('p', { class: 'edit-problem', hidden: true });
  const form = h(
    'div',
    { class: 'editor-form', role: 'region', 'aria-labelledby': 'editor-title' },
    title,
    whole,
    fields.element,
  );
  const content = h('div', {}, strip.element, menu, h('p', { class: 'hint' }, t('edit.keys')), tabBar, form);
  const element = h(
    'div',
    { class: 'editor', hidden: true },
    h('div', { class: 'editor-bar' }, h('span', { class: 'button-group' }, undo.element, redo.element), note),
    alert,
    fault,
    content,
  );
  roving(menu, '.strip-choice');
  roving(tabBar, '.editor-tab');
  element.addEventListener('keydown', onKey);

  return { element, update };

  function update(state: State): void {
    latest = state;
    show(element, state.choices.editing);
    if (!state.choices.editing) return;
    const spec = state.edited;
    const running = ['preparing', 'ready', 'running', 'paused'].includes(state.run);
    setText(note, t(running ? 'edit.running' : 'edit.idle'));
    undo.enable(spec?.canUndo ?? false);
    redo.enable(spec?.canRedo ?? false);
    setText(alert, refusal ?? '');
    show(alert, refusal !== undefined);
    const why = !spec ? t('edit.loading') : spec.fault === undefined ? undefined : t('edit.fault', spec.fault);
    setText(fault, why ?? '');
    show(fault, why !== undefined);
    show(content, why === undefined);
    if (!spec || why !== undefined) return;
    // A first look: the first layer, or what there is to set where there is none.
    place ??= spec.layers.length > 0 ? { layer: 0 } : { group: 'data' };
    if ('layer' in place && !spec.layers[place.layer])
      place = spec.layers.length > 0 ? { layer: spec.layers.length - 1 } : { group: 'data' };
    if (offered !== undefined && offered > spec.layers.length) offered = undefined;
    strip.update(spec, 'layer' in place ? place.layer : undefined, offered);
    drawMenu(spec);
    drawTabs(spec, place);
    const shown = fieldsAt(spec, place);
    setText(title, titleOf(spec, place));
    const problems = problemsIn(spec, place);
    tellOwn(whole, ownProblems(problems, shown));
    fields.update(shown, problems);
  }

  function redraw(): void {
    if (latest) update(latest);
  }

  /** `done` sees the changed spec, before it is drawn. */
  async function ask(
    make: (spec: EditedSpec) => PanelChange | undefined,
    done?: (spec: EditedSpec) => void,
  ): Promise<void> {
    const answer = await context.edit(make);
    refusal = typeof answer === 'string' ? answer : undefined;
    if (latest && typeof answer === 'object') {
      latest = { ...latest, edited: answer };
      done?.(answer);
    }
    redraw();
  }

  /** The same for layers, whose places are those of the spec that is drawn: of a key that repeats, what comes too early is dropped. */
  function arrange(make: (spec: EditedSpec) => PanelChange | undefined, done: (spec: EditedSpec) => void): void {
    if (arranging) return;
    arranging = true;
    void ask(make, done).finally(() => (arranging = false));
  }

  function take(kind: 'undo' | 'redo'): void {
    void ask(
      (spec) => ((kind === 'undo' ? spec.canUndo : spec.canRedo) ? { kind } : undefined),
      () => context.announce(t(kind === 'undo' ? 'edit.undone' : 'edit.redone')),
    );
  }

  function move(from: number, to: number): void {
    const name = latest?.edited?.layers[from]?.name ?? '';
    const held = strip.focused()?.split(' ')[0] ?? 'card';
    arrange(
      () => ({ kind: 'moveLayer', from, to }),
      (spec) => {
        if (place && 'layer' in place && (place.layer === from || place.layer === to))
          place = { layer: place.layer === from ? to : from };
        after(`${held} ${to}`, t('edit.moved', name, to + 1, spec.layers.length));
      },
    );
  }

  function removeLayer(at: number): void {
    const name = latest?.edited?.layers[at]?.name ?? '';
    arrange(
      () => ({ kind: 'removeLayer', at }),
      () => {
        if (place && 'layer' in place && place.layer > at) place = { layer: place.layer - 1 };
        after(`card ${at}`, t('edit.removed', name));
      },
    );
  }

  function add(at: number, type: string): void {
    offered = undefined;
    arrange(
      () => ({ kind: 'addLayer', at, type }),
      (spec) => {
        place = { layer: at };
        after(`card ${at}`, t('edit.added', spec.layers[at]?.name ?? type, at + 1, spec.layers.length));
      },
    );
  }

  /** The focus goes where the layer went. */
  function after(key: string, said: string): void {
    redraw();
    strip.focus(key);
    context.announce(said);
  }

  function offer(at: number | undefined): void {
    const before = offered;
    offered = at;
    redraw();
    if (at !== undefined) menu.querySelector<HTMLElement>('.strip-choice')?.focus();
    else if (before !== undefined) strip.focus(`add ${before}`);
  }

  function openPlace(next: NonNullable<Place>, enter: boolean): void {
    place = next;
    redraw();
    if (!enter) return;
    const first = fields.element.querySelector<HTMLElement>('vscode-dropdown, input, vscode-checkbox');
    first?.focus();
  }

  function drawMenu({ layerTypes }: EditedSpec): void {
    show(menu, offered !== undefined);
    if (menu.childElementCount > 0) return;
    menu.replaceChildren(
      ...layerTypes.map(({ name, doc }) => {
        const choice = h(
          'button',
          { type: 'button', class: 'strip-choice', role: 'menuitem', tabindex: '-1' },
          h('b', {}, name),
          ...markdown(doc.split('\n\n')[0]!),
        );
        choice.addEventListener('click', () => offered !== undefined && add(offered, name));
        return choice;
      }),
    );
    rovingStart(menu, '.strip-choice');
  }

  function drawTabs(spec: EditedSpec, now: NonNullable<Place>): void {
    NAMES.forEach((group, i) => {
      const keys: readonly string[] = GROUPS[group];
      const worst = worstOf(spec.problems.filter(({ path }) => keys.includes(String(path[0]))));
      tabs[i]!.setAttribute('aria-pressed', String('group' in now && now.group === group));
      tabs[i]!.className = `editor-tab${worst ? ` ${worst}` : ''}`;
    });
    rovingStart(tabBar, '.editor-tab');
  }

  function onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key === 'Escape' && offered !== undefined) {
      offer(undefined);
    } else if (event.key === 'Escape' && form.contains(target) && place && 'layer' in place) {
      strip.focus(`card ${place.layer}`);
    } else if ((event.ctrlKey || event.metaKey) && !event.altKey && !isTyping(target)) {
      const key = event.key.toLowerCase();
      if (key === 'z') take(event.shiftKey ? 'redo' : 'undo');
      else if (key === 'y') take('redo');
      else return;
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** A text that is being typed has an undo of its own. */
function isTyping(target: HTMLElement): boolean {
  return target.hasAttribute('data-typing');
}

function fieldsAt(spec: EditedSpec, place: NonNullable<Place>): readonly Field[] {
  if ('layer' in place) return [spec.layers[place.layer]!.field];
  const keys: readonly string[] = GROUPS[place.group];
  const found = spec.settings.filter(({ key }) => keys.includes(key));
  // The tab says what `training` says.
  const [only] = found;
  return found.length === 1 && only!.control.kind === 'group' && only!.control.fields.length > 0
    ? only!.control.fields
    : found;
}

function titleOf(spec: EditedSpec, place: NonNullable<Place>): string {
  return 'layer' in place ? t('edit.layerTitle', spec.layers[place.layer]!.name) : t(`edit.group.${place.group}`);
}

/** Of what is shown, whether or not a field has it. */
function problemsIn(spec: EditedSpec, place: NonNullable<Place>): readonly ProblemView[] {
  if ('layer' in place) return spec.problems.filter(({ path }) => startsWith(path, ['network', place.layer]));
  const keys: readonly string[] = GROUPS[place.group];
  return spec.problems.filter(({ path }) => keys.includes(String(path[0])));
}
