// predict.py: network, weights and preprocessing in one file that needs only numpy. A module
// (`from predict import predict`) and a program (`python3 predict.py input.csv`).
import type { TrainedNetwork } from './format';
import { PREDICT_PY_RUNTIME } from './predictPyRuntime';
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

const PYTHON = { true: 'True', false: 'False', null: 'None', quoteKeys: true, step: '    ' };

export function writePredictPy(network: TrainedNetwork): Uint8Array {
  const py = (value: unknown) => literal(value, PYTHON);
  const weights = network.tensors.map((tensor) => {
    const data = asFloats(tensor);
    const type = data instanceof Float32Array ? '<f4' : '<f8';
    return `    ${quote(tensor.name)}: _tensor(${py(tensor.shape)}, '${type}', '''\n${base64Lines(data)}'''),\n`;
  });
  const labels = network.preprocessing.targets.kind === 'classes' ? network.preprocessing.targets.labels : [];
  const text = `#!/usr/bin/env python3
# ${plainName(network)}: a neural network exported by nnspec. Needs Python 3 and numpy, nothing else.
# Trained: ${factsLine(network) || 'no facts kept'}.
# Inputs: ${inputsInWords(network)}.
#
# Whatever this file is called:
#
#   python3 this_file.py input.csv > predictions.csv
#
#   from this_file import predict, probabilities
#   predict([[...], ...])        one row a sample; a row may also be a dict by column name
import base64
import csv
import io
import math
import os
import re
import sys

import numpy as np

NAME = ${py(network.name)}
TASK = ${py(network.task)}
LABELS = ${py(labels)}
INPUT_SHAPE = ${py(network.inputShape)}
PROBABILITIES = ${py(givesProbabilities(network))}
THRESHOLD = ${py(threshold(network))}  # a binary output above it means LABELS[1]
LAYERS = ${py(network.layers)}
PREPROCESSING = ${py(network.preprocessing)}


def _tensor(shape, dtype, text):
    return np.frombuffer(base64.b64decode(text), dtype=dtype).astype(np.float64).reshape(shape)


WEIGHTS = {
${weights.join('')}}
${PREDICT_PY_RUNTIME}`;
  return new TextEncoder().encode(text);
}
