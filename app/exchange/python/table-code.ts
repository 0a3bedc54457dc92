import type { FittedTable } from '../../dataset/recipes/fitted-table.ts';
import { CJK_CHARACTER, WORD_CHARACTER } from '../../dataset/recipes/words.ts';
import { pythonString } from '../keras/python-text.ts';
import { characterClass } from '../tokenizers/character-class.ts';

/** Modules of Python that the operations use, besides NumPy. */
export const TABLE_IMPORTS = ['datetime', 'math', 're', 'unicodedata'] as const;

/**
 * Rows of a table → features, by the recipe that the sheet holds.
 * @param operations Python code of all operations
 * @param sheet      Python code of `sheet()`
 */
export function tableCode({ ops }: FittedTable, operations: string, sheet: string) {
  const takesWords = ops.some(({ op, columns }) => op === 'words' && columns.length > 0);
  return {
    imports: TABLE_IMPORTS,
    code: [
      ...(takesWords ? [wordPattern()] : []),
      operations.slice(operations.indexOf('BLANK = ')).trim(),
      sheet,
      FEATURES,
    ],
  };
}

/** Python's expressions know no properties of characters: the class says them one by one. */
function wordPattern(): string {
  const single = characterClass((each) => CJK_CHARACTER.test(each));
  const others = characterClass((each) => WORD_CHARACTER.test(each) && !CJK_CHARACTER.test(each));
  return `WORD = re.compile(${pythonString(`[${single}]|[${others}]+`)})`;
}

const FEATURES = `def features(rows):
    """Rows as the model takes them: float32 [rows, features]; each is a dictionary of its columns."""
    return features_of_rows(sheet()["recipe"], rows)`;
