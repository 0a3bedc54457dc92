/** What an exported model reads a text as; it decides what stands around its tokens. */
export const TEXT_USES = ['text', 'beginning', 'source', 'target'] as const;

/**
 * `text` is told apart; `beginning` is what has been written so far, read line by line, and its end counts; `source` is
 * translated, without blanks around it; `target` is a translation as far as it is written, behind `<start>`.
 */
export type TextUse = (typeof TEXT_USES)[number];
