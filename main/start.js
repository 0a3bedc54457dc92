// `npm start`. Compiled modules are kept between starts, which halves the time to a usable page.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/hearth', import.meta.url)));
await import('./start-host.ts');
