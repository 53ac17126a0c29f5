// Looks after the folder of the run that is shown: anybody may delete it, at any time.
import { existsSync, watch, type FSWatcher } from 'node:fs';
import * as path from 'node:path';
import type { Disposable } from './emitter';

export class RunFiles implements Disposable {
  private folder: string | undefined;
  private watcher: FSWatcher | undefined;

  constructor(private readonly deleted: () => void) {}

  /** Of one run at a time; `deleted` is called once for each, perhaps at once. */
  follow(folder: string | undefined): void {
    this.dispose();
    this.folder = folder;
    if (folder === undefined) return;
    try {
      this.watcher = watch(path.dirname(folder), { persistent: false }, () => this.look());
      this.watcher.on('error', () => this.look());
    } catch {
      // the folder around it is gone too
    }
    this.look();
  }

  /** For what no watcher tells of: a folder further up that was moved or deleted. */
  look(): void {
    if (this.folder === undefined || existsSync(this.folder)) return;
    this.dispose();
    this.deleted();
  }

  dispose(): void {
    this.watcher?.close();
    this.watcher = undefined;
    this.folder = undefined;
  }
}
