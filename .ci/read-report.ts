// What the runners' JSON reports tell: their own counts, and what failed in a line and a few words each.
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  failures: readonly string[];
}

/** The first lines of an error, without colours and the runner's own calls. */
function head(message: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape.
  const plain = message.replace(/\u001b\[[\d;]*m/g, '');
  const lines = plain.split('\n').filter((line) => !line.includes('node_modules'));
  return lines.slice(0, 6).join('\n    ');
}

/** Failed tests, and files that failed before any test of theirs. */
export function readVitest(text: string): Counts {
  const read = JSON.parse(text) as {
    numPassedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: readonly {
      name: string;
      status: string;
      message: string;
      assertionResults: readonly {
        fullName: string;
        status: string;
        failureMessages: readonly string[];
      }[];
    }[];
  };
  const failed = read.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const tests = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${file} > ${test.fullName}\n    ${head(test.failureMessages[0] ?? '')}`);
    return tests.length > 0 || status !== 'failed' ? tests : [`${file}\n    ${head(message)}`];
  });
  return {
    failures: failed,
    passed: read.numPassedTests,
    failed: failed.length,
    skipped: read.numPendingTests + read.numTodoTests,
  };
}

/** What Playwright's report holds of a file or a group in it. */
interface Suite {
  suites?: readonly Suite[];
  specs: readonly {
    file: string;
    line: number;
    title: string;
    ok: boolean;
    tests: readonly { results: readonly { error?: { message?: string } }[] }[];
  }[];
}

function failuresOf(suite: Suite): string[] {
  const own = suite.specs
    .filter(({ ok }) => !ok)
    .map(({ file, line, title, tests }) => {
      const results = tests.flatMap(({ results }) => results);
      const message = results.find(({ error }) => error)?.error?.message ?? '';
      return `e2e/${file}:${line} > ${title}\n    ${head(message)}`;
    });
  return [...own, ...(suite.suites ?? []).flatMap(failuresOf)];
}

export function readPlaywright(text: string): Counts {
  const { stats, suites } = JSON.parse(text) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    suites: readonly Suite[];
  };
  return {
    failures: suites.flatMap(failuresOf),
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  };
}
