import type { FileDamage } from '../../app/failures/dataset-errors.ts';
import { ExpectedFailure } from './expected-failures.ts';

/** What a document holds, in order; names are without their prefix. */
export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** A tag or a run of text may be this long. */
const LONGEST_TOKEN = 1_100_000;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/**
 * Reads XML piece by piece, as far as workbooks and boxes need it: elements, attributes, text. There are no
 * entities but the five and characters by number: a document type, which could define more, is refused.
 */
export async function* xmlEvents(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<XmlEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let open = 0;
  for await (const piece of bytes) {
    rest += decoder.decode(piece, { stream: true });
    let taken = 0;
    for (const event of takeEvents(rest, path)) {
      if (event.kind === 'taken') taken = event.to;
      else {
        if (event.kind === 'open') open += 1;
        if (event.kind === 'close') open -= 1;
        yield event;
      }
    }
    rest = rest.slice(taken);
    if (rest.length > LONGEST_TOKEN) throw broken(path, 'token-too-long');
  }
  if (rest.trim() !== '' || open > 0) throw broken(path, 'cut');
}

/** A file that is broken, how, and in which part of it. */
export function broken(path: string, damage: FileDamage, part = ''): ExpectedFailure {
  return new ExpectedFailure({ code: 'dataset/file-damaged', path, reason: part, damage });
}

/** Events of all that is complete, and at last how far that goes. */
function* takeEvents(
  text: string,
  path: string,
): Generator<XmlEvent | { readonly kind: 'taken'; readonly to: number }> {
  let at = 0;
  for (;;) {
    const open = text.indexOf('<', at);
    if (open < 0) break;
    const [start, end] = delimiters(text, open);
    const close = text.indexOf(end, open + start);
    if (close < 0) break;
    if (open > at) yield { kind: 'text', text: decodeEntities(text.slice(at, open)) };
    const inside = text.slice(open + start, close);
    at = close + end.length;
    if (end === ']]>') yield { kind: 'text', text: inside };
    else if (end !== '>') continue;
    else if (inside.startsWith('!')) throw broken(path, 'document-type');
    else if (inside.startsWith('/')) yield { kind: 'close', name: localName(inside.slice(1)) };
    else yield* elementEvents(inside);
  }
  yield { kind: 'taken', to: at };
}

/** How many characters begin a piece of markup, and what ends it. */
function delimiters(text: string, open: number): readonly [number, string] {
  if (text.startsWith('<!--', open)) return [4, '-->'];
  if (text.startsWith('<![CDATA[', open)) return [9, ']]>'];
  if (text.startsWith('<?', open)) return [2, '?>'];
  return [1, '>'];
}

function* elementEvents(inside: string): Generator<XmlEvent> {
  const empty = inside.endsWith('/');
  const content = empty ? inside.slice(0, -1) : inside;
  const space = content.search(/\s/);
  const name = localName(space < 0 ? content : content.slice(0, space));
  yield { kind: 'open', name, attributes: space < 0 ? '' : content.slice(space) };
  if (empty) yield { kind: 'close', name };
}

function localName(name: string): string {
  const trimmed = name.trim();
  return trimmed.slice(trimmed.indexOf(':') + 1);
}

/** An attribute's value by its name with prefix, or null. */
export function attributeOf(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? null : decodeEntities(value);
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = Number(name[1]?.toLowerCase() === 'x' ? `0${name.slice(1)}` : name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
