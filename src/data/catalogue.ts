// `dataset:NAME`: public datasets with a pinned address, a size and a SHA-256 for each file, and
// what a spec need not say about them. Fetching is src/files/datasets.ts.
import type { Shape, Task } from '../nn/words';
import type { DataSpec } from '../spec/spec';

export interface CatalogueFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Path under `catalogueBase`: owner/repository/commit/path. */
  readonly address: string;
}

export interface CatalogueEntry {
  /** The NAME of `dataset:NAME`. */
  readonly name: string;
  /** One sentence for completion, hover and the reference. Markdown. */
  readonly summary: string;
  /** Who made it, and the terms as they are commonly given. */
  readonly source: string;
  readonly licence: string;
  readonly files: readonly CatalogueFile[];
  /** The file with the rows; absent where `images` stand for them. */
  readonly table?: string;
  readonly images?: { readonly train: ImagePair; readonly test: ImagePair };
  /** Column names of a table without a header. */
  readonly columns?: readonly string[];
  /** What it is where the loss would also allow something else. */
  readonly task: Task;
  /** Rows of the table or the training images, before any is dropped; the editor knows them without the file. */
  readonly rows: number;
  /** Labels by class index; absent for regression. */
  readonly classes?: readonly string[];
  /** One sample's shape where the samples are images. */
  readonly shape?: Shape;
  /** What the spec need not say; its own keys go before these. */
  readonly data: Partial<Pick<DataSpec, 'format' | 'target' | 'ignore'>>;
}

export interface ImagePair {
  readonly images: string;
  readonly labels: string;
}

/** Raw files of public repositories; with a commit in the address a file never changes. */
export const catalogueBase = 'https://raw.githubusercontent.com/';

const tables = 'jbrownlee/Datasets/d20fcb6402ae34e653d4513b00f39257bb37ed7f/';
const mnistFiles = 'golbin/TensorFlow-MNIST/575b78720ffc21211b48eb905cb827f40a142354/mnist/data/';

const mnistFile = (file: string, bytes: number, sha256: string): CatalogueFile => ({
  file,
  bytes,
  sha256,
  address: mnistFiles + file,
});

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'mnist',
    summary: 'Handwritten digits: 28×28 grey pixels, 60,000 for training and 10,000 for testing. 11.6 MB.',
    source: 'LeCun, Cortes & Burges 1998, The MNIST database of handwritten digits',
    licence: 'commonly given as CC BY-SA 3.0',
    files: [
      mnistFile(
        'train-images-idx3-ubyte.gz',
        9912422,
        '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
      ),
      mnistFile(
        'train-labels-idx1-ubyte.gz',
        28881,
        '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
      ),
      mnistFile(
        't10k-images-idx3-ubyte.gz',
        1648877,
        '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
      ),
      mnistFile('t10k-labels-idx1-ubyte.gz', 4542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6'),
    ],
    images: {
      train: { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' },
      test: { images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz' },
    },
    task: 'multiclass',
    rows: 60_000,
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shape: [28, 28],
    data: {},
  },
  {
    name: 'wisconsin',
    summary:
      'Breast cancer, 699 biopsies: nine features from 1 to 10, class 2 (benign) or 4 (malignant). 16 cells are missing: needs `"missing": "drop"` or `"median"`.',
    source: 'Wolberg 1992, Breast Cancer Wisconsin (Original), UCI Machine Learning Repository',
    licence: 'CC BY 4.0',
    files: [
      {
        file: 'breast-cancer-wisconsin.data',
        bytes: 19889,
        sha256: '402c585309c399237740f635ef9919dc512cca12cbeb20de5e563a4593f22b64',
        address: `${tables}breast-cancer-wisconsin.data`,
      },
    ],
    table: 'breast-cancer-wisconsin.data',
    columns: [
      'id',
      'clump_thickness',
      'cell_size_uniformity',
      'cell_shape_uniformity',
      'marginal_adhesion',
      'epithelial_cell_size',
      'bare_nuclei',
      'bland_chromatin',
      'normal_nucleoli',
      'mitoses',
      'class',
    ],
    task: 'binary',
    rows: 699,
    classes: ['2', '4'],
    data: { format: { delimiter: ',', header: false }, ignore: ['id'], target: ['class'] },
  },
  {
    name: 'boston',
    summary:
      'House prices of 506 tracts around Boston, 13 features (regression). Column `b` was built on race; `"ignore": ["b"]` leaves it out.',
    source: 'Harrison & Rubinfeld 1978, J. Environ. Econ. Manag. 5:81–102; StatLib',
    licence: 'none given (StatLib, public)',
    files: [
      {
        file: 'housing.data',
        bytes: 49081,
        sha256: 'e3e36f7b9e5435f9eb8320e106aebad00031fefa3064527da0c71dec59e49b76',
        address: `${tables}housing.data`,
      },
    ],
    table: 'housing.data',
    columns: ['crim', 'zn', 'indus', 'chas', 'nox', 'rm', 'age', 'dis', 'rad', 'tax', 'ptratio', 'b', 'lstat', 'medv'],
    task: 'regression',
    rows: 506,
    data: { format: { delimiter: ' ', header: false }, target: ['medv'] },
  },
  {
    name: 'iris',
    summary: 'Iris flowers: 150 rows, four lengths in centimetres, three kinds.',
    source: 'Fisher 1936, The use of multiple measurements in taxonomic problems; UCI Machine Learning Repository',
    licence: 'CC BY 4.0',
    files: [
      {
        file: 'iris.csv',
        bytes: 4549,
        sha256: 'f5d0c11e5c78a69a20dbb80baf2b24703f59a6687595752abb397d23732647c5',
        address: `${tables}iris.csv`,
      },
    ],
    table: 'iris.csv',
    columns: ['sepal_length', 'sepal_width', 'petal_length', 'petal_width', 'species'],
    task: 'multiclass',
    rows: 150,
    classes: ['Iris-setosa', 'Iris-versicolor', 'Iris-virginica'],
    data: { format: { delimiter: ',', header: false }, target: ['species'] },
  },
];

export function catalogueEntry(name: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.name === name);
}
