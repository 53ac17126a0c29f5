// axe-core in a page: every rule of WCAG 2.0 to 2.2, A and AA, and its best practices.
import { readFileSync } from 'node:fs';
import type { AxeResults, Result, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** Rules that are off by default are asked for by name: AA's target size is one of them. */
const ALL: RunOptions = {
  runOnly: { type: 'tag', values: TAGS },
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
  preload: false, // no rule of these reads style sheets
};

/** What another theme can change. */
const COLOURS: RunOptions = {
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
  resultTypes: ['violations'],
  preload: false,
};

interface Axe {
  readonly axe?: { run(context: unknown, options: RunOptions): Promise<AxeResults> };
}

export interface AxeVerdict {
  /** Each broken rule with the places that break it; empty where all is well. */
  readonly violations: readonly string[];
  /** Rules that found something to judge. */
  readonly passed: number;
}

export async function axe(page: Page | Frame, what: 'all' | 'colours' = 'all'): Promise<AxeVerdict> {
  if (!(await page.evaluate(() => (window as unknown as Axe).axe !== undefined))) await page.evaluate(source);
  const results = await page.evaluate(
    (options) => (window as unknown as Required<Axe>).axe.run(document, options),
    what === 'all' ? ALL : COLOURS,
  );
  return {
    violations: results.violations.flatMap(places),
    passed: results.passes.length,
  };
}

function places({ id, help, nodes }: Result): readonly string[] {
  return nodes.map(({ target, any, all, none }) => {
    const why = [...any, ...all, ...none].map((check) => check.message).join(' ');
    return `${id} (${help}): ${target.flat().join(' ')}: ${why}`;
  });
}
