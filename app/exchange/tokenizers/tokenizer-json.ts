import type { FittedText } from '../../dataset/recipe.ts';
import {
  type FittedTokenizer,
  normalized,
  PADDING,
  SPECIAL_TOKENS,
  START,
  type TokenizerKind,
} from '../../text/tokenizer.ts';
import { PIECE, SPACED_WORD, UNSPACED } from '../../text/words.ts';
import { characterClass } from './character-class.ts';
import { newerCharacters } from './newer-characters.ts';
import type { TextUse } from './text-use.ts';

const [PAD, UNKNOWN_WORD, START_WORD] = SPECIAL_TOKENS;

/**
 * A fitted tokenizer as the `tokenizer.json` of Hugging Face's `tokenizers`: the same pieces, numbers, length and padding.
 * Its special tokens are ordinary entries of the vocabulary, since such tokens would be found in texts as well.
 * @returns null where words are parted by a dictionary, which the file cannot hold
 * @source tokenizers 0.23.3
 */
export function tokenizerJson({ tokenizer, length, truncating }: FittedText, use: TextUse) {
  if (!isExpressible(tokenizer)) return null;
  const end = use === 'beginning' || truncating === 'pre' ? 'Left' : 'Right';
  return {
    version: '1.0',
    truncation: { direction: end, max_length: length, strategy: 'LongestFirst', stride: 0 },
    padding: {
      strategy: { Fixed: length },
      direction: 'Right',
      pad_to_multiple_of: null,
      pad_id: PADDING,
      pad_type_id: 0,
      pad_token: PAD,
    },
    added_tokens: [],
    normalizer: { type: 'Sequence', normalizers: normalizers(tokenizer, use) },
    pre_tokenizer: splitInto(CUTS[tokenizer.kind](use)),
    post_processor: use === 'target' ? BEGUN : null,
    decoder: { type: 'Sequence', decoders: decoders(tokenizer.kind) },
    model: modelOf(tokenizer),
  };
}

/** Whether pieces are found by a pattern alone. */
function isExpressible({ kind, vocabulary }: FittedTokenizer): boolean {
  return kind !== 'word' || !vocabulary.some((word) => UNSPACED.test(word));
}

/**
 * The inside of a class of characters: texts that hold one of them may become other tokens by the file than here.
 */
export function unlikeCharacters({ kind, lower, form }: FittedTokenizer): string {
  const newer = newerCharacters();
  if (kind !== 'word') return newer;
  const known = new RegExp(`[${newer}]`, 'u');
  return (
    newer +
    characterClass((each) => UNSPACED.test(normalized(each, lower, form)) && !known.test(each))
  );
}

function normalizers({ lower, form = 'NFKC' }: FittedTokenizer, use: TextUse) {
  const blank = spelledOut('\\s');
  return [
    ...(use === 'source'
      ? [replace({ Regex: `(?<![\\s\\S])[${blank}]+|[${blank}]+(?![\\s\\S])` }, '')]
      : []),
    replace({ String: '\u0000' }, ''),
    { type: form },
    ...(lower ? [replace({ Regex: finalSigma() }, 'ς'), { type: 'Lowercase' }] : []),
  ];
}

/** The one letter whose lower case depends on what stands around it. @source Unicode 17, §3.13, Final_Sigma */
function finalSigma(): string {
  const [cased, ignored] = [spelledOut('\\p{Cased}'), spelledOut('\\p{Case_Ignorable}')];
  return `(?<=[${cased}][${ignored}]*)Σ(?![${ignored}]*[${cased}])`;
}

/** How each kind of tokenizer cuts, as a pattern of its pieces. */
const CUTS: Readonly<Record<TokenizerKind, (use: TextUse) => string>> = {
  word: () => spelledOut(SPACED_WORD.source),
  character: () => '[\\s\\S]',
  bpe: (use) => {
    const pieces = spelledOut(PIECE.source);
    if (use !== 'beginning') return pieces;
    const blank = spelledOut('\\s');
    const inLine = blank.replace(BLANK_LINES, '\t\v-\r');
    return pieces.replace(`[${blank}]+`, `[${inLine}]*\n|[${inLine}]+`);
  },
};

/** Tab, the end of a line and what follows, as they stand in a class. */
const BLANK_LINES = '\t-\r';

/** A pattern with its properties of characters as the characters that have them; all stand in classes. */
function spelledOut(source: string): string {
  return source.replace(/\\s|\\p\{[^}]+\}/g, (property) => {
    const pattern = new RegExp(property, 'u');
    return characterClass((character) => pattern.test(character));
  });
}

/** Keeps what the pattern finds. */
function splitInto(pieces: string) {
  return { type: 'Split', pattern: { Regex: pieces }, behavior: 'Removed', invert: true };
}

function replace(
  pattern: { readonly Regex: string } | { readonly String: string },
  content: string,
) {
  return { type: 'Replace', pattern, content };
}

const BEGUN = {
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: START_WORD, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }],
  special_tokens: { [START_WORD]: { id: START_WORD, ids: [START], tokens: [START_WORD] } },
};

/** Back to a text, as `Tokenizer.decode` has it. */
function decoders(kind: TokenizerKind) {
  const specials = replace({ Regex: `^(?:${SPECIAL_TOKENS.join('|')})$` }, '');
  if (kind !== 'word') return [specials, { type: 'Fuse' }];
  return [
    specials,
    replace({ Regex: `^(?=[^.,;:!?%)\\]}’”…。，；：！？、）】》])` }, ' '),
    { type: 'Fuse' },
    { type: 'Strip', content: ' ', start: 1, stop: 0 },
  ];
}

function modelOf({ kind, vocabulary, merges = [] }: FittedTokenizer) {
  const vocab = Object.fromEntries(
    [...SPECIAL_TOKENS, ...vocabulary].map((piece, token) => [piece, token]),
  );
  if (kind !== 'bpe') return { type: 'WordLevel', vocab, unk_token: UNKNOWN_WORD };
  return {
    type: 'BPE',
    dropout: null,
    unk_token: UNKNOWN_WORD,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab,
    merges,
  };
}
