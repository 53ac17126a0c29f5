// npm start: installs and builds what is missing, then opens VS Code on examples/ with the extension.
//   npm start -- [--port N] [--no-open] [--server]
import { installDependencies, main, needNode, Refusal, requireTypeScript, root, run } from './bootstrap.mjs';

main(async () => {
  const options = readOptions(process.argv.slice(2));
  needNode('20');
  await installDependencies();
  const built = await run('node', ['esbuild.mjs'], { output: 'log' });
  if (built.code !== 0)
    throw new Refusal(`${built.text}\nThe extension could not be built; esbuild's message is above.`);
  const { openDesktop, serve } = requireTypeScript('scripts/host/start.ts');
  const opened = !options.server && options.port === undefined && (await openDesktop(root));
  if (!opened) await serve(root, options);
});

function readOptions(args) {
  const options = { open: true, server: false, port: undefined };
  for (let i = 0; i < args.length; i++) {
    const [name, value = undefined] = args[i].split('=');
    if (name === '--no-open') options.open = false;
    else if (name === '--server') options.server = true;
    else if (name === '--port') options.port = readPort(value ?? args[++i]);
    else
      throw new Refusal(
        `npm start knows no option ${args[i]}; it has --port N, --no-open (start no browser) and --server (no desktop VS Code).`,
      );
  }
  return options;
}

function readPort(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Refusal(`--port takes a number from 1 to 65535, not ${text ?? 'nothing'}.`);
  return port;
}
