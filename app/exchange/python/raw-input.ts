import type { SampleInput } from '../../dataset/dataset.ts';
import { ratingLayout } from '../../dataset/ratings/rating-samples.ts';
import type { FittedRecipe } from '../../dataset/recipe.ts';
import { SHEET_SUFFIX } from '../export-formats.ts';
import { pythonString } from '../keras/python-text.ts';
import { tokenizerFiles } from '../tokenizers/tokenizer-files.ts';
import { pictureCode } from './picture-code.ts';
import { tableCode } from './table-code.ts';
import { BEGINNING, TEXTS, TRANSLATIONS } from './text-code.ts';

/** How a program comes from what its user has to what a model takes. */
export interface RawInput {
  /** Of the standard library, besides what every program imports. */
  readonly imports: readonly string[];
  /** Blocks of Python code, the last of which is `features`; none where there is no such function. */
  readonly code: readonly string[];
  /** What goes into `features`, or why there is none. */
  readonly about: string;
}

/**
 * `features(…)` of a dataset's raw input, in Python with NumPy.
 * @param tableFeatures Python code of the operations on tables
 * @param ownSuffix     of the program's name, behind the model's; empty where it is the model
 */
export function rawInput(
  recipe: FittedRecipe,
  input: SampleInput,
  tableFeatures: string,
  ownSuffix = '',
): RawInput {
  const readsSheet = sheetCode(ownSuffix);
  const { text, translation, series, ratings, table } = recipe;
  if (text !== undefined || translation !== undefined) return textInput(recipe, readsSheet);
  if (series !== undefined) {
    const columns = series.values.map((name) => JSON.stringify(name)).join(', ');
    const about = `\`features(windows)\` scales windows of the series: ${series.window} rows of ${columns}, as measured.`;
    return { imports: [], code: [readsSheet, SERIES], about };
  }
  if (ratings !== undefined) {
    if (ratings.items !== undefined) return { imports: [], code: [], about: DESCRIBED_ITEMS };
    const empty = ratingLayout(ratings).slots - 1;
    const about =
      '`features(pairs)` makes numbers of pairs of a user and an item, by their ids as texts.';
    return { imports: [], code: [readsSheet, ratingCode(empty)], about };
  }
  if (table !== null) {
    const about =
      '`features(rows)` prepares rows: dictionaries by column, as `csv.DictReader` reads them.';
    return { ...tableCode(table, tableFeatures, readsSheet), about };
  }
  if (input.kind !== 'image') return { imports: [], code: [], about: PREPARED };
  const { height, width, channels } = input;
  const about = `\`features(pictures)\` takes upright pictures of any size, arrays [height, width, channels] from 0 to 255 in sRGB, and makes samples of ${height} × ${width} × ${channels} of them as preparation did.`;
  return { imports: [], code: pictureCode(input), about };
}

/** @param ownSuffix of the program's name, behind the model's */
function sheetCode(ownSuffix: string): string {
  const name = `__file__.removesuffix(${pythonString(ownSuffix)}) + ${pythonString(SHEET_SUFFIX)}`;
  return `def sheet():
    """What the file beside the model says of it."""
    return json.loads(Path(${ownSuffix === '' ? `__file__ + ${pythonString(SHEET_SUFFIX)}` : name}).read_text("utf-8"))`;
}

const PREPARED = 'Features are prepared as the recipe says, which lies beside it.';
const DESCRIBED_ITEMS =
  'It takes tokens of users, items and what a table says of the items, which the recipe beside it does not hold: the ONNX export takes ids.';
const DICTIONARY =
  "It takes tokens: Hearth parts these texts' words by a dictionary, which no tokenizer.json can hold.";

function textInput(recipe: FittedRecipe, readsSheet: string): RawInput {
  const { tokenizers } = tokenizerFiles(recipe);
  if (tokenizers.some(({ suffix }) => suffix === null)) {
    return { imports: [], code: [], about: DICTIONARY };
  }
  const imports = ['re', 'warnings'];
  const code = [readsSheet, TEXTS];
  if (recipe.translation !== undefined) {
    const about =
      '`features(sources)` makes tokens of texts, `translate(model, sources)` says them in the other language.';
    return { imports, code: [...code, TRANSLATIONS], about };
  }
  if (recipe.text?.column !== null) {
    const about = '`features(texts)` makes tokens of texts.';
    return { imports, code: [...code, FEATURES_OF_TEXTS], about };
  }
  const about =
    '`features(texts)` makes tokens of texts, `continue_text(model, text)` goes on with one.';
  return { imports, code: [...code, FEATURES_OF_TEXTS, BEGINNING], about };
}

const FEATURES_OF_TEXTS = `def features(texts):
    """Texts as the model takes them: int32 [texts, tokens]."""
    return tokens_of(texts)`;

const SERIES = `def features(windows, names=None):
    """Windows of the series as the model takes them: [windows, rows, values], each value in its own unit.

    Where each series is scaled by itself, names say which one each window is of; others are scaled as all together are.
    """
    series = sheet()["recipe"]["series"]
    windows = np.asarray(windows, dtype="float64")
    means, stddevs = np.array(series["means"]), np.array(series["stddevs"])
    each = series.get("each")
    if each is not None:
        places = {name: at + 1 for at, name in enumerate(each["ids"])}
        rows = [places.get(name, 0) for name in (names or [None] * len(windows))]
        means, stddevs = (
            np.array([series[key], *each[key]])[rows][:, None] for key in ("means", "stddevs")
        )
    return ((windows - means) / stddevs).astype("float32")`;

/** @param empty places for items that are drawn in training */
function ratingCode(empty: number): string {
  return `def features(pairs):
    """Users and items as the model takes them: int32, 0 for those that training does not know."""
    ratings = sheet()["recipe"]["ratings"]
    users, items = ({name: at + 1 for at, name in enumerate(ratings[side]["ids"])} for side in ("user", "item"))
    rows = [[users.get(str(user).strip(), 0), items.get(str(item).strip(), 0)] + [0] * ${empty} for user, item in pairs]
    return np.array(rows, dtype="int32")`;
}
