// Programs that the tests use and npm does not bring: a Chromium to show VS Code in, and Python's
// numpy to run the exported predict.py. Installed from the distribution where that can be done.
import { existsSync } from 'node:fs';
import { Refusal, run } from './bootstrap.mjs';

/** Chromium without its windows, which a page costs half as much processor time. Debian has it as a package. */
const WITHOUT_WINDOWS = 'chromium-headless-shell';

export function findChromium() {
  const places = [
    process.env.CHROMIUM,
    `/usr/bin/${WITHOUT_WINDOWS}`,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return places.find((p) => p && existsSync(p));
}

const INSTALL = ['install', '-y', '-q', '--no-install-recommends'];
const apt = () => (process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get']);

export async function installSystemPackages(wanted) {
  const missing = [];
  if (wanted.includes('chromium') && !(await hasChromium())) missing.push('chromium');
  if (wanted.includes('python3-numpy') && !(await hasNumpy())) missing.push('python3-numpy');
  if (missing.length === 0) return;
  console.log(`Installing ${missing.join(' and ')} from the distribution …`);
  const update = await attempt([...apt(), 'update', '-q']);
  const install = await attempt([...apt(), ...INSTALL, ...missing]);
  if (install.code === 0) return;
  throw new Refusal(
    `${(update.code === 0 ? install : update).text.trim().split('\n').slice(-5).join('\n')}\n\n` +
      `The tests need ${missing.join(' and ')}, which could not be installed with \`${apt().join(' ')} install\`. ` +
      'Install it yourself (a Chromium elsewhere may be named by CHROMIUM=/path/to/it) and run the command again.',
  );
}

/** Where the machine is the tests' own, the light one is fetched although there may be another. */
async function hasChromium() {
  if (process.env.CHROMIUM || existsSync(`/usr/bin/${WITHOUT_WINDOWS}`)) return true;
  if (findChromium() && !process.env.CI) return true;
  console.log(`Installing ${WITHOUT_WINDOWS}, where the distribution has it …`);
  await attempt([...apt(), 'update', '-q']);
  await attempt([...apt(), ...INSTALL, WITHOUT_WINDOWS]);
  return findChromium() !== undefined;
}

async function hasNumpy() {
  for (const python of ['/usr/bin/python3', 'python3'])
    if ((await attempt([python, '-c', 'import numpy'])).code === 0) return true;
  return false;
}

async function attempt([command, ...args]) {
  try {
    return await run(command, args, { output: 'log', env: { DEBIAN_FRONTEND: 'noninteractive' } });
  } catch (e) {
    return { code: 1, text: e.message };
  }
}
