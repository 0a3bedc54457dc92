import { textWidth } from './text-width.ts';

/** What terminals have had since punched cards; also taken where the output is no terminal. */
const USUAL_WIDTH = 80;
/** Narrower columns would hold a word each. */
const NARROWEST = 24;

/** Columns that this process' output may take. */
export function outputWidth(): number {
  return process.stdout.columns ?? USUAL_WIDTH;
}

/**
 * Words, or single wide characters, with the punctuation that must not begin a line behind them and that which must not
 * end one before them; then what separates them from the next.
 */
const PIECES =
  /[（「“]*(?:[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+)[，。；：、）」”]*(\s*)/gu;

/** A text in lines of at most `width` columns; only a word that is longer stands out. */
export function wrapped(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrappedLine(line, Math.max(width, NARROWEST)));
}

function wrappedLine(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [piece] of text.matchAll(PIECES)) {
    if (line !== '' && textWidth(line) + textWidth(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}

/** A text whose further lines stand below its first word, after a title of `indent` columns. */
export function hanging(title: string, indent: number, text: string): string {
  const lines = wrapped(text, outputWidth() - indent);
  const blanks = ' '.repeat(indent);
  const head = title + ' '.repeat(Math.max(0, indent - textWidth(title)));
  return lines.map((line, index) => (index === 0 ? head : blanks) + line).join('\n');
}
