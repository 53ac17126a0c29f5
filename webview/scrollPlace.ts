// Where the page is scrolled to, kept as a place in a section: what stands above it may have another height when it is
// shown again.

export interface Place {
  readonly section: string;
  /** Pixels of the section that are scrolled away under the head. */
  readonly offset: number;
}

/** Sections fill when their numbers come; so long is the place looked for again. */
const SETTLE_MS = 3000;
const QUIET_MS = 200;

export class ScrollPlace {
  private until = 0;
  private sought: unknown;

  constructor(
    private readonly sections: () => Iterable<HTMLElement>,
    /** The lower edge of what stays in sight above the sections, in pixels of the window. */
    private readonly edge: () => number,
    private readonly onRest: () => void,
  ) {
    let timer: number | undefined;
    window.addEventListener(
      'scroll',
      () => {
        if (this.restoring) return;
        window.clearTimeout(timer);
        timer = window.setTimeout(onRest, QUIET_MS);
      },
      { passive: true },
    );
    for (const name of ['wheel', 'pointerdown', 'keydown', 'touchstart'])
      window.addEventListener(name, () => (this.until = 0), { passive: true, capture: true });
  }

  /** null at the top of the page. */
  get now(): Place | null {
    if (window.scrollY <= 0) return null;
    const edge = this.edge();
    for (const element of this.sections()) {
      const { top, bottom, height } = element.getBoundingClientRect();
      if (height > 0 && bottom > edge)
        return { section: element.dataset['section'] ?? '', offset: Math.round(edge - top) };
    }
    return null;
  }

  /** Goes there, and stays while the page above is filled; whoever scrolls or types meanwhile is left alone. */
  restore(kept: unknown): void {
    const place = placeOf(kept);
    if (place) this.seek(place);
  }

  /** To the beginning of a section, so many pixels below the head; sections on the way there may still be filled. */
  begin(section: string, below: number): void {
    this.seek({ section, offset: -below }, this.onRest);
  }

  private seek(place: Place, then?: () => void): void {
    this.sought = place;
    this.until = performance.now() + SETTLE_MS;
    const settle = (): void => {
      if (!this.restoring || this.sought !== place) return then?.();
      const element = [...this.sections()].find((one) => one.dataset['section'] === place.section);
      const box = element?.getBoundingClientRect();
      const off = box && box.height > 0 ? box.top - (this.edge() - place.offset) : 0;
      if (Math.abs(off) > 1) window.scrollBy({ top: off, behavior: 'instant' });
      requestAnimationFrame(settle);
    };
    settle();
  }

  /** Stays where it is, or is going, while the page above is filled. */
  hold(): void {
    this.restore(this.restoring ? this.sought : this.now);
  }

  private get restoring(): boolean {
    return performance.now() < this.until;
  }
}

function placeOf(kept: unknown): Place | undefined {
  const { section, offset } = (kept ?? {}) as Partial<Record<keyof Place, unknown>>;
  return typeof section === 'string' && typeof offset === 'number' ? { section, offset } : undefined;
}
