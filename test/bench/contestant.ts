// A process that lives as long as its row and times itself on demand, so that no start is counted. One JSON object a line.
import { spawn, type ChildProcess } from 'node:child_process';
import readline from 'node:readline';

export interface Round {
  readonly steps: number;
  readonly seconds: number;
  /** Processor time of the whole process, seconds. */
  readonly busy: number;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export class Contestant {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private errors = '';

  constructor(
    readonly name: string,
    { program, args, env }: Command,
  ) {
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.child.on('error', (error) => (this.errors += error.message));
    this.child.stdin!.on('error', () => {}); // told by the answer that does not come
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.lines = readline.createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** What it is: name, version, kernels. Comes when it is ready. */
  async about(): Promise<string> {
    return ((await this.answer()) as { about: string }).about;
  }

  /** Trains so many updates from the first weights, and writes what it got to. */
  async check(steps: number, weights: string): Promise<void> {
    this.send({ do: 'check', steps, weights });
    await this.answer();
  }

  async run(seconds: number): Promise<Round> {
    this.send({ do: 'run', seconds });
    return (await this.answer()) as Round;
  }

  close(): void {
    this.child.stdin!.end();
    this.child.kill();
  }

  private send(order: object): void {
    this.child.stdin!.write(`${JSON.stringify(order)}\n`);
  }

  private async answer(): Promise<unknown> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(complaint(this.errors));
    return JSON.parse(value);
  }
}

/** The line of a stack trace that says what is wrong; else the last one. */
export function complaint(errors: string): string {
  const lines = errors.trim().split('\n');
  return lines.find((line) => /^\w*(Error|Exception)\b.*:/.test(line)) ?? (lines.at(-1) || 'ended without an answer');
}
