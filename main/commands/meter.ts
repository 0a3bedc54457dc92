import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { Params } from '../../app/contract/requests.ts';
import { DEFAULT_LOAD, parsedLoad } from '../../app/cost/measurement/load-fields.ts';
import {
  type Measurement,
  SERVING_APIS,
  type ServingLoad,
} from '../../app/cost/measurement/measurement.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { measurementText, meteringText } from './measurement-text.ts';
import { choiceOf } from './option-values.ts';
import type { Answer, DeclareCommand, VerbContext } from './verb.ts';

interface Options {
  readonly model?: string;
  readonly api: string;
  readonly concurrency: string;
  readonly promptTokens: string;
  readonly answerTokens: string;
  readonly sharedPrefix: string;
  readonly requests: string;
  readonly seconds: string;
  readonly timeout: string;
  readonly apiKeyEnv?: string;
  readonly allowPublic?: boolean;
  readonly keepPartial?: boolean;
  readonly name?: string;
}

/** Field of a load → its option. */
const OPTIONS: Readonly<Record<keyof ServingLoad, string>> = {
  concurrencies: '--concurrency',
  promptTokens: '--prompt-tokens',
  answerTokens: '--answer-tokens',
  sharedTokens: '--shared-prefix',
  requests: '--requests',
  seconds: '--seconds',
  timeoutSeconds: '--timeout',
};

export const declareMeter: DeclareCommand = (program, runner, words) => {
  const initial = (field: keyof ServingLoad) => String(DEFAULT_LOAD[field]);
  program
    .command('meter')
    .description(text(words, 'cli.help.meter'))
    .argument('<url>', text(words, 'cli.help.meter-url'))
    .option('--model <name>', text(words, 'cli.help.meter-model'))
    .option('--api <api>', text(words, 'cli.help.meter-api'), 'chat')
    .option(
      '--concurrency <list>',
      text(words, 'cli.help.meter-concurrency'),
      initial('concurrencies'),
    )
    .option('--prompt-tokens <n>', text(words, 'cli.help.meter-prompt'), initial('promptTokens'))
    .option('--answer-tokens <n>', text(words, 'cli.help.meter-answer'), initial('answerTokens'))
    .option('--shared-prefix <n>', text(words, 'cli.help.meter-shared'), initial('sharedTokens'))
    .option('--requests <n>', text(words, 'cli.help.meter-requests'), initial('requests'))
    .option('--seconds <n>', text(words, 'cli.help.meter-seconds'), initial('seconds'))
    .option('--timeout <seconds>', text(words, 'cli.help.meter-timeout'), initial('timeoutSeconds'))
    .option('--api-key-env <variable>', text(words, 'cli.help.meter-key'))
    .option('--allow-public', text(words, 'cli.help.meter-public'))
    .option('--keep-partial', text(words, 'cli.help.meter-partial'))
    .option('--name <name>', text(words, 'cli.help.meter-name'))
    .action((url: string, options: Options, command: Command) =>
      runner.onHost(command, async (context) => {
        const wish = meterWish(url, options, process.env);
        return wish.ok ? meter(context, wish.value) : wish;
      }),
    );
};

type Wish = Params<'measurements.start'>;

/** What the options ask for. Fails with `usage/invalid` or `meter/key-missing`. */
export function meterWish(
  url: string,
  options: Options,
  env: Readonly<Record<string, string | undefined>>,
): Result<Wish> {
  const api = choiceOf('--api', options.api, SERVING_APIS);
  if (!api.ok) return api;
  const load = parsedLoad({
    concurrencies: options.concurrency,
    promptTokens: options.promptTokens,
    answerTokens: options.answerTokens,
    sharedTokens: options.sharedPrefix,
    requests: options.requests,
    seconds: options.seconds,
    timeoutSeconds: options.timeout,
  });
  if (!load.ok) return asUsage(load);
  const { apiKeyEnv: variable } = options;
  const apiKey = variable === undefined ? null : env[variable];
  if (apiKey === undefined || apiKey === '') {
    return fail({ code: 'meter/key-missing', variable: variable ?? '' });
  }
  return ok({
    token: randomUUID(),
    name: options.name ?? null,
    url,
    api: api.value,
    model: options.model ?? null,
    load: load.value,
    apiKey,
    allowPublic: options.allowPublic ?? false,
    keepPartial: options.keepPartial ?? false,
  });
}

function asUsage<T>(result: Extract<Result<T>, { ok: false }>): Result<never> {
  const { error } = result;
  if (error.code !== 'meter/load-invalid') return result;
  const option = OPTIONS[error.field as keyof ServingLoad];
  const subject = `${option} ${error.value}`;
  const { expected } = error;
  return fail({ code: 'usage/invalid', problem: 'value-invalid', subject, expected });
}

/** Measures, asking once more where a public address needs the user's word. */
async function meter(context: VerbContext, wish: Wish): Promise<Result<Answer | null>> {
  const { language, confirm, emit } = context;
  let measured = await measure(context, wish);
  if (!measured.ok && measured.error.code === 'meter/address-public') {
    const { host, address } = measured.error;
    const isMeant = await confirm(text(language, 'metering.ask-public', { host, address }));
    if (isMeant) measured = await measure(context, { ...wish, allowPublic: true });
  }
  if (!measured.ok) {
    const isLoss = measured.error.code === 'meter/cut-short' && !wish.keepPartial;
    if (isLoss) context.note(text(language, 'metering.nothing-kept'));
    return measured;
  }
  const measurement = measured.value;
  const answer = { json: { measurement }, text: measurementText(measurement, language) };
  if (measurement.cutShortBy === null) return ok(answer);
  emit(answer.json, answer.text);
  return fail(measurement.cutShortBy);
}

async function measure(
  { client, language, progress, onInterrupt, lost }: VerbContext,
  wish: Wish,
): Promise<Result<Measurement>> {
  const unsubscribe = client.subscribe('measurement.progress', (event) => {
    if (event.token !== wish.token) return;
    const { fraction, words } = meteringText(event, language);
    progress(fraction, words);
  });
  onInterrupt(() => void client.request('measurements.stop', { token: wish.token }));
  try {
    const measured = client.request('measurements.start', wish);
    return await Promise.race([measured, lost.then((error) => fail(error))]);
  } finally {
    unsubscribe();
  }
}
