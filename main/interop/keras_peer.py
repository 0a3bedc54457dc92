"""A model of Keras layers by class name and config, which are Hearth's own."""

import ast

import keras
import keras_hub_layers
import numpy as np
import torch

from peer import array_of, sources_of

keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
# So small models gain nothing from more.
torch.set_num_threads(1)


# What wrappers have of their own; all else belongs to the layer inside.
WRAPPERS = {"Bidirectional": {"merge_mode"}, "TimeDistributed": set()}
RECURRENT = (keras.layers.RNN, keras.layers.Bidirectional)
# Arguments that Keras takes when a layer is called.
CALL_ARGUMENTS = {"use_causal_mask"}


# Where Keras has what Hearth writes as a function with arguments, such as `l2(0.01)`.
FUNCTIONS = {
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
}


def argument_of(key, value):
    """An argument of a layer; a function with arguments as Keras' object."""
    known = FUNCTIONS.get(key.rpartition("_")[2])
    if known is None or not isinstance(value, str) or "(" not in value:
        return value
    call = ast.parse(value, mode="eval").body
    name = {"l1_l2": "L1L2"}.get(call.func.id, call.func.id)
    # Hearth writes words without quotes.
    read = lambda each: each.id if isinstance(each, ast.Name) else ast.literal_eval(each)
    places = [read(each) for each in call.args]
    return type(known.get(name))(*places, **{each.arg: read(each.value) for each in call.keywords})


def layer_of(layer_type, config, layer_id):
    """Keras' layer of a type and config of Hearth's."""
    config = {
        key: argument_of(key, value) for key, value in config.items() if key not in CALL_ARGUMENTS
    }
    if layer_type not in WRAPPERS:
        known = keras.layers if hasattr(keras.layers, layer_type) else keras_hub_layers
        return getattr(known, layer_type)(**config, name=layer_id)
    own = {key: value for key, value in config.items() if key in WRAPPERS[layer_type]}
    if own.get("merge_mode") == "none":
        own["merge_mode"] = None
    inside = {key: value for key, value in config.items() if key != "layer" and key not in own}
    inner = getattr(keras.layers, config["layer"])(**inside)
    return getattr(keras.layers, layer_type)(inner, **own, name=layer_id)


def outputs_of(layer, taken, config):
    """What a layer gives for what it takes, as a list."""
    options = {key: value for key, value in config.items() if key in CALL_ARGUMENTS}
    if isinstance(layer, (keras.layers.MultiHeadAttention, keras.layers.GroupQueryAttention)):
        found = layer(*(taken * 2 if len(taken) == 1 else taken), **options)
    elif isinstance(layer, keras_hub_layers.TransformerDecoder):
        found = layer(*taken)
    elif isinstance(layer, keras.layers.Attention):
        found = layer(taken * 2 if len(taken) == 1 else taken, **options)
    elif len(taken) == 1:
        found = layer(taken[0])
    elif isinstance(layer, RECURRENT):
        found = layer(taken[0], initial_state=taken[1:])
    else:
        found = layer(taken)
    return list(found) if isinstance(found, (list, tuple)) else [found]


def build(request, inputs):
    layers, outputs, given, made = request["layers"], {}, [], {}
    values = iter(inputs)
    for layer, sources in zip(layers, sources_of(layers)):
        layer_id, config = layer["id"], layer["config"]
        if layer["type"] == "Input":
            dtype = "int32" if next(values).dtype == np.int32 else "float64"
            given.append(keras.Input(**config, dtype=dtype, name=layer_id))
            outputs[layer_id] = [given[-1]]
            continue
        made[layer_id] = layer_of(layer["type"], config, layer_id)
        taken = [outputs[source][place] for source, place in sources]
        outputs[layer_id] = outputs_of(made[layer_id], taken, config)
    named = [each["layer"].partition(":") for each in request["outputs"]]
    return keras.Model(given, [outputs[layer][int(place or 0)] for layer, _, place in named]), made


def variables_of(made, names):
    """Keras' variables by Hearth's names: both list a layer's weights in the same order."""
    by_layer = {}
    for name in names:
        by_layer.setdefault(name.partition("/")[0], []).append(name)
    variables = {}
    for layer_id, layer in made.items():
        ours = by_layer.get(layer_id, [])
        if len(ours) != len(layer.weights):
            theirs = [variable.path for variable in layer.weights]
            raise ValueError(f"{layer_id} has the weights {ours} here, {theirs} in Keras")
        variables.update(zip(ours, layer.weights))
    return variables


def optimizer_of(class_name, config):
    """A learning rate may be a schedule, named and configured as the optimizer itself."""
    rate = config["learning_rate"]
    if isinstance(rate, dict):
        schedule = getattr(keras.optimizers.schedules, rate["class_name"])
        config = {**config, "learning_rate": schedule(**rate["config"])}
    return getattr(keras.optimizers, class_name)(**config)


def loss_of(loss):
    """A loss by the name of its function, or by its class with arguments."""
    if isinstance(loss, str):
        return loss
    return getattr(keras.losses, loss["class_name"])(**loss["config"])


def sole(values):
    """Keras weighs classes only where a target is no list."""
    return values[0] if len(values) == 1 else values


def weighing(request, target):
    """Arguments for a batch's rows by how much each counts; Keras takes one of the two at a time."""
    of_classes, of_rows = request.get("classWeights"), request.get("sampleWeight")
    if of_rows is None:
        weights = None if of_classes is None else dict(enumerate(of_classes))
        return lambda rows: {"class_weight": weights}
    weights = array_of(of_rows).astype("float64")
    if of_classes is not None:
        weights = weights * np.array(of_classes)[target]
    return lambda rows: {"sample_weight": weights[rows]}


def train(request, inputs, targets, weights):
    keras.backend.clear_session()
    model, made = build(request, inputs)
    variables = variables_of(made, weights)
    for name, variable in variables.items():
        if tuple(variable.shape) != weights[name].shape:
            raise ValueError(f"{name} is {weights[name].shape} here, {variable.shape} in Keras")
        variable.assign(weights[name])
    model.compile(
        optimizer=optimizer_of(**request["optimizer"]),
        loss=[loss_of(each["loss"]) for each in request["outputs"]],
        loss_weights=[each["weight"] for each in request["outputs"]],
        jit_compile=False,
    )
    weights_of = weighing(request, targets[0])
    losses = []
    for rows in request["batches"]:
        model.reset_metrics()
        logs = model.train_on_batch(
            [each[rows] for each in inputs],
            sole([each[rows] for each in targets]),
            **weights_of(rows),
            return_dict=True,
        )
        losses.append(logs["loss"])
    values = {
        name: keras.ops.convert_to_numpy(variable.value) for name, variable in variables.items()
    }
    return losses, values
