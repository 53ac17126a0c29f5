// Earlier runs of the same spec, to lay over the charts: a list to choose from, fetched when it is opened, and the lines
// of those that were chosen, fetched once.
import type { EarlierRun } from '../../src/protocol/panel';
import { MOST_OVERLAYS } from '../choices';
import { checkbox, type ValueControl } from '../controls';
import { count, number } from '../draw/number';
import { seriesOf, type Series } from '../draw/series';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import type { State } from '../store';
import type { ViewContext } from './view';

export interface Overlay {
  readonly id: string;
  /** Its number on the charts, from 1. */
  readonly number: number;
  readonly colour: string;
  /** By "train.loss". */
  readonly lines: ReadonlyMap<string, Series>;
}

export class EarlierRuns {
  private readonly list = h('div', { class: 'earlier-list', role: 'group', 'aria-label': t('cost.earlier') });
  private readonly remark = h('p', { class: 'empty small', role: 'status' });
  readonly element = h('div', { class: 'earlier', id: 'earlier-runs', hidden: true }, this.remark, this.list);
  private runs: readonly EarlierRun[] = [];
  private readonly lines = new Map<string, ReadonlyMap<string, Series>>();
  private readonly asked = new Set<string>();
  private boxes = new Map<string, { readonly control: ValueControl<boolean>; readonly swatch: HTMLElement }>();
  private chosen: readonly string[] = [];

  constructor(
    private readonly context: ViewContext,
    private readonly onLines: () => void,
  ) {}

  update(state: State): void {
    const { overlays, earlierOpen } = state.choices;
    if (earlierOpen === this.element.hidden && state.connected) {
      show(this.element, earlierOpen);
      if (earlierOpen) void this.refresh();
    }
    if (overlays === this.chosen) return;
    this.chosen = overlays;
    for (const id of overlays) void this.fetch(id);
    this.mark();
  }

  overlays(): readonly Overlay[] {
    const colours = this.context.theme().overlays;
    return this.chosen.flatMap((id, i) => {
      const lines = this.lines.get(id);
      return lines ? [{ id, number: i + 1, colour: colours[i]!, lines }] : [];
    });
  }

  private async refresh(): Promise<void> {
    try {
      this.runs = await this.context.request('runs', {});
      show(this.remark, this.runs.length === 0);
      setText(this.remark, t('cost.noEarlier'));
    } catch (e) {
      show(this.remark, true);
      setText(this.remark, e instanceof Error ? e.message : String(e));
    }
    this.boxes = new Map(this.runs.map((run) => [run.id, this.box(run)]));
    this.list.replaceChildren(
      ...[...this.boxes.values()].map(({ control, swatch }) =>
        h('div', { class: 'earlier-run' }, control.element, swatch),
      ),
    );
    this.mark();
  }

  private box(run: EarlierRun): { readonly control: ValueControl<boolean>; readonly swatch: HTMLElement } {
    const how = run.reason
      ? t(`cost.ended.${run.reason}`, count(run.iteration))
      : t('cost.ended', count(run.iteration));
    const parts = [
      new Date(run.created).toLocaleString(document.documentElement.lang || undefined),
      how,
      t('cost.seed', run.seed),
      ...(run.loss === undefined ? [] : [t('cost.lossAt', number(run.loss))]),
    ];
    const control = checkbox({
      label: parts.join(' · '),
      onChange: (on) => {
        const others = this.chosen.filter((id) => id !== run.id);
        if (on && others.length >= MOST_OVERLAYS) {
          control.set(false);
          this.context.announce(t('cost.mostEarlier', MOST_OVERLAYS));
          return;
        }
        this.context.choose({ overlays: on ? [...others, run.id] : others });
      },
    });
    return { control, swatch: h('span', { class: 'earlier-swatch', 'aria-hidden': 'true' }) };
  }

  private mark(): void {
    const colours = this.context.theme().overlays;
    for (const [id, { control, swatch }] of this.boxes) {
      const at = this.chosen.indexOf(id);
      control.set(at >= 0);
      setText(swatch, at >= 0 ? String(at + 1) : '');
      swatch.style.color = colours[at] ?? '';
      swatch.classList.toggle('on', at >= 0);
    }
  }

  private async fetch(id: string): Promise<void> {
    if (this.asked.has(id)) return;
    this.asked.add(id);
    try {
      const lines = await this.context.request('runLines', { id });
      this.lines.set(id, new Map(lines.map(({ name, iterations, values }) => [name, seriesOf(iterations, values)])));
      this.onLines();
    } catch {
      // It was removed meanwhile: the oldest runs go when new ones come.
      this.context.choose({ overlays: this.chosen.filter((other) => other !== id) });
    }
  }
}
