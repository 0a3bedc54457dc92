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
