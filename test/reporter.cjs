// Mocha's spec reporter, which also leaves its counts in a file: scripts/test.mjs adds them up over all runs.
const { writeFileSync } = require('node:fs');
const mocha = require('mocha');
const { Spec } = (mocha.default ?? mocha).reporters;

module.exports = class extends Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const failed = [];
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.on('fail', (test) => failed.push(test.fullTitle()));
    runner.once('end', () => {
      const file = process.env.NNSPEC_TEST_RESULTS;
      if (file) writeFileSync(file, JSON.stringify({ passed: runner.stats.passes, failed, skipped }));
    });
  }
};
