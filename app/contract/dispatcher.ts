import type { Result } from '../errors.ts';
import type { EventName, Events } from './events.ts';
import type { Params, Reply, RequestName } from './requests.ts';

/**
 * What a host composes and serves. Requests are decoded before they arrive here; results are decoded
 * by the client that asked. Expected failures are values; a promise that rejects is a bug.
 */
export interface Workbench {
  dispatch(name: RequestName, params: unknown): Promise<Result<unknown>>;
  /** Tells every event to the listener until the returned function is called. */
  subscribe(listener: (name: EventName, payload: Events[EventName]) => void): () => void;
  /** Runs that have an engine or wait for one. */
  activeRuns(): number;
  /** Ends the runs at a checkpoint or leaves them to be found interrupted, then closes the store. */
  close(options: { readonly stopRuns: boolean }): Promise<void>;
}

/** A host as pages and commands see it, whatever transport lies between. */
export interface HostClient {
  request<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Result<Reply<Name>>>;
  /** @returns the unsubscriber */
  subscribe<Name extends EventName>(
    name: Name,
    listener: (payload: Events[Name]) => void,
  ): () => void;
}
