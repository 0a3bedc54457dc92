import type { EventName } from '../../app/contract/events.ts';
import type { Params, Reply, RequestName } from '../../app/contract/requests.ts';
import type { Result } from '../../app/errors.ts';
import type { Bridge, ConnectionState, Listener } from '../bridge.ts';
import { uploadFiles } from './upload.ts';

/** What the preload script exposes as `window.hearth`. */
export interface PreloadApi {
  request<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Result<Reply<Name>>>;
  subscribe<Name extends EventName>(name: Name, listener: Listener<Name>): () => void;
}

/** In Electron the host is this very application: there is no connection to lose. */
export class ElectronBridge implements Bridge {
  readonly connection: ConnectionState = 'connected';
  readonly upload = uploadFiles;
  readonly #preload: PreloadApi;

  constructor(preload: PreloadApi) {
    this.#preload = preload;
  }

  request<Name extends RequestName>(
    name: Name,
    params: Params<Name>,
  ): Promise<Result<Reply<Name>>> {
    return this.#preload.request(name, params);
  }

  subscribe<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    return this.#preload.subscribe(name, listener);
  }

  onConnection(): () => void {
    return () => undefined;
  }
}
