import type { FittedModel } from '../../architecture/fits-dataset.ts';
import type { InferredLayer } from '../../architecture/inferred-layer.ts';
import type { ModelSpec } from '../../architecture/model-spec.ts';
import { elementCount } from '../../shape.ts';
import type { RawInput } from '../python/raw-input.ts';
import { callArguments, HUB_LAYERS, layerCall, outputVariable } from './layer-lines.ts';
import { docText, pythonString, pythonValue, variableNames } from './python-text.ts';

/** What a program is made of. */
export interface KerasParts {
  readonly model: ModelSpec;
  readonly fitted: FittedModel;
  /** Whether the samples are whole numbers: tokens. */
  readonly isTokens: boolean;
  /** Lines of what the program tells of itself. */
  readonly about: readonly string[];
  /** Ending of the file of weights, behind the program's own name. */
  readonly weightsSuffix: string;
  /** Python code of the layers that Keras itself lacks. */
  readonly hubLayers: string;
  /** From what the user has to what the model takes. */
  readonly raw: RawInput;
}

/**
 * A model as a program of Keras 3: `build()` makes it, `load(model)` gives it the weights of the file beside
 * the program, `features(…)` prepares raw input and `split(features)` parts it among several inputs. Run, it shows the model, and
 * saves it in Keras' own format where asked to.
 */
export function kerasProgram(parts: KerasParts): string {
  const { model, weightsSuffix, about, hubLayers, raw } = parts;
  const modules = ['json', 'struct', 'sys', ...raw.imports].sort().map((name) => `import ${name}`);
  const isHub = model.layers.some(({ type }) => HUB_LAYERS.includes(type));
  return `${[
    `"""${about.map(docText).join('\n')}\n"""`,
    `${modules.join('\n')}\nfrom pathlib import Path\n\nimport keras\nimport numpy as np`,
    ...(isHub ? [hubCode(hubLayers)] : []),
    `WEIGHTS = Path(__file__ + ${pythonString(weightsSuffix)})`,
    buildFunction(parts),
    splitFunction(parts),
    LOAD,
    ...raw.code,
    MAIN,
  ].join('\n\n\n')}\n`;
}

/** Without what stands ahead of the first class: the program imports it itself. */
function hubCode(code: string): string {
  return `from keras import ops\n\n\n${code.slice(code.indexOf('class ')).trim()}`;
}

function buildFunction({ model, fitted, isTokens }: KerasParts): string {
  const { layers, outputs } = fitted;
  const variables = variableNames(layers.map(({ id }) => id));
  const name = ({ id }: Pick<InferredLayer, 'id'>) => variables.get(id) ?? '';
  const lines = layers.map((layer, place) => {
    const spec = model.layers[place];
    if (spec === undefined || spec.id !== layer.id) throw new Error('Layers keep their places');
    if (layer.type === 'Input') {
      const type = isTokens ? ', dtype="int32"' : '';
      const shape = pythonValue(layer.shape);
      return `${name(layer)} = keras.Input(shape=${shape}${type}, name=${pythonString(layer.id)})`;
    }
    const taken = layer.inputs.map((each) => outputVariable(each, variables, layers));
    return `${name(layer)} = ${layerCall(spec)}(${callArguments(layer, taken)})`;
  });
  const inputs = layers.filter(({ type }) => type === 'Input').map(name);
  const given = outputs.map((output) => outputVariable(output.name, variables, layers));
  const ends = [listOf(inputs), listOf(given), `name=${pythonString(modelName(model.name))}`];
  return [
    'def build():',
    '    """The model with weights as they start."""',
    ...lines.map((line) => `    ${line}`),
    `    return keras.Model(${ends.join(', ')})`,
  ].join('\n');
}

/** Keras takes no slashes in names. */
function modelName(name: string): string {
  return name.replaceAll('/', '-');
}

function listOf(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `[${names.join(', ')}]`;
}

function splitFunction({ fitted, isTokens }: KerasParts): string {
  const { inputShapes, share } = fitted;
  const type = isTokens ? 'int32' : 'float32';
  const head = [
    'def split(features):',
    '    """Prepared samples as the model takes them: an array, or one for each input."""',
    `    features = np.asarray(features, dtype="${type}")`,
  ];
  if (inputShapes.length === 1) return [...head, '    return features'].join('\n');
  if (share === 'whole') {
    return [...head, `    return [features] * ${inputShapes.length}`].join('\n');
  }
  let end = 0;
  const parts = inputShapes.map((shape) => {
    const begin = end;
    end += elementCount(shape);
    const sizes = ['len(features)', ...shape.map(String)].join(', ');
    return `        flat[:, ${begin}:${end}].reshape(${sizes}),`;
  });
  return [
    ...head,
    '    flat = features.reshape(len(features), -1)',
    '    return [',
    ...parts,
    '    ]',
  ].join('\n');
}

const LOAD = `def load(model, path=WEIGHTS):
    """Gives a model its trained weights, which lie in the file layer by layer in Keras' order."""
    data = Path(path).read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    by_layer = {}
    for name, tensor in header.items():
        begin, end = (8 + size + place for place in tensor["data_offsets"])
        values = np.frombuffer(data[begin:end], dtype="<f4").reshape(tensor["shape"])
        by_layer.setdefault(name.partition("/")[0], []).append(values)
    for layer in model.layers:
        layer.set_weights(by_layer.pop(layer.name, []))
    if by_layer:
        raise ValueError(f"The model has no layers {sorted(by_layer)}")
    return model`;

const MAIN = `if __name__ == "__main__":
    trained = load(build())
    trained.summary()
    if len(sys.argv) == 3 and sys.argv[1] == "--save":
        trained.save(sys.argv[2])`;
