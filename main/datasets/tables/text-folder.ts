import { SPLIT_COLUMN } from '../../../app/dataset/recipes/split-choice.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { RawRecord } from '../delimited/canonical-writer.ts';
import { LONGEST_RECORD_BYTES } from '../delimited/scanner.ts';
import { type LabelledFile, listLabelled } from '../images/class-folders.ts';
import { isTextName } from '../images/file-names.ts';
import { inspectFile } from '../open-bytes.ts';
import { openLines } from '../texts/lines.ts';
import { stageRecords } from './stage-records.ts';
import type { Stager } from './stage-work.ts';

/** A folder with one folder of text files per class, perhaps below `train`, `val` and `test`: a row for each file. */
export const stageTextFolder: Stager = async (work) => {
  const listed = await listLabelled(work.path, isTextName);
  if (!listed.ok) return listed;
  const { files, classes, unlabelled, warnings } = listed.value;
  if (unlabelled) return fail({ code: 'dataset/folder-empty', path: work.path });
  const isSplit = files.some(({ split }) => split !== 'train');
  const names = ['text', 'label', ...(isSplit ? [SPLIT_COLUMN] : [])];
  const staged = await stageRecords(work, {
    records: records(files, classes, isSplit, work),
    names: () => names,
  });
  return staged.ok ? ok({ ...staged.value, warnings }) : staged;
};

async function* records(
  files: readonly LabelledFile[],
  classes: readonly string[],
  isSplit: boolean,
  { onProgress, signal }: Parameters<Stager>[0],
): AsyncGenerator<Result<RawRecord>> {
  for (const [at, { path, label, split }] of files.entries()) {
    signal?.throwIfAborted();
    const text = await readText(path);
    if (!text.ok) {
      yield text;
      return;
    }
    const cells = [text.value, classes[label] ?? '', ...(isSplit ? [split] : [])];
    yield ok({ line: at + 1, cells });
    onProgress?.(at + 1, files.length);
  }
}

async function readText(path: string): Promise<Result<string>> {
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const bytes = file.value.sizeBytes;
  if (bytes > LONGEST_RECORD_BYTES) {
    const maximumBytes = LONGEST_RECORD_BYTES;
    return fail({ code: 'dataset/value-too-long', path, row: 1, bytes, maximumBytes });
  }
  const text = await openLines(path);
  if (!text.ok) return text;
  const lines: string[] = [];
  for await (const line of text.value.lines()) lines.push(line);
  return ok(lines.join(''));
}
