"""numpy: in float64 as tutorials write it, and in float32 as one would who minds the time (buffers reused in place)."""
import numpy as np
from workload import batches, flat_weights


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


class Sgd:
    def __init__(self, params, rate):
        self.params, self.rate = params, rate

    def update(self, grads):
        for p, g in zip(self.params, grads):
            p -= self.rate * g


class SgdInPlace(Sgd):
    def update(self, grads):
        for p, g in zip(self.params, grads):
            g *= self.rate
            p -= g


class Adam:
    def __init__(self, params, rate):
        self.params, self.rate, self.t = params, rate, 0
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]

    def update(self, grads):
        self.t += 1
        for i, (p, g) in enumerate(zip(self.params, grads)):
            self.m[i] = 0.9 * self.m[i] + 0.1 * g
            self.v[i] = 0.999 * self.v[i] + 0.001 * g * g
            m = self.m[i] / (1 - 0.9**self.t)
            v = self.v[i] / (1 - 0.999**self.t)
            p -= self.rate * m / (np.sqrt(v) + 1e-8)


class AdamInPlace(Adam):
    """The corrections go into the rate; two buffers a tensor serve every step."""

    def __init__(self, params, rate):
        super().__init__(params, rate)
        self.a = [np.empty_like(p) for p in params]

    def update(self, grads):
        self.t += 1
        rate = self.rate * np.sqrt(1 - 0.999**self.t) / (1 - 0.9**self.t)
        for p, g, m, v, a in zip(self.params, grads, self.m, self.v, self.a):
            m *= 0.9
            np.multiply(g, 0.1, out=a)
            m += a
            v *= 0.999
            np.multiply(g, g, out=a)
            a *= 0.001
            v += a
            np.sqrt(v, out=a)
            a += 1e-8
            np.divide(m, a, out=a)
            a *= rate
            p -= a


class NumpyNet:
    def __init__(self, workload, dtype):
        self.workload, self.dtype = workload, dtype
        self.x = workload.inputs(dtype)
        y = workload.targets()
        self.classes = workload.loss == "sparse_categorical_crossentropy"
        self.y = y.astype(np.int64) if self.classes else y.astype(dtype)[:, None]
        self.order = workload.order()
        self.tanh = workload.hidden == "tanh"
        self.reset()

    def reset(self):
        w = self.workload
        params = [p for layer in w.weights(self.dtype) for p in layer]
        kinds = {"sgd": Sgd, "adam": Adam} if self.dtype == np.float64 else {"sgd": SgdInPlace, "adam": AdamInPlace}
        self.params, self.optimizer = params, kinds[w.optimizer](params, w.rate)
        self.batches = batches(self.order, w.batch)

    def train(self, steps):
        step = self.two if len(self.params) == 4 else self.three
        full, update = self.workload.full, self.optimizer.update
        for _ in range(steps):
            if full:
                update(step(self.x, self.y))
            else:
                rows = next(self.batches)
                update(step(self.x[rows], self.y[rows]))

    def out(self, z):
        loss = self.workload.loss
        return sigmoid(z) if loss == "binary_crossentropy" else softmax(z) if self.classes else z

    def error(self, p, y):
        """d loss / dz of the last layer, for each of these losses with its own last activation."""
        if not self.classes:
            return (p - y) / len(y)
        p[np.arange(len(y)), y] -= 1
        p /= len(y)
        return p

    def hide(self, z):
        return np.tanh(z, out=z) if self.tanh else np.maximum(z, 0, out=z)

    def slope(self, d, a):
        if self.tanh:
            d *= 1 - a * a
        else:
            d *= a > 0
        return d

    def two(self, x, y):
        w1, b1, w2, b2 = self.params
        z1 = x @ w1
        z1 += b1
        a1 = self.hide(z1)
        d2 = self.error(self.out(a1 @ w2 + b2), y)
        d1 = self.slope(d2 @ w2.T, a1)
        return x.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0)

    def three(self, x, y):
        w1, b1, w2, b2, w3, b3 = self.params
        z1 = x @ w1
        z1 += b1
        a1 = self.hide(z1)
        z2 = a1 @ w2
        z2 += b2
        a2 = self.hide(z2)
        d3 = self.error(self.out(a2 @ w3 + b3), y)
        d2 = self.slope(d3 @ w3.T, a2)
        d1 = self.slope(d2 @ w2.T, a1)
        return x.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0), a2.T @ d3, d3.sum(0)

    def weights(self):
        return flat_weights(list(zip(self.params[::2], self.params[1::2])))

    def predict(self, x):
        a = x
        for w, b in zip(self.params[:-2:2], self.params[1:-2:2]):
            a = self.hide(a @ w + b)
        return self.out(a @ self.params[-2] + self.params[-1])


def version():
    return "numpy " + np.__version__ + blas()


def blas():
    try:
        from threadpoolctl import threadpool_info

        return "".join(f", {i['internal_api']} {i['version']} ({i.get('architecture', '?')})" for i in threadpool_info() if i["user_api"] == "blas")
    except ImportError:
        return ""
