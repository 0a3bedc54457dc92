import type { ServedModels } from '../../../../app/contract/measurements.ts';
import type { Params } from '../../../../app/contract/requests.ts';
import { DEFAULT_LOAD, parsedLoad } from '../../../../app/cost/measurement/load-fields.ts';
import type { ServingApi, ServingLoad } from '../../../../app/cost/measurement/measurement.ts';
import type { AppError, Result } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** What a measurement is to be, as it is filled in; the server is asked for its models meanwhile. */
export class MeasureForm {
  url = $state(DEFAULT_URL);
  /** Kept nowhere else. */
  apiKey = $state('');
  allowPublic = $state(false);
  api = $state<ServingApi>('chat');
  model = $state('');
  name = $state('');
  keepPartial = $state(false);
  concurrencies = $state(DEFAULT_LOAD.concurrencies.join(', '));
  numbers = $state<Omit<ServingLoad, 'concurrencies'>>({ ...DEFAULT_LOAD });
  /** What the server told; null until it was asked. */
  server = $state.raw<ServedModels | null>(null);
  /** Why it told nothing. */
  serverError = $state.raw<AppError | null>(null);
  looking = $state(false);
  readonly #bridge: Bridge;
  #asked = 0;

  constructor(bridge: Bridge, url: string | undefined) {
    this.#bridge = bridge;
    if (url !== undefined) this.url = url;
  }

  /** Asks the server for its models; a late answer about another address is dropped. */
  async look(): Promise<void> {
    const question = ++this.#asked;
    this.looking = true;
    const found = await this.#bridge.request('measurements.models', this.#access());
    if (question !== this.#asked) return;
    this.looking = false;
    this.server = found.ok ? found.value : null;
    this.serverError = found.ok ? null : found.error;
    if (found.ok && !found.value.models.includes(this.model)) {
      this.model = found.value.models[0] ?? '';
    }
  }

  /** The load as filled in, or what is wrong with it. */
  get load(): Result<ServingLoad> {
    const { promptTokens, answerTokens, sharedTokens, requests, seconds, timeoutSeconds } =
      this.numbers;
    return parsedLoad({
      concurrencies: this.concurrencies,
      promptTokens: String(promptTokens),
      answerTokens: String(answerTokens),
      sharedTokens: String(sharedTokens),
      requests: String(requests),
      seconds: String(seconds),
      timeoutSeconds: String(timeoutSeconds),
    });
  }

  wish(load: ServingLoad): Omit<Params<'measurements.start'>, 'token'> {
    return {
      ...this.#access(),
      api: this.api,
      model: this.model === '' ? null : this.model,
      name: this.name.trim() === '' ? null : this.name.trim(),
      load,
      keepPartial: this.keepPartial,
    };
  }

  #access() {
    return {
      url: this.url,
      apiKey: this.apiKey === '' ? null : this.apiKey,
      allowPublic: this.allowPublic,
    };
  }
}
