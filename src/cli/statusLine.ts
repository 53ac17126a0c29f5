// One line on the terminal that says what is going on and is gone afterwards. Nothing where nobody watches.
import type { Io } from './io';

export class StatusLine {
  private shown = false;
  private last = 0;

  constructor(
    private readonly io: Io,
    quiet: boolean,
  ) {
    this.active = io.stderr.isTTY && !quiet;
  }

  private readonly active: boolean;

  show(message: string, fraction?: number): void {
    const now = performance.now();
    if (!this.active || (this.shown && now - this.last < 50)) return; // 20 a second are enough for an eye
    this.last = now;
    const percent = fraction === undefined ? '' : ` ${Math.round(100 * fraction)}%`;
    this.io.stderr.write(`\r\x1b[K${message}${percent}`);
    this.shown = true;
  }

  clear(): void {
    if (this.shown) this.io.stderr.write('\r\x1b[K');
    this.shown = false;
  }
}
