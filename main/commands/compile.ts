import type { Command } from 'commander';
import { type CompileStage, compileStages } from '../../app/compiler/compile-stages.ts';
import { costOf, type ModelCost, trainingBytes } from '../../app/compiler/cost.ts';
import { type ExecutionPlan, STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { PlannedExecution } from '../../app/contract/engine.ts';
import { measuredSpeed } from '../../app/contract/measured-speed.ts';
import type { RunCost } from '../../app/cost/run-cost.ts';
import type { Dataset } from '../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { formatBytes, formatCount, formatDuration, formatFlops } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { type DurationPrediction, predictDuration } from '../../app/training/predict-duration.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { stepPlan } from '../../app/training/step-plan.ts';
import { textPairs, textTable } from '../console/table.ts';
import { type Amounts, amountsHere } from './amounts.ts';
import { type ModelOptions, modelAndPlan, withModelOptions } from './model-options.ts';
import type { DeclareCommand } from './verb.ts';

interface CompileOptions extends ModelOptions {
  /** True for all stages. */
  readonly dump?: string | true;
  readonly plan: string;
}

/** What a run would ask of this machine, known before it starts. */
interface Preflight {
  readonly cost: ModelCost & { readonly memoryBytes: number };
  /** Null until the doctor has measured this machine. */
  readonly prediction: DurationPrediction | null;
  readonly price: RunCost | null;
  /** What the graph below is written for. */
  readonly planned: PlannedExecution;
}

/** Of the plans a graph can be shown for, the one asked for. */
function executionOf(wanted: string, { execution }: PlannedExecution): Result<ExecutionPlan> {
  if (wanted === 'machine') return ok(execution);
  if (wanted === 'standard') return ok(STANDARD_PLAN);
  return fail({
    code: 'usage/invalid',
    problem: 'value-invalid',
    subject: `--plan ${wanted}`,
    expected: 'machine | standard',
  });
}

export const declareCompile: DeclareCommand = (program, runner, words) => {
  const command = program.command('compile').description(text(words, 'cli.help.compile'));
  withModelOptions(command, words)
    .option('--dump [stage]', text(words, 'cli.help.dump'))
    .option('--plan <plan>', text(words, 'cli.help.plan'), 'machine')
    .action((options: CompileOptions, given: Command) =>
      runner.onHost(given, async ({ client, language }) => {
        const wanted = await modelAndPlan(client, options);
        if (!wanted.ok) return wanted;
        const { model, plan } = wanted.value;
        const dataset = await client.request('datasets.get', { dataset: options.dataset });
        if (!dataset.ok) return dataset;
        const cost = costOf(model, dataset.value, plan, plan.batchSize);
        if (!cost.ok) return cost;
        const planned = await client.request('runs.plan-execution', {
          dataset: options.dataset,
          model,
          plan,
        });
        if (!planned.ok) return planned;
        const execution = executionOf(options.plan, planned.value);
        if (!execution.ok) return execution;
        const stepped = stepPlan(
          plan,
          dataset.value.rows.train,
          dataset.value.classCounts.map(({ count }) => count),
        );
        const compiled = compileStages(
          model,
          stepped,
          dataset.value,
          plan.batchSize,
          execution.value,
        );
        if (!compiled.ok) return compiled;
        const stages = chosenStages(compiled.value, options.dump);
        if (!stages.ok) return stages;
        const preflight = await preflightOf(client, cost.value, plan, dataset.value, {
          ...planned.value,
          execution: execution.value,
        });
        if (!preflight.ok) return preflight;
        const dumped = options.dump !== undefined;
        const amounts = await amountsHere(client, language);
        return ok({
          json: {
            ...preflight.value,
            stages: stages.value.map(({ name, nodes, text: dump }) =>
              dumped ? { name, nodes, text: dump } : { name, nodes },
            ),
          },
          text: dumped
            ? stages.value.map(stageText).join('\n\n')
            : `${preflightText(preflight.value, amounts, language)}\n\n${stageTable(stages.value, language)}`,
        });
      }),
    );
};

function chosenStages(
  stages: readonly CompileStage[],
  wanted: CompileOptions['dump'],
): Result<readonly CompileStage[]> {
  if (typeof wanted !== 'string') return ok(stages);
  const chosen = stages.filter(({ name }) => name === wanted);
  return chosen.length > 0
    ? ok(chosen)
    : fail({
        code: 'usage/invalid',
        problem: 'value-invalid',
        subject: `--dump ${wanted}`,
        expected: stages.map(({ name }) => name).join(' | '),
      });
}

async function preflightOf(
  client: HostClient,
  cost: ModelCost,
  plan: RunPlan,
  { rows }: Dataset,
  planned: PlannedExecution,
): Promise<Result<Preflight>> {
  const counted = { ...cost, memoryBytes: trainingBytes(cost) };
  const report = await client.request('doctor.report', { measure: false });
  if (!report.ok) return report;
  const speed = measuredSpeed(report.value);
  if (speed === null) {
    return ok({ cost: counted, prediction: null, price: null, planned });
  }
  const prediction = predictDuration(cost, plan, rows, speed);
  const price = await client.request('runs.preview-cost', {
    seconds: prediction.seconds,
    samplesPerSecond: prediction.samplesPerSecond,
    flopsPerSample: cost.flopsPerSample,
    parameters: cost.parameters,
    batchSize: plan.batchSize,
  });
  return price.ok ? ok({ cost: counted, prediction, price: price.value, planned }) : price;
}

function planText({ execution, tuned }: PlannedExecution, language: Language): string {
  const { blockSize, threads, recomputeAbove } = execution;
  return [
    blockSize === 0
      ? text(language, 'cli.plan.standard')
      : text(language, 'cli.plan.blocks', { blockSize }),
    text(language, 'cli.plan.threads', { threads }),
    ...(recomputeAbove === undefined ? [] : [text(language, 'cli.plan.recompute')]),
    ...(tuned ? [text(language, 'cli.plan.tuned')] : []),
  ].join(' · ');
}

function preflightText(
  { cost, prediction, price, planned }: Preflight,
  amounts: Amounts,
  language: Language,
): string {
  const count = (value: number) => formatCount(Math.round(value), language);
  return textPairs([
    [text(language, 'models.parameters'), count(cost.parameters)],
    [text(language, 'models.flops'), formatFlops(cost.flopsPerSample, language)],
    [text(language, 'models.memory'), `≈ ${formatBytes(cost.memoryBytes, language)}`],
    [text(language, 'models.kernels'), count(cost.kernels)],
    [text(language, 'cli.plan'), planText(planned, language)],
    [
      text(language, 'models.predicted-time'),
      prediction === null
        ? text(language, 'models.not-measured')
        : `≈ ${formatDuration(prediction.seconds, language)} (${formatDuration(prediction.lowSeconds, language)} – ${formatDuration(prediction.highSeconds, language)})`,
    ],
    [text(language, 'models.predicted-cost'), price === null ? null : `≈ ${amounts.of(price.usd)}`],
  ]);
}

function stageTable(stages: readonly CompileStage[], language: Language): string {
  return textTable(
    [
      { title: text(language, 'cli.stage'), value: ({ name }: CompileStage) => name },
      {
        title: text(language, 'cli.nodes'),
        value: ({ nodes }) => formatCount(nodes, language),
        isNumber: true,
      },
    ],
    stages,
  );
}

const stageText = ({ name, nodes, text: dump }: CompileStage): string =>
  `── ${name} (${nodes})\n${dump}`;
