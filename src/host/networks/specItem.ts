// What a spec shows in the Networks view. Knows nothing of VS Code.
import type { KeptRun } from '../../files/runs';
import type { Session } from '../session';
import { STATE_ICONS, statusText, stateWord } from '../stateWords';
import { escaped } from './markdown';
import { percentText, shownState, shownWord, type ItemLook, type Live } from './runItem';

interface NewestRun {
  readonly run: KeptRun;
  readonly live: Live | undefined;
}

/**
 * `place`: the spec's folder, as far as it must be told; `newest`: what it tells of while nothing of it is here; `expanded`:
 * its runs stand below and tell their progress.
 */
export function specItem(
  name: string,
  place: string,
  session: Session | undefined,
  newest: NewestRun | undefined,
  expanded: boolean,
): ItemLook {
  const state = session?.state ?? 'idle';
  const kept = state === 'idle' ? newest : undefined;
  const { position } = session ?? {};
  const progress = session?.active && position && state !== 'ready' && !expanded ? [percentText(position)] : [];
  const word = kept ? shownWord(kept.run, kept.live) : state === 'idle' ? undefined : stateWord(state);
  const facts = [...(place === '' ? [] : [place]), ...(word === undefined ? [] : [word, ...progress])];
  const told = session && state !== 'idle' ? (session.message ?? statusText(session)) : word;
  return {
    label: name,
    description: facts.join(' · '),
    icon: STATE_ICONS[kept ? shownState(kept.run, kept.live) : state],
    tooltip: [`**${escaped(name)}**`, ...(told === undefined ? [] : [escaped(told)])].join('\n\n'),
    context: `spec ${state}`,
    spoken: [name, ...facts].join(', '),
  };
}
