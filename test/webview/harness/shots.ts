// Pictures of the panel for the eye: every theme, three widths, the states that matter.
//   npx tsx test/webview/harness/shots.ts FOLDER [part of a name]
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch, serve } from './serve';

const [folder = '/tmp/nnspec-shots', only = ''] = process.argv.slice(2);

interface Shot {
  readonly name: string;
  readonly query: string;
  readonly width: number;
  readonly height: number;
  readonly theme: string;
}

const WIDTHS = [420, 900, 1600];
const shots: Shot[] = [
  ...['dark', 'light', 'hc'].flatMap((theme) =>
    WIDTHS.flatMap((width) =>
      [
        { scenario: 'xor', query: 'scenario=xor&iterations=1400' },
        { scenario: 'mnist', query: 'scenario=mnist&iterations=400' },
      ].map(({ scenario, query }) => ({ name: `${scenario}-${theme}-${width}`, query, width, height: 1000, theme })),
    ),
  ),
  { name: 'iris-dark-700', query: 'scenario=iris&iterations=6000', width: 700, height: 1000, theme: 'dark' },
  { name: 'iris-light-1600', query: 'scenario=iris&iterations=6000', width: 1600, height: 1000, theme: 'light' },
  { name: 'iris-hc-light-900', query: 'scenario=iris&iterations=900', width: 900, height: 1000, theme: 'hc-light' },
  { name: 'mnist-dark-2300', query: 'scenario=mnist&iterations=500', width: 2300, height: 1200, theme: 'dark' },
  ...[400, 700, 1600].flatMap((width) =>
    ['xor', 'iris', 'mnist'].map((scenario) => ({
      name: `chinese-${scenario}-light-${width}`,
      query: `scenario=${scenario}&iterations=6000&language=zh-cn`,
      width,
      height: 1000,
      theme: 'light',
    })),
  ),
  { name: 'empty-dark-900', query: 'scenario=xor&start=empty', width: 900, height: 900, theme: 'dark' },
  { name: 'empty-light-420', query: 'scenario=xor&start=empty', width: 420, height: 900, theme: 'light' },
];

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const served = await serve();
  const browser = await launch();
  for (const shot of shots.filter((s) => s.name.includes(only))) {
    const page = await browser.newPage({ viewport: { width: shot.width, height: shot.height } });
    page.on('pageerror', (e) => console.error(shot.name, e.message));
    page.on('console', (m) => m.type() === 'error' && console.error(shot.name, m.text()));
    await page.goto(`${served.origin}/?${shot.query}&theme=${shot.theme}`);
    await page.waitForTimeout(900);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: shot.width, height: Math.min(5000, height) });
    await page.waitForTimeout(900);
    await page.screenshot({ path: path.join(folder, `${shot.name}.png`) });
    await page.close();
  }
  await browser.close();
  await served.close();
}

void main();
