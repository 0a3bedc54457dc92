import type {
  Measurement,
  MeasurementProgress,
  ServingApi,
  ServingLoad,
} from '../cost/measurement/measurement.ts';
import type { MeasurementId } from '../ids.ts';

/** How to get at a server of language models. */
export interface ServerAccess {
  readonly url: string;
  /** Sent to that server, kept nowhere. */
  readonly apiKey: string | null;
  /** The user's word that a public address is meant. */
  readonly allowPublic: boolean;
}

export interface ServedModels {
  /** Up to and with `/v1`. */
  readonly url: string;
  readonly models: readonly string[];
  readonly software: string | null;
  readonly version: string | null;
}

/** Requests about servers of language models: what they have, and how fast they answer. */
export interface MeasurementRequests {
  /** The newest first. */
  'measurements.list': { params: null; result: readonly Measurement[] };
  'measurements.get': { params: { readonly measurement: string }; result: Measurement };
  /** The one under way. */
  'measurements.active': { params: null; result: MeasurementProgress | null };
  /** What a server tells of itself, before it is measured. */
  'measurements.models': { params: ServerAccess; result: ServedModels };
  /** Answers once it is measured and stored; `measurement.progress` tells how far it is. */
  'measurements.start': {
    params: ServerAccess & {
      /** Names it in events and for `measurements.stop`. */
      readonly token: string;
      /** Null takes model and server. */
      readonly name: string | null;
      readonly api: ServingApi;
      /** Null takes the only one that the server has. */
      readonly model: string | null;
      readonly load: ServingLoad;
      /** Whether to store finished levels where the rest cannot be measured. */
      readonly keepPartial: boolean;
    };
    result: Measurement;
  };
  'measurements.stop': { params: { readonly token: string }; result: null };
  'measurements.rename': {
    params: { readonly measurement: string; readonly name: string };
    result: Measurement;
  };
  'measurements.delete': { params: { readonly measurement: string }; result: null };
  'measurements.undelete': { params: { readonly measurement: MeasurementId }; result: Measurement };
}
