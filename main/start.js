// `npm start`. Compiled modules are kept between starts, which halves the time to a usable page.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const compileCache = fileURLToPath(new URL('../node_modules/.cache/hearth', import.meta.url));
module.enableCompileCache(compileCache);
// For engines too, which are processes of their own.
process.env.NODE_COMPILE_CACHE ??= compileCache;
await import('./start-host.ts');
