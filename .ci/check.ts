// Everything that must hold, in one command: types, lint, imports, unused code, then all tests.
// The last line counts every check and test: `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOrInstallBrowser } from './browser.ts';
import { type Counts, readPlaywright, readVitest } from './read-report.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), 'hearth-check-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
/** What failed, a line each: told again at the end, since a long output is often cut at its head. */
const failures: string[] = [];
/** When each part began: how long each took is told at the end, so that one sees what to shorten. */
const parts: { readonly name: string; readonly startedAtMs: number }[] = [];
/**
 * Tests start programs hundreds of times: built ones, in a folder that no test builds into, whose
 * compiled modules are kept between them.
 */
const PROGRAMS = {
  HEARTH_PROGRAMS: 'dist/tested',
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'hearth'),
};

function begin(name: string): void {
  parts.push({ name, startedAtMs: performance.now() });
  title(name);
}

function title(words: string): void {
  console.log(`\n── ${words} ${'─'.repeat(Math.max(0, 70 - words.length))}`);
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  const { status } = spawnSync(join(root, 'node_modules/.bin', command), args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...PROGRAMS, ...env },
  });
  return status ?? 1;
}

function check(name: string, command: string, args: readonly string[]): void {
  begin(name);
  const passed = run(command, args) === 0;
  totals[passed ? 'passed' : 'failed'] += 1;
  if (!passed) failures.push(name);
  console.log(`${name}: ${passed ? 'passed' : 'FAILED'}`);
}

function skip(name: string, reason: string): void {
  totals.skipped += 1;
  console.log(`SKIPPED ${name}: ${reason}`);
}

/** Adds a runner's own counts; a runner that left no report counts as one failure. */
function count(name: string, status: number, report: string, read: (text: string) => Counts): void {
  if (!existsSync(report)) {
    totals.failed += 1;
    failures.push(`${name}: no report (exit ${status})`);
    return;
  }
  const counts = read(readFileSync(report, 'utf8'));
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  totals.skipped += counts.skipped;
  failures.push(...counts.failures);
  if (status !== 0 && counts.failed === 0) {
    totals.failed += 1;
    failures.push(`${name}: the runner failed (exit ${status})`);
  }
}

function vitest(project: string, env: NodeJS.ProcessEnv = {}): void {
  begin(`tests: ${project}`);
  const report = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = run('vitest', ['run', '--project', project, ...reporters], env);
  count(project, status, report, readVitest);
}

function endToEnd(browserPath: string): void {
  begin('tests: end to end');
  const report = join(reports, 'e2e.json');
  const status = run(
    'playwright',
    ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
    {
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      CHROMIUM_PATH: browserPath,
    },
  );
  count('end to end', status, report, readPlaywright);
}

check('types', 'tsc', ['-b']);
check('types of the page', 'svelte-check', [
  '--tsconfig',
  'renderer/tsconfig.json',
  '--threshold',
  'warning',
]);
check('lint', 'biome', ['check', '--error-on-warnings', '.']);
check('imports', 'depcruise', [
  '--config',
  '.dependency-cruiser.mjs',
  'app',
  'main',
  'renderer',
  'e2e',
]);
check('unused code', 'knip', []);
check('page build', 'vite', ['build', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn']);
check('programs build', 'vite', [
  'build',
  '--config',
  'main/vite.config.ts',
  '--outDir',
  PROGRAMS.HEARTH_PROGRAMS,
  '--logLevel',
  'warn',
]);
vitest('node');
vitest('interop');
const browser = findOrInstallBrowser();
if (browser.found) {
  vitest('browser', { CHROMIUM_PATH: browser.path });
  endToEnd(browser.path);
} else {
  const reason = `${browser.reason}. Run: ${browser.command}`;
  skip('component tests in a browser', reason);
  skip('end-to-end tests in a browser', reason);
}
rmSync(reports, { recursive: true, force: true });

begin('end');
title('seconds');
for (const [at, { name, startedAtMs }] of parts.slice(0, -1).entries()) {
  const until = parts[at + 1]?.startedAtMs ?? startedAtMs;
  console.log(`${((until - startedAtMs) / 1000).toFixed(0).padStart(5)}  ${name}`);
}
if (failures.length > 0) {
  title('failed');
  for (const failure of failures) console.log(failure);
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;
