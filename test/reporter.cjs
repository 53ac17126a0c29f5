// Mocha's spec reporter, which also leaves its counts in a file: scripts/test.mjs adds them up over all runs, and repeats
// at its end what failed.
const { writeFileSync } = require('node:fs');
const mocha = require('mocha');
const { Spec } = (mocha.default ?? mocha).reporters;

/** Lines of an error that a summary has room for. */
const LINES = 12;

const beginning = (error) =>
  String(error?.stack ?? error)
    .split('\n')
    .slice(0, LINES);

module.exports = class extends Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const failed = [];
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.on('fail', (test, error) => failed.push([test.fullTitle(), ...beginning(error)].join('\n    ')));
    runner.once('end', () => {
      const file = process.env.NNSPEC_TEST_RESULTS;
      if (file) writeFileSync(file, JSON.stringify({ passed: runner.stats.passes, failed, skipped }));
    });
  }
};
