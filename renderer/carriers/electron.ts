import { decodeError, decodeEvent, decodeReply } from '../../app/contract/decode.ts';
import type { EventName } from '../../app/contract/events.ts';
import type { Params, Reply, RequestName } from '../../app/contract/requests.ts';
import { fail, type Result } from '../../app/errors.ts';
import type { Bridge, ConnectionState, Listener } from '../bridge.ts';
import { uploadFiles } from './upload.ts';

/** What the preload script exposes as `window.hearth`; what comes through it is decoded here. */
export interface PreloadApi {
  request(
    name: string,
    params: unknown,
  ): Promise<
    { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown }
  >;
  subscribe(name: string, listener: (payload: unknown) => void): () => void;
}

/** In Electron the host is this very application: there is no connection to lose. */
export class ElectronBridge implements Bridge {
  readonly connection: ConnectionState = 'connected';
  readonly upload = uploadFiles;
  readonly #preload: PreloadApi;

  constructor(preload: PreloadApi) {
    this.#preload = preload;
  }

  async request<Name extends RequestName>(
    name: Name,
    params: Params<Name>,
  ): Promise<Result<Reply<Name>>> {
    const result = await this.#preload.request(name, params);
    return result.ok ? decodeReply(name, result.value) : fail(decodeError(result.error, name));
  }

  subscribe<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    return this.#preload.subscribe(name, (payload) => {
      const decoded = decodeEvent(name, payload);
      if (decoded.ok) listener(decoded.value);
    });
  }

  onConnection(): () => void {
    return () => undefined;
  }
}
