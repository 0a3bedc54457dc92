"""Layers of KerasHub with its arguments, formulas and order of weights, put together from Keras'."""

import keras
from keras import ops


class SinePositionEncoding(keras.layers.Layer):
    def __init__(self, max_wavelength=10000, **options):
        super().__init__(**options)
        self.max_wavelength = max_wavelength
        self.supports_masking = True

    def call(self, inputs):
        _, time, features = inputs.shape
        place = ops.arange(features)
        pairs = ops.cast(2 * (place // 2), self.compute_dtype) / features
        slowness = ops.power(ops.cast(1 / self.max_wavelength, self.compute_dtype), pairs)
        angles = ops.expand_dims(ops.arange(time, dtype=self.compute_dtype), 1) * slowness
        waves = ops.where(place % 2 == 0, ops.sin(angles), ops.cos(angles))
        return ops.broadcast_to(waves, ops.shape(inputs))


class PositionEmbedding(keras.layers.Layer):
    def __init__(self, sequence_length, initializer="glorot_uniform", **options):
        super().__init__(**options)
        self.sequence_length = sequence_length
        self.initializer = keras.initializers.get(initializer)
        self.supports_masking = True

    def build(self, shape):
        shape = (self.sequence_length, shape[-1])
        self.table = self.add_weight(name="embeddings", shape=shape, initializer=self.initializer)

    def call(self, inputs):
        return ops.broadcast_to(self.table[: inputs.shape[1]], ops.shape(inputs))


class TokenAndPositionEmbedding(keras.layers.Layer):
    def __init__(
        self,
        vocabulary_size,
        sequence_length,
        embedding_dim,
        embeddings_initializer="uniform",
        mask_zero=False,
        **options,
    ):
        super().__init__(**options)
        self.tokens = keras.layers.Embedding(
            vocabulary_size, embedding_dim, embeddings_initializer, mask_zero=mask_zero
        )
        self.places = PositionEmbedding(sequence_length, embeddings_initializer)

    def build(self, shape):
        self.tokens.build(shape)
        self.places.build((*shape, self.tokens.output_dim))

    def call(self, inputs):
        tokens = self.tokens(inputs)
        return tokens + self.places(tokens)

    def compute_mask(self, inputs, mask=None):
        return self.tokens.compute_mask(inputs)


class RotaryEmbedding(keras.layers.Layer):
    def __init__(self, max_wavelength=10000, scaling_factor=1.0, **options):
        super().__init__(**options)
        self.max_wavelength = max_wavelength
        self.scaling_factor = scaling_factor
        self.supports_masking = True

    def call(self, inputs):
        time, features = inputs.shape[1], inputs.shape[-1]
        pairs = ops.arange(0, features, 2, dtype=self.compute_dtype) / features
        speeds = 1.0 / self.max_wavelength**pairs / self.scaling_factor
        angles = ops.expand_dims(ops.arange(time, dtype=self.compute_dtype), 1) * speeds
        angles = ops.concatenate((angles, angles), axis=-1)
        angles = ops.reshape(angles, (time, *(1,) * (len(inputs.shape) - 3), features))
        first, second = ops.split(inputs, 2, axis=-1)
        crossed = ops.concatenate((-second, first), axis=-1)
        return inputs * ops.cos(angles) + crossed * ops.sin(angles)


class TransformerBlock(keras.layers.Layer):
    """What encoder and decoder have in common; each builds its parts in KerasHub's order."""

    def __init__(
        self,
        intermediate_dim,
        num_heads,
        dropout=0,
        activation="relu",
        layer_norm_epsilon=1e-5,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        normalize_first=False,
        **options,
    ):
        super().__init__(**options)
        self.intermediate_dim = intermediate_dim
        self.num_heads = num_heads
        self.rate = dropout
        self.activation = activation
        self.epsilon = layer_norm_epsilon
        self.starts = {
            "kernel_initializer": kernel_initializer,
            "bias_initializer": bias_initializer,
        }
        self.normalize_first = normalize_first
        self.supports_masking = True

    def attention_of(self, query_shape, value_shape):
        size = query_shape[-1] // self.num_heads
        attention = keras.layers.MultiHeadAttention(
            self.num_heads, size, dropout=self.rate, **self.starts
        )
        attention.build(query_shape, value_shape)
        return attention

    def norm_of(self, shape):
        norm = keras.layers.LayerNormalization(epsilon=self.epsilon)
        norm.build(shape)
        return norm

    def dense_of(self, shape):
        wide = keras.layers.Dense(self.intermediate_dim, self.activation, **self.starts)
        wide.build(shape)
        narrow = keras.layers.Dense(shape[-1], **self.starts)
        narrow.build((*shape[:-1], self.intermediate_dim))
        return wide, narrow

    def around(self, x, norm, part):
        found = part(norm(x) if self.normalize_first else x) + x
        return found if self.normalize_first else norm(found)

    def feedforward(self, x):
        return self.around(x, self.dense_norm, lambda y: self.narrow(self.wide(y)))


class TransformerEncoder(TransformerBlock):
    def build(self, shape):
        self.attention = self.attention_of(shape, shape)
        self.norm = self.norm_of(shape)
        self.dense_norm = self.norm_of(shape)
        self.wide, self.narrow = self.dense_of(shape)

    def call(self, inputs, mask=None):
        seen = None if mask is None else ops.expand_dims(mask, 1)
        queries = 1 if mask is None else ops.cast(ops.expand_dims(mask, -1), "bool")
        seen = None if seen is None else ops.logical_and(seen, queries)
        attend = lambda y: self.attention(unmasked(y), unmasked(y), attention_mask=seen)
        return self.feedforward(self.around(inputs, self.norm, attend))


class TransformerDecoder(TransformerBlock):
    def __init__(self, *arguments, use_causal_mask=True, **options):
        super().__init__(*arguments, **options)
        self.use_causal_mask = use_causal_mask

    def build(self, sequence_shape, encoder_shape=None):
        shape = sequence_shape
        self.attention = self.attention_of(shape, shape)
        self.norm = self.norm_of(shape)
        if encoder_shape is not None:
            self.cross = self.attention_of(shape, encoder_shape)
            self.cross_norm = self.norm_of(shape)
        self.wide, self.narrow = self.dense_of(shape)
        self.dense_norm = self.norm_of(shape)

    def call(self, sequence, encoder=None, mask=None, sequence_mask=None, encoder_mask=None):
        # Keras names the mask of a sole input otherwise.
        own = mask if sequence_mask is None else sequence_mask
        x = self.around(
            sequence,
            self.norm,
            lambda y: self.attention(
                unmasked(y),
                unmasked(y),
                attention_mask=None if own is None else ops.expand_dims(own, 1),
                use_causal_mask=self.use_causal_mask,
            ),
        )
        if encoder is not None:
            seen = None if encoder_mask is None else ops.expand_dims(encoder_mask, 1)
            values = unmasked(encoder)
            attend = lambda y: self.cross(unmasked(y), values, attention_mask=seen)
            x = self.around(x, self.cross_norm, attend)
        return self.feedforward(x)

    def compute_mask(self, inputs, previous_mask=None):
        return previous_mask[0] if isinstance(previous_mask, (list, tuple)) else previous_mask


def unmasked(x):
    """The same numbers without Keras' mask, which attention would heed."""
    return ops.add(x, 0)
