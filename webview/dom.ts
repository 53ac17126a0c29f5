// Elements in one line each. There is no `style` here on purpose: the page's policy forbids style
// attributes in markup; what must be computed is set through `element.style` by its own view.

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string | null | undefined;

const SVG = 'http://www.w3.org/2000/svg';

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined) parent.appendChild(typeof child === 'string' ? new Text(child) : child);
  }
}

/** Sets the text only where it differs: a live region speaks, and layout works, only on a change. */
export function setText(element: Node, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** `hidden` without needless writes. */
export function show(element: HTMLElement | SVGElement, visible: boolean): void {
  if (element.hasAttribute('hidden') === visible) element.toggleAttribute('hidden', !visible);
}

/** Tells an element's width in whole pixels, now and whenever it changes; a frame later, for a size set at once would be a loop. */
export function followWidth(element: HTMLElement, onChange: (width: number) => void): void {
  let last = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry!.contentRect.width);
    if (width === last) return;
    last = width;
    requestAnimationFrame(() => onChange(width));
  }).observe(element);
}
