// The network as a picture that lives: edges and neurons in the colours of the latest frame or sample. What is
// clicked, or walked to and entered, is the selection that the other views follow.
import { byteSize } from '../../src/protocol/byteSize';
import { button, dropdown } from '../controls';
import type { NetworkShows, NetworkView, Selection } from '../choices';
import { cssColour, tableIndex, textOn } from '../draw/colour';
import { nearestEdge, type EdgeRef } from '../draw/edges';
import { layoutNetwork, type NetworkLayout } from '../draw/network';
import { networkSvg } from '../draw/networkSvg';
import { count, number, percent, short } from '../draw/number';
import { walk, type Focus } from '../draw/walk';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import { networkValues, type ColumnValues } from '../networkValues';
import { pngOf } from '../png';
import type { State } from '../store';
import { paintNetwork } from './networkPaint';
import { LayerDetails } from './layerDetails';
import { createLookInside, isClosed } from './lookInside';
import { buildShapes, placeEdge, shownNames, unitName, type NetworkShapes } from './networkShapes';
import { NetworkZoom } from './networkZoom';
import { createSection, emptyState } from './section';
import { createSpecEditor } from './specEditor';
import { Thumbnail } from './thumbnail';
import type { View, ViewContext } from './view';

const REACH = 7; // pixels around an edge that count as on it
const TALL = 900; // a deep network of this height scrolls by itself: the other views stay near
const MOST_PIXELS = 16e6; // of a zoomed canvas: 64 MB
const MOST_CANVAS = 32_000; // device pixels; a browser leaves a larger canvas empty

export function createArchitecture(context: ViewContext, onToggle: () => void): View {
  const section = createSection('architecture', t('section.architecture'), onToggle);
  const shows = dropdown({
    label: t('network.shows'),
    visibleLabel: true,
    onChange: (value) => context.choose({ networkShows: value as NetworkShows }),
  });
  shows.options(
    (['weights', 'gradients', 'forward', 'backward'] as const).map((value) => ({
      value,
      label: t(`network.shows.${value}`),
    })),
  );
  const icon = (name: 'zoomIn' | 'zoomOut' | 'zoomReset', onClick: () => void) =>
    button({ label: t(`network.${name}`), icon: name, look: 'icon', iconOnly: true, onClick });
  const save = (kind: 'svg' | 'png') => {
    const control = button({
      label: kind.toUpperCase(),
      icon: 'export',
      hint: t(`network.${kind}`),
      onClick: () => keep(kind),
    });
    control.element.setAttribute('aria-label', t(`network.${kind}`));
    return control;
  };
  const actualSize = icon('zoomReset', () => zoom.set(1));
  const tools = h(
    'span',
    { class: 'network-tools' },
    h(
      'span',
      { class: 'button-group' },
      icon('zoomOut', () => zoom.step(-1)).element,
      icon('zoomIn', () => zoom.step(1)).element,
      actualSize.element,
    ),
    h('span', { class: 'button-group' }, save('svg').element, save('png').element),
  );
  const edit = button({
    label: t('edit.toggle'),
    icon: 'edit',
    onClick: () => context.choose({ editing: !latest?.choices.editing }),
  });
  section.tools.append(shows.element, tools, edit.element);
  const editor = createSpecEditor(context);

  const empty = emptyState();
  const lookInside = createLookInside(context);
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const stage = h('div', { class: 'network', role: 'group', 'aria-label': t('network.label') }, canvas);
  stage.title = t('network.gestures');
  const zoom = new NetworkZoom(
    stage,
    (target) => target.closest('[data-column], [data-edge]') === null,
    () => {
      fitCanvas();
      paint();
      actualSize.enable(zoom.scale !== 1);
      context.announce(t('network.zoomed', percent(zoom.scale)));
    },
    () => context.choose({ networkView: (adopted = zoom.view) }),
  );
  actualSize.enable(false);
  const scroller = zoom.element;
  const thumbnail = new Thumbnail(context);
  thumbnail.element.classList.add('network-thumbnail');
  const what = h('span', { class: 'selection-text' });
  const toWeights = button({ label: t('network.toWeights'), onClick: () => context.reveal('weights') });
  const toSample = button({ label: t('network.toSample'), onClick: () => context.reveal('sample') });
  const clear = button({
    label: t('network.clear'),
    icon: 'close',
    look: 'icon',
    iconOnly: true,
    onClick: () => context.choose({ selection: null }),
  });
  const keys = h('span', { class: 'hint' }, t('network.keys'));
  const bar = h('div', { class: 'selection-bar' }, what, toWeights.element, toSample.element, clear.element, keys);
  const details = new LayerDetails();
  section.body.append(editor.element, empty.element, lookInside.element, scroller, bar, details.element);

  let layout: NetworkLayout | undefined;
  let shapes: NetworkShapes | undefined;
  let values: readonly ColumnValues[] = [];
  let focus: Focus = { column: 0 };
  let hovered: EdgeRef | undefined;
  let latest: State | undefined;
  let width = 0;
  let adopted: NetworkView | null = null;
  /** Pixels of the canvas for one of the layout. */
  let ratio = 1;

  new ResizeObserver(() => {
    const now = Math.floor(section.body.clientWidth);
    if (now > 0 && Math.abs(now - width) > 1) context.redraw();
  }).observe(section.body);

  stage.addEventListener('click', (event) => {
    if (zoom.wasDragged) return;
    const at = targetOf(event);
    if (event.detail > 0) onHover(event); // the page may have moved under a mouse that stood still
    if (at) select(at);
    else if (hovered) select({ column: hovered.column, unit: hovered.unit, from: hovered.from });
    else context.choose({ selection: null });
  });
  stage.addEventListener('focusin', (event) => {
    const at = targetOf(event);
    if (at) moveFocus(at, false);
  });
  stage.addEventListener('keydown', onKey);
  stage.addEventListener('pointermove', onHover);
  stage.addEventListener('pointerleave', () => {
    hovered = undefined;
    context.tooltip.hide();
    paint();
  });

  return {
    element: section.element,
    update(state, before) {
      latest = state;
      if (!before || state.choices.collapsed !== before.choices.collapsed) {
        section.setOpen(!state.choices.collapsed.includes('architecture'));
      }
      const { model, data } = state;
      const { editing } = state.choices;
      edit.set(
        t(editing ? 'edit.done' : 'edit.toggle'),
        editing ? 'check' : 'edit',
        t(editing ? 'edit.doneHint' : 'edit.toggleHint'),
      );
      editor.update(state);
      lookInside.update(state);
      const missing = model === undefined || editing;
      empty.set(
        editing || isClosed(state)
          ? undefined
          : missing
            ? t('empty.architecture')
            : needsSample(state)
              ? t('network.needSample')
              : undefined,
      );
      show(scroller, !missing);
      show(bar, !missing);
      show(tools, !missing);
      show(shows.element, !missing);
      shows.set(state.choices.networkShows);
      details.update(
        state,
        editing ? undefined : model?.layers.find((layer) => layer.name === state.choices.selection?.layer),
      );
      if (!model || editing) return section.note(editing ? editedNote(state) : '');
      section.note(describe(state));
      const now = Math.floor(section.body.clientWidth);
      if (!before || model.layers !== before.model?.layers || data !== before.data || now !== width || !layout)
        rebuild(state, now);
      if (state.choices.networkView !== adopted && layout) {
        zoom.show((adopted = state.choices.networkView));
        actualSize.enable(zoom.scale !== 1);
        fitCanvas();
      }
      const fresh =
        !before ||
        state.frame !== before.frame ||
        state.sample !== before.sample ||
        state.choices !== before.choices ||
        model !== before.model;
      if (!fresh || !layout) return;
      values = networkValues(state, layout);
      fill(state);
      paint();
      describeSelection(state);
      if (data?.image) thumbnail.set(state.sample, data.image);
    },
  };

  function rebuild(state: State, now: number): void {
    if (now <= 0 || !state.model) return;
    width = now;
    layout = layoutNetwork(state.model, state.data, width);
    shapes = buildShapes(layout, state.data);
    const held = stage.contains(document.activeElement);
    stage.replaceChildren(canvas, shapes.picture, ...shapes.headers);
    stage.style.width = `${layout.width}px`;
    stage.style.height = `${layout.height}px`;
    zoom.resize(layout.width, layout.height);
    scroller.classList.toggle('tall', layout.vertical && layout.height > TALL);
    fitCanvas();
    const input = layout.columns[0]!;
    if (state.data?.image && input.places.length === 0) {
      const side = input.box.width - 4;
      thumbnail.element.style.left = `${input.box.x + 2}px`;
      thumbnail.element.style.top = `${input.box.y + 2}px`;
      thumbnail.resize(side, input.box.height - 4);
      stage.append(thumbnail.element);
    }
    focus = focus.column < layout.columns.length ? focus : { column: 0 };
    moveFocus(focus, held);
  }

  /** As many pixels as the picture takes on the screen, within what a canvas can have. */
  function fitCanvas(): void {
    if (!layout) return;
    const screen = window.devicePixelRatio || 1;
    const most = Math.max(screen, Math.sqrt(MOST_PIXELS / (layout.width * layout.height)));
    ratio = Math.min(screen * zoom.scale, most);
    const painted = Math.min(layout.height, Math.floor(MOST_CANVAS / ratio));
    canvas.width = Math.round(layout.width * ratio);
    canvas.height = Math.round(painted * ratio);
    canvas.style.width = `${layout.width}px`;
    canvas.style.height = `${painted}px`;
  }

  function keep(kind: 'svg' | 'png'): void {
    if (!layout || !shapes || !latest) return;
    const { data, sample } = latest;
    const svg = networkSvg({
      title: latest.name,
      layout,
      numbers: values,
      headings: shapes.headers.map((header) => [...header.children].map((line) => line.textContent).filter(Boolean)),
      names: layout.columns.map((_, c) => shownNames(layout!, c, data)),
      ...(data?.image && sample && layout.columns[0]!.places.length === 0 ? { image: thumbnail.picture } : {}),
      look: context.theme(),
    });
    const bytes = kind === 'svg' ? Promise.resolve(new TextEncoder().encode(svg)) : svgToPng(svg, layout);
    context.save('network', kind, bytes);
  }

  /** Neurons take the colour of their number, and show it where there is room. */
  function fill(state: State): void {
    const table = context.theme().signed;
    shapes!.neurons.forEach((column, c) => {
      const units = values[c]?.units;
      column.forEach((shape, unit) => {
        const value = units?.values[unit];
        const colour = value === undefined ? undefined : table[tableIndex(value, units!.scale)]!;
        shape.circle.style.fill = colour === undefined ? '' : cssColour(colour);
        if (shape.text) {
          const figure = value === undefined ? '' : short(value);
          setText(shape.text, figure);
          shape.text.classList.toggle('tight', figure.length > 4);
          shape.text.style.fill = colour === undefined ? '' : textOn(colour);
        }
        shape.group.classList.toggle('selected', isSelected(state.choices.selection, c, unit));
      });
    });
    shapes!.headers.forEach((element, c) => {
      const on = state.choices.selection?.layer === layout!.columns[c]!.key;
      element.setAttribute('aria-pressed', String(on));
    });
  }

  function isSelected(selection: Selection | null, column: number, unit: number): boolean {
    return selection !== null && selection.layer === layout!.columns[column]!.key && selection.unit === unit;
  }

  function paint(): void {
    if (!layout || !latest) return;
    const g = canvas.getContext('2d')!;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    const selection = latest.choices.selection;
    const column = selection ? layout.columns.findIndex((c) => c.key === selection.layer) : -1;
    paintNetwork(g, layout, values, context.theme(), column < 0 ? undefined : { ...selection!, column }, hovered);
  }

  function select(at: Focus): void {
    if (!layout) return;
    const { key, layer } = layout.columns[at.column]!;
    const selection: Selection = {
      layer: key,
      ...(at.unit === undefined ? {} : { unit: at.unit }),
      ...(at.from === undefined ? {} : { from: at.from }),
    };
    const same = JSON.stringify(selection) === JSON.stringify(latest?.choices.selection);
    context.choose(
      same
        ? { selection: null }
        : {
            selection,
            ...(layer && layer.tensors.length > 0 && latest?.choices.weightLayer ? { weightLayer: key } : {}),
          },
    );
  }

  function targetOf(event: globalThis.Event): Focus | undefined {
    const element = (event.target as Element).closest<HTMLElement | SVGElement>('[data-column], [data-edge]');
    if (!element) return undefined;
    if ('edge' in element.dataset) return focus;
    const unit = element.dataset['unit'];
    const column = Number(element.dataset['column']);
    return unit === undefined ? { column } : { column, unit: Number(unit) };
  }

  /** Exactly one thing in the picture can be tabbed to: where the keyboard was last. */
  function moveFocus(to: Focus, grab: boolean): void {
    if (!shapes || !layout) return;
    const unit = to.unit !== undefined && to.unit < layout.columns[to.column]!.places.length ? to.unit : undefined;
    focus = unit === undefined ? { column: to.column } : to;
    const target = elementOf(focus);
    if (to.from !== undefined) placeEdge(shapes, layout, focus, edgeLabel(focus));
    for (const element of stage.querySelectorAll('[tabindex="0"]'))
      if (element !== target) element.setAttribute('tabindex', '-1');
    target.setAttribute('tabindex', '0');
    if (grab) {
      target.focus({ preventScroll: false });
      if (to.from === undefined) placeEdge(shapes, layout, focus, '');
    }
  }

  function elementOf({ column, unit, from }: Focus): HTMLElement | SVGElement {
    if (from !== undefined) return shapes!.edge;
    return unit === undefined ? shapes!.headers[column]! : shapes!.neurons[column]![unit]!.group;
  }

  function onKey(event: KeyboardEvent): void {
    if (!layout || event.ctrlKey || event.metaKey || event.altKey) return;
    if (zoom.key(event)) return event.preventDefault();
    const onHeader = focus.unit === undefined;
    if ((event.key === 'Enter' || event.key === ' ') && !onHeader) {
      event.preventDefault();
      return select(focus);
    }
    if (event.key === 'Escape' && onHeader) return context.choose({ selection: null });
    const to = walk(layout, focus, event.key);
    if (to === focus) return;
    event.preventDefault();
    moveFocus(to, true);
  }

  function onHover(event: MouseEvent): void {
    if (!layout) return;
    const box = stage.getBoundingClientRect();
    const at = targetOf(event);
    const edge = at
      ? undefined
      : nearestEdge(
          layout,
          { x: (event.clientX - box.left) / zoom.scale, y: (event.clientY - box.top) / zoom.scale },
          REACH / zoom.scale,
        );
    const changed = JSON.stringify(edge) !== JSON.stringify(hovered);
    hovered = edge;
    stage.classList.toggle('on-edge', edge !== undefined);
    if (changed) paint();
    if (edge) context.tooltip.show(edgeLines(edge), event.clientX, event.clientY);
    else if (at?.unit !== undefined) context.tooltip.show(unitLines(at.column, at.unit), event.clientX, event.clientY);
    else context.tooltip.hide();
  }

  function edgeValue({ column, unit = 0, from = 0 }: Focus): number {
    const sources = layout!.columns[column - 1]!.units;
    return values[column]?.edges?.values[unit * sources + from] ?? NaN;
  }

  function edgeLabel(at: Focus): string {
    const from = unitName(latest?.data, layout!, at.column - 1, at.from!);
    return t('network.edgeLabel', from, unitName(latest?.data, layout!, at.column, at.unit!), number(edgeValue(at)));
  }

  function edgeLines(edge: EdgeRef): readonly string[] {
    const tensor = layout!.columns[edge.column]!.weight ?? '';
    const [a, b] = [
      unitName(latest?.data, layout!, edge.column - 1, edge.from),
      unitName(latest?.data, layout!, edge.column, edge.unit),
    ];
    return [number(edgeValue(edge), 6), `${tensor}[${edge.unit}, ${edge.from}]`, `${a} \u2192 ${b}`];
  }

  function unitLines(column: number, unit: number): readonly string[] {
    const value = values[column]?.units?.values[unit];
    return [unitName(latest?.data, layout!, column, unit), ...(value === undefined ? [] : [unitText(value)])];
  }

  function unitText(value: number): string {
    const key = {
      weights: 'value.bias',
      gradients: 'value.gradient',
      forward: 'value.activation',
      backward: 'value.backward',
    } as const;
    return t(key[latest!.choices.networkShows], number(value, 6));
  }

  function describeSelection(state: State): void {
    const { selection } = state.choices;
    const column = selection ? layout!.columns.findIndex((c) => c.key === selection.layer) : -1;
    const found = selection !== null && column >= 0;
    for (const control of [toWeights, toSample, clear]) show(control.element, found);
    show(keys, !found);
    const layer = found ? layout!.columns[column]!.layer : undefined;
    toWeights.enable((layer?.tensors.length ?? 0) > 0);
    if (!found) return setText(what, t('network.nothing'));
    const { unit, from } = selection;
    if (unit === undefined) return setText(what, layer?.name ?? t('network.input'));
    if (from !== undefined && column > 0) return setText(what, edgeLabel({ column, unit, from }));
    setText(what, unitLines(column, unit).join(' · '));
  }
}

function needsSample(state: State): boolean {
  const { networkShows } = state.choices;
  return (networkShows === 'forward' || networkShows === 'backward') && state.sample === undefined;
}

/** Of the spec as it is now, not of the run. */
function editedNote({ edited }: State): string {
  const counts = edited?.layers.map(({ parameters }) => parameters) ?? [];
  if (counts.length === 0 || counts.includes(undefined)) return '';
  return t('network.total', count(counts.reduce<number>((sum, n) => sum + (n ?? 0), 0)));
}

function describe({ model }: State): string {
  if (!model) return '';
  const parts = [
    t('network.total', count(model.parameters)),
    model.loss,
    model.optimizer,
    t('network.memory', byteSize(model.memoryBytes)),
  ];
  return parts.join(' · ');
}

/** Twice its size, for paper and slides. */
async function svgToPng(svg: string, { width, height }: NetworkLayout): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, MOST_CANVAS / height);
  const picture = h('canvas', { width: Math.round(width * scale), height: Math.round(height * scale) });
  picture.getContext('2d')!.drawImage(image, 0, 0, picture.width, picture.height);
  return pngOf(picture);
}
