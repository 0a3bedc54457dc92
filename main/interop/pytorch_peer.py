"""PyTorch's own modules where they are a Keras layer's natural peers.

Keras keeps channels last and kernels as [in, out]; PyTorch the other way round. Each class below
takes weights in Keras' layout, computes with a module of torch.nn, and gives them back.
"""

import numpy as np
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


class LayerNormalization(nn.Module):
    def __init__(self, weights, epsilon=0.001, **_):
        super().__init__()
        self.normalization = nn.LayerNorm(len(weights["gamma"]), eps=epsilon)
        self.normalization.weight = parameter(weights["gamma"])
        self.normalization.bias = parameter(weights["beta"])

    def forward(self, x):
        return self.normalization(x)

    def trained(self):
        yield "gamma", self.normalization.weight
        yield "beta", self.normalization.bias


class Recurrent(nn.Module):
    """PyTorch adds a second bias to the gates; where Keras has one, it stays at zero."""

    module = nn.RNN
    # Where each of PyTorch's gates stands in Keras' order; its own inverse.
    order = [0]

    def __init__(self, weights, units, return_sequences=False, **_):
        super().__init__()
        kernel, bias = weights["kernel"], weights["bias"]
        self.last_only = not return_sequences
        self.recurrent = self.module(len(kernel), units, batch_first=True)
        self.recurrent.weight_ih_l0 = parameter(self.reordered(kernel).T)
        self.recurrent.weight_hh_l0 = parameter(self.reordered(weights["recurrent_kernel"]).T)
        self.has_two = bias.ndim == 2
        first, second = bias if self.has_two else (bias, 0 * bias)
        self.recurrent.bias_ih_l0 = parameter(self.reordered(first))
        self.recurrent.bias_hh_l0 = parameter(self.reordered(second))
        self.recurrent.bias_hh_l0.requires_grad_(self.has_two)

    def reordered(self, columns):
        gates = np.split(columns, len(self.order), axis=-1)
        return np.concatenate([gates[place] for place in self.order], axis=-1)

    def forward(self, x):
        steps, _ = self.recurrent(x)
        return steps[:, -1] if self.last_only else steps

    def trained(self):
        def columns(tensor):
            return torch.tensor(self.reordered(tensor.detach().numpy()))

        first = columns(self.recurrent.bias_ih_l0)
        second = columns(self.recurrent.bias_hh_l0)
        yield "kernel", columns(self.recurrent.weight_ih_l0.T)
        yield "recurrent_kernel", columns(self.recurrent.weight_hh_l0.T)
        yield "bias", torch.stack([first, second]) if self.has_two else first


class Lstm(Recurrent):
    module = nn.LSTM
    order = [0, 1, 2, 3]


class Gru(Recurrent):
    module = nn.GRU
    order = [1, 0, 2]


class MultiHeadAttention(nn.Module):
    """PyTorch's heads share its width: the features have to be num_heads × key_dim."""

    PROJECTIONS = ("query", "key", "value")

    def __init__(self, weights, num_heads, key_dim, use_causal_mask=False, **_):
        super().__init__()
        width = num_heads * key_dim
        self.causal, self.heads = use_causal_mask, num_heads
        self.attention = nn.MultiheadAttention(width, num_heads, batch_first=True)
        kernels = [weights[f"{name}/kernel"].reshape(width, width) for name in self.PROJECTIONS]
        biases = [weights[f"{name}/bias"].reshape(width) for name in self.PROJECTIONS]
        self.attention.in_proj_weight = parameter(np.concatenate([each.T for each in kernels]))
        self.attention.in_proj_bias = parameter(np.concatenate(biases))
        output = weights["attention_output/kernel"].reshape(width, width)
        self.attention.out_proj.weight = parameter(output.T)
        self.attention.out_proj.bias = parameter(weights["attention_output/bias"])

    def forward(self, x):
        length = x.shape[1]
        later = torch.ones(length, length, dtype=torch.bool).triu(1) if self.causal else None
        return self.attention(x, x, x, attn_mask=later, need_weights=False)[0]

    def trained(self):
        kernels = self.attention.in_proj_weight.chunk(3)
        biases = self.attention.in_proj_bias.chunk(3)
        for name, kernel, bias in zip(self.PROJECTIONS, kernels, biases):
            yield f"{name}/kernel", kernel.T.reshape(len(bias), self.heads, -1)
            yield f"{name}/bias", bias.reshape(self.heads, -1)
        width = len(self.attention.out_proj.bias)
        yield "attention_output/kernel", self.attention.out_proj.weight.T.reshape(
            self.heads, -1, width
        )
        yield "attention_output/bias", self.attention.out_proj.bias


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
    "LayerNormalization": LayerNormalization,
    "SimpleRNN": Recurrent,
    "LSTM": Lstm,
    "GRU": Gru,
    "MultiHeadAttention": MultiHeadAttention,
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


def train(request, inputs, targets, weights):
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
    target = torch.tensor(targets[0])

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
        loss = LOSSES[request["outputs"][0]["loss"]](forward(rows), target[rows])
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
