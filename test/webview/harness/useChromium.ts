// For a suite: the panel served, and a Chromium to show it in. Without one on the machine the suite is skipped.
import type { Browser } from 'playwright-core';
import { findChromium } from '../../../scripts/systemPackages.mjs';
import { launch, serve, type Served } from './serve';

export function useChromium(): () => { readonly served: Served; readonly browser: Browser } {
  let here: { readonly served: Served; readonly browser: Browser } | undefined;
  before(async function () {
    if (!findChromium()) {
      console.log('    no Chromium here: the panel was not driven');
      this.skip();
    }
    here = { served: await serve(), browser: await launch() };
  });
  after(async () => {
    await here?.browser.close();
    await here?.served.close();
  });
  return () => here!;
}
