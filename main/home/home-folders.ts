import { join } from 'node:path';
import type { DatasetId, RunId } from '../../app/ids.ts';

export type HomeFolders = ReturnType<typeof homeFolders>;

/** Where everything of a home lies; docs/home-layout.md describes it. */
export function homeFolders(home: string) {
  const datasets = join(home, 'datasets');
  const runs = join(home, 'runs');
  return {
    home,
    store: join(home, 'hearth.db'),
    backups: join(home, 'backups'),
    /** Files on their way from a browser to an import. */
    uploads: join(home, 'uploads'),
    datasets,
    runs,
    /** Which execution plan was found to be fastest, by graph and machine. */
    tuning: join(home, 'tuning'),
    /** Runtimes that the doctor installed. */
    runtimes: join(home, 'runtimes'),
    /** What the doctor found fastest and right here; `doctor-choice.ts` reads it. */
    doctor: join(home, 'doctor.json'),
    dataset: (id: DatasetId) => join(datasets, id),
    run: (id: RunId) => join(runs, id),
  };
}
