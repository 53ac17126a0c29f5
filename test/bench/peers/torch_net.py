"""PyTorch, eager, float32: modules, a loss from logits, an optimizer of torch.optim. `foreach` where it pays and this version has it."""
import inspect

import numpy as np
import torch
from workload import batches, flat_weights

LOSSES = {
    "binary_crossentropy": torch.nn.BCEWithLogitsLoss(),
    "sparse_categorical_crossentropy": torch.nn.CrossEntropyLoss(),
    "half_mean_squared_error": lambda p, y: torch.nn.functional.mse_loss(p, y) / 2,
}


class TorchNet:
    def __init__(self, workload, threads):
        torch.set_num_threads(threads)
        self.workload = workload
        self.x = torch.from_numpy(workload.inputs(np.float32))
        y = workload.targets()
        classes = workload.loss == "sparse_categorical_crossentropy"
        self.y = torch.from_numpy(y.astype(np.int64) if classes else y.astype(np.float32)[:, None])
        self.order = torch.from_numpy(workload.order())
        self.loss = LOSSES[workload.loss]
        self.reset()

    def reset(self):
        w = self.workload
        stack, self.linear = [], []
        for weight, bias in w.weights():
            layer = torch.nn.Linear(*weight.shape)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(weight.T.copy()))
                layer.bias.copy_(torch.from_numpy(bias))
            self.linear.append(layer)
            stack += [layer, torch.nn.Tanh() if w.hidden == "tanh" else torch.nn.ReLU()]
        self.model = torch.nn.Sequential(*stack[:-1])
        kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[w.optimizer]
        # Measured: quicker for large tensors, slower for a handful of numbers.
        large = sum(p.numel() for p in self.model.parameters()) > 10_000
        more = {"foreach": True} if large and "foreach" in inspect.signature(kind).parameters else {}
        self.optimizer = kind(self.model.parameters(), lr=w.rate, **more)
        self.batches = batches(self.order, w.batch)

    def train(self, steps):
        full, model, optimizer, loss = self.workload.full, self.model, self.optimizer, self.loss
        for _ in range(steps):
            if full:
                x, y = self.x, self.y
            else:
                rows = next(self.batches)
                x, y = self.x[rows], self.y[rows]
            optimizer.zero_grad(set_to_none=True)
            loss(model(x), y).backward()
            optimizer.step()

    def weights(self):
        return flat_weights([(m.weight.detach().numpy().T, m.bias.detach().numpy()) for m in self.linear])

    def predict(self, x):
        with torch.no_grad():
            return torch.sigmoid(self.model(torch.from_numpy(x))).numpy()


def version():
    return "PyTorch " + torch.__version__
