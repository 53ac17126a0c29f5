// Zooming and panning a chart with wheel and pointer. A wheel alone scrolls the page, as everywhere: it zooms with Ctrl (a
// pinch on a touchpad), and on the chart that was clicked.
import { pan, zoom, type Span } from '../draw/span';

export interface ChartAxis {
  /** Of the plot, in pixels from the canvas's left edge. */
  readonly left: number;
  readonly right: number;
  readonly whole: Span;
  readonly span: Span | null;
  readonly log: boolean;
}

const WHEEL = 0.0022; // a notch of 100 shows a fifth less
const LINE = 16; // pixels of a wheel that counts lines

export function listenForGestures(
  canvas: HTMLCanvasElement,
  axis: () => ChartAxis | undefined,
  onSpan: (span: Span | null) => void,
): void {
  canvas.addEventListener(
    'wheel',
    (event) => {
      const now = axis();
      if (!now || !(event.ctrlKey || event.metaKey || document.activeElement === canvas)) return;
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const { whole, span, log, left, right } = now;
      const at = Math.max(0, Math.min(1, (event.offsetX - left) / (right - left)));
      const next = sideways
        ? pan(whole, span, (event.deltaX * unit) / (right - left), log)
        : zoom(whole, span, Math.exp(Math.max(-300, Math.min(300, event.deltaY * unit)) * WHEEL), at, log);
      if (next === null && span === null) return; // nothing to do: the page may scroll
      event.preventDefault();
      onSpan(next);
    },
    { passive: false },
  );

  let grip: { readonly x: number; readonly axis: ChartAxis } | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    canvas.focus({ preventScroll: true });
    const now = axis();
    if (!now?.span || event.button !== 0) return;
    grip = { x: event.clientX, axis: now };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!grip) return;
    const { whole, span, log, left, right } = grip.axis;
    onSpan(pan(whole, span, (grip.x - event.clientX) / (right - left), log));
  });
  for (const name of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(name, () => (grip = undefined));
  canvas.addEventListener('dblclick', () => onSpan(null));
}
