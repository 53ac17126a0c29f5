// The panel's icons, drawn on a 16-pixel grid in the editor's own manner: filled or 1.2-pixel lines, current colour.
import { svg } from './dom';

const PATHS = {
  train: 'M4 2.5v11l9-5.5z',
  trainAgain: 'M8 2.2a5.8 5.8 0 1 1-5.3 3.4l1.2.6A4.5 4.5 0 1 0 8 3.5v2.3L4.6 3 8 .4zM6.6 5.8v4.8l3.8-2.4z',
  pause: 'M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z',
  resume: 'M3 3h2v10H3zM7 2.8v10.4L14 8z',
  stepIteration: 'M2.5 3v10l7-5zM11 3h1.6v10H11z',
  stepEpoch: 'M1.5 3v10l5.5-5zM7 3v10l5.5-5zM13 3h1.6v10H13z',
  stop: 'M3.5 3.5h9v9h-9z',
  reset: 'M8 2.2a5.8 5.8 0 1 1-5.3 3.4l1.2.6A4.5 4.5 0 1 0 8 3.5v2.3L4.6 3 8 .4z',
  export: 'M7.4 10.2V3.1L5 5.5l-.9-.9L8 .8l3.9 3.8-.9.9-2.4-2.4v7.1zM2 9h1.2v4.6h9.6V9H14v5.8H2z',
  gradcheck: 'M1 8.4l.9-.9 2.6 2.6 5-6 1 .8-5.9 7.1zM8.2 10.6l.8-.9.9.8 4.2-5 .9.8-5 6z',
  openSpec: 'M3 1h6.5L13 4.5V15H3zm1.2 1.2v11.6h7.6V5.3H8.7V2.2zm5.7.6v1.3h1.3z',
  lookAtData: 'M2 2.5h12v11H2zm1.2 3.7v2.2h3V6.2zm4.2 0v2.2h5.4V6.2zM3.2 9.6v2.7h3V9.6zm4.2 0v2.7h5.4V9.6z',
  error:
    'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 1.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM7.3 4.2h1.4v5H7.3zm0 6.2h1.4v1.4H7.3z',
  zoomIn: 'M7.4 3h1.2v4.4H13v1.2H8.6V13H7.4V8.6H3V7.4h4.4z',
  zoomOut: 'M3 7.4h10v1.2H3z',
  zoomReset: 'M2 2h4.2v1.2H3.2v3H2zm7.8 0H14v4.2h-1.2v-3h-3zM2 9.8h1.2v3h3V14H2zm10.8 0H14V14H9.8v-1.2h3z',
  close: 'M8 7.1l3.6-3.6.9.9L8.9 8l3.6 3.6-.9.9L8 8.9l-3.6 3.6-.9-.9L7.1 8 3.5 4.4l.9-.9z',
  previous: 'M10.4 3.2l.9.9L7.4 8l3.9 3.9-.9.9L5.6 8z',
  next: 'M5.6 3.2l-.9.9L8.6 8l-3.9 3.9.9.9L10.4 8z',
  chevron: 'M5.6 3.2l-.9.9L8.6 8l-3.9 3.9.9.9L10.4 8z',
  add: 'M7.4 3h1.2v4.4H13v1.2H8.6V13H7.4V8.6H3V7.4h4.4z',
  edit: 'M11.6 1.6l2.8 2.8-8.6 8.6-3.6.8.8-3.6zm0 1.7l-7.5 7.5-.3 1.4 1.4-.3 7.5-7.5z',
  remove:
    'M6 1.5h4l.6 1H14v1.2h-1l-.8 10.8H3.8L3 3.7H2V2.5h3.4zM4.2 3.7l.7 9.6h6.2l.7-9.6zM6.3 5.2h1.1v6.6H6.3zm2.3 0h1.1v6.6H8.6z',
  undo: 'M5.6 2.2L2 5.8l3.6 3.6.9-.9-2.1-2.1h4.8a3.2 3.2 0 0 1 0 6.4H6v1.2h3.2a4.4 4.4 0 0 0 0-8.8H4.4l2.1-2.1z',
  redo: 'M10.4 2.2L14 5.8l-3.6 3.6-.9-.9 2.1-2.1H6.8a3.2 3.2 0 0 0 0 6.4H10v1.2H6.8a4.4 4.4 0 0 1 0-8.8h4.8L9.5 3.1z',
  check: 'M2.6 8.4l.9-.9 3 3 6.1-7 .9.8-7 8.1z',
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName, slot?: string): SVGSVGElement {
  return svg(
    'svg',
    {
      viewBox: '0 0 16 16',
      width: 16,
      height: 16,
      'aria-hidden': 'true',
      fill: 'currentColor',
      slot,
      class: `icon icon-${name}`,
    },
    svg('path', { d: PATHS[name] }),
  );
}
