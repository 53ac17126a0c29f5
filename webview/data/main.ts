// The data view's page: channel -> state -> parts. Rows are fetched as they come into sight.
import '../style/base.css';
import '../style/data.css';
import { Channel } from '../../src/protocol/channel';
import type { DataEvents, DataRequests } from '../../src/protocol/dataPanel';
import { jsonPort } from '../../src/protocol/json';
import { registerControls } from '../controls';
import { h, setText, show } from '../dom';
import { loadTranslation, t } from '../l10n';
import { openPage } from '../page';
import { onThemeChange, readTheme } from '../theme';
import { createColumnDetail } from './columnDetail';
import { createFilterBar } from './filterBar';
import { createHead } from './head';
import { createHintList } from './hintList';
import { createImageDetail } from './imageDetail';
import { createImageWall } from './imageWall';
import { createPages } from './pages';
import { createRowTable } from './rowTable';
import { createSplits } from './splitsPart';
import { fitting, keptChoice, queryOf, START, withFilter, type Chosen, type DataState } from './state';
import type { DataContext, DataPart } from './view';

/** What the editor keeps: with it the host finds the spec after a window reload. */
interface Kept {
  readonly specFile: string;
  readonly chosen: Chosen;
}

const messageOf = (e: unknown): string => (e instanceof Error ? e.message : String(e));

function start(): void {
  loadTranslation(document.getElementById('l10n')?.textContent);
  registerControls();
  const { api, port } = openPage();
  const channel = new Channel<DataRequests, Record<never, never>, DataEvents, Record<never, never>>(jsonPort(port), {});
  let state: DataState = { ...START, chosen: keptChoice((api.getState() as Kept | undefined)?.chosen) };
  let drawn: DataState | undefined;
  let scheduled = false;
  let theme = readTheme('grey');
  const ink = (): Uint32Array => theme.ink;

  const live = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  const context: DataContext = {
    choose,
    filter: (filter) => choose({ filters: withFilter(state.chosen.filters, filter) }),
    request: (name, params) => channel.request(name, params),
    tell: (name, params) => void channel.request(name, params).catch(failed),
    announce: (text) => setText(live, text),
    showRows: () => rowsPart.scrollIntoView({ block: 'nearest' }),
  };
  const pages = createPages((query) => channel.request('rows', query), arrived, failed);
  const bar = createFilterBar(context);
  const table = createRowTable(context, pages);
  const detail = createImageDetail(context, ink);
  const wall = createImageWall(pages, ink, (row) => detail.choose(row));
  const none = h('p', { class: 'empty', hidden: true }, t('data.rows.none'));
  const rowsPart = h(
    'section',
    { class: 'rows-part', 'aria-label': t('data.rows') },
    bar.element,
    none,
    table.element,
    wall.element,
  );
  const head = createHead(context);
  const asides: readonly DataPart[] = [
    createHintList(context),
    createSplits(context),
    createColumnDetail(context),
    detail,
  ];
  const aside = h('div', { class: 'data-aside' }, ...asides.map(({ element }) => element));
  const body = h('div', { class: 'data-body' }, rowsPart, aside);
  const root = document.getElementById('app') ?? document.body.appendChild(h('div', { id: 'app' }));
  root.classList.add('data-view');
  root.append(head.element, h('main', { class: 'data-main' }, body), live);
  const parts: readonly DataPart[] = [head, ...asides, bar, table, wall];

  onThemeChange(() => {
    theme = readTheme('grey');
    drawn = undefined;
    wall.repaint();
    schedule();
  });
  channel.on('snapshot', (snapshot) => set({ snapshot, problem: undefined }));
  channel.on('loading', (loading) => set({ loading }));
  channel
    .request('ready', {})
    .then((snapshot) => set({ snapshot }))
    .catch(failed);
  schedule();

  function set(change: Partial<DataState>): void {
    const before = state;
    state = { ...state, ...change };
    const { snapshot } = state;
    if (snapshot !== before.snapshot && snapshot?.profile) {
      state = { ...state, loading: undefined, chosen: fitting(state.chosen, snapshot.profile) };
      pages.reset(queryOf(state.chosen));
    }
    schedule();
  }

  function choose(chosen: Partial<Chosen>): void {
    const before = state.chosen;
    state = { ...state, problem: undefined, chosen: { ...before, ...chosen } };
    if (state.chosen.filters !== before.filters || state.chosen.sort !== before.sort) {
      pages.reset(queryOf(state.chosen));
      table.toTop();
      wall.toTop();
    }
    if (state.snapshot) api.setState({ specFile: state.snapshot.specFile, chosen: state.chosen } satisfies Kept);
    schedule();
  }

  /** A page of rows is here. */
  function arrived(): void {
    show(none, pages.total() === 0);
    bar.found(pages.total());
    if (state.snapshot?.profile?.image) wall.redraw();
    else table.redraw();
  }

  function failed(error: unknown): void {
    set({ problem: messageOf(error) });
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      const now = state;
      const profile = now.snapshot?.profile;
      show(body, profile !== undefined);
      show(wall.element, profile?.image !== undefined);
      show(table.element, profile !== undefined && !profile.image);
      if (profile && now.snapshot !== drawn?.snapshot)
        api.setState({ specFile: now.snapshot!.specFile, chosen: now.chosen } satisfies Kept);
      for (const part of parts) part.update(now, drawn);
      drawn = now;
    });
  }
}

start();
