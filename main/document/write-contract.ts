import { writeFileSync } from 'node:fs';
import { contractDocument } from './contract-document.ts';

writeFileSync(new URL('../../docs/contract.md', import.meta.url), contractDocument());
