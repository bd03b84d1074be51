"""What the tests of the Python module share: a small network, and data that it can learn."""
import numpy as np

# Softmax regression of images of 2 x 2 in three classes, and entry points for arrays of all kinds.
TINY = """
module @tiny {
  nn.variable @weight : tensor<4x3xf32> init #nn.zeros
  nn.variable @bias   : tensor<3xf32>   init #nn.zeros

  nn.func @predict(%image: tensor<?x2x2xf32>) -> (logits: tensor<?x3xf32>) {
    %pixels = nn.flatten %image : tensor<?x2x2xf32>
    %weight = nn.read @weight : tensor<4x3xf32>
    %bias = nn.read @bias : tensor<3xf32>
    %product = nn.matmul %pixels, %weight : tensor<?x4xf32>, tensor<4x3xf32>
    %logits = nn.add %product, %bias : tensor<?x3xf32>, tensor<3xf32>
    nn.return %logits : tensor<?x3xf32>
  }

  nn.func @loss(%image: tensor<?x2x2xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x2x2xf32>) -> tensor<?x3xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x3xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
"""


def examples(count, seed=1):
    """Images whose brightest pixel is their class."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 3, count)
    images = random.random((count, 2, 2), dtype=np.float32) * 0.3
    images.reshape(count, 4)[np.arange(count), labels] += 0.7
    return images, labels
