import { basename } from 'node:path';
import { findParallelFiles } from '../translations/parallel-files.ts';
import type { Recogniser } from './sight.ts';

/** A folder of files in two languages that go by the same names, or one of two such files. */
export const recogniseParallelText: Recogniser = async ({ path }) => {
  const [pair] = (await findParallelFiles(path))?.pairs ?? [];
  if (pair === undefined) return null;
  const [source = '', target = ''] = pair.paths.map((each) => basename(each));
  return { confidence: 0.88, why: { kind: 'parallel-files', source, target } };
};
