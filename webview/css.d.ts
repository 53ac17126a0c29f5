// esbuild gathers the style sheets that main.ts imports into dist/webview.css.
declare module '*.css';
