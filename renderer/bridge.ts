import type { EventName, Events } from '../app/contract/events.ts';
import type { Params, Reply, RequestName } from '../app/contract/requests.ts';
import type { Result } from '../app/errors.ts';

/** A file on its way to the host; `path` is relative, with the folders it was chosen with. */
export interface UploadFile {
  readonly path: string;
  readonly content: Blob;
}

export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

export interface Upload {
  /** Where the host finds it, as imports take it: the file, or the folder when there are several. */
  readonly path: string;
  discard(): void;
}

/** `lost`: the host does not answer; the bridge keeps trying. */
export type ConnectionState = 'connecting' | 'connected' | 'lost';

/**
 * The page's only way to the host. Requests made without a connection fail with `host/unreachable`;
 * subscriptions outlive reconnecting.
 */
export interface Bridge {
  request<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Result<Reply<Name>>>;
  /** Returns the unsubscriber. */
  subscribe<Name extends EventName>(name: Name, listener: Listener<Name>): () => void;
  /**
   * Copies files into the host's upload folder. Importing what was uploaded lets the copy go;
   * whoever does not import it discards it.
   */
  upload(
    files: readonly UploadFile[],
    onProgress: (progress: UploadProgress) => void,
    signal: AbortSignal,
  ): Promise<Result<Upload>>;
  readonly connection: ConnectionState;
  /** Called with each new state. Returns the unsubscriber. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
}

export type Listener<Name extends EventName> = (payload: Events[Name]) => void;
