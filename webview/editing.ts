// The Edit mode's way to the host: it is told whether the spec is to be watched, and asked for one change after the other,
// each made of the spec as the one before left it.
import type { EditedSpec, PanelChange } from '../src/protocol/editing';
import type { PanelRequests } from '../src/protocol/panel';

export interface Editing {
  follow(on: boolean): void;
  /** The host says what the spec is now. */
  told(spec: EditedSpec): void;
  /** The spec it became, or a sentence where the change was refused. */
  change(make: (spec: EditedSpec) => PanelChange | undefined): Promise<EditedSpec | string | undefined>;
}

export function createEditing({
  request,
  tell,
  fail,
}: {
  request<K extends 'editing' | 'edit'>(
    name: K,
    params: PanelRequests[K]['params'],
  ): Promise<PanelRequests[K]['result']>;
  tell(spec: EditedSpec | undefined): void;
  fail(message: string): void;
}): Editing {
  let on = false;
  let spec: EditedSpec | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const told = (now: EditedSpec | undefined): void => {
    // What an older text was like may be told late.
    if (!on || (spec && now && now.version < spec.version)) return;
    spec = now;
    tell(now);
  };

  return {
    told,
    follow(next) {
      if (next === on) return;
      on = next;
      spec = undefined;
      tell(undefined);
      request('editing', { on }).then(
        (now) => now && told(now),
        (error: unknown) => fail(sentence(error)),
      );
    },
    change(make) {
      const done = last.then(async () => {
        const change = spec && make(spec);
        if (!spec || !change) return undefined;
        try {
          const now = await request('edit', { version: spec.version, change });
          told(now);
          return now;
        } catch (error) {
          return sentence(error);
        }
      });
      last = done;
      return done;
    },
  };
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
