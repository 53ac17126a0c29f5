// npm run check: the quick half of npm test, without an editor.
import { installDependencies, main, needNode, run } from './bootstrap.mjs';
import { runChecks } from './checks.mjs';

main(async () => {
  needNode('20.19');
  await installDependencies();
  const failed = await runChecks();
  const units = await run('npm', ['run', '--silent', 'units']);
  return failed.length > 0 ? 1 : units.code;
});
