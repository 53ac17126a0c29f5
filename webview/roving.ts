// A grid of buttons is one stop for the Tab key; arrow keys go from one to the next.

/** Arrow keys, Home and End move the focus among the elements that match, in their order on the page. */
export function roving(container: HTMLElement, selector: string): void {
  container.addEventListener('keydown', (event) => {
    const all = [...container.querySelectorAll<HTMLElement>(selector)];
    const at = all.indexOf((event.target as HTMLElement).closest<HTMLElement>(selector)!);
    if (at < 0) return;
    const to = target(all, at, event.key);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    focusOne(all, to);
    all[to]!.focus();
  });
  container.addEventListener('focusin', (event) => {
    const all = [...container.querySelectorAll<HTMLElement>(selector)];
    const at = all.indexOf((event.target as HTMLElement).closest<HTMLElement>(selector)!);
    if (at >= 0) focusOne(all, at);
  });
}

/** After the elements were made: one of them can be reached with Tab. */
export function rovingStart(container: HTMLElement, selector: string): void {
  const all = [...container.querySelectorAll<HTMLElement>(selector)];
  const at = all.findIndex((e) => e.tabIndex === 0);
  focusOne(all, Math.max(0, at));
}

function focusOne(all: readonly HTMLElement[], index: number): void {
  all.forEach((e, i) => {
    const tab = i === index ? 0 : -1;
    if (e.tabIndex !== tab) e.tabIndex = tab;
  });
}

function target(all: readonly HTMLElement[], at: number, key: string): number | undefined {
  const last = all.length - 1;
  if (key === 'ArrowRight') return Math.min(last, at + 1);
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  // The nearest in the next line of the grid, whatever its columns are.
  const here = all[at]!.getBoundingClientRect();
  const down = key === 'ArrowDown';
  let best: number | undefined;
  let least = Infinity;
  all.forEach((e, i) => {
    const box = e.getBoundingClientRect();
    const dy = down ? box.top - here.top : here.top - box.top;
    if (dy < 2) return;
    const d = dy * 4 + Math.abs(box.left - here.left);
    if (d < least) [least, best] = [d, i];
  });
  return best;
}
