/** As many cores, and the desk does without any while a run trains. */
const FEW_CORES = 2;

/** Threads for one operator where nobody says: of more than two cores, one is left to the desk. */
export function usualThreads(cores: number): number {
  return cores > FEW_CORES ? cores - 1 : cores;
}
