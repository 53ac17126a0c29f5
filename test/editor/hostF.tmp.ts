import { setStage } from './stories/story';
const wait = (ms: number) => new Promise((r) => setTimeout(r, ms));
void (async () => {
  const stage = await setStage('hostF');
  const { bench, panel } = stage; const page = bench.page;
  page.on('console', (m) => { if (m.type() === 'error') console.log('console', m.text().slice(0, 400)); });
  page.on('pageerror', (e) => console.log('pageerror', e.message));
  const shot = (n: string) => page.screenshot({ path: `/tmp/host-F/c-${n}.png` });
  try {
    await bench.openFile('mnist.nnspec');
    await bench.codeLens('Train').waitFor();
    await bench.command('nnspec: Train');
    await bench.notification(/Fetch the dataset/).waitFor({ timeout: 20000 });
    for (let i = 0; i < 20; i++) { await wait(1000); const s = await panel.state().catch(() => 'x'); console.log(i, s); if (s) break; }
    await shot('consent');
    await bench.notification(/Fetch the dataset/).getByText('Cancel', { exact: true }).click();
    await wait(2500);
    console.log(await panel.state());
    await shot('refused');
  } catch (e) { console.log(e); await shot('failure'); }
  await stage.end(); process.exit(0);
})();
