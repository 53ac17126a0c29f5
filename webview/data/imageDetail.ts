// Beside the wall: the image that is chosen, the mean image of each class, and how bright pixels are.
import { h, setText, show } from '../dom';
import { count, tidy } from '../draw/number';
import { t } from '../l10n';
import { roving, rovingStart } from '../roving';
import { createBarChart, totalOf } from './bars';
import { createFold } from './fold';
import { labelOf } from './imageWall';
import type { FoundRow } from './pages';
import { paintImage } from './picture';
import type { DataState } from './state';
import { changed, type DataContext, type DataPart } from './view';

export interface ImageDetail extends DataPart {
  choose(row: FoundRow | undefined): void;
}

export function createImageDetail(context: DataContext, ink: () => Uint32Array): ImageDetail {
  const one = createFold('image', t('data.image'));
  const canvas = h('canvas', { class: 'large-picture', role: 'img' });
  const facts = h('dl', { class: 'image-facts' });
  const none = h('p', { class: 'quiet' }, t('data.image.none'));
  one.body.append(none, h('div', { class: 'image-one' }, canvas, facts));

  const means = createFold('means', t('data.means'));
  const wall = h('div', { class: 'mean-wall', role: 'group', 'aria-label': t('data.means') });
  roving(wall, '.mean');
  means.body.append(wall);

  const pixels = createFold('pixels', t('data.pixels'));
  const chart = createBarChart(t('data.column.valueHead'));
  const sentences = h('p', { class: 'quiet' });
  const table = h('div', { class: 'statistics' });
  pixels.body.append(chart.element, sentences, table);

  const element = h('div', { class: 'image-parts' }, one.element, means.element, pixels.element);
  let state: DataState | undefined;
  return {
    element,
    choose(row) {
      const profile = state?.snapshot?.profile;
      show(none, !row?.pixels);
      show(canvas, row?.pixels !== undefined);
      show(facts, row !== undefined);
      if (!row?.pixels || !profile?.image) return;
      paintImage(canvas, row.pixels, profile.image, ink());
      const label = labelOf(row, profile);
      canvas.setAttribute('aria-label', t('data.image.tile', label, t(`data.part.${row.part}`), row.own));
      const fact = (key: Parameters<typeof t>[0], text: string): HTMLElement =>
        h('div', {}, h('dt', {}, t(key)), h('dd', {}, text));
      facts.replaceChildren(
        fact('data.image.is', label),
        fact('data.image.split', t(`data.part.${row.part}`)),
        ...(row.position >= 0 ? [fact('data.image.place', count(row.position))] : []),
        fact('data.image.row', count(row.own)),
        ...(row.distance !== undefined ? [fact('data.image.distance', tidy(row.distance, 3))] : []),
      );
    },
    update(now, before) {
      state = now;
      const profile = now.snapshot?.profile;
      if (!profile || !changed(now, before)) return;
      const { image } = profile;
      show(element, image !== undefined);
      if (!image) return;
      const size = image.shape.reduce((a, b) => a * b, 1);
      const { min, max, mean, std } = image.pixels;
      const target = profile.columns.find(({ role }) => role === 'target');
      const names = profile.classes ?? [t('data.filter.any')];
      means.title(t(profile.classes ? 'data.means' : 'data.means.one'));
      wall.replaceChildren(
        ...names.map((name, index) => {
          const picture = h('canvas', { 'aria-hidden': 'true' });
          const values = image.means.subarray(index * size, (index + 1) * size);
          paintImage(
            picture,
            values.map((x) => ((x - min) / (max > min ? max - min : 1)) * 255),
            image,
            ink(),
          );
          const rows = count(totalOf(target?.values?.shown.find(({ text }) => text === name)?.counts ?? profile.parts));
          const tile = h(
            'button',
            {
              type: 'button',
              class: 'mean',
              title: t('data.means.show', name, rows),
              'aria-label': t('data.means.show', name, rows),
            },
            picture,
            h('span', {}, name),
            ' ',
            h('span', { class: 'mean-count' }, rows),
          );
          tile.addEventListener('click', () =>
            profile.classes ? context.filter({ kind: 'class', index }) : context.choose({ filters: [] }),
          );
          return tile;
        }),
      );
      rovingStart(wall, '.mean');
      const edge = (i: number): string => tidy(min + ((max - min) * i) / image.bins.length, 3);
      chart.update(
        t('data.pixels'),
        image.bins.map((n, i) => ({ name: t('data.filter.bin', edge(i), edge(i + 1)), counts: { train: n } })),
        [tidy(min, 4), tidy(max, 4)],
        undefined,
      );
      const divided = image.divisor === 1 ? '' : t('data.pixels.divisor', image.divisor);
      setText(sentences, `${t('data.pixels.constant', count(image.constant), count(size))} ${divided}`);
      const row = (key: Parameters<typeof t>[0], x: number): HTMLElement =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, t(key)),
          h('td', { class: 'number' }, tidy(x, 4)),
          h('td', { class: 'number' }, tidy(x / image.divisor, 4)),
        );
      table.replaceChildren(
        h(
          'table',
          { class: 'statistics-table' },
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              h('td', {}),
              ...[t('data.column.all'), t('data.column.forNetwork')].map((text) => h('th', { scope: 'col' }, text)),
            ),
          ),
          h(
            'tbody',
            {},
            row('data.column.mean', mean),
            row('data.column.std', std),
            row('data.column.min', min),
            row('data.column.max', max),
          ),
        ),
      );
    },
  };
}
