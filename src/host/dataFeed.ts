// Feeds one data view: an engine of its own looks at the spec's data, so that no run is disturbed and none is needed.
// Knows nothing of VS Code: a port in, a port out.
import type { CellPlace } from '../data/table';
import type { DataProfile } from '../data/profile/profile';
import { Channel, RemoteError, type Port } from '../protocol/channel';
import type { DataEvents, DataRequests, DataSnapshot } from '../protocol/dataPanel';
import type { LookParams } from '../protocol/engine';
import { jsonPort } from '../protocol/json';
import type { PathSegment } from '../spec/problem';
import type { Disposable } from './emitter';
import { EngineLink } from './engineLink';
import { sentence, t } from './say';
import type { SessionWorld } from './session';

export interface DataWorld extends SessionWorld {
  readonly file: string;
  readonly name: string;
  /** The spec's text, as the editor has it. */
  text(): Promise<string>;
  openSpec(path?: readonly PathSegment[]): Promise<void>;
  openPlace(place: CellPlace): Promise<void>;
  openPanel(): Promise<void>;
}

type DataChannel = Channel<Record<never, never>, DataRequests, Record<never, never>, DataEvents>;

export class DataFeed implements Disposable {
  private readonly channel: DataChannel;
  private link: EngineLink | undefined;
  private ready = false;
  private turn = 0;
  /** The text that was looked at last. */
  private seen: string | undefined;
  private profile: DataProfile | undefined;
  private loading: string | undefined;
  private problem: DataSnapshot['problem'];

  constructor(
    port: Port,
    private readonly world: DataWorld,
  ) {
    this.channel = new Channel<Record<never, never>, DataRequests, Record<never, never>, DataEvents>(jsonPort(port), {
      ready: () => {
        this.ready = true;
        if (this.turn === 0) void this.look();
        return this.snapshot();
      },
      rows: (query) => this.engine().request('dataRows', query),
      refresh: () => done(this.look()),
      openSpec: ({ path }) => done(world.openSpec(path)),
      openRow: async (wanted) => done(world.openPlace(await this.engine().request('dataPlace', wanted))),
      openPanel: () => done(world.openPanel()),
    });
  }

  /** The page lost its document: it says `ready` when it has one again. */
  hidden(): void {
    this.ready = false;
  }

  /** The spec was saved: another text may name other data. */
  saved(text: string): void {
    if (this.turn > 0 && text !== this.seen) void this.look();
  }

  /** Looks at the data anew, and tells the view. Never throws: what goes wrong is shown. */
  async look(): Promise<void> {
    const turn = ++this.turn;
    this.loading = t('Reading the data…');
    this.tell();
    try {
      const text = (this.seen = await this.world.text());
      const { workspace, datasetFolders, datasetCache } = await this.world.places(this.world.file);
      const { file } = this.world;
      const params: LookParams = {
        text,
        file,
        datasetFolders,
        datasetCache,
        ...(workspace === undefined ? {} : { workspace }),
      };
      const link = await this.connect(turn);
      const profile = await link.request('lookAtData', params);
      if (turn !== this.turn) return;
      this.profile = profile;
      this.problem = undefined;
    } catch (error) {
      if (turn !== this.turn) return;
      this.profile = undefined;
      this.problem = problemOf(error);
    }
    this.loading = undefined;
    this.tell();
  }

  dispose(): void {
    this.turn++;
    this.ready = false;
    this.channel.close(new Error('The data view was closed.'));
    void this.link?.kill(t('The data view was closed.'));
    this.link = undefined;
  }

  private snapshot(): DataSnapshot {
    const { world, profile, loading, problem } = this;
    return {
      specFile: world.file,
      name: world.name,
      look: this.turn,
      ...(loading === undefined ? (profile ? { profile } : {}) : { loading }),
      ...(problem && loading === undefined ? { problem } : {}),
      opensRows:
        profile !== undefined && !profile.image && /^(?!dataset:|builtin:).*\.(csv|tsv|data|txt)$/i.test(profile.name),
    };
  }

  private tell(): void {
    if (this.ready) this.channel.emit('snapshot', this.snapshot());
  }

  private engine(): EngineLink {
    if (this.link && !this.link.dead) return this.link;
    throw new Error(t('The data is not in memory any more. Press "Read again".'));
  }

  private async connect(turn: number): Promise<EngineLink> {
    if (this.link && !this.link.dead) return this.link;
    const process = await this.world.startEngine();
    if (turn !== this.turn) {
      await process.terminate();
      throw new Error(t('The data view was closed.'));
    }
    const link: EngineLink = new EngineLink(
      process,
      { consent: (question) => this.world.consent(question, () => this.link === link && this.loading !== undefined) },
      (what) => {
        if (this.link === link) this.world.log('error', `${this.world.name}: ${what}`);
      },
    );
    link.channel.on('loading', (loading) => {
      this.loading = this.loading === undefined ? undefined : loading.message;
      if (this.ready) this.channel.emit('loading', loading);
    });
    link.channel.on('log', ({ level, message }) => this.world.log(level, `${this.world.name}: ${message}`));
    this.link = link;
    return link;
  }
}

function problemOf(error: unknown): NonNullable<DataSnapshot['problem']> {
  const where =
    error instanceof RemoteError ? (error.wire.where as { readonly path?: readonly PathSegment[] }) : undefined;
  return { message: sentence(error), ...(where?.path ? { path: where.path } : {}) };
}

async function done(work: Promise<void>): Promise<null> {
  await work;
  return null;
}
