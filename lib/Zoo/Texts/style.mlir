// Style transfer: a photograph, painted as a painting is, by learning the image and not the network
//
// L. A. Gatys, A. S. Ecker and M. Bethge: Image style transfer using convolutional neural networks (2016).
//
// What is in an image is said by the features that a network has where it sees something; how it is painted, by which features occur
// together, wherever that is: the Gram matrices of the features of a layer. The canvas is changed until its features are near
// those of the photograph, and its Gram matrices are near those of the painting. Total variation, the squared differences of
// neighbouring pixels, keeps it from becoming noise.
//
// The network is three convolutions that first learn to tell clothes apart (grey images of 28 by 28); it then sees the three colours of an
// image one by one, and Gram matrices are of the features of all three, so that colours are a part of the style. A network that
// knows more of the world, such as VGG-19, paints better.
//
//   dlc train style.mlir --data fashion-mnist --epochs 4 --lr 1e-3 -o eyes.dlm
//   dlc run eyes.dlm --entry look --input content=cat.npy --input style=painting.npy -o looked.dlm
//   dlc run looked.dlm --entry paint --input learning_rate=0.02 --steps 500 --output image=painted.png -o painted.dlm
//   dlc run looked.dlm --entry start --input from=1 -o other.dlm                      0 the photograph, 1 the painting, 2 noise
!images = tensor<?x1x28x28xf32>
!pixels = tensor<3x96x144xui8>
!canvas = tensor<3x1x96x144xf32>
!maps1 = tensor<3x16x96x144xf32>
!maps2 = tensor<3x32x48x72xf32>
!maps3 = tensor<3x64x24x36xf32>
!gram1 = tensor<48x48xf32>
!gram2 = tensor<96x96xf32>
!gram3 = tensor<192x192xf32>
!w1 = tensor<16x1x5x5xf32>
!w2 = tensor<32x16x3x3xf32>
!w3 = tensor<64x32x3x3xf32>
!random = tensor<2xi64>

module @style {
  nn.variable @conv1.weight : !w1 init #nn.he_normal
  nn.variable @conv1.bias : tensor<16xf32> init #nn.zeros
  nn.variable @conv2.weight : !w2 init #nn.he_normal
  nn.variable @conv2.bias : tensor<32xf32> init #nn.zeros
  nn.variable @conv3.weight : !w3 init #nn.he_normal
  nn.variable @conv3.bias : tensor<64xf32> init #nn.zeros
  nn.variable @fc.weight : tensor<64x10xf32> init #nn.xavier_normal
  nn.variable @fc.bias : tensor<10xf32> init #nn.zeros

  // What is learnt in the end: three colours of 96 by 144 pixels.
  nn.variable @canvas : !canvas init #nn.uniform<0.0 : f32, 1.0 : f32>

  // The photograph and the painting, and what the network says of them.
  nn.variable buffer @content : !canvas init #nn.zeros
  nn.variable buffer @painting : !canvas init #nn.zeros
  nn.variable buffer @content.features : !maps3 init #nn.zeros
  nn.variable buffer @style.gram1 : !gram1 init #nn.zeros
  nn.variable buffer @style.gram2 : !gram2 init #nn.zeros
  nn.variable buffer @style.gram3 : !gram3 init #nn.zeros
  nn.variable buffer @random : !random init #nn.random_state

  // The classifier that the convolutions are a part of.
  nn.func @predict(%image: !images) -> (logits: tensor<?x10xf32>) {
    %w1 = nn.read @conv1.weight : !w1
    %b1 = nn.read @conv1.bias : tensor<16xf32>
    %conv1 = nn.conv %image, %w1 bias %b1 pads [2, 2, 2, 2] : !images, !w1, tensor<16xf32>
    %relu1 = nn.relu %conv1 : tensor<?x16x28x28xf32>
    %pool1 = nn.average_pool %relu1 kernel_shape [2, 2] strides [2, 2] : tensor<?x16x28x28xf32>
    %w2 = nn.read @conv2.weight : !w2
    %b2 = nn.read @conv2.bias : tensor<32xf32>
    %conv2 = nn.conv %pool1, %w2 bias %b2 pads [1, 1, 1, 1] : tensor<?x16x14x14xf32>, !w2, tensor<32xf32>
    %relu2 = nn.relu %conv2 : tensor<?x32x14x14xf32>
    %pool2 = nn.average_pool %relu2 kernel_shape [2, 2] strides [2, 2] : tensor<?x32x14x14xf32>
    %w3 = nn.read @conv3.weight : !w3
    %b3 = nn.read @conv3.bias : tensor<64xf32>
    %conv3 = nn.conv %pool2, %w3 bias %b3 pads [1, 1, 1, 1] : tensor<?x32x7x7xf32>, !w3, tensor<64xf32>
    %relu3 = nn.relu %conv3 : tensor<?x64x7x7xf32>
    %mean = nn.reduce_mean %relu3 axes [2, 3] : tensor<?x64x7x7xf32>
    %w = nn.read @fc.weight : tensor<64x10xf32>
    %b = nn.read @fc.bias : tensor<10xf32>
    %product = nn.matmul %mean, %w : tensor<?x64xf32>, tensor<64x10xf32>
    %logits = nn.add %product, %b : tensor<?x10xf32>, tensor<10xf32>
    nn.return %logits : tensor<?x10xf32>
  }

  nn.func @loss(%image: !images, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (!images) -> tensor<?x10xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x10xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }

  // The features of three layers.
  nn.func private @features(%image: !canvas) -> (maps1: !maps1, maps2: !maps2, maps3: !maps3) {
    %w1 = nn.read @conv1.weight : !w1
    %b1 = nn.read @conv1.bias : tensor<16xf32>
    %conv1 = nn.conv %image, %w1 bias %b1 pads [2, 2, 2, 2] : !canvas, !w1, tensor<16xf32>
    %relu1 = nn.relu %conv1 : !maps1
    %pool1 = nn.average_pool %relu1 kernel_shape [2, 2] strides [2, 2] : !maps1
    %w2 = nn.read @conv2.weight : !w2
    %b2 = nn.read @conv2.bias : tensor<32xf32>
    %conv2 = nn.conv %pool1, %w2 bias %b2 pads [1, 1, 1, 1] : tensor<3x16x48x72xf32>, !w2, tensor<32xf32>
    %relu2 = nn.relu %conv2 : !maps2
    %pool2 = nn.average_pool %relu2 kernel_shape [2, 2] strides [2, 2] : !maps2
    %w3 = nn.read @conv3.weight : !w3
    %b3 = nn.read @conv3.bias : tensor<64xf32>
    %conv3 = nn.conv %pool2, %w3 bias %b3 pads [1, 1, 1, 1] : tensor<3x32x24x36xf32>, !w3, tensor<64xf32>
    %relu3 = nn.relu %conv3 : !maps3
    nn.return %relu1, %relu2, %relu3 : !maps1, !maps2, !maps3
  }

  // How often features occur together: the mean over all places of the product of each two.
  nn.func private @gram1(%maps: !maps1) -> (gram: !gram1) {
    %rows = nn.reshape %maps : !maps1 to tensor<48x13824xf32>
    %products = nn.matmul %rows, %rows transpose_rhs : tensor<48x13824xf32>, tensor<48x13824xf32>
    %places = nn.constant dense<13824.0> : tensor<f32>
    %gram = nn.div %products, %places : !gram1, tensor<f32>
    nn.return %gram : !gram1
  }

  // How often features occur together, layer 2: the mean over all places of the product of each two.
  nn.func private @gram2(%maps: !maps2) -> (gram: !gram2) {
    %rows = nn.reshape %maps : !maps2 to tensor<96x3456xf32>
    %products = nn.matmul %rows, %rows transpose_rhs : tensor<96x3456xf32>, tensor<96x3456xf32>
    %places = nn.constant dense<3456.0> : tensor<f32>
    %gram = nn.div %products, %places : !gram2, tensor<f32>
    nn.return %gram : !gram2
  }

  // How often features occur together, layer 3: the mean over all places of the product of each two.
  nn.func private @gram3(%maps: !maps3) -> (gram: !gram3) {
    %rows = nn.reshape %maps : !maps3 to tensor<192x864xf32>
    %products = nn.matmul %rows, %rows transpose_rhs : tensor<192x864xf32>, tensor<192x864xf32>
    %places = nn.constant dense<864.0> : tensor<f32>
    %gram = nn.div %products, %places : !gram3, tensor<f32>
    nn.return %gram : !gram3
  }

  // Remembers a photograph and a painting, bytes of three colours, and puts the photograph onto the canvas.
  nn.func @look(%content: !pixels, %style: !pixels) -> (preview: tensor<2x3x96x144xf32>) {
    %white = nn.constant dense<255.0> : tensor<f32>
    %content0 = nn.cast %content : !pixels to tensor<3x96x144xf32>
    %content1 = nn.div %content0, %white : tensor<3x96x144xf32>, tensor<f32>
    %content2 = nn.unsqueeze %content1 axes [1] : tensor<3x96x144xf32>
    %style0 = nn.cast %style : !pixels to tensor<3x96x144xf32>
    %style1 = nn.div %style0, %white : tensor<3x96x144xf32>, tensor<f32>
    %style2 = nn.unsqueeze %style1 axes [1] : tensor<3x96x144xf32>
    nn.assign @content, %content2 : !canvas
    nn.assign @painting, %style2 : !canvas
    nn.assign @canvas, %content2 : !canvas
    %c1, %c2, %c3 = nn.call @features(%content2) : (!canvas) -> (!maps1, !maps2, !maps3)
    nn.assign @content.features, %c3 : !maps3
    %s1, %s2, %s3 = nn.call @features(%style2) : (!canvas) -> (!maps1, !maps2, !maps3)
    %gram1 = nn.call @gram1(%s1) : (!maps1) -> !gram1
    %gram2 = nn.call @gram2(%s2) : (!maps2) -> !gram2
    %gram3 = nn.call @gram3(%s3) : (!maps3) -> !gram3
    nn.assign @style.gram1, %gram1 : !gram1
    nn.assign @style.gram2, %gram2 : !gram2
    nn.assign @style.gram3, %gram3 : !gram3
    %first = nn.reshape %content1 : tensor<3x96x144xf32> to tensor<1x3x96x144xf32>
    %second = nn.reshape %style1 : tensor<3x96x144xf32> to tensor<1x3x96x144xf32>
    %preview = nn.concat %first, %second axis 0 : tensor<1x3x96x144xf32>, tensor<1x3x96x144xf32>
    nn.return %preview : tensor<2x3x96x144xf32>
  }

  // What is on the canvas at first: the photograph (0), the painting (1) or noise (2).
  nn.func @start(%from: tensor<i64>) -> (image: tensor<1x3x96x144xf32>) {
    %content = nn.read @content : !canvas
    %painting = nn.read @painting : !canvas
    %random = nn.read @random : !random
    %noise, %next = nn.random_uniform %random : !canvas
    nn.assign @random, %next : !random
    %zero = nn.constant dense<0> : tensor<i64>
    %one = nn.constant dense<1> : tensor<i64>
    %is_content = nn.compare eq %from, %zero : tensor<i64>, tensor<i64>
    %is_painting = nn.compare eq %from, %one : tensor<i64>, tensor<i64>
    %other = nn.where %is_painting, %painting, %noise : tensor<i1>, !canvas, !canvas
    %canvas = nn.where %is_content, %content, %other : tensor<i1>, !canvas, !canvas
    nn.assign @canvas, %canvas : !canvas
    %image = nn.reshape %canvas : !canvas to tensor<1x3x96x144xf32>
    nn.return %image : tensor<1x3x96x144xf32>
  }

  // The loss of a canvas and its three parts, each a part of what it would be for features that are all 0.
  nn.func private @judge(%canvas: !canvas) -> (loss: tensor<f32>, content: tensor<f32>, style: tensor<f32>, variation: tensor<f32>) {
    %m1, %m2, %m3 = nn.call @features(%canvas) : (!canvas) -> (!maps1, !maps2, !maps3)
    %target = nn.read @content.features : !maps3
    %miss = nn.mse_loss %m3, %target : !maps3, !maps3
    %target_squares = nn.mul %target, %target : !maps3, !maps3
    %target_size = nn.reduce_mean %target_squares : !maps3
    %content = nn.div %miss, %target_size : tensor<f32>, tensor<f32>

    %gram1 = nn.call @gram1(%m1) : (!maps1) -> !gram1
    %wanted1 = nn.read @style.gram1 : !gram1
    %miss1 = nn.mse_loss %gram1, %wanted1 : !gram1, !gram1
    %squares1 = nn.mul %wanted1, %wanted1 : !gram1, !gram1
    %size1 = nn.reduce_mean %squares1 : !gram1
    %style1 = nn.div %miss1, %size1 : tensor<f32>, tensor<f32>
    %gram2 = nn.call @gram2(%m2) : (!maps2) -> !gram2
    %wanted2 = nn.read @style.gram2 : !gram2
    %miss2 = nn.mse_loss %gram2, %wanted2 : !gram2, !gram2
    %squares2 = nn.mul %wanted2, %wanted2 : !gram2, !gram2
    %size2 = nn.reduce_mean %squares2 : !gram2
    %style2 = nn.div %miss2, %size2 : tensor<f32>, tensor<f32>
    %gram3 = nn.call @gram3(%m3) : (!maps3) -> !gram3
    %wanted3 = nn.read @style.gram3 : !gram3
    %miss3 = nn.mse_loss %gram3, %wanted3 : !gram3, !gram3
    %squares3 = nn.mul %wanted3, %wanted3 : !gram3, !gram3
    %size3 = nn.reduce_mean %squares3 : !gram3
    %style3 = nn.div %miss3, %size3 : tensor<f32>, tensor<f32>
    %style12 = nn.add %style1, %style2 : tensor<f32>, tensor<f32>
    %style = nn.add %style12, %style3 : tensor<f32>, tensor<f32>

    %upper = nn.slice %canvas starts [0] ends [95] axes [2] : !canvas
    %lower = nn.slice %canvas starts [1] ends [96] axes [2] : !canvas
    %left = nn.slice %canvas starts [0] ends [143] axes [3] : !canvas
    %right = nn.slice %canvas starts [1] ends [144] axes [3] : !canvas
    %down = nn.mse_loss %upper, %lower : tensor<3x1x95x144xf32>, tensor<3x1x95x144xf32>
    %across = nn.mse_loss %left, %right : tensor<3x1x96x143xf32>, tensor<3x1x96x143xf32>
    %variation = nn.add %down, %across : tensor<f32>, tensor<f32>

    %style_weight = nn.constant dense<3.0> : tensor<f32>
    %variation_weight = nn.constant dense<3.0> : tensor<f32>
    %style_part = nn.mul %style, %style_weight : tensor<f32>, tensor<f32>
    %variation_part = nn.mul %variation, %variation_weight : tensor<f32>, tensor<f32>
    %some = nn.add %content, %style_part : tensor<f32>, tensor<f32>
    %loss = nn.add %some, %variation_part : tensor<f32>, tensor<f32>
    nn.return %loss, %content, %style, %variation : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
  }

  // A step of Adam for the canvas. The network stays as it is.
  nn.func @paint(%learning_rate: tensor<f32>) -> (image: tensor<1x3x96x144xf32>, loss: tensor<f32>, content: tensor<f32>, style: tensor<f32>, variation: tensor<f32>) {
    %canvas = nn.read @canvas : !canvas
    %loss, %content, %style, %variation = nn.call @judge(%canvas) : (!canvas) -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>)
    train.minimize %loss, %learning_rate using #train.adam of (@canvas)
    %zero_to_one = nn.clip %canvas min 0.0 max 1.0 : !canvas
    %image = nn.reshape %zero_to_one : !canvas to tensor<1x3x96x144xf32>
    nn.return %image, %loss, %content, %style, %variation : tensor<1x3x96x144xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
  }
}
