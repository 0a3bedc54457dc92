import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { errorText } from '../../app/error-text.ts';
import { ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import {
  DEFAULT_ENGINE,
  type DeviceKind,
  ENGINE_IDS,
  ENGINES,
  type EngineId,
} from '../../app/training/engines.ts';
import { CASE_NAMES, type CaseName, USUAL_CASES } from '../bench/compare/cases.ts';
import { homeFolders } from '../home/home-folders.ts';
import { findProduct } from '../product.ts';
import { engineSetting } from '../runs/engine-setting.ts';
import { positiveNumber, wholeNumber } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

const MOST_ROUNDS = 100;
const MOST_SECONDS = 600;
const MOST_COMPILE_SECONDS = 3600;
/** Of what is counted; a card's driver and calls want longer than a processor. */
const WARM_SHARE = 0.5;
const LEAST_WARM_SECONDS: Readonly<Record<DeviceKind, number>> = { cpu: 0, gpu: 2 };

interface BenchOptions {
  readonly engine: EngineId;
  readonly case?: readonly CaseName[];
  readonly buildPeers?: boolean;
  readonly rounds: string;
  readonly seconds: string;
  readonly warm?: string;
  readonly compileBudget: string;
  readonly python?: string;
  readonly tf32?: boolean;
  readonly peak: boolean;
}

export const declareBench: DeclareCommand = (program, runner, words) => {
  program
    .command('bench')
    .description(text(words, 'cli.help.bench'))
    .addOption(
      new Option('--engine <engine>', text(words, 'cli.help.bench-engine'))
        .choices(ENGINE_IDS)
        .default(DEFAULT_ENGINE),
    )
    .addOption(
      new Option('--case <name...>', text(words, 'cli.help.bench-case')).choices(CASE_NAMES),
    )
    .option('--rounds <n>', text(words, 'cli.help.bench-rounds'), '5')
    .option('--seconds <s>', text(words, 'cli.help.bench-seconds'), '2')
    .option('--warm <s>', text(words, 'cli.help.bench-warm'))
    .option('--python <path>', text(words, 'cli.help.bench-python'))
    .option('--compile-budget <s>', text(words, 'cli.help.bench-compile'), '300')
    .option('--tf32', text(words, 'cli.help.bench-tf32'))
    .option('--no-peak', text(words, 'cli.help.bench-no-peak'))
    .option('--build-peers', text(words, 'cli.help.build-peers'))
    .action((options: BenchOptions, command: Command) =>
      runner.onFolder(command, async (home, language, { note, progress }) => {
        const numbers = numbersOf(options);
        if (!numbers.ok) return numbers;
        const resources = join(findProduct().installation, 'resources', 'peers');
        if (options.buildPeers === true) {
          const { buildPeers } = await import('../peers/build-peers.ts');
          const built = await buildPeers(resources, note);
          if (!built.ok) return built;
        }
        const { engine } = options;
        const { compareAll } = await import('../bench/compare/compare-all.ts');
        const { benchText } = await import('./bench-text.ts');
        const compared = await compareAll({
          ...numbers.value,
          engine,
          setting: engineSetting(homeFolders(home), 0, engine),
          names: namesOf(options),
          resources,
          python: options.python ?? process.env.HEARTH_PEER_PYTHON ?? null,
          tf32: options.tf32 === true,
          measuresPeak: options.peak,
          progress: (name, round) => {
            const key = round < 0 ? 'cli.bench-preparing' : 'cli.bench-round';
            progress(null, text(language, key, { name, round: round + 1 }));
          },
          leftOut: (error) => note(errorText(error, language)),
        });
        if (!compared.ok) return compared;
        return ok({ json: compared.value, text: benchText(compared.value, language) });
      }),
    );
};

function namesOf({ engine, case: named }: BenchOptions): readonly CaseName[] {
  const chosen = named ?? USUAL_CASES[ENGINES[engine].device];
  return CASE_NAMES.filter((name) => chosen.includes(name));
}

interface BenchNumbers {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmSeconds: number;
  readonly compileSeconds: number;
}

function numbersOf(options: BenchOptions): Result<BenchNumbers> {
  const rounds = wholeNumber('--rounds', options.rounds, MOST_ROUNDS);
  if (!rounds.ok) return rounds;
  const seconds = positiveNumber('--seconds', options.seconds, MOST_SECONDS);
  if (!seconds.ok) return seconds;
  const { device } = ENGINES[options.engine];
  const usualWarm = Math.max(LEAST_WARM_SECONDS[device], WARM_SHARE * seconds.value);
  const warm = positiveNumber('--warm', options.warm ?? String(usualWarm), MOST_SECONDS);
  if (!warm.ok) return warm;
  const compile = positiveNumber('--compile-budget', options.compileBudget, MOST_COMPILE_SECONDS);
  if (!compile.ok) return compile;
  return ok({
    rounds: Math.max(1, rounds.value),
    seconds: seconds.value,
    warmSeconds: warm.value,
    compileSeconds: compile.value,
  });
}
