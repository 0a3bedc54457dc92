import { crc32, deflateRawSync } from 'node:zlib';

/** One entry as a test wants it, also as no archiver would write it. */
export interface TestEntry {
  /** Bytes, or text that becomes UTF-8 without saying so. */
  readonly name: string | Uint8Array;
  readonly content: string | Uint8Array;
  /** Unix mode with the kind of file; a regular file where left out. */
  readonly mode?: number;
  /** What the header claims instead of the content's length. */
  readonly claimedBytes?: number;
  readonly encrypted?: boolean;
}

/** A zip file. */
export function zipOf(entries: readonly TestEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o100644, claimedBytes, encrypted = false } of entries) {
    const nameBytes = Buffer.from(name as string);
    // Not copied: bombs are large.
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(encrypted ? 1 : 0, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedBytes ?? bytes.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, nameBytes, packed]);
    const made = Buffer.from([20, 3]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), made, common, tail, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A tar file in the ustar form; `type` as in its headers. */
export function tarOf(entries: readonly (TestEntry & { readonly type?: string })[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { name, content, claimedBytes, type = '0' } of entries) {
    const nameBytes = Buffer.from(name as string);
    const bytes = Buffer.from(content as string);
    if (nameBytes.length > 100) blocks.push(tarEntry('././@LongLink', nameBytes, 'L'));
    blocks.push(tarEntry(nameBytes.subarray(0, 100), bytes, type, claimedBytes));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function tarEntry(
  name: string | Uint8Array,
  content: Uint8Array,
  type: string,
  size?: number,
): Buffer {
  const header = Buffer.alloc(512);
  header.set(Buffer.from(name as string), 0);
  header.write('0000644\0', 100);
  header.write(`${(size ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding]);
}

/** A workbook with the given sheets, each the XML within `sheetData`. */
export function workbookOf(
  sheets: Readonly<Record<string, string>>,
  parts: readonly TestEntry[] = [],
): Buffer {
  const names = Object.keys(sheets);
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const list = names.map(
    (name, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  const relations = names.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  return zipOf([
    {
      name: 'xl/workbook.xml',
      content: `<?xml version="1.0"?><workbook><sheets>${list.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships>${relations.join('')}</Relationships>`,
    },
    ...Object.values(sheets).map((data, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content: `<worksheet><sheetData>${data}</sheetData></worksheet>`,
    })),
    ...parts,
  ]);
}

/** Rows of a sheet with its texts in the cells. */
export function sheetData(rows: readonly (readonly (string | number | null)[])[]): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return rows
    .map((row, at) => {
      const cells = row.map((cell) => {
        if (cell === null) return '<c/>';
        if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
        return `<c t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
      });
      return `<row r="${at + 1}">${cells.join('')}</row>`;
    })
    .join('');
}
