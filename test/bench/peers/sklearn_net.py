"""scikit-learn's MLP in float32. Rows are laid in order beforehand, so that it takes slices and need not gather; mini-batches
go through partial_fit, which keeps Adam's moments, a full batch through fit with warm_start, which is dearer to begin."""
import warnings

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor
from workload import flat_weights

warnings.filterwarnings("ignore")


class SklearnNet:
    def __init__(self, workload):
        self.workload = w = workload
        order = slice(None) if w.full else w.order()
        self.x = np.ascontiguousarray(w.inputs(np.float32)[order])
        y = w.targets()[order]
        self.regression = w.loss == "half_mean_squared_error"
        self.y = y.astype(np.float32) if self.regression else y.astype(np.int64)
        self.reset()

    def reset(self):
        w = self.workload
        self.net = (MLPRegressor if self.regression else MLPClassifier)(
            hidden_layer_sizes=w.sizes[1:-1],
            activation=w.hidden,
            solver=w.optimizer,
            learning_rate_init=w.rate,
            batch_size=w.batch,
            alpha=0,
            momentum=0,
            nesterovs_momentum=False,
            shuffle=False,
            warm_start=w.full,
            n_iter_no_change=10**9,
            tol=0,
            max_iter=1,
        )
        self.pass_over(self.x[: w.batch], self.y[: w.batch])  # makes room; what it learned is thrown away
        layers = w.weights()
        self.net.coefs_ = [weight for weight, _ in layers]
        self.net.intercepts_ = [bias for _, bias in layers]
        del self.net._optimizer
        self.net.t_ = self.net.n_iter_ = 0
        self.net.loss_curve_ = []
        self.at = 0

    def pass_over(self, x, y):
        if self.regression:
            self.net.partial_fit(x, y)
        else:
            self.net.partial_fit(x, y, classes=np.arange(max(2, self.workload.sizes[-1])))

    def train(self, steps):
        if self.workload.full:
            self.net.max_iter = steps
            self.net.fit(self.x, self.y)
            return
        batch, rows = self.workload.batch, self.workload.rows
        while steps > 0:
            end = min(rows, self.at + steps * batch)
            self.pass_over(self.x[self.at : end], self.y[self.at : end])
            steps -= -(-(end - self.at) // batch)
            self.at = end % rows

    def weights(self):
        return flat_weights(list(zip(self.net.coefs_, self.net.intercepts_)))

    def predict(self, x):
        return self.net.predict_proba(x)[:, 1:]


def version():
    return "scikit-learn " + sklearn.__version__
