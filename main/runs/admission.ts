/** What a run takes of the machine while it trains. */
export interface RunNeed {
  readonly device: 'cpu' | 'gpu';
  readonly cores: number;
  /** Of the machine's own memory. */
  readonly hostBytes: number;
  /** Of the GPU's. */
  readonly deviceBytes: number;
}

/** What there is. */
export interface MachineRoom {
  /** Runs that may train at once. */
  readonly runsAtOnce: number;
  readonly cores: number;
  readonly hostBytes: number;
  /** Null where no GPU tells its memory: then one run has it. */
  readonly deviceBytes: number | null;
}

/** Of memory, so that what a run takes beyond its count, and the desk, have some too. */
const USABLE = 0.8;

/** Whether a run can train beside those that do. With nothing beside it, its engine decides by itself. */
export function hasRoom(need: RunNeed, running: readonly RunNeed[], room: MachineRoom): boolean {
  if (running.length === 0) return true;
  if (running.length >= room.runsAtOnce) return false;
  const all = [...running, need];
  const sum = (of: (each: RunNeed) => number) => all.reduce((total, each) => total + of(each), 0);
  if (sum(({ cores }) => cores) > room.cores) return false;
  if (sum(({ hostBytes }) => hostBytes) > room.hostBytes * USABLE) return false;
  if (need.device === 'cpu') return true;
  if (room.deviceBytes === null) return running.every(({ device }) => device === 'cpu');
  return sum(({ deviceBytes }) => deviceBytes) <= room.deviceBytes * USABLE;
}
