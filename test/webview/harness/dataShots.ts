// Pictures of the data view for the eye: real data, every theme, narrow and wide. NNSPEC_SHARED names the data.
//   npx tsx test/webview/harness/dataShots.ts FOLDER [part of a name]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildEngine } from './real';
import { openRealData } from './realData';
import { launch, serve } from './serve';

const [folder = 'out/shots', only = ''] = process.argv.slice(2);
const shared = process.env['NNSPEC_SHARED'] ?? '';

const SPECS: Readonly<Record<string, string>> = {
  boston: '{ "data": { "source": "dataset:boston", "scale": "standard" }, "loss": "mse" }',
  wisconsin:
    '{ "data": { "source": "dataset:wisconsin", "missing": "median", "split": { "validation": 0.1, "test": 0.2 } }, "loss": "binary_crossentropy" }',
  missing: '{ "data": "dataset:wisconsin", "loss": "binary_crossentropy" }',
  iris: '{ "data": "dataset:iris", "loss": "categorical_crossentropy" }',
  mnist: '{ "data": "dataset:mnist", "loss": "categorical_crossentropy" }',
  nowhere: '{ "data": "nowhere.csv" }',
};

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(path.join(tmpdir(), 'nnspec-shots-'));
  const engine = path.join(work, 'engine.js');
  await buildEngine(engine);
  const served = await serve();
  const browser = await launch();
  for (const [name, spec] of Object.entries(SPECS)) {
    const looks = ['dark', 'light', 'hc', 'hc-light'].flatMap((theme) =>
      [480, 1400].map((width) => ({ theme, width, file: `${name}-${theme}-${width}` })),
    );
    for (const { theme, width, file } of looks.filter((look) => look.file.includes(only))) {
      const viewport = { width, height: width < 900 ? 2200 : 900 };
      const datasetFolders = [path.join(shared, 'data')];
      const view = await openRealData({ served, browser, engine, folder: work, datasetFolders, viewport, theme }, spec);
      await view.page.waitForSelector('.grid-row, .tile canvas, .data-problem:not([hidden])', { timeout: 60_000 });
      await view.page.waitForTimeout(600);
      await view.page.screenshot({ path: path.join(folder, `data-${file}.png`) });
      if (view.errors.length > 0) console.error(file, view.errors);
      await view.close();
    }
  }
  await browser.close();
  await served.close();
  rmSync(work, { recursive: true, force: true });
}

void main();
