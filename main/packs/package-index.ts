import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../../app/errors.ts';

const PYPI = 'https://pypi.org/simple';
const JSON_PAGE = 'application/vnd.pypi.simple.v1+json';
const ACCEPTED = `${JSON_PAGE}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1`;

/**
 * The index that pip would ask on this machine: a mirror serves as well as PyPI, since every file's
 * hash is known. Read from PIP_INDEX_URL, then from pip's configuration files, the user's before the
 * system's. @source https://pip.pypa.io/en/stable/topics/configuration
 */
export async function packageIndex(
  env: NodeJS.ProcessEnv = process.env,
  files: readonly string[] = configurationFiles(env),
): Promise<string> {
  const chosen = env.PIP_INDEX_URL || (await configuredIndex(files)) || PYPI;
  return chosen.replace(/\/+$/u, '');
}

/**
 * Where an index serves a file of a pack: its page of a project lists all (PEP 503; as JSON, PEP 691).
 * Fails with `packs/index-failed` or `packs/wheel-not-served`.
 */
export async function servedAt(
  index: string,
  { pack, project, file }: Readonly<Record<'pack' | 'project' | 'file', string>>,
  signal: AbortSignal,
): Promise<Result<string>> {
  const url = `${index}/${project}/`;
  if (!URL.canParse(url))
    return fail({ code: 'packs/index-failed', pack, url, reason: 'ERR_INVALID_URL' });
  const page = await readPage(url, pack, signal);
  if (!page.ok) return page;
  const found = page.value.find(({ filename }) => filename === file);
  return found === undefined
    ? fail({ code: 'packs/wheel-not-served', pack, file, url: shown(url) })
    : ok(found.url);
}

interface ServedFile {
  readonly filename: string;
  readonly url: string;
}

async function readPage(
  url: string,
  pack: string,
  signal: AbortSignal,
): Promise<Result<readonly ServedFile[]>> {
  const failed = (reason: string) =>
    fail({ code: 'packs/index-failed', pack, url: shown(url), reason });
  try {
    const answer = await fetch(shown(url), {
      headers: { accept: ACCEPTED, ...authorization(url) },
      signal,
    });
    if (!answer.ok) return failed(`HTTP ${answer.status}`);
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith(JSON_PAGE) ?? false;
    const files = isJson ? filesInJson(text) : filesInHtml(text);
    if (files === null) return failed(JSON_PAGE);
    return ok(files.map((each) => ({ ...each, url: new URL(each.url, answer.url).href })));
  } catch (cause) {
    if (signal.aborted) throw cause;
    return failed(networkReason(cause));
  }
}

const jsonPage = z.object({
  files: z.array(z.object({ filename: z.string(), url: z.string() })),
});

function filesInJson(text: string): readonly ServedFile[] | null {
  try {
    return jsonPage.parse(JSON.parse(text)).files;
  } catch {
    return null;
  }
}

/** Anchors whose text is the file's name; the address may carry a hash behind `#`. */
function filesInHtml(text: string): readonly ServedFile[] {
  return [...text.matchAll(/<a\s[^>]*href=["']([^"'#]+)[^>]*>\s*([^<\s]+)\s*<\/a>/giu)].map(
    ([, url = '', filename = '']) => ({ url: url.replaceAll('&amp;', '&'), filename }),
  );
}

/** Why a request got no answer, without its stack. */
export function networkReason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const behind = cause.cause;
  if (!(behind instanceof Error)) return cause.message;
  const { code } = behind as NodeJS.ErrnoException;
  return code === undefined || behind.message.includes(code)
    ? behind.message
    : `${behind.message} (${code})`;
}

/** A mirror's address may carry a password, which `fetch` refuses and nobody should read. */
export function shown(url: string): string {
  const parts = new URL(url);
  parts.username = '';
  parts.password = '';
  return parts.href;
}

/** What `fetch` is given in its place. */
export function authorization(url: string): Readonly<Record<string, string>> {
  const { username, password } = new URL(url);
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function configurationFiles(env: NodeJS.ProcessEnv): readonly string[] {
  const { PIP_CONFIG_FILE, VIRTUAL_ENV, XDG_CONFIG_HOME, APPDATA, PROGRAMDATA } = env;
  const name = process.platform === 'win32' ? 'pip.ini' : 'pip.conf';
  const user =
    process.platform === 'win32'
      ? [APPDATA && join(APPDATA, 'pip', name), PROGRAMDATA && join(PROGRAMDATA, 'pip', name)]
      : [
          join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'pip', name),
          join(homedir(), '.pip', name),
          '/etc/xdg/pip/pip.conf',
          '/etc/pip.conf',
        ];
  const first = [PIP_CONFIG_FILE, VIRTUAL_ENV && join(VIRTUAL_ENV, name)];
  return [...first, ...user].flatMap((path) => (path ? [path] : []));
}

async function configuredIndex(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const found = /^\s*index[-_]url\s*[=:]\s*(\S+)/mu.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
