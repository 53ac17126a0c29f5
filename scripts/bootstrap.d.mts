// Types of bootstrap.mjs, which is plain JavaScript because it runs before any package is installed.
export const root: string;
export class Refusal extends Error {}
export function main(run: () => Promise<number | void>): Promise<void>;
export function needNode(minimum: string): void;
export function run(
  command: string,
  args: readonly string[],
  options?: { cwd?: string; env?: Readonly<Record<string, string>>; output?: 'show' | 'log' },
): Promise<{ code: number; signal: NodeJS.Signals | null; text: string }>;
export function installDependencies(): Promise<void>;
export function npmCi(folder: string, more?: readonly string[], env?: Readonly<Record<string, string>>): Promise<void>;
export function difference(lockfile: string, installedLockfile: string): string | undefined;
export function requireTypeScript(file: string): unknown;
