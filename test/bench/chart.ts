// The ratios as bars on a logarithmic scale: to the right of 1 we are faster. A tick marks what was wanted. Drawn on a
// ground of its own, so that it can be read on a dark page too.
import { TITLES } from './contestants';
import { digits } from './statistics';
import { PEERS, type Peer } from './workloads';

export interface Group {
  readonly title: string;
  readonly bars: readonly { readonly peer: Peer; readonly ratio: number; readonly wanted?: number }[];
}

// Okabe & Ito 2008: told apart by everyone.
const COLOURS: Readonly<Record<Peer, string>> = {
  numpy64: '#0072b2',
  numpy32: '#56b4e9',
  torch: '#d55e00',
  sklearn: '#e69f00',
  tfjs: '#009e73',
};
const WIDTH = 920;
const LEFT = 370;
const RIGHT = 70;
const BAR = 13;
const GAP = 12;
const TOP = 44;

export function chart(groups: readonly Group[]): string {
  const bars = groups.flatMap((group) => group.bars);
  const values = bars.flatMap(({ ratio, wanted }) => [ratio, wanted ?? ratio]);
  const low = Math.floor(Math.log10(Math.min(0.5, ...values)));
  const high = Math.ceil(Math.log10(Math.max(10, ...values)));
  const x = (ratio: number): number => LEFT + ((Math.log10(ratio) - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const height = TOP + groups.reduce((sum, group) => sum + group.bars.length * BAR + GAP, 0) + 24;
  const out: string[] = [];
  const line = (at: number, from: number, to: number, style: string): void =>
    void out.push(`<line x1="${n(at)}" x2="${n(at)}" y1="${n(from)}" y2="${n(to)}" ${style}/>`);
  const text = (at: number, y: number, words: string, more = ''): void =>
    void out.push(`<text x="${n(at)}" y="${n(y)}" ${more}>${escaped(words)}</text>`);

  for (let power = low; power <= high; power++) {
    line(x(10 ** power), TOP - 8, height - 20, `stroke="${power === 0 ? '#333' : '#ddd'}"`);
    text(x(10 ** power), height - 6, digits(10 ** power), 'text-anchor="middle" fill="#555"');
  }
  let at = LEFT;
  for (const peer of PEERS.filter((one) => bars.some((bar) => bar.peer === one))) {
    out.push(`<rect x="${n(at)}" y="12" width="11" height="11" fill="${COLOURS[peer]}"/>`);
    text(at + 15, 22, TITLES[peer]);
    at += 27 + 6.6 * TITLES[peer].length;
  }
  let y = TOP;
  for (const group of groups) {
    text(LEFT - 10, y + (group.bars.length * BAR) / 2 + 4, group.title, 'text-anchor="end"');
    for (const { peer, ratio, wanted } of group.bars) {
      const [from, to] = [x(1), x(ratio)].sort((a, b) => a - b) as [number, number];
      out.push(
        `<rect x="${n(from)}" y="${n(y + 1)}" width="${n(to - from)}" height="${BAR - 2}" fill="${COLOURS[peer]}"/>`,
      );
      if (wanted !== undefined) line(x(wanted), y, y + BAR, 'stroke="#000" stroke-width="2"');
      text(Math.max(to, wanted === undefined ? 0 : x(wanted)) + 4, y + BAR - 3, `${digits(ratio)}×`, 'fill="#333"');
      y += BAR;
    }
    y += GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${n(height)}" font-family="sans-serif" font-size="11">`,
    '<title>How many times faster than each peer (black tick: wanted)</title>',
    `<rect width="${WIDTH}" height="${n(height)}" fill="#fff"/>`,
    ...out,
    '</svg>',
    '',
  ].join('\n');
}

const n = (value: number): string => String(Math.round(10 * value) / 10);
const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
