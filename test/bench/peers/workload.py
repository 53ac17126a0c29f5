"""A workload as test/bench/prepare.ts writes it, read into numpy arrays."""
import json
import os

import numpy as np


class Workload:
    def __init__(self, folder):
        with open(os.path.join(folder, "workload.json")) as file:
            self.__dict__.update(json.load(file))
        self.folder = folder
        self.inputs_of = self.sizes[0]

    def bin(self, name, dtype):
        return np.fromfile(os.path.join(self.folder, name + ".bin"), dtype)

    def inputs(self, dtype):
        """[rows, inputs]"""
        raw = self.bin("inputs", np.uint8 if self.divisor else np.float64)
        x = raw.reshape(self.rows, -1).astype(dtype)
        return x / dtype(self.divisor) if self.divisor else x

    def targets(self):
        """[rows] float64"""
        return self.bin("targets", np.float64)

    def order(self):
        return self.bin("order", np.int32).astype(np.int64)

    def weights(self, dtype=np.float32):
        """For each layer (w [inputs, units], b [units]): the transposed of what the file holds."""
        flat, at, layers = self.bin("weights", np.float32).astype(dtype), 0, []
        for fan, units in zip(self.sizes, self.sizes[1:]):
            w = flat[at : at + fan * units].reshape(units, fan)
            b = flat[at + fan * units : at + fan * units + units]
            layers.append((np.ascontiguousarray(w.T), b.copy()))
            at += (fan + 1) * units
        return layers


def flat_weights(layers):
    """As the file holds them, from (w [inputs, units], b [units]) of each layer."""
    return np.concatenate([np.concatenate([w.T.ravel(), b.ravel()]) for w, b in layers]).astype(np.float32)


def batches(order, batch):
    """The rows of each batch, round and round."""
    while True:
        for start in range(0, len(order), batch):
            yield order[start : start + batch]
