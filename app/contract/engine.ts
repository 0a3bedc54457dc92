import type { ModelSpec } from '../architecture/model-spec.ts';
import type { ExecutionPlan } from '../compiler/execution-plan.ts';
import type { Split } from '../dataset/dataset.ts';
import type { SampleNumbers } from '../dataset/sample.ts';
import type { AppError } from '../errors.ts';
import type { ExportFormat } from '../exchange/export-formats.ts';
import type { ExportedModel } from '../exchange/export-model.ts';
import type { RunId } from '../ids.ts';
import type { OutputReading } from '../metrics/output-reading.ts';
import type { RankedUsers } from '../metrics/ranking-comparison.ts';
import type { MetricPoint } from '../metrics/series.ts';
import type { EngineId } from '../training/engines.ts';
import type { ReferenceName } from '../training/reference-model.ts';
import type { RunEnvironment } from '../training/run.ts';
import type { RunPlan } from '../training/run-plan.ts';

/** What the host asks of an engine process; one piece of work per process. */
export type EngineWork = EngineTask & EngineSetting;

/** What it is done with. */
export interface EngineSetting {
  /** The processor's own where left out. */
  readonly engine?: EngineId | undefined;
  /** Threads of one operator on the processor; 0 lets the engine choose. */
  readonly threads: number;
  /** What the engine's libraries lie in, where they do not come with Hearth. */
  readonly pack?: EnginePack | undefined;
  /** Why they cannot be used though they are there. */
  readonly packFault?: AppError | undefined;
  /** UUID of the card that the process is to see, alone; all where left out. */
  readonly card?: string | undefined;
  /** Place of the card that an engine that numbers them takes; its first where left out. */
  readonly adapter?: number | undefined;
}

/** An installed pack, as an engine process uses it. */
export interface EnginePack {
  readonly folder: string;
  /** Variables that the process is started with: loaders read them only then. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How a model that learnt what comes next is to go on with a text. */
export interface TextContinuation {
  /** Tokens of the row that are text; at least 1. */
  readonly filled: number;
  /** New ones at the most. */
  readonly tokens: number;
  /** 0 for the likeliest token each time. */
  readonly temperature: number;
  readonly seed: number;
}

/** Where rows have what is to be translated, and its translation as far as it is written. */
export interface TextTranslation {
  /** Place of a row from which on the translation stands. */
  readonly from: number;
}

export type EngineTask =
  | {
      readonly kind: 'train';
      readonly runId: RunId;
      /** Folder of the run: checkpoints are written below it. */
      readonly runFolder: string;
      readonly datasetFolder: string;
      readonly model: ModelSpec;
      readonly plan: RunPlan;
      /** Checkpoint file to go on from. One of another run gives its weights only: a branch. */
      readonly resumeFrom: string | null;
      /**
       * Epochs of this run that the host has stored. Later ones that the checkpoint knows, finished
       * as the host died, are told again before training goes on; none where left out.
       */
      readonly storedEpochs?: number | undefined;
      readonly keepCheckpoints: number;
      /** Where plans found by trying are kept; nothing is tried where left out. */
      readonly tuningFolder?: string | undefined;
    }
  | {
      readonly kind: 'score';
      readonly checkpoint: string;
      readonly datasetFolder: string;
      readonly split: Split;
    }
  | {
      readonly kind: 'predict';
      readonly checkpoint: string;
      readonly rows: number;
      /** Prepared features, row after row: recipe or image preparation is already applied. */
      readonly features: SampleNumbers;
      /** To go on with a text, which is the only row. */
      readonly continuation?: TextContinuation | undefined;
      /** To translate every row. */
      readonly translation?: TextTranslation | undefined;
    }
  /** What to put before a user: the items with the highest scores, those that the user knows left out unless asked for. */
  | {
      readonly kind: 'recommend';
      readonly checkpoint: string;
      readonly datasetFolder: string;
      /** By number; 0 for one that training does not know. */
      readonly user: number;
      readonly count: number;
      readonly includeSeen: boolean;
    }
  /** How well all items are put in order for the users of a split. */
  | {
      readonly kind: 'rank';
      readonly checkpoint: string;
      readonly datasetFolder: string;
      readonly split: Split;
      /** Items at the top that count. */
      readonly k: number;
      /** Scores that all users together may take; of more users some are drawn. */
      readonly mostScores?: number | undefined;
    }
  /** A model for other programs. */
  | {
      readonly kind: 'export';
      readonly checkpoint: string;
      readonly datasetFolder: string;
      readonly format: ExportFormat;
      /** What the file is to tell of itself. */
      readonly metadata: Readonly<Record<string, string>>;
      /** File of the layers of KerasHub, in Python. */
      readonly hubLayers: string;
      /** Python code of the operations on tables. */
      readonly tableFeatures: string;
    }
  /** How a run of it would be executed here: nothing is trained, or tried. */
  | {
      readonly kind: 'plan';
      readonly datasetFolder: string;
      readonly model: ModelSpec;
      readonly plan: RunPlan;
      readonly tuningFolder: string;
    }
  /** How fast this machine is: the doctor's question, needing no dataset. */
  | {
      readonly kind: 'measure';
      /** What is trained, besides multiplying matrices and moving memory. */
      readonly models: readonly ReferenceName[];
    };

/** Where a run's checkpoints lie, below its folder. */
export const CHECKPOINTS_FOLDER = 'checkpoints';
/** The one there from which a run goes on. */
export const LATEST_CHECKPOINT = 'latest.checkpoint';
/** How the names of files end there that an engine is still writing, or that it left when it was killed. */
export const UNFINISHED_SUFFIX = '.tmp';

/** Messages from host to engine. */
export type EngineCommand =
  | { readonly kind: 'start'; readonly work: EngineWork }
  | { readonly kind: 'pause' }
  | { readonly kind: 'continue' }
  /** Ends at the next call boundary with a checkpoint. */
  | { readonly kind: 'stop' };

/** How well one epoch went; the checkpoint named is on disk before this is sent. */
export interface EpochReport {
  readonly epoch: number;
  /** Steps done since the start of the run. */
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Seconds of training and of validation over all sessions of the run, pauses left out. */
  readonly trainSeconds: number;
  readonly validationSeconds: number;
  readonly samples: number;
  readonly best: boolean;
}

export interface CheckpointReport {
  readonly file: string;
  readonly epoch: number;
  readonly step: number;
  readonly sizeBytes: number;
  readonly kind: 'latest' | 'best' | 'epoch';
}

/** How a run would be executed on this machine. */
export interface PlannedExecution {
  readonly execution: ExecutionPlan;
  /** Whether it was found by trying; else it is what suits this machine as a rule, and a run will try. */
  readonly tuned: boolean;
}

/** What an engine reaches on this machine. */
export interface MachineSpeed {
  /** Best of several matrix products by the engine's own runtime, 1e9 FLOP/s. */
  readonly gemmGflops: number;
  /** Training samples a second of the reference model: MLP 784-512-512-10, Adam, batches of 64. */
  readonly samplesPerSecond: number;
}

/** One reference model as an engine has trained it. */
export interface MeasuredModel {
  readonly name: ReferenceName;
  readonly samplesPerSecond: number;
  /** Of the first steps, from weights and batches that are the same everywhere; null is no number. */
  readonly losses: readonly (number | null)[];
}

/** All that an engine was measured for. */
export interface EngineMeasurement {
  /** As in `MachineSpeed`; null where the engine runs no single operators. */
  readonly gemmGflops: number | null;
  /** What its device's memory moves in large additions; null likewise. */
  readonly bytesPerSecond: number | null;
  readonly models: readonly MeasuredModel[];
  /** What of several cards it was; left out for the processor. */
  readonly card?: MeasuredCard | undefined;
}

/** A card that was measured, by what is known of it. */
export interface MeasuredCard {
  readonly name: string;
  /** In NVIDIA's list; null for others. */
  readonly index: number | null;
  readonly uuid: string | null;
}

/** Null where it was not measured for all of it. */
export function machineSpeed({ gemmGflops, models }: EngineMeasurement): MachineSpeed | null {
  const mlp = models.find(({ name }) => name === 'mlp');
  if (gemmGflops === null || mlp === undefined) return null;
  return { gemmGflops, samplesPerSecond: mlp.samplesPerSecond };
}

/** What calls of the runtime are like at present. */
export interface CallFacts {
  /** Optimiser updates that one takes. */
  readonly steps: number;
  /** Of its time, what it takes whatever its length, 0–1: handing over; null where that is not known. */
  readonly fixedShare: number | null;
}

/** What is measured one after the other. */
export type MeasuredPart = 'products' | 'memory' | ReferenceName;

/** Messages from engine to host. */
export type EngineEvent =
  | {
      readonly kind: 'ready';
      readonly environment: RunEnvironment;
      readonly engine: string;
      readonly parameters: number;
      readonly flopsPerSample: number;
      readonly stepsPerEpoch: number;
      /** What making the training graph's session took. */
      readonly sessionMs: number;
      readonly resumedEpoch: number | null;
    }
  | { readonly kind: 'metrics'; readonly points: readonly MetricPoint[] }
  | {
      readonly kind: 'progress';
      readonly epoch: number;
      readonly step: number;
      readonly totalSteps: number;
      readonly samplesPerSecond: number;
      readonly call: CallFacts;
      readonly secondsLeft: number | null;
    }
  | {
      readonly kind: 'epoch';
      readonly report: EpochReport;
      readonly points: readonly MetricPoint[];
      readonly checkpoints: readonly CheckpointReport[];
      readonly deletedCheckpoints: readonly string[];
    }
  /** A checkpoint between epochs, made by stop. */
  | { readonly kind: 'checkpoint'; readonly checkpoint: CheckpointReport }
  | { readonly kind: 'paused' }
  | { readonly kind: 'continued' }
  /** How the run ended; times and samples are over all its sessions. */
  | {
      readonly kind: 'done';
      readonly outcome: 'completed' | 'stopped';
      readonly bestEpoch: number | null;
      readonly trainSeconds: number;
      readonly validationSeconds: number;
      readonly samples: number;
      /** Of this session's training, what it waited for checkpoints. */
      readonly savingSeconds: number;
      /** And for the rows that it computes with: shuffling, reading, handing over. */
      readonly feedingSeconds: number;
    }
  /** Model outputs for every row of a split, in order: `outputs` is [rows × width], flat. */
  | {
      readonly kind: 'scored';
      readonly rows: number;
      readonly width: number;
      readonly reading: OutputReading;
      /** As measured in the graph, errors in the target's unit. */
      readonly metrics: Readonly<Record<string, number>>;
      readonly outputs: Float32Array;
      readonly losses: Float32Array;
      /** How much each row counts; null for alike. */
      readonly weights: Float32Array | null;
      /** The class that counts in no measure; left out where all do. */
      readonly ignoredClass?: number | undefined;
      /** [rows × targetWidth], flat. */
      readonly targets: Float32Array;
      readonly targetWidth: number;
      readonly sourceRows: Uint32Array;
    }
  | {
      readonly kind: 'predicted';
      readonly width: number;
      readonly reading: OutputReading;
      readonly outputs: Float32Array;
    }
  | {
      readonly kind: 'recommended';
      /** By number, the best first. */
      readonly items: Int32Array;
      readonly scores: Float32Array;
      /** Items that were in question. */
      readonly candidates: number;
      /** What the user has rated, in all splits, with the standardised rating, or 1 for what was chosen. */
      readonly seen: Int32Array;
      readonly marks: Float32Array;
    }
  | ({ readonly kind: 'ranked' } & RankedUsers)
  | ({ readonly kind: 'exported' } & ExportedModel)
  | ({ readonly kind: 'planned' } & PlannedExecution)
  | { readonly kind: 'measuring'; readonly part: MeasuredPart }
  | ({ readonly kind: 'measured' } & EngineMeasurement)
  | { readonly kind: 'failed'; readonly error: AppError };
