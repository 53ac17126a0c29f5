// What goes in: an image as an image, a row as a table of names, the file's cells and the network's numbers.
import type { DataInfo, SampleReport } from '../../src/protocol/engine';
import { cssColour, tableIndex, textOn } from '../draw/colour';
import { magnitude } from '../draw/cells';
import { number } from '../draw/number';
import { h, show } from '../dom';
import { t } from '../l10n';
import { Thumbnail } from './thumbnail';
import type { ViewContext } from './view';

const MOST_DIGITS = 9;
const MOST_ROWS = 60; // a table longer than this is cut, with a remark
const IMAGE_PIXELS = 168; // six screen pixels for each of 28

export function createSampleInput(context: ViewContext): {
  readonly element: HTMLElement;
  update(sample: SampleReport, data: DataInfo | undefined): void;
} {
  const thumbnail = new Thumbnail(context);
  const table = h('div', { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': t('sample.input') });
  const element = h('div', { class: 'sample-input' }, h('h3', {}, t('sample.input')), thumbnail.element, table);
  return {
    element,
    update(sample, data) {
      const image = data?.image;
      show(table, !image);
      show(thumbnail.element, image !== undefined);
      if (image) {
        const scale = IMAGE_PIXELS / Math.max(image.width, image.height);
        thumbnail.resize(image.width * scale, image.height * scale);
        thumbnail.set(sample, image);
      } else table.replaceChildren(rowTable(sample, data, context));
    },
  };
}

function rowTable(sample: SampleReport, data: DataInfo | undefined, context: ViewContext): HTMLElement {
  const names = data?.inputNames ?? [];
  const raw = rawCells(sample, data);
  const signed = context.theme().signed;
  const scale = magnitude(sample.input);
  const rows = Array.from(sample.input.slice(0, MOST_ROWS), (value, i) => {
    const cell = h('td', { class: 'number tinted' }, number(value));
    const colour = signed[tableIndex(value, scale)]!;
    cell.style.backgroundColor = cssColour(colour);
    cell.style.color = textOn(colour);
    const name = breakable(names[i] ?? `x${i}`);
    return h('tr', {}, h('th', { scope: 'row' }, ...name), raw ? rawCell(raw[i] ?? '') : null, cell);
  });
  const more = sample.input.length - rows.length;
  return h(
    'table',
    { class: 'plain' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, t('sample.feature')),
        raw ? h('th', { scope: 'col', class: 'number' }, t('sample.raw')) : null,
        h('th', { scope: 'col', class: 'number' }, t('sample.scaled')),
      ),
    ),
    h(
      'tbody',
      {},
      ...rows,
      more > 0 ? h('tr', {}, h('td', { colspan: 3, class: 'hint' }, t('sample.more', more))) : null,
    ),
  );
}

/** Where there is no room for `grind=medium` it breaks at its sign, not within a word. */
function breakable(name: string): (string | HTMLElement)[] {
  return name.split(/(?<=[=_.:-])/).flatMap((part, i) => (i === 0 ? [part] : [h('wbr', {}), part]));
}

/** As the file has it, but for a number of so many digits that it would push its neighbour out of sight. */
function rawCell(text: string): HTMLElement {
  const short = text.length > MOST_DIGITS && Number.isFinite(Number(text)) ? number(Number(text), 5) : text;
  return h('td', { class: 'number', ...(short === text ? {} : { title: text }) }, short);
}

/** The file's cell behind each input; undefined where the file's row is not known. */
function rawCells(sample: SampleReport, data: DataInfo | undefined): readonly string[] | undefined {
  const inputs = data?.preprocessing.inputs;
  const { raw } = sample;
  if (!raw || inputs?.kind !== 'columns') return undefined;
  return inputs.columns.flatMap((column) => {
    const cell = raw[column.index] ?? '';
    return column.kind === 'onehot' ? column.categories.map(() => cell) : [cell];
  });
}
