// Imports a file in a process of its own, whose resources the test limits. Prints the result.
import type { DatasetId } from '../../../app/ids.ts';
import { importDataset } from '../import-dataset.ts';

const [path = '', datasetsFolder = ''] = process.argv.slice(2);
const result = await importDataset({
  path,
  name: 'test',
  options: {},
  id: 'dataset-1' as DatasetId,
  createdAt: '2026-01-01T00:00:00.000Z',
  datasetsFolder,
});
process.stdout.write(JSON.stringify(result));
