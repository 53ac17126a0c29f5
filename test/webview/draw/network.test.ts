import assert from 'node:assert/strict';
import { divergingTable } from '../../../webview/draw/colour';
import { edgeCurve, leastDrawn, MOST_EDGES, nearestEdge, pointOn } from '../../../webview/draw/edges';
import { layoutNetwork, outputLabels, SHOWN_UNITS } from '../../../webview/draw/network';
import { networkSvg, type NetworkDrawing } from '../../../webview/draw/networkSvg';
import { walk, type Focus } from '../../../webview/draw/walk';
import { scenario } from '../harness/scenarios';

const xor = scenario('xor');
const mnist = scenario('mnist');

describe('the architecture picture', () => {
  it('runs left to right where there is room, top to bottom where there is not', () => {
    assert.equal(layoutNetwork(xor.model, xor.data, 800).vertical, false);
    assert.equal(layoutNetwork(mnist.model, mnist.data, 380).vertical, true);
  });

  it('shows every unit of a small layer inside the picture, apart from one another', () => {
    for (const width of [340, 380, 700, 1200]) {
      for (const { model, data } of [xor, mnist, scenario('iris')]) {
        const layout = layoutNetwork(model, data, width);
        for (const column of layout.columns) {
          assert.equal(column.places.length, column.units <= SHOWN_UNITS ? column.units : 0);
          for (const [i, p] of column.places.entries()) {
            assert.ok(p.x >= 0 && p.x <= layout.width && p.y >= 0 && p.y <= layout.height);
            const q = column.places[i + 1];
            if (q) assert.ok(Math.hypot(p.x - q.x, p.y - q.y) > 2 * Math.min(p.r, 5));
          }
          const { x, y, width: w, height: h } = column.box;
          assert.ok(x >= 0 && y >= 0 && x + w <= layout.width + 1 && y + h <= layout.height + 1);
        }
      }
    }
  });

  it('shows up to 64 units of a layer one by one, apart from one another; of 65, a block', () => {
    const [, layer] = scenario('iris').model.layers;
    for (const width of [340, 700, 1200])
      for (const units of [17, 32, 33, 64, 65]) {
        const wide = {
          ...layer!,
          outputShape: [units],
          tensors: [{ name: `${layer!.name}.weight`, shape: [units, 8], trainable: true }],
        };
        const { columns, ...layout } = layoutNetwork(
          { ...scenario('iris').model, layers: [wide] },
          scenario('iris').data,
          width,
        );
        const { places, box } = columns[1]!;
        assert.equal(places.length, units > 64 ? 0 : units);
        for (const [i, p] of places.entries()) {
          assert.ok(p.r >= 1.8, `${units} units at ${width}: radius ${p.r}`);
          for (const q of places.slice(i + 1))
            assert.ok(Math.hypot(p.x - q.x, p.y - q.y) > 2 * p.r, `${units} ${width}`);
          assert.ok(p.x - p.r >= box.x && p.x + p.r <= box.x + box.width + 0.1);
          assert.ok(p.y - p.r >= box.y && p.y + p.r <= box.y + box.height + 0.1);
        }
        assert.ok(box.x >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height);
      }
  });

  it('of many edges between two layers only the strongest are drawn, and none of which nothing is known', () => {
    assert.equal(leastDrawn(undefined, MOST_EDGES), 0);
    assert.equal(leastDrawn(undefined, MOST_EDGES + 1), undefined);
    const values = Float32Array.from({ length: 4096 }, (_, i) => ((i * 37) % 4096) * (i % 2 ? 1 : -1));
    const least = leastDrawn(values, values.length)!;
    assert.equal(values.filter((v) => Math.abs(v) >= least).length, MOST_EDGES);
    values[7] = NaN;
    assert.ok(leastDrawn(values, values.length)! > 0);
  });

  it('as a file has every neuron, edge, heading and name, and nothing that breaks the markup', () => {
    const drawing = (name: 'xor' | 'mnist', own: Partial<NetworkDrawing> = {}): string => {
      const { model, data } = scenario(name);
      const layout = layoutNetwork(model, data, 900);
      return networkSvg({
        title: 'a <b> & "c"',
        layout,
        numbers: layout.columns.map((column, c) => ({
          units: { values: Array.from({ length: column.units }, (_, i) => i / column.units - 0.5), scale: 0.5 },
          ...(c > 0 && column.places.length > 0
            ? { edges: { values: new Float32Array(column.units * layout.columns[c - 1]!.units).fill(NaN), scale: 1 } }
            : {}),
        })),
        headings: layout.columns.map(({ key }) => [key, 'x < y']),
        names: layout.columns.map((column, c) => (c === 0 ? column.places.map((_, i) => `in${i}`) : [])),
        look: {
          signed: divergingTable('light'),
          foreground: '#000',
          muted: '#777',
          background: '#fff',
          positive: '#00f',
          negative: '#f80',
          font: '"Segoe UI", sans-serif',
        },
        ...own,
      });
    };
    const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;
    const svg = drawing('xor');
    const layers = layoutNetwork(xor.model, xor.data, 900).columns.map((c) => c.units);
    assert.equal(
      count(svg, /<circle /g),
      layers.reduce((a, b) => a + b),
    );
    assert.equal(
      count(svg, /<path /g),
      layers.reduce((sum, n, i) => sum + (i > 0 ? n * layers[i - 1]! : 0), 0),
    );
    assert.equal(count(svg, /x &lt; y/g), layers.length);
    assert.match(svg, /<title>a &lt;b&gt; &amp; &quot;c&quot;<\/title>/);
    assert.match(svg, />in1<\/text>/);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
    for (const text of [svg, drawing('mnist', { image: 'data:image/png;base64,AAAA' })]) {
      const open: string[] = [];
      for (const [tag, close, name, end] of text.matchAll(
        /<(\/?)(\w+)(?: [\w-]+="[^"<]*")*(?: [\w:-]+="[^"<]*")*(\/?)>/g,
      )) {
        assert.ok(tag);
        if (close) assert.equal(open.pop(), name);
        else if (!end) open.push(name!);
      }
      assert.deepEqual(open, []);
      assert.equal(count(text, /<(?!\/?\w+[ >])/g), 0);
    }
    assert.match(
      drawing('mnist', { image: 'data:image/png;base64,AAAA' }),
      /<image [^>]*href="data:image\/png;base64,AAAA"/,
    );
  });

  it('names outputs: classes, the second of two for one sigmoid, or nothing', () => {
    assert.deepEqual(outputLabels(mnist.data, 10), mnist.data.classes);
    assert.deepEqual(outputLabels(xor.data, 1), ['1']);
    assert.deepEqual(outputLabels(undefined, 3), []);
    assert.deepEqual(outputLabels(xor.data, 5), []);
  });

  it('a pointer on the middle of an edge finds that edge; far from all, none', () => {
    const layout = layoutNetwork(xor.model, xor.data, 800);
    const [inputs, hidden] = [layout.columns[0]!, layout.columns[1]!];
    for (const unit of [0, 3]) {
      const curve = edgeCurve(layout, inputs.places[1]!, hidden.places[unit]!);
      assert.deepEqual(nearestEdge(layout, pointOn(curve, 0.85), 6), { column: 1, unit, from: 1 });
    }
    assert.equal(nearestEdge(layout, { x: 5, y: 5 }, 6), undefined);
  });
});

describe('walking the picture by keyboard', () => {
  const layout = layoutNetwork(xor.model, xor.data, 800);
  const go = (...keys: string[]): Focus => keys.reduce<Focus>((at, key) => walk(layout, at, key), { column: 0 });

  it('goes along the layers, into their neurons, and onto their edges', () => {
    assert.deepEqual(go('ArrowRight'), { column: 1 });
    assert.deepEqual(go('ArrowRight', 'ArrowDown', 'ArrowDown'), { column: 1, unit: 1 });
    assert.deepEqual(go('ArrowRight', 'ArrowDown', 'ArrowDown', 'e'), { column: 1, unit: 1, from: 0 });
    assert.deepEqual(go('ArrowRight', 'ArrowDown', 'e', 'ArrowDown'), { column: 1, unit: 0, from: 1 });
    assert.deepEqual(go('ArrowRight', 'ArrowDown', 'e', 'Escape', 'Escape'), { column: 1 });
    assert.deepEqual(go('End'), { column: 2 });
    assert.deepEqual(go('ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight'), { column: 2, unit: 0 });
  });

  it('stops at every end', () => {
    assert.deepEqual(go('ArrowLeft'), { column: 0 });
    assert.deepEqual(go('End', 'ArrowRight'), { column: 2 });
    assert.deepEqual(go('ArrowDown', 'e'), { column: 0, unit: 0 });
    assert.deepEqual(go('ArrowDown', 'ArrowUp'), { column: 0 });
    assert.deepEqual(go('ArrowRight', 'ArrowDown', 'End', 'ArrowDown'), { column: 1, unit: 3 });
  });

  it('a vertical picture turns the keys with it', () => {
    const tall = layoutNetwork(mnist.model, mnist.data, 380);
    assert.deepEqual(walk(tall, { column: 0 }, 'ArrowDown'), { column: 1 });
    assert.deepEqual(walk(tall, { column: 3 }, 'ArrowRight'), { column: 3, unit: 0 });
  });
});
