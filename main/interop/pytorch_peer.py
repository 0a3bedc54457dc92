"""PyTorch's own modules where they are a Keras layer's natural peers.

Keras keeps channels last and kernels as [in, out]; PyTorch the other way round. Each class below
takes weights in Keras' layout, computes with a module of torch.nn, and gives them back.
"""

import torch
from torch import nn

from peer import sources_of

torch.set_default_dtype(torch.float64)
# So small models gain nothing from more.
torch.set_num_threads(1)

ACTIVATIONS = {
    None: lambda x: x,
    "linear": lambda x: x,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softmax": lambda x: torch.softmax(x, -1),
}


def parameter(array):
    return nn.Parameter(torch.tensor(array))


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


class Dense(nn.Module):
    def __init__(self, weights, units, activation=None, **_):
        super().__init__()
        self.linear = nn.Linear(weights["kernel"].shape[0], units, bias="bias" in weights)
        self.linear.weight = parameter(weights["kernel"].T)
        if "bias" in weights:
            self.linear.bias = parameter(weights["bias"])
        self.activation = ACTIVATIONS[activation]

    def forward(self, x):
        return self.activation(self.linear(x))

    def trained(self):
        yield "kernel", self.linear.weight.T
        if self.linear.bias is not None:
            yield "bias", self.linear.bias


class Conv2D(nn.Module):
    def __init__(self, weights, filters, kernel_size, padding="valid", activation=None, groups=1, **_):
        super().__init__()
        height, width, channels, _ = weights["kernel"].shape
        self.convolution = nn.Conv2d(
            channels * groups, filters, (height, width), padding=padding, groups=groups
        )
        self.convolution.weight = parameter(weights["kernel"].transpose(3, 2, 0, 1))
        self.convolution.bias = parameter(weights["bias"])
        self.activation = ACTIVATIONS[activation]

    def forward(self, x):
        return self.activation(channels_last(self.convolution(channels_first(x))))

    def trained(self):
        yield "kernel", self.convolution.weight.permute(2, 3, 1, 0)
        yield "bias", self.convolution.bias


class BatchNormalization(nn.Module):
    """PyTorch follows the variance with n − 1 under it, Keras with n: moving_variance is left out."""

    def __init__(self, weights, momentum=0.99, epsilon=0.001, **_):
        super().__init__()
        features = len(weights["gamma"])
        self.normalization = nn.BatchNorm1d(features, eps=epsilon, momentum=1 - momentum)
        self.normalization.weight = parameter(weights["gamma"])
        self.normalization.bias = parameter(weights["beta"])
        self.normalization.running_mean.copy_(torch.tensor(weights["moving_mean"]))
        self.normalization.running_var.copy_(torch.tensor(weights["moving_variance"]))

    def forward(self, x):
        flat = x.reshape(-1, x.shape[-1])
        return self.normalization(flat).reshape(x.shape)

    def trained(self):
        yield "gamma", self.normalization.weight
        yield "beta", self.normalization.bias
        yield "moving_mean", self.normalization.running_mean


class Embedding(nn.Module):
    def __init__(self, weights, **_):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(
            torch.tensor(weights["embeddings"]), freeze=False
        )

    def forward(self, tokens):
        return self.embedding(tokens.long())

    def trained(self):
        yield "embeddings", self.embedding.weight


class Plain(nn.Module):
    """A layer without weights, as a function."""

    def __init__(self, function):
        super().__init__()
        self.forward = function

    def trained(self):
        return iter(())


def max_pooling_2d(_, pool_size=(2, 2), **__):
    pool = nn.MaxPool2d(tuple(pool_size))
    return Plain(lambda x: channels_last(pool(channels_first(x))))


LAYERS = {
    "Rescaling": lambda _, scale, offset=0: Plain(lambda x: x * scale + offset),
    "Flatten": lambda _: Plain(lambda x: x.flatten(1)),
    "Activation": lambda _, activation: Plain(ACTIVATIONS[activation]),
    "Dense": Dense,
    "Conv2D": Conv2D,
    "MaxPooling2D": max_pooling_2d,
    "BatchNormalization": BatchNormalization,
    "Embedding": Embedding,
}


def cross_entropy(output, target):
    return nn.functional.nll_loss(output.log(), target.long())


LOSSES = {
    "mean_squared_error": lambda output, target: ((output.squeeze(-1) - target) ** 2).mean(),
    "sparse_categorical_crossentropy": cross_entropy,
    "binary_crossentropy": lambda output, target: nn.functional.binary_cross_entropy(
        output.squeeze(-1), target.to(output.dtype)
    ),
}


def train(request, inputs, target, weights):
    layers, made = request["layers"], {}
    for layer in layers:
        if layer["type"] != "Input":
            prefix = layer["id"] + "/"
            own = {n.removeprefix(prefix): w for n, w in weights.items() if n.startswith(prefix)}
            made[layer["id"]] = LAYERS[layer["type"]](own, **layer["config"])
    model = nn.ModuleDict(made)
    optimizer = getattr(torch.optim, request["optimizer"]["class_name"])(
        model.parameters(), **request["optimizer"]["config"]
    )
    target = torch.tensor(target)

    def forward(rows):
        outputs, given = {}, iter(inputs)
        for layer, sources in zip(layers, sources_of(layers)):
            if layer["type"] == "Input":
                outputs[layer["id"]] = [torch.tensor(next(given)[rows])]
                continue
            found = model[layer["id"]](*(outputs[source][place] for source, place in sources))
            outputs[layer["id"]] = list(found) if isinstance(found, tuple) else [found]
        return outputs[layers[-1]["id"]][0]

    losses = []
    for rows in request["batches"]:
        loss = LOSSES[request["loss"]](forward(rows), target[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    trained = {
        f"{layer_id}/{name}": value.detach().numpy()
        for layer_id, layer in made.items()
        for name, value in layer.trained()
    }
    return losses, trained
