import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';
import type { Pack } from './catalogue.ts';
import { fileSha256 } from './checksum.ts';
import type { Wheel } from './wheel.ts';

/**
 * The files of a pack's wheels in a folder, or beside one of them: how a pack comes to a machine
 * without internet. Fails with `file/not-found`, `packs/wheel-foreign`, `packs/wheel-other` or
 * `packs/wheel-missing`.
 */
export async function localWheels(
  { id }: Pack,
  wheels: readonly Wheel[],
  from: string,
): Promise<Result<ReadonlyMap<Wheel, string>>> {
  const path = resolve(from);
  const found = await stat(path).catch(() => null);
  if (found === null) return fail({ code: 'file/not-found', path });
  const isAccepted = wheels.some((wheel) => namesOf(wheel).includes(basename(path)));
  if (!found.isDirectory() && !isAccepted) {
    const expected = wheels.map(({ file }) => file);
    const other = otherBuild(wheels, path);
    return fail(other ?? { code: 'packs/wheel-foreign', pack: id, path, expected });
  }
  const folder = found.isDirectory() ? path : dirname(path);
  const files = new Set(await filesOf(folder));
  const paths = new Map<Wheel, string>();
  const missing: string[] = [];
  for (const wheel of wheels) {
    const given = found.isDirectory() ? [] : [basename(path)];
    const name = [...given, ...namesOf(wheel)].find(
      (each) => namesOf(wheel).includes(each) && files.has(each),
    );
    if (name === undefined) missing.push(wheel.file);
    else paths.set(wheel, join(folder, name));
  }
  if (missing.length === 0) return ok(paths);
  const lacking = wheels.filter((wheel) => !paths.has(wheel));
  for (const file of files) {
    const other = otherBuild(lacking, join(folder, file));
    if (other !== null) return fail(other);
  }
  return fail({ code: 'packs/wheel-missing', folder, files: missing });
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

/** What is known of a wheel by its name. @source PEP 427: name-version[-build]-python-abi-platform */
function readName(file: string) {
  const [, project, version, build] = /^([^-]+)-([^-]+)-(.+)\.whl$/u.exec(file) ?? [];
  return project === undefined || version === undefined || build === undefined
    ? null
    : { project, version, build };
}

/** How a file differs from the wheel of its project that is taken; null where it is of no such project. */
function otherBuild(wheels: readonly Wheel[], path: string): AppError | null {
  const found = readName(basename(path));
  if (found === null) return null;
  for (const { file } of wheels) {
    const needed = readName(file);
    if (needed === null || needed.project !== found.project) continue;
    const differs = needed.version === found.version ? 'build' : 'version';
    return {
      code: 'packs/wheel-other',
      path,
      differs,
      found: found[differs],
      needed: needed[differs],
      file,
    };
  }
  return null;
}

/**
 * Whether a file is the published one, to the bit. Fails with `packs/wheel-incomplete` or
 * `packs/wheel-altered`.
 */
export async function checkWheel(
  wheel: Wheel,
  path: string,
  signal: AbortSignal,
): Promise<Result<null>> {
  const name = basename(path);
  const other = wheel.equals.find(({ file }) => file === name);
  const { size } = await stat(path);
  if (other === undefined && size !== wheel.sizeBytes) {
    const { sizeBytes: expectedBytes } = wheel;
    return fail({ code: 'packs/wheel-incomplete', path, expectedBytes, foundBytes: size });
  }
  const expectedSha256 = other?.sha256 ?? wheel.sha256;
  const read = await sha256Of(path, signal);
  if (!read.ok) return read;
  const foundSha256 = read.value;
  return foundSha256 === expectedSha256
    ? ok(null)
    : fail({ code: 'packs/wheel-altered', path, expectedSha256, foundSha256 });
}

async function sha256Of(path: string, signal: AbortSignal): Promise<Result<string>> {
  try {
    return ok(await fileSha256(path, signal));
  } catch (cause) {
    if (signal.aborted) throw cause;
    return fail(knownFileFailure(cause, path, 'read'));
  }
}

function namesOf({ file, equals }: Wheel): readonly string[] {
  return [file, ...equals.map((other) => other.file)];
}
