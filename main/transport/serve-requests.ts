import { decodeRequest, isEventName } from '../../app/contract/decode.ts';
import type { Workbench } from '../../app/contract/dispatcher.ts';
import type { ClientMessage, Endpoint, HostMessage } from '../../app/contract/endpoint.ts';
import type { EventName } from '../../app/contract/events.ts';
import { type AppError, fail, type Result } from '../../app/errors.ts';
import { coalesceEvents } from './coalesce-events.ts';

export interface ServeOptions {
  /** Records a bug and returns the id under which the log has it. */
  readonly recordBug: (bug: unknown) => string;
  readonly onClose?: () => void;
}

type Served = Pick<Workbench, 'dispatch' | 'subscribe'>;

/**
 * Answers one client's requests and sends it the events it subscribed to, until either side closes.
 * Nothing that a client sends can throw here: what is malformed is answered, or ends the connection
 * where there is no request to answer.
 */
export function serveRequests(workbench: Served, endpoint: Endpoint, options: ServeOptions): void {
  const subscribed = new Set<EventName>();
  const post = (message: HostMessage) => endpoint.send(message);
  const events = coalesceEvents(
    (name, payload) => post({ kind: 'event', name, payload }),
    () => endpoint.bufferedBytes(),
  );
  const unsubscribe = workbench.subscribe((name, payload) => {
    if (subscribed.has(name)) events.push(name, payload);
  });

  async function answer(id: number, name: string, params: unknown): Promise<void> {
    const result = await dispatchDecoded(workbench, name, params, options.recordBug);
    post(
      result.ok
        ? { kind: 'reply', id, ok: true, value: result.value }
        : { kind: 'reply', id, ok: false, error: result.error },
    );
  }

  endpoint.onMessage((value) => {
    const message = readMessage(value);
    switch (message?.kind) {
      case 'request':
        void answer(message.id, message.name, message.params);
        break;
      case 'subscribe':
        if (isEventName(message.name)) subscribed.add(message.name);
        break;
      case 'unsubscribe':
        if (isEventName(message.name)) subscribed.delete(message.name);
        break;
      default:
        endpoint.close();
    }
  });
  endpoint.onClose(() => {
    unsubscribe();
    events.stop();
    options.onClose?.();
  });
}

async function dispatchDecoded(
  workbench: Served,
  name: string,
  params: unknown,
  recordBug: (bug: unknown) => string,
): Promise<Result<unknown>> {
  const decoded = decodeRequest(name, params);
  if (!decoded.ok) return decoded;
  try {
    return await workbench.dispatch(decoded.value.name, decoded.value.params);
  } catch (bug) {
    const error: AppError = { code: 'internal/bug', logId: recordBug(bug) };
    return fail(error);
  }
}

/** What a client sent, or null where it is no message at all. Params are checked later, by name. */
function readMessage(value: unknown): ClientMessage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, id, name, params } = value as Partial<Record<string, unknown>>;
  if (typeof name !== 'string') return null;
  if (kind === 'subscribe' || kind === 'unsubscribe') return { kind, name };
  if (kind === 'request' && Number.isSafeInteger(id)) {
    return { kind, id: id as number, name, params };
  }
  return null;
}
