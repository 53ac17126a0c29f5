// Every weight matrix and bias as a heatmap, live; the first layer of an image network as the images it looks for.
import { button, checkbox, dropdown, radios } from '../controls';
import { magnitude } from '../draw/cells';
import { COLOUR_MAPS } from '../draw/colour';
import { count, number, real, shape } from '../draw/number';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import {
  canBeImages,
  findWatched,
  IMAGES_PER_PAGE,
  imagesOf,
  shownLayers,
  tensorLayers,
  type FilterPage,
  type Watched,
} from '../watch';
import type { LayerInfo, TensorInfo } from '../../src/protocol/engine';
import type { TensorAspect } from '../../src/protocol/frame';
import { ColourBar } from './colourBar';
import { FilterImages } from './filters';
import { Heatmap } from './heatmap';
import { TensorDetail } from './tensorDetail';
import { createSection, emptyState } from './section';
import type { View, ViewContext } from './view';

export function createWeights(context: ViewContext, onToggle: () => void): View {
  const section = createSection('weights', t('section.weights'), onToggle);
  const layer = dropdown({
    label: t('weights.layer'),
    onChange: (value) => context.choose({ weightLayer: value, imagePage: 0 }),
  });
  const aspect = radios<TensorAspect>({
    label: t('weights.aspect'),
    choices: (['weight', 'gradient', 'update'] as const).map((value) => ({
      value,
      label: t(`weights.aspect.${value}`),
    })),
    onChange: (value) => context.choose({ aspect: value }),
  });
  const images = checkbox({
    label: t('weights.images'),
    onChange: (on) => context.choose({ asImages: on, imagePage: 0 }),
  });
  const colours = dropdown({
    label: t('weights.colours'),
    onChange: (value) => context.choose({ colourMap: COLOUR_MAPS.find((map) => map === value) ?? 'orange-blue' }),
  });
  colours.options(COLOUR_MAPS.map((map) => ({ value: map, label: t(`weights.colours.${map}`) })));
  const shared = checkbox({
    label: t('weights.sharedScale'),
    hint: t('weights.sharedScaleHint'),
    onChange: (on) => context.choose({ sharedScale: on }),
  });
  section.tools.append(aspect.element, layer.element, colours.element);
  const empty = emptyState();
  const list = h('div', { class: 'tensor-list' });
  const options = h('div', { class: 'weights-options' }, shared.element, images.element);
  section.body.append(empty.element, options, list);
  const cards = new Map<string, TensorCard>();
  let arrangement = '';

  return {
    element: section.element,
    update(state, before) {
      if (!before || state.choices.collapsed !== before.choices.collapsed) {
        section.setOpen(!state.choices.collapsed.includes('weights'));
      }
      const { choices } = state;
      const layers = tensorLayers(state);
      const nothing = layers.length === 0;
      empty.set(!nothing ? undefined : t(state.model ? 'empty.noTensors' : 'empty.weights'));
      show(list, !nothing);
      show(section.tools, !nothing && !choices.collapsed.includes('weights'));
      layer.options([{ value: '', label: t('weights.all') }, ...layers.map((l) => ({ value: l.name, label: l.name }))]);
      layer.set(layers.some((l) => l.name === choices.weightLayer) ? choices.weightLayer : '');
      aspect.set(choices.aspect);
      const shown = shownLayers(state);
      const offer = shown.some((l) => canBeImages(state, l));
      show(images.element, offer);
      images.set(choices.asImages);
      show(options, !nothing);
      shared.set(choices.sharedScale);
      colours.set(choices.colourMap);
      const arranged = JSON.stringify([shown.map((l) => l.tensors), choices.aspect === 'weight']);
      if (arranged !== arrangement) arrange(state, shown);
      arrangement = arranged;
      if (
        !before ||
        state.frame !== before.frame ||
        state.run !== before.run ||
        choices !== before.choices ||
        state.model !== before.model
      ) {
        const scale = choices.sharedScale ? commonScale(state, shown) : undefined;
        for (const l of shown) for (const tensor of l.tensors) cards.get(tensor.name)?.update(state, l, scale);
      }
    },
  };

  function arrange(state: State, shown: readonly LayerInfo[]): void {
    const wanted = shown.flatMap((l) =>
      l.tensors
        .filter((tensor) => tensor.trainable || state.choices.aspect === 'weight')
        .map((tensor) => ({ layer: l, tensor })),
    );
    // One group a layer: its matrix and its bias stand side by side.
    const groups = shown.map((l) => {
      const own = wanted
        .filter((w) => w.layer === l)
        .map(({ tensor }) => {
          const card = cards.get(tensor.name) ?? new TensorCard(context, tensor);
          cards.set(tensor.name, card);
          return card.element;
        });
      return h('div', { class: 'tensor-group' }, ...own);
    });
    list.replaceChildren(...groups);
  }
}

/** The greatest magnitude of all that is shown. */
function commonScale({ frame, choices }: State, shown: readonly LayerInfo[]): number {
  const names = new Set(shown.flatMap((l) => l.tensors.map((tensor) => tensor.name)));
  const ends = (frame?.tensors ?? [])
    .filter((one) => names.has(one.tensor) && one.aspect === choices.aspect)
    .flatMap(({ min, max }) => [Math.abs(real(min)), Math.abs(real(max))]);
  return Math.max(0, ...ends.filter(Number.isFinite));
}

const FIGURES_MS = 120;

/** One tensor: its picture, the legend of its colours, its statistics. */
class TensorCard {
  private readonly title = h('h3', {});
  private readonly size = h('span', { class: 'tensor-shape' });
  private readonly waiting = h('p', { class: 'empty small' });
  private readonly heatmap: Heatmap;
  private readonly filters: FilterImages;
  private readonly bar: ColourBar;
  private readonly statistics: Record<'min' | 'max' | 'mean' | 'std', HTMLElement>;
  private readonly reduced = h('p', { class: 'hint' });
  private readonly pageText = h('span', { class: 'page-text' });
  private readonly previous;
  private readonly next;
  private readonly pager: HTMLElement;
  private readonly content: HTMLElement;
  readonly element: HTMLElement;
  private layer = '';
  private page: FilterPage | undefined;
  private figuresAt = 0;
  private detail: TensorDetail | undefined;
  private readonly opener;
  private readonly pick: (row: number, col: number) => void;

  constructor(
    private readonly context: ViewContext,
    private readonly tensor: TensorInfo,
  ) {
    const pick = (row: number, col: number): void => {
      const vector = tensor.shape.length === 1;
      context.choose({
        selection: vector ? { layer: this.layer, unit: col } : { layer: this.layer, unit: row, from: col },
      });
    };
    this.pick = pick;
    this.opener = button({
      label: t('weights.open', tensor.name),
      icon: 'zoomReset',
      look: 'icon',
      iconOnly: true,
      onClick: () => context.choose({ openTensor: this.detail ? '' : tensor.name, openRow: 0 }),
    });
    this.heatmap = new Heatmap(context, { maxHeight: 300, onPick: pick });
    this.filters = new FilterImages(context, (unit) => context.choose({ selection: { layer: this.layer, unit } }));
    this.bar = new ColourBar(context);
    const turn = (by: number): void => context.choose({ imagePage: (this.page?.page ?? 0) + by });
    this.previous = button({
      label: t('weights.previousPage'),
      icon: 'previous',
      look: 'icon',
      iconOnly: true,
      onClick: () => turn(-1),
    });
    this.next = button({
      label: t('weights.nextPage'),
      icon: 'next',
      look: 'icon',
      iconOnly: true,
      onClick: () => turn(1),
    });
    this.pager = h('div', { class: 'pager' }, this.previous.element, this.pageText, this.next.element);
    const entry = (name: 'min' | 'max' | 'mean' | 'std'): HTMLElement => h('dd', { 'data-statistic': name });
    this.statistics = { min: entry('min'), max: entry('max'), mean: entry('mean'), std: entry('std') };
    const facts = h(
      'dl',
      { class: 'statistics' },
      ...(['min', 'max', 'mean', 'std'] as const).map((name) =>
        h('div', {}, h('dt', {}, t(`weights.${name}`)), this.statistics[name]),
      ),
    );
    this.content = h(
      'div',
      { class: 'tensor-content' },
      this.pager,
      this.heatmap.element,
      this.filters.element,
      h('div', { class: 'tensor-foot' }, this.bar.element, facts),
      this.reduced,
    );
    setText(this.title, tensor.name);
    setText(this.size, shape(tensor.shape));
    const kind = tensor.shape.length === 1 ? 'vector' : 'matrix';
    this.element = h(
      'article',
      { class: `tensor ${kind}`, 'data-tensor': tensor.name },
      h('div', { class: 'tensor-head' }, this.title, this.size, this.opener.element),
      this.waiting,
      this.content,
    );
  }

  update(state: State, layer: LayerInfo, common: number | undefined): void {
    this.layer = layer.name;
    this.open(state);
    const { aspect, selection } = state.choices;
    const images = imagesOf(state, layer);
    const page = images?.tensor === this.tensor.name ? images : undefined;
    this.page = page;
    const item = { tensor: this.tensor.name, aspect };
    const watched = page
      ? findWatched(state.frame, { ...item, rows: page.rows, maxRows: IMAGES_PER_PAGE, maxCols: page.pixels })
      : findWatched(state.frame, item);
    show(this.waiting, !watched);
    show(this.content, watched !== undefined);
    this.element.classList.toggle('images', page !== undefined);
    if (!watched) {
      const untouched = aspect !== 'weight' && (state.position?.iteration ?? 0) === 0;
      const none = aspect !== 'weight' && state.kept?.inside === 'open';
      const why = none
        ? 'sample.batchGone'
        : state.run === 'idle'
          ? 'empty.weights'
          : untouched
            ? 'weights.afterUpdate'
            : 'weights.waiting';
      return setText(this.waiting, t(why));
    }
    const scale =
      common ??
      (Math.max(Math.abs(real(watched.info.min)), Math.abs(real(watched.info.max))) || magnitude(watched.cells));
    const selected = selection?.layer === layer.name ? selection : undefined;
    // Figures that change sixty times a second cannot be read, and cost a layout each time.
    const now = performance.now();
    if (state.run !== 'running' || now - this.figuresAt > FIGURES_MS) {
      this.figuresAt = now;
      this.bar.set(scale);
      this.describe(watched);
    }
    show(this.pager, page !== undefined && page.pages > 1);
    show(this.heatmap.element, page === undefined);
    show(this.filters.element, page !== undefined);
    if (page) {
      setText(this.pageText, t('weights.page', page.rows[0], page.rows[1] - 1, count(this.tensor.shape[0] ?? 0)));
      this.previous.enable(page.page > 0);
      this.next.enable(page.page + 1 < page.pages);
      this.filters.set(page, watched.cells, scale, this.tensor.name);
      this.filters.highlight(selected?.unit);
      return;
    }
    const vector = this.tensor.shape.length === 1;
    this.heatmap.set({
      cells: { rows: watched.info.cellRows, cols: watched.info.cellCols, values: watched.cells },
      rows: watched.info.region[1] - watched.info.region[0],
      cols: watched.info.cols,
      firstRow: watched.info.region[0],
      scale,
      vector,
      name: this.tensor.name,
      label: t('weights.map', this.tensor.name, t(`weights.aspect.${aspect}`), shape(this.tensor.shape)),
    });
    this.heatmap.highlight(vector ? { col: selected?.unit } : { row: selected?.unit, col: selected?.from });
  }

  private open(state: State): void {
    const wanted = state.choices.openTensor === this.tensor.name;
    if (wanted !== (this.detail !== undefined)) {
      this.detail?.close();
      this.detail?.element.remove();
      const { shape: sizes, name } = this.tensor;
      const rows = sizes.length > 1 ? sizes[0]! : 1;
      const cols = sizes.reduce((a, b) => a * b, 1) / rows;
      this.detail = wanted ? new TensorDetail(this.context, name, rows, cols, this.pick) : undefined;
      if (this.detail) this.element.append(this.detail.element);
      this.element.classList.toggle('open', wanted);
      this.opener.element.setAttribute('aria-expanded', String(wanted));
      this.opener.set(t(wanted ? 'weights.close' : 'weights.open', name), wanted ? 'close' : 'zoomReset');
    }
    this.detail?.update(state);
  }

  private describe({ info }: Watched): void {
    for (const name of ['min', 'max', 'mean', 'std'] as const)
      setText(this.statistics[name], number(real(info[name]), 3));
    const rows = info.region[1] - info.region[0];
    const reduced = info.cellRows < rows || info.cellCols < info.cols;
    show(this.reduced, reduced);
    if (reduced)
      setText(this.reduced, t('weights.reduced', shape([rows, info.cols]), shape([info.cellRows, info.cellCols])));
  }
}
