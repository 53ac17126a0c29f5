// predict.js: network, weights and preprocessing in one file without dependencies, for Node
// (`require('./predict.js')`, or `node predict.js input.csv`) and the browser (a <script>: `nnspecPredict`).
import type { TrainedNetwork } from './format';
import { PREDICT_JS_RUNTIME } from './predictJsRuntime';
import {
  asFloats,
  base64Lines,
  factsLine,
  givesProbabilities,
  inputsInWords,
  literal,
  plainName,
  quote,
  threshold,
} from './program';

const JAVASCRIPT = { true: 'true', false: 'false', null: 'null', quoteKeys: false, step: '  ' };

export function writePredictJs(network: TrainedNetwork): Uint8Array {
  const js = (value: unknown) => literal(value, JAVASCRIPT, '  ');
  const weights = network.tensors.map((tensor) => {
    const data = asFloats(tensor);
    const type = data instanceof Float32Array ? 'Float32Array' : 'Float64Array';
    return `    ${quote(tensor.name)}: tensor(${js(tensor.shape)}, ${type}, \`\n${base64Lines(data)}\`),\n`;
  });
  const labels = network.preprocessing.targets.kind === 'classes' ? network.preprocessing.targets.labels : [];
  const text = `#!/usr/bin/env node
// ${plainName(network)}: a neural network exported by nnspec. Needs nothing else.
// Trained: ${factsLine(network) || 'no facts kept'}.
// Inputs: ${inputsInWords(network)}.
//
// Whatever this file is called:
//
//   node this_file.js input.csv > predictions.csv
//
//   const { predict, probabilities } = require('./this_file.js');   in a browser: nnspecPredict.predict
//   predict([[...], ...])        one row a sample; a row may also be an object by column name
(function () {
  'use strict';

  const NAME = ${js(network.name)};
  const TASK = ${js(network.task)};
  const LABELS = ${js(labels)};
  const PROBABILITIES = ${js(givesProbabilities(network))};
  const THRESHOLD = ${js(threshold(network))}; // a binary output above it means LABELS[1]
  const LAYERS = ${js(network.layers)};
  const PREPROCESSING = ${js(network.preprocessing)};

  function tensor(shape, type, text) {
    const binary = atob(text);
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
    return { shape, data: new type(bytes.buffer) };
  }

  const WEIGHTS = {
${weights.join('')}  };
${PREDICT_JS_RUNTIME}`;
  return new TextEncoder().encode(text);
}
