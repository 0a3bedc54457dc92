import { endingFor } from '../../../app/dataset/formats.ts';
import { findIdxFiles } from '../images/idx-files.ts';
import type { Recogniser } from './sight.ts';
import { startsWith } from './tables.ts';

const IDX_MARK = '\0\0\u0008';

/** An IDX file by its mark or its name, a folder by the IDX images in it. */
export const recogniseIdx: Recogniser = async ({ path, name, folder, head }) => {
  if (folder) {
    const found = (await findIdxFiles(path)).length > 0;
    return found ? { confidence: 0.9, why: { kind: 'folder-with-idx' } } : null;
  }
  if (startsWith(head, IDX_MARK)) return { confidence: 1, why: { kind: 'mark', mark: '00 00 08' } };
  const ending = endingFor('idx', name);
  return ending === null ? null : { confidence: 0.8, why: { kind: 'file-name', ending } };
};

/** Any folder may hold images; what else it could be is asked before. */
export const recogniseImageFolder: Recogniser = ({ folder }) =>
  folder ? { confidence: 0.3, why: { kind: 'folder-of-images' } } : null;
