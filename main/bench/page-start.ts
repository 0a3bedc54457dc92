import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium } from 'playwright';
import { findProduct } from '../product.ts';
import { type Figure, median, type Omission } from './figure.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ID = 'page-start';
const LABEL = 'From starting the host to a usable page in Chromium';
const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** The first start builds the page and warms the disk; it does not count. */
const STARTS = 4;
const START_TIMEOUT_MS = 120_000;

/** Starts the web host anew several times, each time on a fresh home, and opens its page. */
export async function pageStart(): Promise<readonly (Figure | Omission)[]> {
  const executablePath = [process.env.CHROMIUM_PATH, ...CHROMIUMS].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (executablePath === undefined) {
    return [{ id: ID, label: LABEL, reason: 'no Chromium found (set CHROMIUM_PATH)' }];
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const seconds: number[] = [];
    for (let start = 0; start < STARTS; start += 1) {
      seconds.push(await inTemporaryFolder((home) => startOnce(home, browser)));
    }
    return [
      {
        id: ID,
        label: LABEL,
        value: median(seconds.slice(1)),
        unit: 's',
        target: { kind: 'below', value: 2 },
        detail: { starts: seconds.length - 1, first: seconds[0] ?? Number.NaN },
      },
    ];
  } finally {
    await browser.close();
  }
}

async function startOnce(home: string, browser: Browser): Promise<number> {
  const page = await browser.newPage();
  const began = performance.now();
  const host = spawn(
    process.execPath,
    [join(findProduct().root, 'main/hearth.js'), 'serve', '--no-open', '--json', '--home', home],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    await page.goto(await addressOf(host), { timeout: START_TIMEOUT_MS });
    await page.getByRole('main').getByRole('heading').first().waitFor();
    return (performance.now() - began) / 1000;
  } finally {
    await page.close();
    const ended = once(host, 'exit');
    host.kill('SIGTERM');
    await ended;
  }
}

/** The host's first line says where its page is. */
async function addressOf(host: ChildProcess): Promise<string> {
  if (host.stdout === null) throw new Error('The host has no standard output.');
  for await (const line of createInterface({ input: host.stdout })) {
    return JSON.parse(line).address;
  }
  throw new Error('The host ended before it said its address.');
}
