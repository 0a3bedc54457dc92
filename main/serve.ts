import { fail, ok, type Result } from '../app/errors.ts';
import type { Language } from '../app/language.ts';
import { type MessageKey, type MessageValues, text } from '../app/text.ts';
import { buildPage, pageIsStale } from './build/build-page.ts';
import type { ServerWish } from './commands/verb.ts';
import { composeWith, forkedEngines } from './compose.ts';
import { hostEnd, keepUntilEnded } from './console/end-of-host.ts';
import { outliveTerminal } from './console/interrupts.ts';
import { homeLanguage } from './console/language.ts';
import { bugLog } from './home/bug-log.ts';
import { homeFolders } from './home/home-folders.ts';
import { openHost } from './home/open-host.ts';
import type { Product } from './product.ts';
import { openBrowser } from './web/open-browser.ts';
import { startWebHost } from './web/web-host.ts';

export interface ServeOptions extends ServerWish {
  readonly home: string;
  /** Chosen on the command line; the home's setting decides otherwise. */
  readonly language: Language | null;
  /** Why the desktop window is not used, where it was tried. */
  readonly whyWeb: { readonly key: MessageKey; readonly values: MessageValues } | null;
  /** One JSON document instead of sentences. */
  readonly json: boolean;
}

/**
 * The loopback web host: the workbench in a browser on 127.0.0.1, until it is ended.
 * Fails with `host/port-in-use`, `home/locked`, `file/not-found` for a page that does not build, or as
 * the workbench does.
 * @returns the exit code
 */
export async function serve(product: Product, options: ServeOptions): Promise<Result<number>> {
  outliveTerminal();
  if (pageIsStale(product)) {
    process.stderr.write(`${text(options.language ?? 'en', 'host.building-page')}\n`);
    if (!(await buildPage(product))) return fail({ code: 'file/not-found', path: product.page });
  }
  const end = hostEnd();
  const recordBug = bugLog(options.home);
  const opened = await openHost({
    home: options.home,
    kind: 'web',
    compose: composeWith(product, forkedEngines(product)),
    quit: () => end.ask(0),
    recordBug,
  });
  if (!opened.ok) return opened;
  const host = opened.value;

  const started = await startWebHost({
    port: options.port,
    pageFolder: product.page,
    uploadsFolder: homeFolders(host.home).uploads,
    serve: host.serve,
    recordBug,
  });
  if (!started.ok) {
    await host.close({ stopRuns: true });
    return started;
  }
  const web = started.value;
  const language = options.language ?? (await homeLanguage(host.client()));
  const address = web.newAddress() + options.place;
  // From the first printed word on, Ctrl-C ends the host in order.
  const ended = keepUntilEnded(host, end, language);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ address, port: web.port })}\n`);
  } else {
    for (const line of greeting(language, address, options)) process.stdout.write(`${line}\n`);
  }
  if (options.opensBrowser && !(await openBrowser(address))) {
    process.stderr.write(`${text(language, 'host.no-browser')}\n`);
  }
  const exitCode = await ended;
  await web.close();
  return ok(exitCode);
}

function greeting(
  language: Language,
  address: string,
  { whyWeb }: ServeOptions,
): readonly string[] {
  return [
    ...(whyWeb === null ? [] : [text(language, whyWeb.key, whyWeb.values)]),
    text(language, 'host.address', { address }),
    text(language, 'host.address-once'),
  ];
}
