// The unchanging part of an exported predict.py: everything below its constants. Plain numpy in float64; what
// each line computes is what src/data/encode.ts and src/nn do. No backslash sequence is read here (String.raw).

export const PREDICT_PY_RUNTIME = String.raw`

def encode(rows):
    """The network's inputs [n, inputs] from rows as the data file has them.

    A row is a list of cells (the feature columns in order, or all columns of the file), or a dict by column name;
    for images, the pixels of one image, one byte (0 to 255) each.
    """
    inputs = PREPROCESSING['inputs']
    if inputs['kind'] == 'pixels':
        size = int(np.prod(inputs['shape']))
        pixels = np.asarray(rows, dtype=np.float64)
        if pixels.size % size:
            raise ValueError('an image has %d pixels (%s)' % (size, inputs['shape']))
        return pixels.reshape(-1, size) / inputs['divisor']
    encoded = [_encode_row(row, number) for number, row in enumerate(rows, 1)]
    return np.array(encoded, dtype=np.float64).reshape(len(encoded), -1)


def outputs(rows):
    """The last layer's outputs [n, outputs] as the network computes them."""
    return forward(encode(rows))


def probabilities(rows):
    """[n, classes]: the probability of each of LABELS."""
    if not PROBABILITIES:
        raise ValueError('this network gives no probabilities')
    y = outputs(rows)
    return np.hstack([1 - y, y]) if TASK == 'binary' else y


def predict(rows):
    """A list: one class label a row, or one value (a list of values for several targets) in the target's own units."""
    return decide(outputs(rows))


def decide(y):
    targets = PREPROCESSING['targets']
    if targets['kind'] == 'classes':
        index = (y[:, 0] > THRESHOLD).astype(int) if TASK == 'binary' else np.argmax(y, axis=1)
        return [targets['labels'][i] for i in index]
    values = y * np.array(targets['divisors']) + np.array(targets['offsets'])
    return values[:, 0].tolist() if values.shape[1] == 1 else values.tolist()


def forward(x):
    """Outputs [n, outputs] from encoded inputs [n, inputs]."""
    with np.errstate(all='ignore'):
        for layer in LAYERS:
            x = _apply(layer, x)
            x = _activate(layer.get('activation'), x)
    return x


def _apply(layer, x):
    kind, name = layer['type'], layer['name']
    if kind == 'dense':
        y = x @ WEIGHTS[name + '.weight'].T
        return y + WEIGHTS[name + '.bias'] if name + '.bias' in WEIGHTS else y
    if kind == 'batch_norm':
        mean, variance = WEIGHTS[name + '.running_mean'], WEIGHTS[name + '.running_var']
        channels = x.reshape(len(x), -1, len(mean))
        y = (channels - mean) / np.sqrt(variance + layer['epsilon'])
        y = y * WEIGHTS.get(name + '.weight', 1.0) + WEIGHTS.get(name + '.bias', 0.0)
        return y.reshape(x.shape)
    if kind in ('activation', 'flatten', 'dropout'):
        return x
    raise ValueError('unknown layer type ' + kind)


def _activate(activation, z):
    if activation is None:
        return z
    kind = activation if isinstance(activation, str) else activation['type']
    options = {} if isinstance(activation, str) else activation
    if kind == 'linear':
        return z
    if kind == 'relu':
        return np.maximum(z, 0)
    if kind == 'leaky_relu':
        return np.where(z > 0, z, options.get('negativeSlope', 0.2) * z)
    if kind == 'elu':
        return np.where(z > 0, z, options.get('alpha', 1.0) * np.expm1(z))
    if kind == 'selu':
        return 1.0507009873554805 * np.where(z > 0, z, 1.6732632423543772 * np.expm1(z))
    if kind == 'gelu':
        if options.get('approximate'):
            return 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z ** 3)))
        return 0.5 * z * np.vectorize(math.erfc, otypes=[np.float64])(-z / math.sqrt(2))
    if kind == 'silu':
        return z / (1 + np.exp(-z))
    if kind == 'softplus':
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    if kind == 'softsign':
        return z / (1 + np.abs(z))
    if kind == 'tanh':
        return np.tanh(z)
    if kind == 'sigmoid':
        return 1 / (1 + np.exp(-z))
    if kind == 'hard_sigmoid':
        return np.clip(z / 6 + 0.5, 0, 1)
    if kind == 'softmax':
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    if kind == 'step':
        return (z >= 0).astype(np.float64)
    raise ValueError('unknown activation ' + kind)


def _encode_row(row, number):
    cell_of = _cells(row, number)
    out = []
    for c in PREPROCESSING['inputs']['columns']:
        cell = _text(cell_of(c))
        if _is_missing(cell):
            if c.get('fill') is None:
                raise ValueError('row %d: column %s is missing' % (number, c['column']))
            cell = str(c['fill'])
        if c['kind'] == 'number':
            value = _number(cell)
            if value is None:
                raise ValueError('row %d: column %s is %r, not a number' % (number, c['column'], cell))
            out.append((value - c['offset']) / c['divisor'])
        else:  # one input a category
            if _label(cell) not in [_label(category) for category in c['categories']]:
                raise ValueError('row %d: column %s is %r; the network knows %s'
                                 % (number, c['column'], cell, ', '.join(c['categories'])))
            for category, offset, divisor in zip(c['categories'], c['offsets'], c['divisors']):
                out.append(((_label(cell) == _label(category)) - offset) / divisor)
    return out


def _cells(row, number):
    columns = PREPROCESSING['inputs']['columns']
    if isinstance(row, dict):
        if not any(c['column'] in row for c in columns):
            raise ValueError('row %d has none of the columns %s' % (number, ', '.join(c['column'] for c in columns)))
        return lambda c: row.get(c['column'])
    if len(row) == len(columns):
        return lambda c: row[columns.index(c)]
    width = PREPROCESSING['inputs'].get('width') or len(row)  # of a whole row of the data
    if max(len(columns), max(c['index'] for c in columns)) < len(row) <= width:
        return lambda c: row[c['index']]
    raise ValueError('row %d has %d cells; the network takes %d' % (number, len(row), len(columns)))


def _text(cell):
    if cell is None:
        return ''
    return str(int(cell)) if isinstance(cell, (bool, np.bool_)) else str(cell).strip()


def _number(cell):
    """The number that a cell says in decimal, else None."""
    value = float(cell) if re.fullmatch(r'[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?', cell) else math.nan
    return value if math.isfinite(value) else None


def _label(cell):
    """2, 2.0 and 2e0 are the same label."""
    value = _number(cell)
    return cell if value is None else value


def _is_missing(cell):
    words = [word.strip() for word in PREPROCESSING['inputs']['missingValues']]
    return cell in words or (_number(cell) is not None and _number(cell) in [_number(word) for word in words])


def read_csv(text):
    """Rows of a CSV: dicts where the first line names every feature column, else lists."""
    first = next((line for line in re.split(r'[\r\n]', text) if line.strip()), '')
    counts = {d: first.count(d) for d in (',', ';', '\t')}
    delimiter = max(counts, key=counts.get)
    if counts[delimiter]:
        rows = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter)
    else:
        rows = (line.split() for line in re.split(r'\r\n|\r|\n', text))
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return []
    if PREPROCESSING['inputs']['kind'] == 'pixels':
        return rows[1:] if any(_number(cell.strip()) is None for cell in rows[0]) else rows
    header = []
    for j, cell in enumerate(rows[0]):  # a column without a name, and a second one of a name
        name = unique = cell.strip() or 'column_%d' % j
        k = 2
        while unique in header:
            unique, k = '%s_%d' % (name, k), k + 1
        header.append(unique)
    names = [c['column'] for c in PREPROCESSING['inputs']['columns']]
    if all(name in header for name in names):
        return [dict(zip(header, row)) for row in rows[1:]]
    return rows


def main(arguments):
    program = os.path.basename(sys.argv[0])
    if len(arguments) != 1 or arguments[0] in ('-h', '--help'):
        print('usage: %s INPUT.csv|INPUT.npy|- > predictions.csv' % program, file=sys.stderr)
        return 0 if arguments[:1] in (['-h'], ['--help']) else 2
    try:
        if arguments[0].endswith('.npy'):
            rows = np.load(arguments[0])
        elif arguments[0] == '-':
            rows = read_csv(sys.stdin.read())
        else:
            with open(arguments[0], newline='', encoding='utf-8-sig') as file:
                rows = read_csv(file.read())
        y = outputs(rows)
    except (OSError, ValueError) as error:
        print('%s: %s' % (program, error), file=sys.stderr)
        return 1
    writer = csv.writer(sys.stdout, lineterminator='\n')
    targets = PREPROCESSING['targets']
    if targets['kind'] == 'values':
        writer.writerow(['prediction'] if len(targets['columns']) == 1 else targets['columns'])
        writer.writerows(v if isinstance(v, list) else [v] for v in decide(y))
    else:
        scores = np.hstack([1 - y, y]) if PROBABILITIES and TASK == 'binary' else y
        kind = 'probability' if PROBABILITIES else 'score'
        named = targets['labels'] if scores.shape[1] == len(targets['labels']) else targets['labels'][-1:]
        writer.writerow(['prediction'] + ['%s:%s' % (kind, label) for label in named])
        writer.writerows([label] + row for label, row in zip(decide(y), scores.tolist()))
    return 0


if __name__ == '__main__':
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # … | head: nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)
`;
