import { ExpectedFailure } from '../expected-failures.ts';
import { xmlEvents } from '../xml-events.ts';
import { throwBoxes } from './annotations.ts';
import { readSmallText } from './small-text.ts';

/** A picture with a thousand boxes and what tools write beside them. */
const MOST_BYTES = 2 * 1024 ** 2;
const DEEPEST = 12;
const MOST_ELEMENTS = 50_000;

/** One element with what it holds; attributes say nothing of boxes and are left out. */
export interface XmlElement {
  readonly name: string;
  /** Text directly in it. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: OpenElement[];
}

/**
 * Reads a small XML file whole. Elements must close in order; there are no entities but XML's own five, and a
 * document type is refused. Throws `ExpectedFailure`.
 */
export async function readXml(path: string): Promise<XmlElement> {
  const text = await readSmallText(path, MOST_BYTES);
  const open: OpenElement[] = [];
  let root: OpenElement | null = null;
  let elements = 0;
  const place = () => open.map(({ name }) => name).join('/');
  try {
    for await (const event of xmlEvents(asBytes(text), path)) {
      const top = open.at(-1);
      if (event.kind === 'open') {
        elements += 1;
        if (elements > MOST_ELEMENTS) throwBoxes(path, place(), 'too-many-elements', MOST_ELEMENTS);
        if (open.length === DEEPEST) throwBoxes(path, place(), 'too-deep', DEEPEST);
        const element = { name: event.name, text: '', children: [] };
        if (top !== undefined) top.children.push(element);
        else if (root === null) root = element;
        else throwBoxes(path, event.name, 'syntax', `<${event.name}>`);
        open.push(element);
      } else if (event.kind === 'close') {
        if (top?.name !== event.name) throwBoxes(path, place(), 'syntax', `</${event.name}>`);
        open.pop();
      } else if (top !== undefined) top.text += event.text;
      else if (event.text.trim() !== '') throwBoxes(path, '', 'syntax', event.text.trim());
    }
  } catch (cause) {
    if (!(cause instanceof ExpectedFailure) || cause.error.code !== 'dataset/file-damaged')
      throw cause;
    throwBoxes(path, place(), 'syntax', 'XML');
  }
  if (root === null) return throwBoxes(path, '', 'syntax', 'XML');
  return root;
}

async function* asBytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
