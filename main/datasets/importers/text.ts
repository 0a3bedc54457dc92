import { basename } from 'node:path';
import { suggestName } from '../../../app/dataset/name.ts';
import { fail, ok } from '../../../app/errors.ts';
import { decodeToUtf8, detectEncoding } from '../delimited/encoding.ts';
import type { Importer } from '../importer.ts';
import { inspectFile } from '../open-bytes.ts';

const PREVIEW_LINES = 20;
const LONGEST_LINE = 500;

/** Plain text, for language models. It can be looked at; no template learns from it yet. */
export const textImporter: Importer = {
  async preview({ path }, format) {
    const file = await inspectFile(path);
    if (!file.ok) return file;
    const encoding = await detectEncoding(file.value);
    if (!encoding.ok) return encoding;
    const decoder = new TextDecoder();
    const first: string[] = [];
    let lines = 0;
    let rest = '';
    for await (const bytes of decodeToUtf8(file.value, encoding.value)) {
      const pieces = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = pieces.pop() ?? '';
      lines += pieces.length;
      if (first.length < PREVIEW_LINES)
        first.push(...pieces.slice(0, PREVIEW_LINES - first.length));
    }
    if (rest !== '') {
      lines += 1;
      first.push(rest);
    }
    if (lines === 0) return fail({ code: 'dataset/empty', path });
    return ok({
      path,
      format,
      suggestedName: suggestName(basename(path)),
      task: 'language-modeling',
      possibleTasks: ['language-modeling'],
      dialect: null,
      totalRows: lines,
      columns: [{ name: 'text', type: 'text', role: 'feature', missing: 0, distinct: lines }],
      target: null,
      targetGuessed: false,
      classCounts: [],
      input: null,
      sampleRows: first
        .slice(0, PREVIEW_LINES)
        .map((line) => [line.replace(/\r$/, '').slice(0, LONGEST_LINE)]),
      sampleImages: [],
      warnings: [{ kind: 'no-template', task: 'language-modeling' }],
    });
  },

  async prepare({ path }) {
    return fail({ code: 'dataset/task-unsupported', task: 'language-modeling', path });
  },
};
