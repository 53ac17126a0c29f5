// The panel's page: channel -> store -> views. Everything is painted in one animation frame; only after that is the
// credit for the next frame of weights given back, so a slow screen slows nothing but itself.
import './style/base.css';
import './style/toolbar.css';
import './style/views.css';
import './style/tables.css';
import './style/outcomes.css';
import './style/welcome.css';
import './style/everyone.css';
import './style/editor.css';
import type { SampleQuery } from '../src/protocol/engine';
import { Channel } from '../src/protocol/channel';
import { jsonPort } from '../src/protocol/json';
import { unpackFrame, type WatchItem } from '../src/protocol/frame';
import type { PanelEvents, PanelRequests, PanelSignals, PanelView, Snapshot } from '../src/protocol/panel';
import { canAsk } from './answers';
import { restoreChoices, type Choices, type SectionName } from './choices';
import { registerControls } from './controls';
import { h, setText, show } from './dom';
import { loadTranslation, t } from './l10n';
import { createEditing } from './editing';
import { createQuestions } from './questions';
import { openPage } from './page';
import { ScrollPlace } from './scrollPlace';
import { INITIAL, reduce, type Event, type State } from './store';
import { onThemeChange, readTheme } from './theme';
import { wholeLines } from './wholeLines';
import { watchItems } from './watch';
import { createArchitecture } from './views/architecture';
import { createCost } from './views/costChart';
import { createOwn } from './views/ownView';
import { createPlane } from './views/planeView';
import { createOutcomes } from './views/outcomesView';
import { createProblems } from './views/problems';
import { createReport } from './views/report';
import { createSample, splitRows } from './views/sampleGradients';
import { GRADIENT_CELLS } from './views/sampleTensors';
import { createSectionNav } from './views/sectionNav';
import { createToolbar } from './views/toolbar';
import { createTooltip } from './views/tooltip';
import type { View, ViewContext } from './views/view';
import { createWeights } from './views/weights';
import { createWelcome, isBlank } from './views/welcome';

const KEEP_MS = 200; // what follows closely upon something kept is kept once all is over
const FOLLOW_MS = 500; // a followed sample is asked for at most twice a second
const FOLLOW_TIMES = 20; // and while training runs, after so many times what an answer takes: it may be megabytes
const LOOK_ON_MS = 2500; // no question waits longer at a standstill

const IDLE_MS = 1000; // a page that is never idle looks into a kept run all the same
const EASY_MS = 12; // a frame drawn this fast leaves room for clicks
/** What a panel shows when it opens. */
const FIRST_SIGHT: readonly SectionName[] = ['architecture', 'cost', 'sample'];
const HEAD_GAP = 8; // pixels between the head and what is scrolled to
const BARE_MS = 50; // the head alone is painted if the host has not answered until then
const FRAMES_AHEAD = 4; // one painted, one made, and two on their way: that may be to another machine and back

/** What the editor keeps of a panel: with it the host finds the spec after a window reload. */
interface Kept {
  readonly specFile: string;
  readonly view: PanelView;
}

interface Part {
  readonly name: SectionName;
  readonly make: (context: ViewContext, onToggle: () => void) => View;
  view?: View;
  /** It has been drawn once. */
  begun?: boolean;
}

type NoRequests = Record<never, never>;

function start(): void {
  loadTranslation(document.getElementById('l10n')?.textContent);
  registerControls();
  const { api, port } = openPage();
  const channel = new Channel<PanelRequests, NoRequests, PanelEvents, PanelSignals>(jsonPort(port), {});
  const first = channel.request('ready', {});

  let state: State = INITIAL;
  let theme = readTheme(state.choices.colourMap);
  let scheduled = false;
  let keepTimer: number | undefined;
  let keptAt = -Infinity;
  let watched = '';
  let framesTaken = 0;
  /** Came while another one waits to be painted: it is painted next, not in its place. */
  let nextFrame: ArrayBuffer | undefined;
  let looking: number | undefined;
  let changedAt = 0;
  let sampleTook = 0; // milliseconds from the question to the answer
  let shownSnapshot: Snapshot | undefined;
  const inSight = new Set<SectionName>();
  /** What each view shows; without the views that are to show it anew, whatever it is. */
  const drawn = new Map<View, State>();

  const open = (name: SectionName): boolean => inSight.has(name) && !state.choices.collapsed.includes(name);
  const questions = createQuestions({
    request: (name, params) => channel.request(name, params),
    state: () => state,
    tell: (answers) => dispatch({ type: 'answered', answers }),
    sample: (query) => ask(query),
    open,
  });
  const editing = createEditing({
    request: (name, params) => channel.request(name, params),
    tell: (spec) => dispatch({ type: 'edited', spec }),
    fail: (message) => dispatch({ type: 'problem', message }),
  });
  const root = document.getElementById('app') ?? document.body.appendChild(h('div', { id: 'app' }));
  const live = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  const context: ViewContext = {
    theme: () => theme,
    choose,
    keepOpen: (id, open) => {
      const { openTables } = state.choices;
      if (openTables.includes(id) !== open)
        choose({ openTables: open ? [...openTables, id] : openTables.filter((one) => one !== id) });
    },
    command: (command) => {
      if (command === 'gradcheck') dispatch({ type: 'gradcheckBusy', busy: true });
      channel
        .request('command', { command })
        .then(() => command === 'gradcheck' && state.gradcheck && reveal('report'))
        .catch((e: unknown) => dispatch({ type: 'problem', message: messageOf(e) }))
        .finally(() => command === 'gradcheck' && dispatch({ type: 'gradcheckBusy', busy: false }));
    },
    request: (name, params) => channel.request(name, params),
    save: (name, kind, made) =>
      void made
        .then((bytes) => channel.request('save', { name, kind, bytes }))
        .catch((e: unknown) => dispatch({ type: 'problem', message: messageOf(e) })),
    sample: ask,
    openSample: (split, index, filtered) => {
      choose({ sampleSplit: split, filtered });
      ask({ split, pick: { kind: 'index', index } });
      reveal('sample', 'start');
    },
    filterSamples: (split, filter) => {
      if (!canAsk(state)) return;
      choose({ outcomesSplit: split, sampleSplit: split, filter, filtered: true, outcomesPage: 0 });
      questions.firstOf(split, filter);
      reveal('sample', 'start');
    },
    refreshOutcomes: questions.outcomes,
    ownInput: questions.own,
    rows: questions.rows,
    edit: editing.change,
    lookInside: (how) => act('lookInside', { how }),
    resumeRun: () => act('resumeRun', {}),
    specChanges: () => act('specChanges', {}),
    dismissProblem: () => dispatch({ type: 'problem', message: undefined }),
    reveal: (name) => reveal(name),
    redraw: () => {
      drawn.clear();
      schedule();
    },
    tooltip: createTooltip(root),
    announce: (text) => setText(live, text),
  };

  const toggle = (name: SectionName) => (): void => {
    const { collapsed } = state.choices;
    choose({ collapsed: collapsed.includes(name) ? collapsed.filter((c) => c !== name) : [...collapsed, name] });
  };
  const sections: Part[] = [
    { name: 'architecture', make: createArchitecture },
    { name: 'cost', make: createCost },
    { name: 'sample', make: createSample },
    { name: 'plane', make: createPlane },
    { name: 'weights', make: createWeights },
    { name: 'report', make: createReport },
    { name: 'outcomes', make: createOutcomes },
    { name: 'own', make: createOwn },
  ];
  const made = (): readonly View[] => sections.flatMap(({ view }) => view ?? []);
  const head: readonly View[] = [createToolbar(context), createProblems(context)];
  const welcome = createWelcome(context);
  const always: readonly View[] = [...head, welcome];
  const grid = h('div', { class: 'grid', hidden: true });
  const nav = createSectionNav(goTo);
  const top = h('div', { class: 'head' }, ...head.map((v) => v.element), nav.element);
  root.prepend(top, h('main', {}, welcome.element, grid), live);
  // What is scrolled or tabbed to must not come to lie under the head.
  new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingTop = `${top.offsetHeight + HEAD_GAP}px`;
  }).observe(top);
  const place = new ScrollPlace(
    () => made().map(({ element }) => element),
    () => top.offsetHeight,
    () => keep(),
  );

  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const name = (entry.target as HTMLElement).dataset['section'] as SectionName;
      if (entry.isIntersecting) inSight.add(name);
      else inSight.delete(name);
    }
    schedule();
  });

  onThemeChange(() => {
    theme = readTheme(state.choices.colourMap);
    context.redraw();
  });
  window.addEventListener('error', (e) => {
    if (!e.message.startsWith('ResizeObserver loop')) dispatch({ type: 'problem', message: e.message }); // harmless: seen a frame later
  });

  channel.on('snapshot', (snapshot) => {
    dispatch({ type: 'snapshot', snapshot });
    completePast(snapshot);
    forgetWatch();
  });
  channel.on('state', (data) => dispatch({ type: 'state', data }));
  channel.on('progress', (data) => dispatch({ type: 'progress', data }));
  channel.on('loading', (data) => dispatch({ type: 'loading', data }));
  channel.on('metrics', (data) => {
    dispatch({ type: 'metrics', data });
    channel.emit('ack', { metrics: state.metrics.next - 1 });
  });
  channel.on('marks', (data) => dispatch({ type: 'marks', data }));
  channel.on('frame', (buffer) => {
    if (framesTaken === 0) return take(buffer);
    if (nextFrame) framesTaken++; // nobody will see it: its credit goes back
    nextFrame = buffer;
  });
  channel.on('end', (data) => dispatch({ type: 'end', data }));
  channel.on('gradcheck', (data) => dispatch({ type: 'gradcheck', data }));
  channel.on('specChanged', (changed) => dispatch({ type: 'specChanged', changed }));
  channel.on('deleted', () => dispatch({ type: 'deleted' }));
  channel.on('kept', (kept) => dispatch({ type: 'kept', kept }));
  channel.on('opened', (data) => {
    place.hold();
    dispatch({ type: 'opened', data });
    forgetWatch();
  });
  channel.on('reveal', ({ layer }) => choose({ selection: { layer } }));
  channel.on('edited', editing.told);
  channel.on('problem', ({ message }) => dispatch({ type: 'problem', message }));
  first
    .then((snapshot) => {
      const own = (api.getState() as Kept | undefined)?.view;
      const kept = Object.keys(snapshot.view).length > 0 ? snapshot.view : own;
      dispatch({ type: 'snapshot', snapshot, choices: restoreChoices(kept) });
      completePast(snapshot);
      api.setState({
        specFile: snapshot.specFile,
        view: { ...state.choices, scroll: kept?.['scroll'] },
      } satisfies Kept);
      place.restore(kept?.['scroll']);
      channel.emit('credit', { frames: FRAMES_AHEAD });
      sendPace();
      editing.follow(state.choices.editing);
    })
    .catch((e: unknown) => dispatch({ type: 'problem', message: t('problem.lost', messageOf(e)) }));
  document.addEventListener('visibilitychange', schedule);
  window.setTimeout(schedule, BARE_MS);
  // While the host's answer is on its way: it is almost always of a run.
  window.setTimeout(() => sections.filter(({ name }) => FIRST_SIGHT.includes(name)).forEach(make));

  function dispatch(event: Event): void {
    const before = state;
    state = reduce(state, event);
    if (state.choices !== before.choices && event.type !== 'snapshot') keepChoice();
    if (state.choices.colourMap !== before.choices.colourMap) {
      theme = readTheme(state.choices.colourMap);
      drawn.clear();
    }
    if (state !== before) schedule();
  }

  function take(buffer: ArrayBuffer): void {
    framesTaken++;
    dispatch({ type: 'frame', frame: unpackFrame(buffer) });
  }

  function takeNext(): void {
    const buffer = nextFrame;
    nextFrame = undefined;
    if (buffer) take(buffer);
  }

  function choose(choices: Partial<Choices>): void {
    dispatch({ type: 'choose', choices });
    if (choices.pace !== undefined) sendPace();
    if (choices.editing !== undefined) editing.follow(choices.editing);
  }

  /** Every point of a long run, once the first picture of it is on the screen. */
  function completePast(snapshot: Snapshot): void {
    shownSnapshot = snapshot;
    const inside = (): void => lookInside(snapshot);
    if (!snapshot.past?.thinned) return onceSeen(inside);
    onceSeen(() =>
      wholeLines(snapshot.past!, (wanted) => (shownSnapshot === snapshot ? channel.request('past', wanted) : null))
        .then((lines) => lines && shownSnapshot === snapshot && dispatch({ type: 'wholeLines', lines }))
        .catch((e: unknown) => dispatch({ type: 'problem', message: messageOf(e) }))
        .then(inside),
    );
  }

  /** The network of a kept run, once the page has nothing else to do. */
  function lookInside(snapshot: Snapshot): void {
    window.requestIdleCallback(
      () => {
        if (shownSnapshot === snapshot && state.kept?.inside === 'closed') act('lookInside', { how: 'unasked' });
      },
      { timeout: IDLE_MS },
    );
  }

  function act<K extends 'lookInside' | 'resumeRun' | 'specChanges'>(
    name: K,
    params: PanelRequests[K]['params'],
  ): void {
    channel.request(name, params).catch((e: unknown) => dispatch({ type: 'problem', message: messageOf(e) }));
  }

  function sendPace(): void {
    channel
      .request('pace', { updatesPerSecond: state.choices.pace })
      .catch((e: unknown) => dispatch({ type: 'problem', message: messageOf(e) }));
  }

  /** At once: the panel may be covered in the next moment, and its page is gone then. Not every step of a slider. */
  function keepChoice(): void {
    if (performance.now() - keptAt > KEEP_MS) keepNow();
    else keep();
  }

  function keep(): void {
    window.clearTimeout(keepTimer);
    keepTimer = window.setTimeout(keepNow, KEEP_MS);
  }

  function keepNow(): void {
    window.clearTimeout(keepTimer);
    keptAt = performance.now();
    const view = { ...state.choices, scroll: place.now };
    api.setState({ specFile: state.specFile, view } satisfies Kept);
    channel.emit('view', view);
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      paint();
      takeNext();
    });
  }

  function paint(): void {
    const now = state;
    const began = performance.now();
    for (const view of always) draw(view, now);
    const blank = isBlank(now);
    show(grid, now.connected && (!blank || now.choices.editing));
    grid.classList.toggle('editing-only', blank);
    drawSections(now);
    nav.update(
      (name) => !grid.hidden && sections.some((one) => one.name === name && one.view?.element.hidden === false),
    );
    watch(now);
    if (framesTaken > 0) giveCredit(began);
    follow();
    questions.look();
    lookOn(began);
  }

  /**
   * Those in sight, and those that had nothing to show. What lies below the first sight is made once that is on the
   * screen, one a frame, and drawn once, so that it has its height.
   */
  function drawSections(now: State): void {
    if (!now.connected) return;
    const missing = sections.filter(({ begun }) => !begun);
    const first = missing.filter(({ name }) => FIRST_SIGHT.includes(name));
    const making = first.length > 0 ? first : missing.slice(0, 1);
    for (const part of sections) {
      if (making.includes(part)) {
        part.begun = true;
        draw(make(part), now);
      } else if (part.view && (inSight.has(part.name) || part.view.element.hidden)) draw(part.view, now);
    }
    if (missing.length > making.length) schedule();
  }

  /** The section, at its place behind those above it. */
  function make(part: Part): View {
    if (part.view) return part.view;
    const view = (part.view = part.make(context, toggle(part.name)));
    grid.append(view.element);
    observer.observe(view.element);
    return view;
  }

  /** Some questions wait for their time: they are looked at again, until nothing has changed for so long that none waits. */
  function lookOn(changed: number): void {
    changedAt = changed;
    looking ??= window.setInterval(() => {
      follow();
      questions.look();
      if (state.run === 'running' || performance.now() - changedAt < LOOK_ON_MS) return;
      window.clearInterval(looking);
      looking = undefined;
    }, FOLLOW_MS);
  }

  /** A task posted in an animation frame runs when that frame is on the screen. A slow machine rests as long as it drew. */
  function giveCredit(began: number): void {
    const frames = framesTaken;
    framesTaken = 0;
    window.setTimeout(() => {
      const took = performance.now() - began;
      window.setTimeout(() => channel.emit('credit', { frames }), took > EASY_MS ? took : 0);
    });
  }

  function draw(view: View, now: State): void {
    const before = drawn.get(view);
    if (before === now) return;
    drawn.set(view, now);
    view.update(now, before);
  }

  function watch(now: State): void {
    const shown = new Set([...inSight].filter(open));
    const items: readonly WatchItem[] = now.connected ? watchItems(now, shown) : [];
    const key = JSON.stringify(items);
    if (key === watched || (key === '[]' && watched === '')) return;
    watched = key;
    channel.request('watch', { items }).catch(() => undefined); // no run yet: asked again with its snapshot
  }

  /** A run was replaced, perhaps its worker too: what is watched must be said again. The host remembers the credits. */
  function forgetWatch(): void {
    watched = '';
    asked = undefined;
    if (nextFrame) framesTaken++;
    nextFrame = undefined;
    schedule();
  }

  // One question at a time; of those that come meanwhile only the last is asked.
  function ask(query: SampleQuery): void {
    if (inFlight) {
      queued = query;
      return;
    }
    inFlight = true;
    const began = performance.now();
    asked = { at: began, iteration: state.position?.iteration ?? 0, key: autoKey() };
    dispatch({ type: 'sampleAsked' });
    channel
      .request('sample', { ...query, cells: GRADIENT_CELLS })
      .then((data) => dispatch({ type: 'sample', data }))
      .catch((e: unknown) => dispatch({ type: 'sampleFailed', message: messageOf(e) }))
      .finally(() => {
        inFlight = false;
        sampleTook = performance.now() - began;
        const next = queued;
        queued = undefined;
        if (next) ask(next);
      });
  }

  /** Asks for the sample in sight when there is none yet, and again when training has moved on. */
  function follow(): void {
    const { run, sample, choices, position } = state;
    const shows = (name: SectionName): boolean => inSight.has(name) && !choices.collapsed.includes(name);
    const drawnOnNetwork = choices.networkShows === 'forward' || choices.networkShows === 'backward';
    if (inFlight || document.hidden || !(shows('sample') || (drawnOnNetwork && shows('architecture')))) return;
    if (run === 'idle' || run === 'preparing' || run === 'failed' || !state.model || splitRows(state) === 0) return;
    const fresh =
      sample !== undefined && sample.iteration === position?.iteration && sample.split === choices.sampleSplit;
    if (fresh || (sample !== undefined && !choices.follow && sample.split === choices.sampleSplit)) return;
    const rest = run === 'running' ? Math.max(FOLLOW_MS, FOLLOW_TIMES * sampleTook) : FOLLOW_MS;
    if (asked && (performance.now() - asked.at < rest || asked.key === autoKey())) return;
    ask({
      split: choices.sampleSplit,
      pick: { kind: 'index', index: Math.min(choices.sampleIndex, splitRows(state) - 1) },
    });
  }

  /** What an automatic question depends on: the same question is not asked twice. */
  function autoKey(): string {
    return `${state.run} ${state.position?.iteration ?? 0} ${state.choices.sampleSplit}`;
  }

  /** A section from its beginning, with the keyboard on its heading. */
  function goTo(name: SectionName): void {
    unfold(name);
    requestAnimationFrame(() => {
      place.begin(name, HEAD_GAP);
      const section = document.querySelector<HTMLElement>(`[data-section="${name}"]`);
      section?.querySelector<HTMLElement>('.section-toggle')?.focus({ preventScroll: true });
    });
  }

  function unfold(name: SectionName): void {
    if (state.choices.collapsed.includes(name))
      choose({ collapsed: state.choices.collapsed.filter((c) => c !== name) });
  }

  /** A section, where it tells of the chosen layer or from its beginning. */
  function reveal(name: 'weights' | 'sample' | 'report', where: 'layer' | 'start' = 'layer'): void {
    unfold(name);
    const layer = CSS.escape(state.choices.selection?.layer ?? '');
    const inside = name === 'weights' ? `[data-tensor="${layer}.weight"]` : `[data-layer="${layer}"]`;
    requestAnimationFrame(() => {
      const part = document.querySelector<HTMLElement>(`[data-section="${name}"] ${inside}`);
      if (!part || where === 'start') return place.begin(name, HEAD_GAP);
      const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      part.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
    });
  }
}

let inFlight = false;
let queued: SampleQuery | undefined;
let asked: { readonly at: number; readonly iteration: number; readonly key: string } | undefined;

/** A task posted in an animation frame runs when that frame is on the screen. */
function onceSeen(act: () => void): void {
  requestAnimationFrame(() => void window.setTimeout(act));
}

function messageOf(e: unknown): string {
  return e instanceof Error ? e.message : String(e);
}

start();
