// Whether a monitored value ("validation.accuracy", "loss") should rise or fall.
import { metric } from './index';

/** Losses and unknown values should fall. */
export function betterOf(monitor: string): 'max' | 'min' {
  return metric(monitor.slice(monitor.lastIndexOf('.') + 1))?.better ?? 'min';
}
