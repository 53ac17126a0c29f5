// The head of the panel: what runs, how far it is, and every command, enabled as the state allows.
import { allowed, primary } from '../allowed';
import { announcement } from '../announcement';
import { button, dropdown, type ButtonControl } from '../controls';
import { PACES } from '../choices';
import { count, number, real, roughly } from '../draw/number';
import { h, setAttributes, setText, show } from '../dom';
import type { IconName } from '../icons';
import { t, type TextKey } from '../l10n';
import { costNow, timeLeft, type State } from '../store';
import type { Position } from '../../src/protocol/engine';
import type { PanelCommand } from '../../src/protocol/panel';
import type { View, ViewContext } from './view';

const SECONDARY: readonly (readonly PanelCommand[])[] = [
  ['train'],
  ['stepIteration', 'stepEpoch'],
  ['stop', 'reset'],
  ['export', 'gradcheck'],
];

const SAY_MS = 250; // a step is a run that is held at once

export function createToolbar(context: ViewContext): View {
  const title = h('h1', {});
  const pill = h('span', { class: 'state' }, h('span', { class: 'state-dot', 'aria-hidden': 'true' }), h('span', {}));
  const live = h('div', { class: 'visually-hidden', 'aria-live': 'polite', role: 'status' });

  let saying: number | undefined;
  let does: PanelCommand = 'train';
  const main = button({
    label: t('command.train'),
    icon: 'train',
    look: 'primary',
    onClick: () => context.command(does),
  });
  main.element.classList.add('main-command');
  const buttons = new Map<PanelCommand, ButtonControl>();
  const make = (command: PanelCommand, iconOnly = false): HTMLElement => {
    const control = button({
      label: t(`command.${command}` as TextKey),
      hint: `${t(`command.${command}` as TextKey)}: ${t(`hint.${command}` as TextKey)}`,
      icon: command as IconName,
      look: iconOnly ? 'icon' : 'secondary',
      onClick: () => context.command(command),
    });
    control.element.dataset['command'] = command;
    buttons.set(command, control);
    return control.element;
  };
  const groups = SECONDARY.map((group) => h('span', { class: 'button-group' }, ...group.map((c) => make(c))));
  const pace = dropdown({
    label: t('toolbar.pace'),
    hint: t('toolbar.pace.hint'),
    onChange: (value) => context.choose({ pace: PACES.find((p) => String(p) === value) ?? 0 }),
  });
  pace.element.classList.add('pace');
  pace.options(
    PACES.map((p) => ({ value: String(p), label: p === 0 ? t('toolbar.pace.0') : t('toolbar.pace.each', p) })),
  );
  groups.splice(2, 0, pace.element);
  const openSpec = button({
    label: t('command.openSpec'),
    hint: t('hint.openSpec'),
    icon: 'openSpec',
    look: 'icon',
    iconOnly: true,
    onClick: () => context.command('openSpec'),
  });

  const lookAtData = button({
    label: t('command.lookAtData'),
    hint: t('hint.lookAtData'),
    icon: 'lookAtData',
    look: 'icon',
    iconOnly: true,
    onClick: () => context.command('lookAtData'),
  });

  const epoch = fact('toolbar.epoch');
  const iteration = fact('toolbar.iteration');
  const cost = fact('toolbar.cost');
  const speed = fact('toolbar.speed');
  const left = fact('toolbar.timeLeft');
  left.element.title = t('toolbar.timeLeft.hint');
  const kernels = fact('toolbar.kernels');
  const facts = h(
    'dl',
    { class: 'facts' },
    epoch.element,
    iteration.element,
    cost.element,
    speed.element,
    left.element,
    kernels.element,
  );
  const bar = h('div', { class: 'progress-bar' });
  const progress = h(
    'div',
    {
      class: 'progress',
      role: 'progressbar',
      'aria-label': t('toolbar.progress'),
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    bar,
  );
  const notes = h('p', { class: 'notes', hidden: true });
  const whatChanged = button({
    label: t('toolbar.whatChanged'),
    hint: t('toolbar.whatChanged.hint'),
    onClick: () => context.specChanges(),
  });
  const changedText = h('span', {});
  const changed = h('div', { class: 'notes with-button spec-changed', hidden: true }, changedText, whatChanged.element);
  const resumeRun = button({
    label: t('command.resume'),
    hint: t('toolbar.resumeRun.hint'),
    onClick: () => context.resumeRun(),
  });
  const resumable = h(
    'div',
    { class: 'notes with-button resumable', hidden: true },
    h('span', {}, t('toolbar.resumable')),
    resumeRun.element,
  );
  const deleted = h('p', { class: 'notes deleted', hidden: true }, t('toolbar.deleted'));
  const loading = h('div', { class: 'loading', role: 'status', hidden: true });

  const element = h(
    'header',
    { class: 'toolbar' },
    h('div', { class: 'toolbar-title' }, title, pill, openSpec.element, lookAtData.element),
    h('div', { class: 'toolbar-buttons', role: 'toolbar', 'aria-label': t('toolbar.label') }, main.element, ...groups),
    facts,
    loading,
    notes,
    resumable,
    deleted,
    changed,
    progress,
    live,
  );

  return {
    element,
    update(state, before) {
      say(announcement(state, before));
      if (!before || state.name !== before.name) setText(title, state.name || t('panel.title'));
      if (
        !before ||
        state.run !== before.run ||
        state.message !== before.message ||
        state.kept !== before.kept ||
        state.gradcheckBusy !== before.gradcheckBusy
      ) {
        const text = t(`state.${state.run}`);
        setText(pill.lastChild!, text);
        pill.dataset['state'] = state.run;
        pill.title = state.message ?? text;
        element.dataset['state'] = state.run;
        does = primary(state.run);
        const trained = (state.position?.iteration ?? 0) > 0 && does === 'train';
        main.set(t(trained ? 'command.trainAgain' : `command.${does}`), does, t(`hint.${does}` as TextKey));
        main.element.dataset['command'] = does;
        const may = allowed(state.run, state.kept !== undefined);
        main.enable(may.has(does));
        const again = buttons.get('train')!;
        show(again.element, does !== 'train');
        again.set(t('command.trainAgain'), 'trainAgain', `${t('command.trainAgain')}: ${t('hint.trainAgain')}`);
        for (const [command, control] of buttons)
          control.enable(may.has(command) && !(command === 'gradcheck' && state.gradcheckBusy));
      }
      if (
        !before ||
        state.position !== before.position ||
        state.progress !== before.progress ||
        state.metrics !== before.metrics ||
        state.end !== before.end ||
        state.run !== before.run
      ) {
        updateFacts(state);
      }
      pace.set(String(state.choices.pace));
      if (!before || state.model !== before.model) {
        kernels.set(state.model ? `${state.model.kernels} · ${state.model.precision}` : undefined);
      }
      if (!before || state.notes !== before.notes || state.data !== before.data || state.kept !== before.kept) {
        const { problem } = state.kept ?? {};
        const sentences = [...state.notes, ...(problem === undefined ? [] : [problem]), ...(state.data?.notes ?? [])];
        show(notes, sentences.length > 0);
        setText(notes, sentences.join(' '));
      }
      show(resumable, state.resumable);
      show(deleted, state.deleted);
      show(changed, state.specChanged);
      const live = state.run === 'running' || state.run === 'paused';
      setText(changedText, t(live ? 'toolbar.specChangedLive' : 'toolbar.specChanged'));
      if (!before || state.loading !== before.loading || state.run !== before.run || state.message !== before.message)
        updateLoading(state);
    },
  };

  /** Of what happens at once only the last is said. */
  function say(text: string | undefined): void {
    if (text === undefined) return;
    window.clearTimeout(saying);
    saying = window.setTimeout(() => setText(live, text), SAY_MS);
  }

  function updateFacts(state: State): void {
    const p = state.position;
    show(facts, p !== undefined);
    epoch.set(p && epochText(p));
    iteration.set(p && t('toolbar.of', count(p.iteration), count(p.totalIterations)));
    cost.set(state.progress || state.metrics.next > 0 ? number(costNow(state)) : undefined);
    const told = state.run === 'running' ? state.progress : undefined; // a last word may come after the end
    speed.set(told && count(Math.round(real(told.iterationsPerSecond))));
    const seconds = timeLeft(state);
    left.set(seconds === undefined ? undefined : roughly(seconds));
    if (state.run !== 'preparing') setBar(p && p.totalIterations > 0 ? p.iteration / p.totalIterations : 0);
  }

  function updateLoading(state: State): void {
    const preparing = state.run === 'preparing';
    show(loading, preparing);
    progress.classList.toggle('indeterminate', preparing && state.loading?.fraction === undefined);
    if (!preparing) return;
    setText(loading, state.loading?.message ?? state.message ?? t('toolbar.loading'));
    setBar(state.loading?.fraction ?? 0);
  }

  function setBar(fraction: number): void {
    const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 1000) / 10;
    bar.style.width = `${percent}%`;
    setAttributes(progress, { 'aria-valuenow': Math.round(percent) });
  }
}

function fact(key: TextKey): { readonly element: HTMLElement; set(text: string | undefined): void } {
  const value = h('dd', {}, '\u2013');
  const element = h('div', { class: 'fact', 'data-fact': key.slice(key.indexOf('.') + 1) }, h('dt', {}, t(key)), value);
  return {
    element,
    set(text) {
      setText(value, text ?? '\u2013');
      element.classList.toggle('unknown', text === undefined);
    },
  };
}

function epochText({ epoch, iteration, totalIterations, iterationsPerEpoch }: Position): string {
  const total = iterationsPerEpoch > 0 ? totalIterations / iterationsPerEpoch : 0;
  const whole = iterationsPerEpoch <= 1 || (iteration === totalIterations && Number.isInteger(epoch));
  return t(
    'toolbar.of',
    whole ? count(epoch) : epoch.toFixed(2),
    Number.isInteger(total) ? count(total) : number(total, 4),
  );
}
