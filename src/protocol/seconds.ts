/** Seconds to a tenth; what is shorter to two digits, so that nothing took no time: 12.3, 0.4, 0.034. */
export function secondsText(seconds: number): string {
  return seconds > 0 && seconds < 0.095 ? String(Number(seconds.toPrecision(2))) : seconds.toFixed(1);
}
