// esbuild reads an example as a text.
declare module '*.nnspec' {
  const text: string;
  export default text;
}
