"""Wisconsin as a script does it: read the file, drop incomplete rows, split, scale, train 15,000 updates with the cost
every 500, score both parts. Everything counts, the start of Python too.
usage: command_line.py PEER DATA_FILE FOLDER   (FOLDER has workload.json and weights.bin)"""
import json
import sys
import time

from serve import open_net, pin

pin(1)
import numpy as np  # noqa: E402
from workload import Workload  # noqa: E402

PEER, DATA, FOLDER = sys.argv[1:4]
TEST = 137


class Table(Workload):
    """A workload whose numbers come from the file itself."""

    def __init__(self, folder, x, y):
        super().__init__(folder)
        self.x, self.y, self.rows, self.batch = x, y, len(x), len(x)

    def inputs(self, dtype):
        return self.x.astype(dtype)

    def targets(self):
        return self.y

    def order(self):
        return np.arange(self.rows)


lines = [line.split(",") for line in open(DATA).read().split()]
rows = np.array([line for line in lines if "?" not in line], float)
x, y = rows[:, 1:10], (rows[:, 10] == 4).astype(float)
low, high = x[:-TEST].min(0), x[:-TEST].max(0)
x = (x - low) / (high - low)
net, _ = open_net(PEER, Table(FOLDER, x[:-TEST], y[:-TEST]), 1)
dtype = np.float64 if PEER == "numpy64" else np.float32
train, test, y, wanted = x[:-TEST].astype(dtype), x[-TEST:].astype(dtype), y[:-TEST, None], y[-TEST:, None]


def cost():
    p = np.clip(net.predict(train), 1e-7, 1 - 1e-7)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


start, costs = time.perf_counter(), []
for _ in range(30):
    costs.append(cost())
    net.train(500)
costs.append(cost())
seconds = time.perf_counter() - start
right = [float(((net.predict(a) > 0.5) == (b > 0.5)).mean()) for a, b in ((train, y), (test, wanted))]
print(json.dumps({"cost": costs[-1], "first": costs[0], "seconds": seconds, "accuracy": right}))
