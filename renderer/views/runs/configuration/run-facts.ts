import type { RunEnvironment } from '../../../../app/training/run.ts';
import type { Locale } from '../../../locale.svelte.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Machine and software of a run. */
export function environmentFacts(
  environment: RunEnvironment,
  engine: string,
  locale: Locale,
): readonly Fact[] {
  return [
    { name: locale.text('run.environment.engine'), value: `${engine} (${environment.runtime})` },
    {
      name: locale.text('run.environment.processor'),
      value: locale.text('run.environment.cores', {
        cpu: environment.cpuModel,
        cores: environment.cpuCores,
        threads: environment.threads,
      }),
    },
    ...(environment.replanned
      ? [
          {
            name: locale.text('run.environment.plan'),
            value: locale.text('run.environment.replanned'),
          },
        ]
      : []),
    ...(environment.byOperator
      ? [
          {
            name: locale.text('run.environment.steps'),
            value: locale.text('run.environment.by-operator'),
          },
        ]
      : []),
    ...(environment.movedFrom === undefined
      ? []
      : [
          {
            name: locale.text('run.environment.before'),
            value: locale.text('run.environment.moved-from', {
              hearth: environment.movedFrom.hearthVersion,
              runtime: environment.movedFrom.runtime,
              device: environment.movedFrom.gpu ?? environment.movedFrom.cpuModel,
            }),
          },
        ]),
    ...(environment.continuedFrom === undefined
      ? []
      : [
          {
            name: locale.text('run.environment.continued'),
            value: locale.text('run.environment.continued-on-cpu', {
              engine: environment.continuedFrom.engine,
              error: locale.error(environment.continuedFrom.error),
            }),
          },
        ]),
    ...(environment.startedOver
      ? [
          {
            name: locale.text('run.environment.started'),
            value: locale.text('run.environment.started-over'),
          },
        ]
      : []),
    { name: locale.text('run.environment.memory'), value: locale.bytes(environment.memoryBytes) },
    { name: locale.text('run.environment.gpu'), value: cardText(environment) },
    { name: locale.text('run.environment.platform'), value: environment.platform },
    {
      name: locale.text('run.environment.software'),
      value: `Hearth ${environment.hearthVersion} · Node ${environment.nodeVersion}`,
    },
  ];
}

function cardText({ gpu, driver, card }: RunEnvironment): string {
  if (gpu === null) return '—';
  const asides = [driver, card && `${card.index}: ${card.uuid}`].filter((each) => each != null);
  return asides.length === 0 ? gpu : `${gpu} (${asides.join(', ')})`;
}
