// A sheet of a few pixels to draw on, with the pointer or by keyboard, as large as the network's images.
import { button, checkbox } from '../controls';
import { h } from '../dom';
import { paintCells } from '../draw/cells';
import { blank, centred, dot, stroke, type Middle, type Picture } from '../draw/pen';
import { percent } from '../draw/number';
import { t } from '../l10n';
import type { ViewContext } from './view';

const SIDE = 252; // CSS pixels: nine for each of 28
const PEN = 0.9 / 28; // radius of full ink, as a share of the picture

export interface DrawPad {
  readonly element: HTMLElement;
  /** A blank sheet of this size. */
  begin(image: { readonly width: number; readonly height: number }): void;
  /** Where the network is used to find what is drawn. */
  middleIs(middle: Middle): void;
  update(centre: boolean, sample: boolean): void;
}

export function createDrawPad(
  context: ViewContext,
  options: {
    /** Ink 0..1, as it goes to the network; undefined for a blank sheet. */
    onChange(ink: Float32Array | undefined): void;
    /** The pixels of the sample in view. */
    onTake(): ArrayLike<number> | undefined;
  },
): DrawPad {
  let picture: Picture = blank(28, 28);
  let centre = true;
  let usual: Middle = 'mass';
  let last: readonly [number, number] | undefined;
  let cursor: { x: number; y: number } | undefined;
  const canvas = h('canvas', { class: 'own-canvas', role: 'img', tabindex: '0', 'aria-label': t('own.pad', 28, 28) });
  const mark = h('div', { class: 'heatmap-cursor', hidden: true });
  const clear = button({ label: t('own.clear'), onClick: () => change(blank(picture.width, picture.height)) });
  const take = button({
    label: t('own.take'),
    hint: t('own.takeHint'),
    onClick: () => {
      const pixels = options.onTake();
      if (pixels?.length === picture.ink.length) change({ ...picture, ink: Float32Array.from(pixels) });
    },
  });
  const middle = checkbox({
    label: t('own.centre'),
    hint: t('own.centreHint'),
    onChange: (on) => context.choose({ centred: on }),
  });
  const element = h(
    'div',
    { class: 'own-pad' },
    h('div', { class: 'own-sheet' }, canvas, mark),
    h('p', { class: 'hint' }, t('own.keys')),
    h('div', { class: 'button-group own-buttons' }, clear.element, take.element),
    middle.element,
  );

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    draw(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (last) for (const e of event.getCoalescedEvents?.() ?? [event]) draw(e);
  });
  for (const name of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(name, () => (last = undefined));
  canvas.addEventListener('blur', () => (mark.hidden = true));
  canvas.addEventListener('keydown', key);

  function draw(event: PointerEvent): void {
    const box = canvas.getBoundingClientRect();
    const at = [
      ((event.clientX - box.left) / box.width) * picture.width,
      ((event.clientY - box.top) / box.height) * picture.height,
    ] as const;
    mark.hidden = true;
    change(stroke(picture, last ?? at, at, PEN * Math.max(picture.width, picture.height)));
    last = at;
  }

  function key(event: KeyboardEvent): void {
    const { width, height } = picture;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const ink = { ' ': 1, Enter: 1, Delete: 0, Backspace: 0 }[event.key];
    if (!step && ink === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.key === 'Escape') return change(blank(width, height));
    const at = (cursor ??= { x: width >> 1, y: height >> 1 });
    const pen = PEN * Math.max(width, height);
    if (step) {
      const to = {
        x: Math.max(0, Math.min(width - 1, at.x + step[0]!)),
        y: Math.max(0, Math.min(height - 1, at.y + step[1]!)),
      };
      cursor = to;
      // With Shift the pen is down.
      if (event.shiftKey) change(stroke(picture, [at.x + 0.5, at.y + 0.5], [to.x + 0.5, to.y + 0.5], pen));
    } else if (ink === 1) change(stroke(picture, [at.x + 0.5, at.y + 0.5], [at.x + 0.5, at.y + 0.5], pen));
    else change(dot(picture, at.x, at.y, 0));
    place();
    context.announce(t('own.pixel', cursor.x, cursor.y, percent(picture.ink[cursor.y * width + cursor.x]!)));
  }

  function place(): void {
    if (!cursor) return;
    const [w, hgt] = [canvas.clientWidth / picture.width, canvas.clientHeight / picture.height];
    mark.hidden = false;
    mark.style.left = `${cursor.x * w}px`;
    mark.style.top = `${cursor.y * hgt}px`;
    mark.style.width = `${w}px`;
    mark.style.height = `${hgt}px`;
  }

  function change(next: Picture): void {
    picture = next;
    paint();
    tell();
  }

  function tell(): void {
    const empty = picture.ink.every((v) => v === 0);
    options.onChange(empty ? undefined : (centre ? centred(picture, usual) : picture).ink.slice());
  }

  function paint(): void {
    const { width, height, ink } = picture;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const g = canvas.getContext('2d')!;
    const image = g.createImageData(width, height);
    paintCells(new Uint32Array(image.data.buffer), ink, 0, ink.length, 1, context.theme().ink);
    g.putImageData(image, 0, 0);
  }

  return {
    element,
    begin({ width, height }) {
      picture = blank(width, height);
      cursor = undefined;
      mark.hidden = true;
      const scale = SIDE / Math.max(width, height);
      canvas.style.width = `${width * scale}px`;
      canvas.style.height = `${height * scale}px`;
      canvas.setAttribute('aria-label', t('own.pad', width, height));
      paint();
    },
    middleIs(wanted) {
      if (wanted === usual) return;
      usual = wanted;
      tell();
    },
    update(wanted, sample) {
      middle.set(wanted);
      take.enable(sample);
      paint();
      if (wanted === centre) return;
      centre = wanted;
      tell();
    },
  };
}
