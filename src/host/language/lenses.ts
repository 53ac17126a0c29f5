// What stands above a spec: the commands that make sense in the state its session is in.
import { t } from '../say';
import { readTree } from '../../spec/tree';
import type { SessionState } from './hooks';

export interface Lens {
  readonly title: string;
  readonly command: 'nnspec.train' | 'nnspec.pause' | 'nnspec.resume' | 'nnspec.stop' | 'nnspec.openPanel';
}

/** Above the key `data`; its place is where that key begins. */
export function dataLens(
  text: string,
): { readonly offset: number; readonly title: string; readonly command: 'nnspec.lookAtData' } | undefined {
  const { root } = readTree(text);
  const data = root?.kind === 'object' ? root.properties.find(({ key }) => key === 'data') : undefined;
  return (
    data && { offset: data.keyOffset, title: withIcon('table', t('Look at the data')), command: 'nnspec.lookAtData' }
  );
}

export function lenses(state: SessionState): Lens[] {
  const train: Lens = { title: t('▶ Train'), command: 'nnspec.train' };
  const pause: Lens = { title: withIcon('debug-pause', t('Pause')), command: 'nnspec.pause' };
  const resume: Lens = { title: t('▶ Resume'), command: 'nnspec.resume' };
  const stop: Lens = { title: withIcon('debug-stop', t('Stop')), command: 'nnspec.stop' };
  const panel: Lens = { title: t('Open panel'), command: 'nnspec.openPanel' };
  switch (state) {
    case 'preparing':
      return [stop, panel];
    case 'running':
      return [pause, stop, panel];
    case 'paused':
      return [resume, stop, panel];
    case 'idle':
    case 'ready':
    case 'finished':
    case 'stopped':
    case 'early_stopped':
    case 'diverged':
    case 'failed':
      return [train, panel];
    default:
      return state satisfies never;
  }
}

/** VS Code lays a lens out as boxes, between which an ordinary space is lost. */
function withIcon(icon: string, words: string): string {
  return `$(${icon})\u00a0${words}`;
}
