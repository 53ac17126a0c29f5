// An input of one's own: drawn by hand, or set field by field. What the network answers, and what every layer makes of
// it, follows at once.
import type { DataInfo, Predicted } from '../../src/protocol/engine';
import { canAsk, thresholdOf } from '../answers';
import { h, setText, show } from '../dom';
import { count, number } from '../draw/number';
import { usualMiddle } from '../draw/pen';
import { spread, verdict } from '../draw/plane';
import { t } from '../l10n';
import { ownColumns, ownFields, ownInputs, ownValues } from '../ownRow';
import type { State } from '../store';
import { createBars, probabilities } from './bars';
import { createDrawPad } from './drawPad';
import { createOwnFields } from './ownFields';
import { createSampleLayers } from './sampleLayers';
import { createSection, emptyState } from './section';
import type { View, ViewContext } from './view';

const RANGE_ROWS = 500; // samples that the fields' ranges are taken from
const MIDDLE_ROWS = 64; // and that tell where drawings lie

export function createOwn(context: ViewContext, onToggle: () => void): View {
  const section = createSection('own', t('section.own'), onToggle);
  const empty = emptyState();
  let latest: State | undefined;
  let madeFor = '';
  /** The next answer is to something that the user has changed. */
  let asked = false;
  /** Where the samples lie is known, or asked. */
  let placed = false;

  const pad = createDrawPad(context, {
    onChange: (ink) => {
      asked = true;
      if (!placed && ink && latest?.data) place(latest.data);
      const inputs = latest?.data?.preprocessing.inputs;
      const divisor = inputs?.kind === 'pixels' ? inputs.divisor : 1;
      context.ownInput(ink && ink.map((v) => (divisor === 1 ? v : Math.round(v * 255) / divisor)));
    },
    onTake: () => latest?.sample?.input,
  });
  const fields = createOwnFields({
    onChange: (values) => {
      asked = true;
      const columns = latest?.data && ownColumns(latest.data);
      if (columns) context.ownInput(ownInputs(columns, values));
    },
    onTake: () => {
      const columns = latest?.data && ownColumns(latest.data);
      return columns && latest?.sample ? ownValues(columns, latest.sample.input) : undefined;
    },
  });
  const prediction = h('p', { class: 'own-prediction', 'aria-live': 'polite' });
  const bars = createBars();
  const layers = createSampleLayers(context);
  const problem = h('p', { class: 'field-problem' });
  const answerBlock = h('div', { class: 'own-answer' }, h('h3', {}, t('sample.prediction')), prediction, bars.element);
  const content = h(
    'div',
    { class: 'own-content' },
    h('div', { class: 'own-top' }, h('div', {}, pad.element, fields.element), answerBlock),
    problem,
    layers.element,
  );
  section.body.append(empty.element, content);

  /** A drawing is moved to where the network has seen all others. */
  function place({ image, splits }: DataInfo): void {
    placed = true;
    const key = madeFor;
    context.rows('train', spread(splits.train, MIDDLE_ROWS)).then(
      ({ inputs }) => {
        const { width, height } = image!;
        const pictures = Array.from({ length: inputs.shape[0]! }, (_, i) => {
          const ink = Float32Array.from(inputs.values.subarray(i * width * height, (i + 1) * width * height));
          return { width, height, ink };
        });
        if (key === madeFor) pad.middleIs(usualMiddle(pictures));
      },
      () => (placed = false), // with the next stroke
    );
  }

  /** New data: a blank sheet, or fields that begin with the first sample. */
  function begin(data: DataInfo): void {
    const columns = ownColumns(data);
    show(pad.element, data.image !== undefined);
    show(fields.element, columns !== undefined && !data.image);
    context.ownInput(undefined);
    placed = false;
    if (data.image) return pad.begin(data.image);
    if (!columns) return;
    const key = madeFor;
    context.rows('train', spread(data.splits.train, RANGE_ROWS)).then(
      ({ inputs }) => {
        if (key !== madeFor) return;
        fields.begin(ownFields(columns, inputs.values), ownValues(columns, inputs.values));
        asked = false;
      },
      () => void (key === madeFor && (madeFor = '')), // the run was replaced: with the next
    );
  }

  return {
    element: section.element,
    update(state, before) {
      latest = state;
      const { data, answers, choices } = state;
      const possible =
        data !== undefined && state.model !== undefined && (data.image ?? ownColumns(data)) !== undefined;
      show(section.element, possible || !data);
      if (!before || choices.collapsed !== before.choices.collapsed)
        section.setOpen(!choices.collapsed.includes('own'));
      const ready = possible && canAsk(state);
      const key = possible ? JSON.stringify([data.name, data.inputShape, data.preprocessing.inputs]) : '';
      if (ready && key !== madeFor) {
        madeFor = key;
        begin(data);
      }
      const shown = possible && madeFor === key;
      empty.set(shown ? undefined : t('empty.own'));
      show(content, shown);
      if (!shown) return;
      pad.update(choices.centred, state.sample !== undefined);
      fields.update(state.sample !== undefined);
      const { own, ownProblem } = answers;
      setText(problem, ownProblem ?? '');
      section.note(own ? t('sample.at', count(own.iteration)) : '');
      show(answerBlock, own !== undefined);
      show(layers.element, own !== undefined);
      if (!own || (before && own === before.answers.own && choices.selection === before.choices.selection)) return;
      // What training changes is not read aloud; what the user changes is.
      prediction.setAttribute('aria-live', asked ? 'polite' : 'off');
      asked = false;
      setText(prediction, inWords(own, state));
      const classes = probabilities(own.outputs, data);
      show(bars.element, classes.length > 0);
      bars.update(classes);
      layers.update({ activations: (own.activations ?? []).map(oneRow), activationGradients: [] }, state);
    },
  };
}

/** A single row has no need of its first axis. */
function oneRow<T extends { readonly shape: readonly number[] }>(tensor: T): T {
  return { ...tensor, shape: tensor.shape.slice(1) };
}

/** The class, or the targets in their own units. */
function inWords({ outputs, cols }: Predicted, { data, model }: State): string {
  const { targets } = data!.preprocessing;
  if (data!.task !== 'regression') {
    const { predicted } = verdict(outputs, 0, cols, thresholdOf(model!));
    return data!.classes?.[predicted] ?? String(predicted);
  }
  const scale = targets.kind === 'values' ? targets : undefined;
  return Array.from(outputs, (y, i) => {
    const value = number(y * (scale?.divisors[i] ?? 1) + (scale?.offsets[i] ?? 0));
    const name = data!.targetNames[i];
    return name ? `${name}: ${value}` : value;
  }).join(', ');
}
