// Which commands make sense in which state. The host refuses the others too; this only greys them out.
import type { RunState } from '../src/protocol/engine';
import type { PanelCommand } from '../src/protocol/panel';

const STANDING: readonly PanelCommand[] = ['train', 'reset', 'export', 'gradcheck'];

const ALLOWED: Readonly<Record<RunState | 'idle', readonly PanelCommand[]>> = {
  idle: ['train'],
  preparing: ['stop'],
  ready: ['train', 'stepIteration', 'stepEpoch', 'export', 'gradcheck'],
  running: ['pause', 'train', 'stop', 'reset', 'export'],
  paused: ['resume', 'train', 'stepIteration', 'stepEpoch', 'stop', 'reset', 'export', 'gradcheck'],
  finished: STANDING,
  stopped: STANDING,
  early_stopped: STANDING,
  diverged: ['train', 'reset'],
  failed: ['train'],
};

/** `kept`: a run that is open to be looked into has nothing to go back to. */
export function allowed(state: RunState | 'idle', kept = false): ReadonlySet<PanelCommand> {
  const may = new Set<PanelCommand>([...ALLOWED[state], 'openSpec', 'lookAtData']);
  if (kept) may.delete('reset');
  return may;
}

/** The one button that starts and holds: what it does now. */
export function primary(state: RunState | 'idle'): 'train' | 'pause' | 'resume' {
  return state === 'running' ? 'pause' : state === 'paused' ? 'resume' : 'train';
}
