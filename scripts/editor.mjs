// npm run editor: the tests inside VS Code's extension host.
import { main, requireTypeScript } from './bootstrap.mjs';

main(() => requireTypeScript('test/editor/run.ts').runSuite());
