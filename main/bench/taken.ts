/** What some work took. */
export interface Taken {
  readonly seconds: number;
  /** Of all threads: what it would take at best on one processor that does nothing else. */
  readonly cpuSeconds: number;
}

/** Does some work by the clock. */
export async function taken(work: () => Promise<void>): Promise<Taken> {
  const began = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 };
}
