// What was changed from the panel, to be undone and done again there. A change made elsewhere in between is nobody's
// to undo here; one that the editor undid counts as undone.

interface Change {
  readonly before: string;
  readonly after: string;
}

const MOST = 200;

export class TextHistory {
  private changes: Change[] = [];
  /** So many of them are done. */
  private done = 0;

  add(before: string, after: string): void {
    this.changes = [...this.changes.slice(0, this.done), { before, after }].slice(-MOST);
    this.done = this.changes.length;
  }

  /** The text before the last change; undefined where `now` is not what it made. */
  undo(now: string): string | undefined {
    const last = this.changes[this.done - 1];
    return last?.after === now ? last.before : undefined;
  }

  redo(now: string): string | undefined {
    const next = this.changes[this.done];
    return next?.before === now ? next.after : undefined;
  }

  /** The text is this now, whoever made it so. */
  follow(now: string): void {
    const [last, next] = [this.changes[this.done - 1], this.changes[this.done]];
    if (next?.after === now) this.done++;
    else if (last?.before === now) this.done--;
  }
}
