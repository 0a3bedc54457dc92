/** Longer ones than any server of language models sends. */
const MOST_EVENT_CHARACTERS = 1024 * 1024;

/** A stream that is no stream of server-sent events. */
export class EventStreamError extends Error {}

/**
 * Takes server-sent events out of a stream, piece by piece.
 * @source WHATWG HTML, §9.2.6 "Interpreting an event stream"; only `data` is used here
 */
export class EventStream {
  readonly #decoder = new TextDecoder();
  #line = '';
  #data: string[] = [];
  #dataLength = 0;
  #endedWithReturn = false;

  /**
   * @returns the data of every event that this piece completes
   * @throws EventStreamError where a line or an event never ends
   */
  take(piece: Uint8Array): readonly string[] {
    let text = this.#decoder.decode(piece, { stream: true });
    if (this.#endedWithReturn && text.startsWith('\n')) text = text.slice(1);
    if (text !== '') this.#endedWithReturn = text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const events: string[] = [];
    lines.forEach((part, index) => {
      this.#line += part;
      if (this.#line.length + this.#dataLength > MOST_EVENT_CHARACTERS) {
        throw new EventStreamError('An event is too long');
      }
      if (index === lines.length - 1) return;
      const event = this.#endLine();
      if (event !== null) events.push(event);
    });
    return events;
  }

  /** The event's data if this line, an empty one, ends it. */
  #endLine(): string | null {
    const line = this.#line;
    this.#line = '';
    if (line !== '') {
      const [, value] = /^data(?:: ?(.*))?$/s.exec(line) ?? [];
      if (line.startsWith('data') && value !== undefined) {
        this.#data.push(value);
        this.#dataLength += value.length;
      }
      return null;
    }
    if (this.#data.length === 0) return null;
    const event = this.#data.join('\n');
    this.#data = [];
    this.#dataLength = 0;
    return event;
  }
}
