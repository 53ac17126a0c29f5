#!/usr/bin/env node
// What `nnspec` in a terminal runs: the command line, a file beside this one. On its own so that Node can be asked
// beforehand to keep compiled code from one run to the next (from 22.1 on; in its temporary folder, unless the user
// forbids it with NODE_DISABLE_COMPILE_CACHE).
import * as module from 'node:module';
import type { start } from './main';

(module as { enableCompileCache?(): void }).enableCompileCache?.();
(module.createRequire(__filename)('./cli.js') as { readonly start: typeof start }).start();
