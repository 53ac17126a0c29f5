// The user story: a person opens a spec, trains it, watches, pauses, looks at one sample's gradients,
// goes on, changes a number, trains again, and takes the weights along. With the mouse and the keyboard.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readTensorFile } from '../../../src/formats';
import { sharedData } from '../../sharedData';
import { eventually, inSteps, setStage, type Stage } from './story';

interface Story {
  readonly title: string;
  readonly name: string;
  readonly file: string;
  /** Where the spec's data come from, when they are not in the repository. */
  readonly env?: () => Record<string, string> | undefined;
  readonly prepare?: (workspace: string) => void;
  /** Typed before the first Train, so that there is time to pause, and something to see before. */
  readonly first: readonly [from: string, to: string];
  /** Typed with it: so many points are no help. */
  readonly quieter?: readonly [from: string, to: string];
  /** 60 a second, chosen in the panel before the first Train: at full speed all would be learned before anybody sees it. */
  readonly slowly?: true;
  /** Single updates, and all speeds. */
  readonly steps?: true;
  /** Typed before the second Train. */
  readonly change: readonly [from: string, to: string];
  readonly sample: number;
  /** Picked after it. The worst of 60,000 images takes a minute to find. */
  readonly pick: 'Worst' | 'Misclassified';
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

/** A run that is stopped or replaced is evaluated on all its samples first. */
const EVALUATION_MS = 180_000;

const stories: readonly Story[] = [
  {
    title: 'xor',
    name: 'xor',
    file: 'xor.nnspec',
    first: ['"epochs": 1000', '"epochs": 5000000000'], // millions a second
    quieter: ['"logEvery": 5', '"logEvery": 20'],
    slowly: true,
    steps: true,
    change: ['"learningRate": 0.3', '"learningRate": 0.2'],
    sample: 2,
    pick: 'Worst',
    weights: { 'dense_1.weight': [4, 2], 'dense_1.bias': [4], 'dense_2.weight': [1, 4], 'dense_2.bias': [1] },
  },
  {
    title: 'MNIST, from its real IDX files',
    name: 'mnist',
    file: 'mnist.nnspec',
    env: () => {
      const folder = sharedData();
      return folder === undefined ? undefined : { NNSPEC_DATASETS: path.join(folder, 'data') };
    },
    first: ['"epochs": 10', '"epochs": 500, "logEvery": 50'], // more points of the cost, and no end before the story's
    change: ['"learningRate": 0.1', '"learningRate": 0.05'],
    sample: 7,
    pick: 'Misclassified',
    weights: {
      'dense_1.weight': [1000, 784],
      'dense_1.bias': [1000],
      'dense_2.weight': [10, 1000],
      'dense_2.bias': [10],
    },
  },
  {
    title: 'a CSV of their own',
    name: 'csv',
    file: 'my-own-csv.nnspec',
    prepare: (workspace) => {
      const rows = readFileSync(path.join(workspace, 'data/coffee.csv'), 'utf8').trimEnd().split(/\r?\n/);
      writeFileSync(path.join(workspace, 'data/garden.csv'), rows.slice(0, 201).join('\n') + '\n');
    },
    first: ['"epochs": 80', '"epochs": 500000'],
    slowly: true,
    change: ['"data/coffee', '"data/garden'],
    sample: 5,
    pick: 'Worst',
    weights: { 'dense_2.weight': [3, 12], 'dense_2.bias': [3] },
  },
];

for (const story of stories) {
  describe(`A person trains ${story.title}`, () => {
    let stage: Stage;
    inSteps(() => stage);
    before(async function () {
      const env = story.env ? story.env() : {};
      if (!env) this.skip();
      stage = await setStage(story.name, { env });
      story.prepare?.(stage.workspace);
    });

    it('opens the spec and sees ▶ Train above it', async () => {
      await stage.bench.openFile(story.file);
      await stage.bench.codeLens('Train').waitFor();
      await stage.bench.screenshots('1-spec');
    });

    it('presses it: a panel opens beside, the cost falls and the heatmaps move', async () => {
      const { bench, panel } = stage;
      await type(story.first);
      if (story.quieter) await type(story.quieter);
      if (story.slowly) {
        await bench.codeLens('Open panel').click();
        await panel.choose('Speed', '60 a second');
        await bench.page.locator('.tab', { hasText: story.file }).first().click();
      }
      await bench.codeLens('Train').click();
      await panel.waitForState('running');
      await eventually('a cost', async () => Number.isFinite(await panel.fact('cost')));
      // What is out of sight is not drawn, and a section above that grows may push this one out of it.
      const weights = async (): Promise<string> => {
        await panel.show('weights');
        return panel.pixels('weights');
      };
      await eventually('heatmaps', async () => (await weights()).length > 0);
      const pixels = await weights();
      await eventually('the heatmaps to move', async () => (await weights()) !== pixels);
      await eventually('the cost to fall', async () => {
        await panel.show('cost');
        const { first, last } = await panel.costs();
        return last < first;
      });
      assert.equal(await panel.state(), 'running');
      await panel.locator('header.toolbar').scrollIntoViewIfNeeded();
      await bench.screenshots('2-training');
    });

    it('pauses: it stands still', async () => {
      const { bench, panel } = stage;
      await panel.press('pause');
      await panel.waitForState('paused');
      const iteration = await panel.fact('iteration');
      await bench.page.waitForTimeout(500);
      assert.equal(await panel.fact('iteration'), iteration);
      await panel.show('cost');
      await bench.screenshots('3-paused');
    });

    it('looks at one sample: its prediction, its loss, and its gradient on every tensor', async () => {
      const { bench, panel } = stage;
      const section = await panel.show('sample');
      const field = section.locator('vscode-text-field input').first();
      await field.click();
      await field.press('Control+a');
      await bench.page.keyboard.type(String(story.sample));
      await bench.page.keyboard.press('Enter');
      await section.locator('.sample-content').waitFor();
      await eventually('its gradients', async () => {
        const text = await section.innerText();
        return Object.keys(story.weights).every((tensor) => text.includes(tensor));
      });
      await panel.show('sample');
      await bench.screenshots('4-sample');
      await section.locator('vscode-button', { hasText: story.pick }).click();
      await eventually(
        `the ${story.pick} sample`,
        async () => (await section.locator('.sample-content').getAttribute('aria-busy')) !== 'true',
      );
    });

    it('resumes, and it goes on', async () => {
      const { panel } = stage;
      const iteration = await panel.fact('iteration');
      await panel.press('resume');
      await panel.waitForState('running');
      await eventually('more iterations', async () => (await panel.fact('iteration')) > iteration);
    });

    if (story.steps)
      it('steps one update, watches ten a second, then lets the SIMD kernels go at full speed', async () => {
        const { bench, panel } = stage;
        assert.match(await panel.locator('[data-fact="kernels"] dd').innerText(), /SIMD.*float32/);
        await panel.press('pause');
        await panel.waitForState('paused');
        const at = await panel.fact('iteration');
        await panel.press('stepIteration');
        await eventually('one update', async () => (await panel.fact('iteration')) === at + 1);
        await panel.press('stepEpoch');
        await eventually('one epoch, of one update', async () => (await panel.fact('iteration')) === at + 2);
        await panel.choose('Speed', '10 a second');
        const begun = Date.now();
        await panel.press('resume');
        await eventually('ten updates', async () => (await panel.fact('iteration')) >= at + 12);
        // A limit, not a measurement: at most ten a second, and one to begin with.
        const most = at + 3 + (10 * (Date.now() - begun)) / 1000;
        assert.ok((await panel.fact('iteration')) <= most + 10, `more than ${most}`);
        const left = panel.locator('.fact[data-fact="timeLeft"] dd');
        await eventually('the time left', async () => /\d/.test(await left.innerText()));
        await bench.screenshots('5-slowly');
        await panel.choose('Speed', 'Full speed');
        await eventually('100,000 updates', async () => (await panel.fact('iteration')) > 1e5);
        await panel.choose('Speed', '60 a second');
        assert.equal(await panel.state(), 'running');
      });

    it('changes a number in the editor and trains again', async () => {
      const { panel } = stage;
      await type(story.change);
      await panel.press('train');
      await eventually('a second run', async () => runs().length === 2, EVALUATION_MS);
      await panel.waitForState('running');
      await eventually('a cost', async () => Number.isFinite(await panel.fact('cost')));
    });

    it('stops, and sees the final metrics', async () => {
      const { bench, panel } = stage;
      await panel.press('stop');
      await panel.waitForState('stopped', EVALUATION_MS);
      const report = await panel.show('report');
      await eventually('the metrics', async () => /accuracy/i.test(await report.innerText()));
      await panel.show('report');
      await bench.screenshots('6-stopped');
    });

    it('exports the weights into the workspace: the file is there, and holds every tensor', async () => {
      const { bench, panel, workspace } = stage;
      await panel.press('export');
      await bench.pick(/safetensors/i);
      const file = await bench.acceptPath((proposed) => proposed.endsWith('.safetensors'));
      assert.equal(path.dirname(file), workspace);
      await bench.told(/Wrote/);
      const bytes = readFileSync(file);
      const { tensors } = await readTensorFile(file, bytes);
      const shapes = Object.fromEntries(tensors.map((t) => [t.name, t.shape]));
      for (const [name, shape] of Object.entries(story.weights)) assert.deepEqual(shapes[name], shape, name);
      await bench.screenshots('8-exported');
    });

    /** Types in the editor, and waits until it is in the file. */
    async function type([from, to]: readonly [string, string]): Promise<void> {
      await stage.bench.retype(story.file, from, to);
      const file = path.join(stage.workspace, story.file);
      await eventually('the file to be saved', async () => readFileSync(file, 'utf8').includes(to));
    }

    /** Folders <spec name>/<time>-<seed> of the runs that are kept. */
    function runs(): string[] {
      const kept = path.join(stage.workspace, '.nnspec/runs');
      return readdirSync(kept).flatMap((spec) => readdirSync(path.join(kept, spec)));
    }
  });
}
