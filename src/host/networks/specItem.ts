// What a spec shows in the Networks view. Knows nothing of VS Code.
import type { Session } from '../session';
import { STATE_ICONS, statusText, stateWord } from '../stateWords';
import { escaped } from './markdown';
import { percentText, type ItemLook } from './runItem';

/** `place`: the spec's folder, as far as it must be told; `expanded`: its runs stand below and tell their progress. */
export function specItem(name: string, place: string, session: Session | undefined, expanded: boolean): ItemLook {
  const state = session?.state ?? 'idle';
  const { position } = session ?? {};
  const progress = session?.active && position && state !== 'ready' && !expanded ? [percentText(position)] : [];
  const facts = [...(place === '' ? [] : [place]), ...(state === 'idle' ? [] : [stateWord(state), ...progress])];
  const told = session && state !== 'idle' ? (session.message ?? statusText(session)) : undefined;
  return {
    label: name,
    description: facts.join(' · '),
    icon: STATE_ICONS[state],
    tooltip: [`**${escaped(name)}**`, ...(told === undefined ? [] : [escaped(told)])].join('\n\n'),
    context: `spec ${state}`,
    spoken: [name, ...facts].join(', '),
  };
}
