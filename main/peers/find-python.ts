import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { fail, ok, type Result } from '../../app/errors.ts';

const run = promisify(execFile);
const CANDIDATES = process.platform === 'win32' ? ['python'] : ['python3'];
/** What NumPy and Keras ask for. */
const OLDEST = [3, 11] as const;
/** A compiler for PyTorch's: stand-ins for CUDA's libraries, and `torch.compile`. */
const COMPILERS = process.platform === 'linux' ? ['cc', 'c++', 'nm'] : [];
const APT_PACKAGES = ['python3-venv', 'python3-dev', 'g++'];
const APT = ['install', '-y', '--no-install-recommends', ...APT_PACKAGES];

/**
 * A Python that can make environments, with the compiler that PyTorch needs. What Debian lacks is
 * installed if this process may; it never asks for a password.
 * @returns its command, or `peers/tool-missing` with the command that would bring it
 */
export async function findPython(say: (words: string) => void): Promise<Result<string>> {
  const first = await look();
  if ('python' in first) return ok(first.python);
  const hasApt = existsSync('/usr/bin/apt-get');
  if (hasApt && process.getuid?.() === 0) {
    say(`Installing Debian’s ${APT_PACKAGES.join(', ')} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await succeeds('apt-get', ['update'], env);
    await succeeds('apt-get', APT, env);
    const second = await look();
    if ('python' in second) return ok(second.python);
  }
  const command = `sudo apt-get ${APT.join(' ')}`;
  return fail({ code: 'peers/tool-missing', tool: first.missing, command });
}

async function look(): Promise<{ readonly python: string } | { readonly missing: string }> {
  for (const compiler of COMPILERS) {
    if (!(await succeeds(compiler, ['--version']))) return { missing: compiler };
  }
  // Debian's Python has `venv`, but without the package of that name nothing to install with.
  const fits = `import sys, venv, ensurepip; sys.exit(sys.version_info < (${OLDEST.join(', ')}))`;
  for (const python of CANDIDATES) {
    if (await succeeds(python, ['-c', fits])) return { python };
  }
  return { missing: `Python ${OLDEST.join('.')} (venv)` };
}

async function succeeds(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  try {
    await run(command, args, { env });
    return true;
  } catch {
    return false;
  }
}
