// One row: everyone is checked to get to the same loss, then all take turns, round after round, so that whatever else the
// machine does falls on all of them alike. Each round starts from the first weights.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { enter, isOurs, playsWith, type Field } from './contestants';
import type { Contestant, Round } from './contestant';
import { lossOf } from './judge';
import type { Clock } from './options';
import type { Prepared } from './prepare';
import { median, spread } from './statistics';
import { OURS, type Ours, type Peer } from './workloads';

export interface Pace {
  readonly rounds: number;
  /** Of one contestant's turn, at least; longer where a step is. */
  readonly seconds: number;
  readonly clock: Clock;
}

/** A turn takes at least so many steps, though no more than so many seconds. */
const LEAST_STEPS = 20;
const MOST_SECONDS = 8;
/** Under this share of the processor a contestant was pushed aside. */
const PUSHED_ASIDE = 0.9;

export interface Score {
  readonly who: Peer | Ours;
  readonly about: string;
  /** After `checkSteps` updates. */
  readonly loss: number;
  /** Milliseconds a step, round by round; empty where the loss was another. */
  readonly times: readonly number[];
  readonly time: number;
  readonly spread: number;
  /** Rounds in which it had less than 0.9 of a processor. */
  readonly disturbed: number;
  readonly fault?: string;
}

export interface Row {
  readonly prepared: Prepared;
  readonly threads: number;
  readonly firstLoss: number;
  readonly scores: readonly Score[];
}

interface Entrant {
  readonly contestant: Contestant;
  readonly who: Peer | Ours;
  about: string;
  loss: number;
  fault?: string;
  last?: Round;
  readonly rounds: Round[];
}

export async function compete(
  prepared: Prepared,
  threads: number,
  field: Field,
  pace: Pace,
  say: (text: string) => void,
): Promise<Row> {
  const { workload, weights } = prepared;
  const names = [...OURS, ...field.present.filter((peer) => playsWith(peer, threads))];
  const entrants = names.map((who): Entrant => ({
    who,
    contestant: enter(who, prepared.folder, threads, field),
    about: '',
    loss: NaN,
    rounds: [],
  }));
  const firstLoss = lossOf(prepared, weights);
  try {
    for (const entrant of entrants) await check(entrant, prepared);
    refuseOthers(entrants, firstLoss, workload.tolerance);
    for (const { who, loss, fault } of entrants)
      say(`  ${who}: loss ${firstLoss.toPrecision(5)} → ${loss.toPrecision(6)}${fault ? ` ✖ ${fault}` : ''}`);
    for (const entrant of entrants) await turnOf(entrant, pace); // warming up
    for (let round = 0; round < pace.rounds; round++)
      for (let turn = 0; turn < entrants.length; turn++) {
        const entrant = entrants[(turn + round) % entrants.length]!; // nobody always follows the same one
        await turnOf(entrant, pace);
        if (entrant.last) entrant.rounds.push(entrant.last);
      }
  } finally {
    for (const { contestant } of entrants) contestant.close();
  }
  return { prepared, threads, firstLoss, scores: entrants.map((entrant) => scoreOf(entrant, pace.clock)) };
}

async function check(entrant: Entrant, prepared: Prepared): Promise<void> {
  const { contestant, who } = entrant;
  const file = path.join(prepared.folder, `${who}.weights`);
  try {
    entrant.about = await contestant.about();
    await contestant.check(prepared.workload.checkSteps, file);
    const bytes = readFileSync(file);
    entrant.loss = lossOf(
      prepared,
      new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
    );
  } catch (error) {
    entrant.fault = (error as Error).message;
  }
}

/** The measure is numpy in double precision, else whoever comes first after us. */
function refuseOthers(entrants: readonly Entrant[], firstLoss: number, tolerance: number): void {
  const sound = entrants.filter(({ fault }) => fault === undefined);
  const measure = sound.find(({ who }) => who === 'numpy64') ?? sound.find(({ who }) => !isOurs(who)) ?? sound[0];
  for (const entrant of sound) {
    if (!(entrant.loss < firstLoss)) entrant.fault = `its loss does not fall (${entrant.loss})`;
    else if (Math.abs(entrant.loss / measure!.loss - 1) > tolerance)
      entrant.fault = `its loss is ${entrant.loss.toPrecision(6)}, that of ${measure!.who} ${measure!.loss.toPrecision(6)}`;
  }
}

/** Whoever fails is out; the others go on. */
async function turnOf(entrant: Entrant, { seconds }: Pace): Promise<void> {
  const { fault, last, contestant } = entrant;
  delete entrant.last;
  if (fault !== undefined) return;
  const step = last ? last.seconds / Math.max(1, last.steps) : 0;
  try {
    entrant.last = await contestant.run(Math.min(MOST_SECONDS, Math.max(seconds, LEAST_STEPS * step)));
  } catch (error) {
    entrant.fault = (error as Error).message;
  }
}

function scoreOf({ who, about, loss, fault, rounds }: Entrant, clock: Clock): Score {
  const times = rounds
    .filter(({ steps }) => steps > 0)
    .map((one) => (1000 * (clock === 'wall' ? one.seconds : one.busy)) / one.steps);
  return {
    who,
    about,
    loss,
    times,
    time: times.length > 0 ? median(times) : NaN,
    spread: times.length > 0 ? spread(times) : NaN,
    disturbed: rounds.filter(({ busy, seconds }) => busy / seconds < PUSHED_ASIDE).length,
    ...(fault === undefined ? {} : { fault }),
  };
}
