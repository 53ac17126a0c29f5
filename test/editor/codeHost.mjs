#!/usr/bin/env node
// Stands in for the VS Code executable as @vscode/test-electron calls it:
//   codeHost.mjs FOLDER … --extensionDevelopmentPath=DIR --extensionTestsPath=MODULE
import { main, requireTypeScript } from '../../scripts/bootstrap.mjs';

main(() => requireTypeScript('test/editor/codeHost.ts').runInHost(process.argv.slice(2)));
