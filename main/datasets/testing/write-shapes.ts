// Writes pictures of coloured shapes with their boxes into a folder, for end-to-end tests:
// write-shapes.ts FOLDER FORMAT COUNT
import { cocoFiles, shapePictures, vocFiles, writeFiles, yoloFiles } from './shape-pictures.ts';

const FORMATS = new Map(Object.entries({ coco: cocoFiles, yolo: yoloFiles, voc: vocFiles }));

const [folder = '', format = '', count = ''] = process.argv.slice(2);
const filesOf = FORMATS.get(format);
if (filesOf === undefined) throw new Error(`No format of boxes: ${format}`);
await writeFiles(folder, filesOf(await shapePictures(Number(count))));
