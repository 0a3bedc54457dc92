import { basename } from 'node:path';
import { endingFor } from '../../../app/dataset/formats.ts';
import { cocoFileIn, looksLikeCoco } from '../boxes/coco.ts';
import { vocFileIn } from '../boxes/voc.ts';
import { yoloFileIn } from '../boxes/yolo.ts';
import type { Recogniser } from './sight.ts';

/** Content that nothing else has. */
const SURE = 0.95;

/** A file with COCO's lists, or a folder with such a file in it. */
export const recogniseCoco: Recogniser = async ({ path, folder, head }) => {
  const file = folder ? await cocoFileIn(path) : looksLikeCoco(head) ? basename(path) : null;
  return file === null ? null : { confidence: SURE, why: { kind: 'coco', file } };
};

/** A folder of pictures with a file that names the classes, or that file where it is YAML. */
export const recogniseYolo: Recogniser = async ({ path, name, folder, head }) => {
  if (folder) {
    const why = await yoloFileIn(path);
    return why === null ? null : { confidence: 0.9, why };
  }
  const text = Buffer.from(head).toString('utf8');
  const fits = endingFor('yolo', name) !== null && /^\s*["']?names["']?\s*:/m.test(text);
  return fits ? { confidence: 0.9, why: { kind: 'yolo', file: basename(path) } } : null;
};

/** A folder with XML files in Pascal VOC's form. */
export const recogniseVoc: Recogniser = async ({ path, folder }) => {
  const file = folder ? await vocFileIn(path) : null;
  return file === null ? null : { confidence: 0.9, why: { kind: 'voc', file } };
};
