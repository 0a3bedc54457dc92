// Writes made-up ratings and the table of their films into a folder: `node write-ratings.ts FOLDER`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moviesCsv, ratingsCsv } from './rating-files.ts';

const [folder = '.'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'ratings.csv'), ratingsCsv());
writeFileSync(join(folder, 'about.csv'), moviesCsv());
