// One tensor in full, below its picture: every entry as a cell, so many rows at a time, and how its values are
// distributed; as they are, or what has been added to them since iteration 0. Asked for, not streamed: at most once a
// second while training runs.
import type { TensorValues } from '../../src/protocol/engine';
import type { TensorAspect } from '../../src/protocol/frame';
import { button, radios } from '../controls';
import { magnitude } from '../draw/cells';
import { histogram, type Histogram } from '../draw/histogram';
import { count, number } from '../draw/number';
import { h, setText, show, svg } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import { DEFAULT_CHOICES } from '../choices';
import { ColourBar } from './colourBar';
import { DataTable } from './dataTable';
import { Heatmap } from './heatmap';
import type { ViewContext } from './view';

const ASK_MS = 1000;
const ROWS = 64; // a page
const BINS = 48;
const [WIDTH, HEIGHT] = [480, 110]; // of the histogram's own units
const CELL = 6; // least pixels of an entry: what does not fit is scrolled to
const WIDEST = 16_000; // pixels; a browser leaves a larger canvas empty
const MOST = 4_000_000; // numbers of a network: to gather them must not hold training up for longer than a pause may take

interface Asked {
  readonly what: TensorAspect | 'change' | undefined;
  readonly iteration: number;
  readonly at: number;
}

const NOTHING: Asked = { what: undefined, iteration: -1, at: -Infinity };

export class TensorDetail {
  private readonly shows;
  private readonly heatmap: Heatmap;
  private readonly bar: ColourBar;
  private readonly wide = h('div', { class: 'detail-wide' });
  private readonly remark = h('p', { class: 'empty small', role: 'status' });
  private readonly page = h('span', { class: 'page-text' });
  private readonly previous;
  private readonly next;
  private readonly pager: HTMLElement;
  private readonly picture = svg('svg', {
    class: 'histogram',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  private readonly axis = h('div', { class: 'histogram-axis', 'aria-hidden': 'true' });
  private readonly table: DataTable;
  private readonly content: HTMLElement;
  readonly element: HTMLElement;
  private choices = DEFAULT_CHOICES;
  private values: ArrayLike<number> | undefined;
  /** At iteration 0; known while the change since then is shown. */
  private start: TensorValues | undefined;
  private asked: Asked = NOTHING;
  private timer: number | undefined;
  private model: State['model'];

  constructor(
    private readonly context: ViewContext,
    private readonly name: string,
    private readonly rows: number,
    private readonly cols: number,
    onPick: (row: number, col: number) => void,
  ) {
    this.shows = radios<'values' | 'change'>({
      label: t('detail.shows'),
      choices: (['values', 'change'] as const).map((value) => ({ value, label: t(`detail.shows.${value}`) })),
      onChange: (value) => context.choose({ openShows: value }),
    });
    this.table = new DataTable(context, 'distribution');
    this.heatmap = new Heatmap(context, { maxHeight: 460, onPick });
    this.bar = new ColourBar(context);
    this.wide.append(this.heatmap.element);
    const turn = (by: number): void => {
      const last = Math.max(0, this.rows - 1);
      context.choose({ openRow: Math.max(0, Math.min(last, this.choices.openRow + by * ROWS)) });
    };
    const pageButton = (key: 'previous' | 'next', by: number) =>
      button({ label: t(`detail.${key}`), icon: key, look: 'icon', iconOnly: true, onClick: () => turn(by) });
    this.previous = pageButton('previous', -1);
    this.next = pageButton('next', 1);
    this.pager = h('div', { class: 'pager' }, this.previous.element, this.page, this.next.element);
    this.content = h(
      'div',
      { hidden: true },
      this.pager,
      h('div', { class: 'table-scroll' }, this.wide),
      this.bar.element,
      h('h4', {}, t('detail.distribution')),
      this.picture,
      this.axis,
      this.table.element,
    );
    this.element = h(
      'div',
      { class: 'tensor-detail', role: 'region', 'aria-label': t('detail.label', name) },
      this.shows.element,
      this.remark,
      this.content,
    );
  }

  update(state: State): void {
    this.choices = state.choices;
    if ((state.model?.parameters ?? 0) > MOST) {
      show(this.remark, true);
      return setText(this.remark, t('detail.tooLarge', count(MOST)));
    }
    const { aspect, openShows } = state.choices;
    this.shows.set(openShows);
    if (state.model !== this.model) this.start = undefined; // another run began: it may have another seed
    this.model = state.model;
    const what = openShows === 'change' ? openShows : aspect;
    const iteration = state.frame?.iteration ?? state.position?.iteration ?? 0;
    if (
      what === this.asked.what &&
      iteration === this.asked.iteration &&
      (this.start !== undefined) === (what === 'change')
    )
      return this.values ? this.draw() : undefined;
    const wait = this.asked.at + ASK_MS - performance.now();
    window.clearTimeout(this.timer);
    const patient = what === this.asked.what && state.run === 'running' && wait > 0;
    if (patient) this.timer = window.setTimeout(() => void this.ask(what, iteration), wait);
    else void this.ask(what, iteration);
  }

  /** Folded away: nothing is asked for. */
  close(): void {
    window.clearTimeout(this.timer);
    this.asked = NOTHING;
  }

  private async ask(what: TensorAspect | 'change', iteration: number): Promise<void> {
    const asked = (this.asked = { what, iteration, at: performance.now() });
    const { name, context } = this;
    const change = what === 'change';
    try {
      const [now, start] = await Promise.all([
        context.request('tensor', { name, aspect: change ? 'weight' : what }),
        change ? (this.start ?? context.request('tensor', { name, aspect: 'start' })) : undefined,
      ]);
      if (this.asked.what !== what) return; // another choice since
      this.start = start;
      this.values = start ? Float64Array.from(now.values, (v, i) => v - start.values[i]!) : now.values;
      show(this.remark, false);
      this.draw();
    } catch (e) {
      if (this.asked !== asked) return;
      this.values = undefined;
      show(this.content, false);
      show(this.remark, true);
      setText(this.remark, e instanceof Error ? e.message : String(e));
    }
  }

  private draw(): void {
    const { values, rows, cols } = this;
    if (!values) return;
    show(this.content, true);
    const from = Math.min(this.choices.openRow, rows - 1);
    const to = Math.min(rows, from + ROWS);
    const scale = magnitude(values);
    show(this.pager, rows > ROWS);
    setText(this.page, t('detail.rows', from, to - 1, count(rows)));
    this.previous.enable(from > 0);
    this.next.enable(to < rows);
    this.wide.style.minWidth = `${Math.min(WIDEST, cols * CELL)}px`;
    this.bar.set(scale);
    const page = Array.prototype.slice.call(values, from * cols, to * cols) as number[];
    this.heatmap.set({
      cells: { rows: to - from, cols, values: page },
      rows: to - from,
      cols,
      firstRow: from,
      scale,
      vector: rows === 1,
      name: this.name,
      label: t('detail.map', this.name, from, to - 1),
    });
    this.distribute(histogram(values, BINS));
  }

  private distribute({ from, to, counts, outside }: Histogram): void {
    const { negative, positive } = this.context.theme();
    const most = Math.max(1, ...counts);
    const width = WIDTH / Math.max(1, counts.length);
    const edge = (i: number): number => from + ((to - from) * i) / counts.length;
    this.picture.replaceChildren(
      ...counts.map((n, i) => {
        const height = (n / most) * (HEIGHT - 2);
        const bar = svg('rect', { x: i * width, y: HEIGHT - height, width: Math.max(0.5, width - 0.6), height });
        bar.style.fill = edge(i + 0.5) < 0 ? negative : positive;
        return bar;
      }),
    );
    this.axis.replaceChildren(
      ...[number(from, 3), t('detail.most', count(most)), number(to, 3)].map((text) => h('span', {}, text)),
    );
    this.table.set(this.choices, t('detail.distribution'), [
      {
        caption: t('detail.distribution'),
        head: [t('detail.range'), t('detail.count')],
        rows: [
          ...counts.map((n, i) => [`${number(edge(i), 3)} \u2026 ${number(edge(i + 1), 3)}`, count(n)]),
          ...(outside > 0 ? [[t('detail.outside'), count(outside)]] : []),
        ],
      },
    ]);
  }
}
