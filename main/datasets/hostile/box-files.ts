import { hostileFiles } from './hostile-file.ts';
import { folder, PNG } from './image-files.ts';

const COUNT = 24;
const PICTURES = Object.fromEntries(
  Array.from({ length: COUNT }, (_, row) => [`p${row}.png`, PNG] as const),
);

/** One box over each picture. */
const COCO = JSON.stringify({
  images: Array.from({ length: COUNT }, (_, id) => ({ id, file_name: `p${id}.png` })),
  annotations: Array.from({ length: COUNT }, (_, id) => ({
    id,
    image_id: id,
    category_id: 1,
    bbox: [0, 0, 1, 1],
  })),
  categories: [{ id: 1, name: 'thing' }],
});
const coco = (text: string) => folder({ ...PICTURES, 'boxes.json': text });
const inAnnotations = (text: string) =>
  coco(COCO.replace('"annotations":[', `"annotations":[${text}`));

/** Folders of pictures with COCO's JSON. */
export const COCO_FILES = hostileFiles('coco', 'set', {
  'nothing wrong': [coco(COCO)],
  'cut at half': [coco(COCO.slice(0, COCO.length / 2)), 'boxes-invalid'],
  'a list for an object': [inAnnotations('[[[[]]]],'), 'boxes-invalid'],
  'a million brackets': [inAnnotations('{"x":'.repeat(1_000_000)), 'boxes-invalid'],
  'an element of 20 MB': [inAnnotations(`{"x":"${'x'.repeat(2e7)}"},`), 'boxes-invalid'],
  'another __proto__': [inAnnotations('{"__proto__":{"bbox":[0,0,1,1]}},'), 'boxes-invalid'],
  'a number beyond all': [coco(COCO.replace('[0,0,1,1]', '[0,0,1e999,1]')), 'boxes-invalid'],
  'an absolute path': [coco(COCO.replace('p0.png', '/etc/passwd')), 'boxes-invalid'],
  'a parent': [coco(COCO.replace('p0.png', '../set/../../p0.png.png')), 'boxes-invalid'],
  'NUL in a name': [coco(COCO.replace('p0.png', 'p0.png\\u0000')), 'boxes-invalid'],
  'a picture that is none': [
    folder({ ...PICTURES, 'p0.png': 'GIF', 'boxes.json': COCO }),
    'image-unreadable',
  ],
});

const LABELS = Object.fromEntries(
  Array.from({ length: COUNT }, (_, row) => [`p${row}.txt`, '0 .5 .5 1 1\n'] as const),
);
const yolo = (files: Readonly<Record<string, string>>) =>
  folder({ ...PICTURES, ...LABELS, 'data.yaml': 'names: [thing]\n', ...files });

/** Folders of pictures with YOLO's text files. */
export const YOLO_FILES = hostileFiles('yolo', 'set', {
  'nothing wrong': [yolo({})],
  'an object made by a tag': [
    yolo({ 'data.yaml': 'names: !!python/object/apply:os.system ["x"]\n' }),
    'boxes-invalid',
  ],
  'a billion laughs': [
    yolo({ 'data.yaml': 'a: &a [x, x]\nb: &b [*a, *a]\nnames: [*b, *b]\n' }),
    'boxes-invalid',
  ],
  'two megabytes of names': [
    yolo({ 'data.yaml': `names: [${'x,'.repeat(2 ** 20)}]` }),
    'too-large',
  ],
  'folders elsewhere': [yolo({ 'data.yaml': 'train: /etc\nval: ../../..\nnames: [thing]\n' })],
  'a row without an end': [yolo({ 'p0.txt': '0 '.repeat(1_000_000) }), 'boxes-invalid'],
  'ten megabytes of rows': [yolo({ 'p0.txt': '0 .5 .5 1 1\n'.repeat(900_000) }), 'too-large'],
  'an outline of a million points': [
    yolo({ 'p0.txt': `0${' 0 1'.repeat(1_000_000)}` }),
    'boxes-invalid',
  ],
  'a class beyond all, of no name': [
    folder({ ...PICTURES, ...LABELS, 'p0.txt': '4294967295 .5 .5 1 1\n' }),
    'boxes-invalid',
  ],
  'a number beyond all': [yolo({ 'p0.txt': '0 1e999 .5 1 1\n' }), 'boxes-invalid'],
  'bytes that are no text': [yolo({ 'p0.txt': '0 .5\0 .5 1 1\n' }), 'boxes-invalid'],
});

const XML =
  '<annotation><object><name>thing</name><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>1</xmax><ymax>1</ymax></bndbox></object></annotation>';
const XMLS = Object.fromEntries(
  Array.from({ length: COUNT }, (_, row) => [`p${row}.xml`, XML] as const),
);
const voc = (first: string) => folder({ ...PICTURES, ...XMLS, 'p0.xml': first });
const typed = (text: string) => voc(`<?xml version="1.0"?>${text}${XML.replace('thing', '&x;')}`);

/** Folders of pictures with Pascal VOC's XML. */
export const VOC_FILES = hostileFiles('voc', 'set', {
  'nothing wrong': [voc(XML)],
  'a file read by an entity': [
    typed('<!DOCTYPE annotation [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    'boxes-invalid',
  ],
  'a billion laughs': [
    typed('<!DOCTYPE annotation [<!ENTITY y "yyyy"><!ENTITY x "&y;&y;&y;&y;&y;">]>'),
    'boxes-invalid',
  ],
  'a document type elsewhere': [
    typed('<!DOCTYPE annotation SYSTEM "http://localhost/x.dtd">'),
    'boxes-invalid',
  ],
  'a hundred thousand deep': [voc(`<annotation>${'<a>'.repeat(100_000)}`), 'boxes-invalid'],
  'a hundred thousand elements': [
    voc(`<annotation>${'<a/>'.repeat(100_000)}</annotation>`),
    'boxes-invalid',
  ],
  'five megabytes': [voc(`<annotation>${' '.repeat(5e6)}</annotation>`), 'too-large'],
  'an attribute without an end': [voc(`<annotation x="${'x'.repeat(1_500_000)}`), 'boxes-invalid'],
  'ends that do not fit': [voc(XML.replace('</xmin>', '</ymin>')), 'boxes-invalid'],
});
