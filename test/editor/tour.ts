// Takes the pictures of docs/tour.md, of which the README shows some: the real editor, the dark theme, the examples that need no file of anybody's.
//   npm run build && npx tsx test/editor/tour.ts [FOLDER] [part of a picture's name] [THEME]      FOLDER: docs/images/tour
// In another theme (light, contrast) they are for the eye: NNSPEC_SCREENSHOTS=1, and a folder of their own.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { root } from '../../scripts/bootstrap.mjs';
import { NetworksView } from './stories/networksView';
import { eventually, setStage, type Stage } from './stories/story';
import { untilSeen, type Theme } from './workbench';

const LARGEST_KB = 200;
const MARGIN = 8; // pixels around a section
const TALLEST = 980; // pixels of a section
const WINDOW = { width: 1600, height: 1700 }; // the longest section in one piece

const [folder = path.join(root, 'docs/images/tour'), only = '', theme = 'dark'] = process.argv.slice(2);

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const stage = await setStage('tour', {
    settings: {
      'editor.minimap.enabled': false,
      'editor.occurrencesHighlight': 'off', // of the words at a cursor that nobody sees
      'workbench.colorTheme': 'Default Dark Modern',
    },
  });
  try {
    await stage.bench.page.setViewportSize(WINDOW);
    await stage.bench.theme(theme as Theme);
    await firstSight(stage);
    await editing(stage);
    await fromData(stage);
    await data(stage);
    await editorHelp(stage);
    await panel(stage);
    await images(stage);
    await networks(stage);
    await walkthrough(stage);
  } finally {
    await stage.end();
  }
}

/** A spec and its panel beside it, as somebody sees them who has just pressed Train. */
async function firstSight({ bench, panel }: Stage): Promise<void> {
  await bench.openFile('xor.nnspec');
  await bench.codeLens('Train').click();
  await panel.waitForState('finished');
  await picture('first-sight', bench.page.locator('.part.editor'), { height: 920, margin: 0 });
}

/** In the panel that is open. */
async function editing({ bench }: Stage): Promise<void> {
  const panel = bench.panel();
  await panel.getByRole('button', { name: 'Edit', exact: true }).click();
  await panel.getByRole('button', { name: 'Add a layer before dense_2' }).click();
  await panel.getByRole('menuitem', { name: /^dense/ }).click();
  await panel.getByRole('button', { name: /^Layer 3 of 3/ }).waitFor();
  await picture('editing', bench.page.locator('.part.editor'), { height: 760, margin: 0 });
  await bench.command('File: Save');
  await bench.command('View: Close All Editors');
}

async function fromData({ bench }: Stage): Promise<void> {
  await bench.command('nnspec: New Network from Data File');
  const asked = (what: string): Promise<void> =>
    bench.page.locator('.quick-input-widget:visible .quick-input-title', { hasText: what }).waitFor();
  await asked('New network from a data file');
  await bench.pick('coffee.csv');
  await asked('What is to be predicted?');
  await bench.pick('taste');
  await bench.page.locator('.tab.active', { hasText: 'coffee.nnspec' }).waitFor();
  await bench.codeLens('Train').waitFor();
  await picture('from-data', bench.page.locator('.editor-group-container').first(), { height: 820 });
  await bench.command('View: Close All Editors');
}

/** A table with a column chosen, and a wall of images with one chosen. */
async function data({ bench }: Stage): Promise<void> {
  await bench.page.setViewportSize({ ...WINDOW, height: 1000 });
  const table = async (view: FrameLocator): Promise<void> => {
    await view.locator('#rows-0-0').waitFor();
    await view.locator('#rows--1-1 .head-name').click();
  };
  const wall = async (view: FrameLocator): Promise<void> => {
    await view.locator('.tile canvas').first().waitFor();
    await view.getByRole('grid').focus();
    await bench.page.keyboard.press('ArrowRight');
    await view.locator('.image-facts', { hasText: 'Class' }).waitFor();
  };
  const looks = [
    { name: 'my-own-csv', look: table, height: 900 },
    { name: 'digits', look: wall, height: 640 },
  ];
  for (const { name, look, height } of looks) {
    await bench.openFile(`${name}.nnspec`);
    await bench.codeLens(/Look at the data/).click();
    const view = bench.panel();
    await view.locator('h1').first().click(); // its group is to be the large one
    await bench.command('View: Toggle Maximize Editor Group');
    await look(view);
    await picture(`data-${name}`, bench.page.locator('.editor-group-container.active'), { height });
    await bench.command('View: Close All Editors');
  }
  await bench.page.setViewportSize(WINDOW);
}

async function editorHelp({ bench }: Stage): Promise<void> {
  await bench.openFile('circle.nnspec');
  await bench.codeLens('Train').waitFor();
  await bench.page.locator('.view-line span', { hasText: '"adam"' }).last().hover();
  const hover = bench.page.locator('.monaco-hover-content', { hasText: 'adam' }).first();
  await hover.waitFor();
  await picture('editor', bench.page.locator('.editor-group-container').first(), { height: 560 });
  await bench.page.keyboard.press('Escape');
}

/** The panel over the whole window, on one run that ended beside one that was paused and changed. */
async function panel({ bench, panel }: Stage): Promise<void> {
  await bench.codeLens('Train').click();
  await panel.waitForState('finished');
  await bench.retype('circle.nnspec', '"learningRate": 0.01', '"learningRate": 0.03');
  await panel.choose('Speed', '10 a second');
  await panel.press('train');
  await panel.waitForState('running');
  await eventually('some updates', async () => (await panel.fact('iteration')) >= 60);
  await panel.press('pause');
  await panel.waitForState('paused');
  await panel.choose('Speed', 'Full speed');
  await panel.press('resume');
  await panel.waitForState('finished');
  await bench.command('View: Toggle Maximize Editor Group');
  const cost = await panel.show('cost');
  await cost.getByRole('button', { name: 'Earlier runs' }).click();
  await cost.locator('.earlier-run vscode-checkbox').first().click();
  await panel.locator('.neuron').nth(3).click();
  await section(panel.locator('header.toolbar'), 'toolbar');
  for (const name of ['architecture', 'cost', 'plane', 'weights', 'sample', 'report', 'outcomes'])
    await section(await panel.show(name), name);
}

async function images({ bench, panel }: Stage): Promise<void> {
  await bench.command('View: Close All Editors');
  await bench.openFile('digits.nnspec');
  await bench.codeLens('Train').click();
  await panel.waitForState('finished', 120_000);
  const behind = bench.page.locator('.editor-group-container:not(.active) .tab', { hasText: 'digits.nnspec' });
  await untilSeen(
    'the panel in the active group', // which is to be the large one
    () => panel.locator('h1').first().click(),
    () => behind.isVisible(),
  );
  await bench.command('View: Toggle Maximize Editor Group');
  await drawSeven(await panel.show('own'));
  for (const name of ['weights', 'sample', 'own']) await section(await panel.show(name), `digits-${name}`);
  await bench.command('View: Close All Editors');
}

async function drawSeven(own: Locator): Promise<void> {
  const { x, y, width, height } = (await own.locator('.own-canvas').boundingBox())!;
  const { mouse } = own.page();
  const [first, ...others] = [[0.3, 0.25], [0.68, 0.25], [0.52, 0.5], [0.42, 0.8]].map(([across, down]) => [x + across! * width, y + down! * height] as const); // prettier-ignore
  await mouse.move(...first!);
  await mouse.down();
  for (const point of others) await mouse.move(...point, { steps: 6 });
  await mouse.up();
  await own.locator('.own-prediction:not(:empty)').waitFor();
}

async function networks({ bench }: Stage): Promise<void> {
  const view = new NetworksView(bench);
  await view.open();
  await view.expand('circle');
  await bench.openMenu(view.row(/seed.*finished/).nth(1), 'Rename Run');
  await picture('networks', bench.page.locator('.part.sidebar'), { width: 640, height: 700 });
  await bench.closeMenu();
}

async function walkthrough({ bench }: Stage): Promise<void> {
  await bench.page.setViewportSize({ ...WINDOW, height: 1000 }); // it stands in the middle of a window
  await bench.command('nnspec: Open Walkthrough');
  await bench.page.locator('[data-step-id$="#look"] .step-title').first().click();
  await picture('walkthrough', bench.page.locator('.editor-group-container.active'), { height: 740 });
}

/** Of a long one, what stands above. */
async function section(found: Locator, name: string): Promise<void> {
  const { height } = (await found.boundingBox())!;
  await picture(name, found, height > TALLEST ? { height: TALLEST } : {});
}

/** Of what stands at `found`, with a margin; `width` and `height` in its place where they are given. */
async function picture(
  name: string,
  found: Locator,
  { margin = MARGIN, ...size }: { readonly width?: number; readonly height?: number; readonly margin?: number } = {},
): Promise<void> {
  if (!name.includes(only)) return;
  const page = found.page();
  if (name !== 'editor') await page.mouse.move(0, 0); // its hover is in the picture
  await page.waitForTimeout(800); // what it shows is drawn when it comes into sight
  const { x, y, width, height } = (await found.boundingBox())!;
  const file = path.join(folder, `${name}.png`);
  const seen = page.viewportSize()!;
  const from = { x: Math.max(0, x - margin), y: Math.max(0, y - margin) };
  const clip = {
    ...from,
    width: Math.min(seen.width - from.x, (size.width ?? width) + 2 * margin),
    height: Math.min(seen.height - from.y, (size.height ?? height) + 2 * margin),
  };
  await page.screenshot({ path: file, clip });
  const kilobytes = statSync(file).size / 1024;
  console.log(`${kilobytes.toFixed(0).padStart(5)} KB  ${file}`);
  if (kilobytes > LARGEST_KB) throw new Error(`${file} has ${kilobytes.toFixed(0)} KB; at most ${LARGEST_KB}.`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
