// Imports a file in a process of its own, whose resources are limited or measured. Prints the result, and the most
// memory that the process had at a time.
import type { DatasetId } from '../../../app/ids.ts';
import { importDataset } from '../import-dataset.ts';

const [path = '', datasetsFolder = '', target] = process.argv.slice(2);
const result = await importDataset({
  path,
  name: 'test',
  options: target === undefined ? {} : { target },
  id: 'dataset-1' as DatasetId,
  createdAt: '2026-01-01T00:00:00.000Z',
  datasetsFolder,
});
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ result, peakMb }));
