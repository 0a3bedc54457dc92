import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Language } from '../app/language.ts';
import { type MessageKey, type MessageValues, text } from '../app/text.ts';
import { buildHosts, hostsAreStale } from './build/build-hosts.ts';
import { buildPage, pageIsStale } from './build/build-page.ts';
import { systemLanguage } from './console/language.ts';
import { exitCodeOf, Output } from './console/output.ts';
import { resolveHome } from './home/resolve-home.ts';
import { findProduct, type Product } from './product.ts';
import { readStartOptions } from './start-options.ts';
import { hasScreen } from './web/open-browser.ts';
import { electronProgram } from './window/electron-program.ts';

/** `npm start`: the desktop window where Electron can open one, otherwise the same page in a browser. */

interface Reason {
  readonly key: MessageKey;
  readonly values: MessageValues;
}

/** An Electron that ends this soon with a failure has not opened a window. */
const NO_WINDOW_MS = 5000;

async function main(): Promise<number> {
  const product = findProduct();
  const language = systemLanguage();
  const read = readStartOptions(process.argv.slice(2));
  if (!read.ok) {
    new Output(false).error(read.error, language);
    return exitCodeOf(read.error);
  }
  const options = read.value;
  if (options.help) {
    process.stdout.write(`${text(language, 'start.help')}\n`);
    return 0;
  }
  const home = resolveHome(options.home);
  if (!(await buildIfStale(pageIsStale(product), () => buildPage(product), language))) return 1;

  const whyWeb = options.web ? null : await openDesktop(product, home, language);
  if (whyWeb === 'closed') return 0;
  const { serve } = await import('./serve.ts');
  const served = await serve(product, {
    home,
    port: options.port,
    opensBrowser: options.opensBrowser,
    place: '',
    language: null,
    whyWeb,
    json: false,
  });
  if (served.ok) return served.value;
  new Output(false).error(served.error, language);
  return exitCodeOf(served.error);
}

/** @returns `closed` when the window was there and is gone, else why there was none */
async function openDesktop(
  product: Product,
  home: string,
  language: Language,
): Promise<'closed' | Reason> {
  if (!hasScreen()) return { key: 'host.why-web.no-screen', values: {} };
  const program = await electronProgram(product.root);
  if (program.path === null) {
    return { key: 'host.why-web.no-electron', values: { reason: program.reason } };
  }
  if (!(await buildIfStale(hostsAreStale(product), () => buildHosts(product), language))) {
    return { key: 'host.why-web.no-electron', values: { reason: 'dist/main' } };
  }
  const startedAt = performance.now();
  const child = spawn(program.path, [product.root], {
    stdio: 'inherit',
    env: { ...process.env, HEARTH_HOME: home },
  });
  const [code, signal] = await once(child, 'exit');
  if (code === 0 || performance.now() - startedAt > NO_WINDOW_MS) return 'closed';
  return { key: 'host.why-web.no-window', values: { exit: String(signal ?? code) } };
}

async function buildIfStale(
  isStale: boolean,
  build: () => Promise<boolean>,
  language: Language,
): Promise<boolean> {
  if (!isStale) return true;
  process.stderr.write(`${text(language, 'host.building-page')}\n`);
  return build();
}

process.exitCode = await main();
process.exit();
