// A python3 that has numpy (Debian's python3-numpy), or undefined: tests that need it then skip, visibly.
import { spawnSync } from 'node:child_process';

let found: string | null | undefined;

export function pythonWithNumpy(): string | undefined {
  if (found === undefined) {
    const candidates = [process.env['NNSPEC_PYTHON'], '/usr/bin/python3', 'python3', 'python'];
    found = candidates.find((c) => c && spawnSync(c, ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0) ?? null;
  }
  return found ?? undefined;
}

/** Runs a Python program and gives its standard output; throws with its complaint. */
export function runPython(
  python: string,
  args: readonly string[],
  options: { cwd?: string; input?: string } = {},
): string {
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (status !== 0) throw new Error(`python exited with ${status}: ${stderr}`);
  return stdout;
}
