// Numbers as people read them. The minus sign is U+2212, as wide as a digit, so columns stay put.
import { secondsText } from '../../src/protocol/seconds';
import { t } from '../l10n';

const MINUS = '\u2212';
const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Non-finite numbers cross JSON as null. */
export function real(value: number | null | undefined): number {
  return value ?? NaN;
}

/** 100480 -> "100,480". */
export function count(value: number): string {
  return Number.isFinite(value) ? sign(grouped.format(value)) : special(value);
}

/** About `digits` significant digits; powers of ten only beyond 1e-4 … 1e6. */
export function number(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return special(value);
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude < 1e-4 || magnitude >= 1e6) return exponent(value, Math.max(0, digits - 2));
  const decimals = Math.max(0, Math.min(8, digits - 1 - Math.floor(Math.log10(magnitude))));
  return sign(value.toFixed(decimals));
}

/** The same without trailing zeros, for axes: 0.800 -> "0.8". */
export function tidy(value: number, digits = 3): string {
  const text = number(value, digits);
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}

/** At most five characters, for inside a neuron or a cell. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return special(value);
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  if (magnitude < 0.0095) return exponent(value, 0); // with two decimals 0.0065 would read 0.01
  if (magnitude < 10) return sign(value.toFixed(2));
  if (magnitude < 1000) return sign(value.toFixed(magnitude < 100 ? 1 : 0));
  return exponent(value, 0);
}

/** At most six characters, for a cell of a heatmap. */
export function cell(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0 || magnitude >= 0.0995) return short(value);
  return magnitude < 0.0095 ? exponent(value, 1) : sign(value.toFixed(3));
}

/** A fraction as a percentage: 0.9731 -> "97.3%". */
export function percent(value: number): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(value === 1 || value === 0 ? 0 : 1)}%` : special(value);
}

/** Seconds as 0.034 s, 0.4 s, 12.3 s, 2 min 05 s, 1 h 02 min. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return special(seconds);
  if (seconds < 60) return t('duration.seconds', secondsText(seconds));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('duration.minutes', minutes, pad(Math.floor(seconds % 60)));
  return t('duration.hours', Math.floor(minutes / 60), pad(minutes % 60));
}

/** A guess of seconds to come, no finer than it can be: under 1 s, 8 s, 45 s, 12 min, 3 h 20 min, 4 days. */
export function roughly(seconds: number): string {
  if (!Number.isFinite(seconds)) return special(seconds);
  if (seconds < 1) return t('roughly.now');
  if (seconds < 10) return t('roughly.seconds', Math.round(seconds));
  if (seconds < 57.5) return t('roughly.seconds', Math.round(seconds / 5) * 5);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('roughly.minutes', minutes);
  const tens = Math.round(minutes / 10);
  if (tens < 6 * 48) {
    return tens % 6 === 0
      ? t('roughly.hours', tens / 6)
      : t('roughly.hoursMinutes', Math.floor(tens / 6), (tens % 6) * 10);
  }
  return t('roughly.days', count(Math.round(tens / 6 / 24)));
}

/** [28, 28] -> "28 × 28"; [] -> "scalar". */
export function shape(sizes: readonly number[]): string {
  return sizes.length === 0 ? t('number.scalar') : sizes.map(count).join(' × ');
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function exponent(value: number, decimals: number): string {
  const [mantissa, power] = value.toExponential(decimals).split('e') as [string, string];
  return sign(`${mantissa}e${power.replace('+', '')}`);
}

function sign(text: string): string {
  return text.replaceAll('-', MINUS);
}

function special(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : `${MINUS}∞`;
}
