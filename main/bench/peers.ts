/*
 * `hearth bench` by itself: for a rented machine that has these sources, Node and ONNX Runtime, but
 * nothing of what the other verbs need. Its options are the same, `--home` and `--json` among them.
 */
import { Command } from 'commander';
import { declareBench } from '../commands/bench.ts';
import type { Runner } from '../commands/verb.ts';
import { exitCodeOf, Output } from '../console/output.ts';
import { resolveHome } from '../home/resolve-home.ts';

const refused = () => Promise.reject(new Error('There is only bench here.'));
const runner: Runner = {
  onHost: refused,
  asServer: refused,
  onFolder: async (command, verb) => {
    const { home, json = false } = command.optsWithGlobals<{ home?: string; json?: boolean }>();
    const output = new Output(json);
    const answer = await verb(resolveHome(home), 'en', {
      note: (words) => output.note(words),
      progress: (fraction, words) => output.progress(fraction, words),
    });
    output.clear();
    if (answer.ok) return output.answer(answer.value);
    output.error(answer.error, 'en');
    process.exitCode = exitCodeOf(answer.error);
  },
};
const program = new Command('peers').option('--home <folder>').option('--json');
declareBench(program, runner, 'en');
await program.parseAsync(['bench', ...process.argv.slice(2)], { from: 'user' });
