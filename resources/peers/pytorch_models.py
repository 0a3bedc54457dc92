"""The benchmark's models as someone would write them in PyTorch; shapes as in main/bench/cases."""

import dataclasses
from typing import Callable

import torch
from torch import nn
from torch.nn import functional


@dataclasses.dataclass(frozen=True)
class Case:
    batch_size: int
    model: Callable[[], nn.Module]
    # A batch's inputs and targets, made up.
    batch: Callable[[], tuple]
    loss: Callable = functional.cross_entropy
    optimizer: type = torch.optim.Adam
    images: bool = False


def image_case(model, *shape):
    def batch():
        return torch.rand(64, *shape), torch.randint(0, 10, (64,))

    return Case(64, model, batch, images=len(shape) == 3)


def mlp():
    return nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
    )


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3),
        nn.ReLU(),
        nn.BatchNorm2d(32, eps=1e-3),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(800, 10),
    )


def convolution(channels, filters, size, stride=1, groups=1):
    """Padded, without bias, normalised: what residual and mobile networks are made of."""
    layers = nn.Conv2d(channels, filters, size, stride, size // 2, groups=groups, bias=False)
    return nn.Sequential(layers, nn.BatchNorm2d(filters))


class ResidualBlock(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.first = convolution(channels, filters, 3, stride)
        self.second = convolution(filters, filters, 3)
        changes = stride > 1 or channels != filters
        self.shortcut = convolution(channels, filters, 1, stride) if changes else nn.Identity()

    def forward(self, x):
        return (self.second(self.first(x).relu()) + self.shortcut(x)).relu()


def resnet20():
    layers, channels = [convolution(3, 16, 3), nn.ReLU()], 16
    for filters in (16, 32, 64):
        for place in range(3):
            stride = 2 if place == 0 and filters > 16 else 1
            layers.append(ResidualBlock(channels, filters, stride))
            channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def mobile():
    layers, channels = [convolution(3, 32, 3, 2), nn.ReLU()], 32
    for filters, stride in ((64, 1), (128, 2), (128, 1), (256, 2)):
        layers += [convolution(channels, channels, 3, stride, channels), nn.ReLU()]
        layers += [convolution(channels, filters, 1), nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


class TextLstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5000, 64)
        self.lstm = nn.LSTM(64, 128, batch_first=True)
        self.head = nn.Linear(128, 1)

    def forward(self, tokens):
        _, (state, _) = self.lstm(self.embedding(tokens))
        return self.head(state[0]).squeeze(1)


class TransformerBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before_attention = nn.LayerNorm(width)
        self.queries_keys_values = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.before_mlp = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(self, x):
        batch, length, width = x.shape
        mixed = self.queries_keys_values(self.before_attention(x)).split(width, 2)
        by_head = (part.view(batch, length, self.heads, -1).transpose(1, 2) for part in mixed)
        seen = functional.scaled_dot_product_attention(*by_head, is_causal=True)
        x = x + self.attended(seen.transpose(1, 2).reshape(batch, length, width))
        hidden = functional.gelu(self.wide(self.before_mlp(x)))
        return x + self.narrow(hidden)


class Gpt(nn.Module):
    def __init__(self, vocabulary=65, length=64, width=128, heads=4, layers=4):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(length, width)
        self.blocks = nn.Sequential(*(TransformerBlock(width, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.positions.weight[: tokens.shape[1]]
        return self.head(self.norm(self.blocks(x)))


class MatrixFactorization(nn.Module):
    def __init__(self, users=1000, items=1700, width=32):
        super().__init__()
        self.users = nn.Embedding(users, width)
        self.items = nn.Embedding(items, width)

    def forward(self, pairs):
        return (self.users(pairs[:, 0]) * self.items(pairs[:, 1])).sum(1)


def text_batch():
    return torch.randint(0, 5000, (32, 64)), (torch.rand(32) > 0.5).float()


def gpt_batch():
    return torch.randint(0, 65, (12, 64)), torch.randint(0, 65, (12, 64))


def gpt_small():
    return Gpt(length=256, width=384, heads=6, layers=6)


def gpt_small_batch():
    return torch.randint(0, 65, (32, 256)), torch.randint(0, 65, (32, 256))


def ratings_batch():
    users, items = torch.randint(0, 1000, (256,)), torch.randint(0, 1700, (256,))
    return torch.stack([users, items], 1), torch.rand(256)


def token_loss(logits, tokens):
    return functional.cross_entropy(logits.flatten(0, 1), tokens.flatten())


CASES = {
    "mlp": image_case(mlp, 784),
    "cnn": image_case(cnn, 1, 28, 28),
    "resnet20": image_case(resnet20, 3, 32, 32),
    "mobile": image_case(mobile, 3, 32, 32),
    "lstm": Case(32, TextLstm, text_batch, functional.binary_cross_entropy_with_logits),
    "gpt": Case(12, Gpt, gpt_batch, token_loss, torch.optim.AdamW),
    "gpt-small": Case(32, gpt_small, gpt_small_batch, token_loss, torch.optim.AdamW),
    "mf": Case(256, MatrixFactorization, ratings_batch, functional.mse_loss),
}
