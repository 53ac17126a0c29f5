// One measure in this process; prints what it found as one JSON line.
//   measure.ts NAME FOLDER [--quick]
import { MEASURES, type Measure } from './measures';

const [name, folder, quick] = process.argv.slice(2) as [Measure, string, string | undefined];

MEASURES[name]({ quick: quick === '--quick', datasets: process.env['NNSPEC_DATASETS'] || undefined, folder })
  .then((found) => {
    process.stdout.write(`${JSON.stringify(found)}\n`);
    process.exit(0);
  })
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
