import { randomBytes } from 'node:crypto';
import type { HostReport, Params, Reply, RequestName } from '../../app/contract/requests.ts';
import type { Result } from '../../app/errors.ts';
import { makeId } from '../../app/ids.ts';
import type { HomeFolders } from '../home/home-folders.ts';
import type { Metering } from '../meter/metering.ts';
import type { PackShelf } from '../packs/pack-shelf.ts';
import type { SheetReader } from '../pricing/read-sheets.ts';
import type { CardList } from '../runs/card-list.ts';
import type { RunConclusion } from '../runs/conclude-run.ts';
import type { StartEngine } from '../runs/engine-process.ts';
import type { EventHub } from '../runs/event-hub.ts';
import type { MachineRecord } from '../runs/machine-record.ts';
import type { RunPricing } from '../runs/price-run.ts';
import type { RunQueue } from '../runs/run-queue.ts';
import type { RunScores } from '../runs/run-scores.ts';
import type { Store } from '../store/open.ts';
import type { Preparations } from './preparations.ts';

/** What the handlers of requests work with; the workbench wires it. */
export interface Context {
  readonly store: Store;
  readonly hub: EventHub;
  readonly queue: RunQueue;
  readonly preparations: Preparations;
  readonly folders: HomeFolders;
  readonly samplesFolder: string;
  /** What goes with exported models. */
  readonly exportFolder: string;
  readonly sheets: SheetReader;
  readonly startEngine: StartEngine;
  readonly machine: MachineRecord;
  readonly cards: CardList;
  readonly metering: Metering;
  readonly packs: PackShelf;
  readonly scores: RunScores;
  readonly pricing: RunPricing;
  readonly conclusion: RunConclusion;
  readonly host: HostReport;
  /** Asks the host to end; it answers first. */
  readonly quit: () => void;
}

/** A handler for each request: a decoded argument in, a value or an expected failure out. */
export type Handlers = {
  readonly [Name in RequestName]: (
    params: Params<Name>,
  ) => Result<Reply<Name>> | Promise<Result<Reply<Name>>>;
};

/** The handlers of the requests whose name starts with an area's. */
export type HandlersOf<Area extends string> = Pick<
  Handlers,
  Extract<RequestName, `${Area}.${string}`>
>;

export function isoNow(): string {
  return new Date().toISOString();
}

/** A fresh id; the caller brands it. */
export function freshId(prefix: string): string {
  return makeId(prefix, Date.now(), randomBytes(5));
}
