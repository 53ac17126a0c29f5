// The only source of randomness: explicit, seeded, savable. Every use has a stream of its own,
// named by what it draws ("init:dense_1.weight", "shuffle", "dropout:dropout_1"), so that adding a
// layer does not change the numbers of another.
// sfc32: Chris Doty-Humphrey, PractRand 0.93; seeded from FNV-1a of the name mixed with the seed.

export type RngState = readonly [number, number, number, number];

export class Rng {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  constructor(state: RngState) {
    this.restore(state);
  }

  /** The stream called `name` of a run's seed. Same seed and name, same numbers, on every machine. */
  static stream(seed: number, name: string): Rng {
    let h = 0x811c9dc5 ^ (seed >>> 0);
    for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
    const rng = new Rng([h >>> 0, seed >>> 0, Math.floor(seed / 4294967296) >>> 0, 1]);
    for (let i = 0; i < 20; i++) rng.next(); // let every seed bit reach every state word
    return rng;
  }

  save(): RngState {
    return [this.a, this.b, this.c, this.d];
  }

  restore(state: RngState): void {
    [this.a, this.b, this.c, this.d] = state;
  }

  /** A uniform 32-bit unsigned integer. */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t >>> 0;
  }

  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number {
    return ((this.next() >>> 5) * 67108864 + (this.next() >>> 6)) / 9007199254740992;
  }

  /** A uniform integer in [0, n), without modulo bias. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** N(0, 1): Box–Muller (1958), the cosine branch; no value is carried over, so the state is all. */
  normal(): number {
    const u = 1 - this.uniform(); // (0, 1]
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Fisher–Yates, in place. */
  shuffle(values: Int32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const t = values[i]!;
      values[i] = values[j]!;
      values[j] = t;
    }
  }
}
