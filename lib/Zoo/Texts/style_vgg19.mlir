// Style transfer by VGG-19: a photograph, painted as a painting is, by a network that has seen a million images
//
// L. A. Gatys, A. S. Ecker and M. Bethge: Image style transfer using convolutional neural networks (2016), with the layers that they
// chose: content by conv4_2, style by the first convolution of each of the five blocks. Pooling takes means, as there.
//
// Weights are the user's: those of VGG-19 (K. Simonyan and A. Zisserman, 2014) by the names that torchvision gives them, from an ONNX file or
// safetensors. What stands behind conv5_1 is not needed, and stays where it is. The canvas has 192 by 288 pixels.
//
//   dlc run style_vgg19.mlir --weights vgg19.onnx --entry look --input content=cat.jpg --input style=painting.jpg -o looked.dlm
//   dlc generate looked.dlm --entry paint --input learning_rate=0.02 --steps 300 -o painted.png
//   dlc run looked.dlm --entry start --input from=2 -o other.dlm                      0 the photograph, 1 the painting, 2 noise
!pixels = tensor<3x192x288xui8>
!canvas = tensor<1x3x192x288xf32>
!maps1 = tensor<1x64x192x288xf32>
!maps2 = tensor<1x128x96x144xf32>
!maps3 = tensor<1x256x48x72xf32>
!maps4 = tensor<1x512x24x36xf32>
!maps5 = tensor<1x512x12x18xf32>
!gram1 = tensor<64x64xf32>
!gram2 = tensor<128x128xf32>
!gram3 = tensor<256x256xf32>
!gram4 = tensor<512x512xf32>
!gram5 = tensor<512x512xf32>
!content = tensor<1x512x24x36xf32>
!number = tensor<f32>
!random = tensor<2xi64>

module @style_vgg19 {
  nn.variable @features.0.weight : tensor<64x3x3x3xf32> init #nn.he_normal
  nn.variable @features.0.bias : tensor<64xf32> init #nn.zeros
  nn.variable @features.2.weight : tensor<64x64x3x3xf32> init #nn.he_normal
  nn.variable @features.2.bias : tensor<64xf32> init #nn.zeros
  nn.variable @features.5.weight : tensor<128x64x3x3xf32> init #nn.he_normal
  nn.variable @features.5.bias : tensor<128xf32> init #nn.zeros
  nn.variable @features.7.weight : tensor<128x128x3x3xf32> init #nn.he_normal
  nn.variable @features.7.bias : tensor<128xf32> init #nn.zeros
  nn.variable @features.10.weight : tensor<256x128x3x3xf32> init #nn.he_normal
  nn.variable @features.10.bias : tensor<256xf32> init #nn.zeros
  nn.variable @features.12.weight : tensor<256x256x3x3xf32> init #nn.he_normal
  nn.variable @features.12.bias : tensor<256xf32> init #nn.zeros
  nn.variable @features.14.weight : tensor<256x256x3x3xf32> init #nn.he_normal
  nn.variable @features.14.bias : tensor<256xf32> init #nn.zeros
  nn.variable @features.16.weight : tensor<256x256x3x3xf32> init #nn.he_normal
  nn.variable @features.16.bias : tensor<256xf32> init #nn.zeros
  nn.variable @features.19.weight : tensor<512x256x3x3xf32> init #nn.he_normal
  nn.variable @features.19.bias : tensor<512xf32> init #nn.zeros
  nn.variable @features.21.weight : tensor<512x512x3x3xf32> init #nn.he_normal
  nn.variable @features.21.bias : tensor<512xf32> init #nn.zeros
  nn.variable @features.23.weight : tensor<512x512x3x3xf32> init #nn.he_normal
  nn.variable @features.23.bias : tensor<512xf32> init #nn.zeros
  nn.variable @features.25.weight : tensor<512x512x3x3xf32> init #nn.he_normal
  nn.variable @features.25.bias : tensor<512xf32> init #nn.zeros
  nn.variable @features.28.weight : tensor<512x512x3x3xf32> init #nn.he_normal
  nn.variable @features.28.bias : tensor<512xf32> init #nn.zeros

  // What is learnt.
  nn.variable @canvas : !canvas init #nn.uniform<0.0 : f32, 1.0 : f32>

  // The photograph and the painting, and what the network says of them.
  nn.variable buffer @content : !canvas init #nn.zeros
  nn.variable buffer @painting : !canvas init #nn.zeros
  nn.variable buffer @content.features : !content init #nn.zeros
  nn.variable buffer @style.gram1 : !gram1 init #nn.zeros
  nn.variable buffer @style.gram2 : !gram2 init #nn.zeros
  nn.variable buffer @style.gram3 : !gram3 init #nn.zeros
  nn.variable buffer @style.gram4 : !gram4 init #nn.zeros
  nn.variable buffer @style.gram5 : !gram5 init #nn.zeros
  nn.variable buffer @random : !random init #nn.random_state

  // The features of six layers, of an image whose colours lie between 0 and 1.
  nn.func private @features(%image: !canvas) -> (maps1: !maps1, maps2: !maps2, maps3: !maps3, maps4: !maps4, maps5: !maps5, content: !content) {
    %mean = nn.constant dense<[[[0.485]], [[0.456]], [[0.406]]]> : tensor<3x1x1xf32>
    %deviation = nn.constant dense<[[[0.229]], [[0.224]], [[0.225]]]> : tensor<3x1x1xf32>
    %centred = nn.sub %image, %mean : !canvas, tensor<3x1x1xf32>
    %normal = nn.div %centred, %deviation : !canvas, tensor<3x1x1xf32>
    %w0 = nn.read @features.0.weight : tensor<64x3x3x3xf32>
    %b0 = nn.read @features.0.bias : tensor<64xf32>
    %conv1_1 = nn.conv %normal, %w0 bias %b0 pads [1, 1, 1, 1] : !canvas, tensor<64x3x3x3xf32>, tensor<64xf32>
    %relu1_1 = nn.relu %conv1_1 : tensor<1x64x192x288xf32>
    %w2 = nn.read @features.2.weight : tensor<64x64x3x3xf32>
    %b2 = nn.read @features.2.bias : tensor<64xf32>
    %conv1_2 = nn.conv %relu1_1, %w2 bias %b2 pads [1, 1, 1, 1] : tensor<1x64x192x288xf32>, tensor<64x64x3x3xf32>, tensor<64xf32>
    %relu1_2 = nn.relu %conv1_2 : tensor<1x64x192x288xf32>
    %pool1 = nn.average_pool %relu1_2 kernel_shape [2, 2] strides [2, 2] : tensor<1x64x192x288xf32>
    %w5 = nn.read @features.5.weight : tensor<128x64x3x3xf32>
    %b5 = nn.read @features.5.bias : tensor<128xf32>
    %conv2_1 = nn.conv %pool1, %w5 bias %b5 pads [1, 1, 1, 1] : tensor<1x64x96x144xf32>, tensor<128x64x3x3xf32>, tensor<128xf32>
    %relu2_1 = nn.relu %conv2_1 : tensor<1x128x96x144xf32>
    %w7 = nn.read @features.7.weight : tensor<128x128x3x3xf32>
    %b7 = nn.read @features.7.bias : tensor<128xf32>
    %conv2_2 = nn.conv %relu2_1, %w7 bias %b7 pads [1, 1, 1, 1] : tensor<1x128x96x144xf32>, tensor<128x128x3x3xf32>, tensor<128xf32>
    %relu2_2 = nn.relu %conv2_2 : tensor<1x128x96x144xf32>
    %pool2 = nn.average_pool %relu2_2 kernel_shape [2, 2] strides [2, 2] : tensor<1x128x96x144xf32>
    %w10 = nn.read @features.10.weight : tensor<256x128x3x3xf32>
    %b10 = nn.read @features.10.bias : tensor<256xf32>
    %conv3_1 = nn.conv %pool2, %w10 bias %b10 pads [1, 1, 1, 1] : tensor<1x128x48x72xf32>, tensor<256x128x3x3xf32>, tensor<256xf32>
    %relu3_1 = nn.relu %conv3_1 : tensor<1x256x48x72xf32>
    %w12 = nn.read @features.12.weight : tensor<256x256x3x3xf32>
    %b12 = nn.read @features.12.bias : tensor<256xf32>
    %conv3_2 = nn.conv %relu3_1, %w12 bias %b12 pads [1, 1, 1, 1] : tensor<1x256x48x72xf32>, tensor<256x256x3x3xf32>, tensor<256xf32>
    %relu3_2 = nn.relu %conv3_2 : tensor<1x256x48x72xf32>
    %w14 = nn.read @features.14.weight : tensor<256x256x3x3xf32>
    %b14 = nn.read @features.14.bias : tensor<256xf32>
    %conv3_3 = nn.conv %relu3_2, %w14 bias %b14 pads [1, 1, 1, 1] : tensor<1x256x48x72xf32>, tensor<256x256x3x3xf32>, tensor<256xf32>
    %relu3_3 = nn.relu %conv3_3 : tensor<1x256x48x72xf32>
    %w16 = nn.read @features.16.weight : tensor<256x256x3x3xf32>
    %b16 = nn.read @features.16.bias : tensor<256xf32>
    %conv3_4 = nn.conv %relu3_3, %w16 bias %b16 pads [1, 1, 1, 1] : tensor<1x256x48x72xf32>, tensor<256x256x3x3xf32>, tensor<256xf32>
    %relu3_4 = nn.relu %conv3_4 : tensor<1x256x48x72xf32>
    %pool3 = nn.average_pool %relu3_4 kernel_shape [2, 2] strides [2, 2] : tensor<1x256x48x72xf32>
    %w19 = nn.read @features.19.weight : tensor<512x256x3x3xf32>
    %b19 = nn.read @features.19.bias : tensor<512xf32>
    %conv4_1 = nn.conv %pool3, %w19 bias %b19 pads [1, 1, 1, 1] : tensor<1x256x24x36xf32>, tensor<512x256x3x3xf32>, tensor<512xf32>
    %relu4_1 = nn.relu %conv4_1 : tensor<1x512x24x36xf32>
    %w21 = nn.read @features.21.weight : tensor<512x512x3x3xf32>
    %b21 = nn.read @features.21.bias : tensor<512xf32>
    %conv4_2 = nn.conv %relu4_1, %w21 bias %b21 pads [1, 1, 1, 1] : tensor<1x512x24x36xf32>, tensor<512x512x3x3xf32>, tensor<512xf32>
    %relu4_2 = nn.relu %conv4_2 : tensor<1x512x24x36xf32>
    %w23 = nn.read @features.23.weight : tensor<512x512x3x3xf32>
    %b23 = nn.read @features.23.bias : tensor<512xf32>
    %conv4_3 = nn.conv %relu4_2, %w23 bias %b23 pads [1, 1, 1, 1] : tensor<1x512x24x36xf32>, tensor<512x512x3x3xf32>, tensor<512xf32>
    %relu4_3 = nn.relu %conv4_3 : tensor<1x512x24x36xf32>
    %w25 = nn.read @features.25.weight : tensor<512x512x3x3xf32>
    %b25 = nn.read @features.25.bias : tensor<512xf32>
    %conv4_4 = nn.conv %relu4_3, %w25 bias %b25 pads [1, 1, 1, 1] : tensor<1x512x24x36xf32>, tensor<512x512x3x3xf32>, tensor<512xf32>
    %relu4_4 = nn.relu %conv4_4 : tensor<1x512x24x36xf32>
    %pool4 = nn.average_pool %relu4_4 kernel_shape [2, 2] strides [2, 2] : tensor<1x512x24x36xf32>
    %w28 = nn.read @features.28.weight : tensor<512x512x3x3xf32>
    %b28 = nn.read @features.28.bias : tensor<512xf32>
    %conv5_1 = nn.conv %pool4, %w28 bias %b28 pads [1, 1, 1, 1] : tensor<1x512x12x18xf32>, tensor<512x512x3x3xf32>, tensor<512xf32>
    %relu5_1 = nn.relu %conv5_1 : tensor<1x512x12x18xf32>
    nn.return %relu1_1, %relu2_1, %relu3_1, %relu4_1, %relu5_1, %relu4_2 : !maps1, !maps2, !maps3, !maps4, !maps5, !content
  }

  // How often features occur together: the mean over all places of the product of each two.
  nn.func private @gram1(%maps: !maps1) -> (gram: !gram1) {
    %rows = nn.reshape %maps : !maps1 to tensor<64x55296xf32>
    %products = nn.matmul %rows, %rows transpose_rhs : tensor<64x55296xf32>, tensor<64x55296xf32>
    %places = nn.constant dense<55296.0> : !number
    %gram = nn.div %products, %places : !gram1, !number
    nn.return %gram : !gram1
  }

  // The same of block 2.
  nn.func private @gram2(%maps: !maps2) -> (gram: !gram2) {
    %rows = nn.reshape %maps : !maps2 to tensor<128x13824xf32>
    %products = nn.matmul %rows, %rows transpose_rhs : tensor<128x13824xf32>, tensor<128x13824xf32>
    %places = nn.constant dense<13824.0> : !number
    %gram = nn.div %products, %places : !gram2, !number
    nn.return %gram : !gram2
  }

  // The same of block 3.
  nn.func private @gram3(%maps: !maps3) -> (gram: !gram3) {
    %rows = nn.reshape %maps : !maps3 to tensor<256x3456xf32>
    %products = nn.matmul %rows, %rows transpose_rhs : tensor<256x3456xf32>, tensor<256x3456xf32>
    %places = nn.constant dense<3456.0> : !number
    %gram = nn.div %products, %places : !gram3, !number
    nn.return %gram : !gram3
  }

  // The same of block 4.
  nn.func private @gram4(%maps: !maps4) -> (gram: !gram4) {
    %rows = nn.reshape %maps : !maps4 to tensor<512x864xf32>
    %products = nn.matmul %rows, %rows transpose_rhs : tensor<512x864xf32>, tensor<512x864xf32>
    %places = nn.constant dense<864.0> : !number
    %gram = nn.div %products, %places : !gram4, !number
    nn.return %gram : !gram4
  }

  // The same of block 5.
  nn.func private @gram5(%maps: !maps5) -> (gram: !gram5) {
    %rows = nn.reshape %maps : !maps5 to tensor<512x216xf32>
    %products = nn.matmul %rows, %rows transpose_rhs : tensor<512x216xf32>, tensor<512x216xf32>
    %places = nn.constant dense<216.0> : !number
    %gram = nn.div %products, %places : !gram5, !number
    nn.return %gram : !gram5
  }

  // A photograph's bytes as an image.
  nn.func private @image(%pixels: !pixels) -> (image: !canvas) {
    %white = nn.constant dense<255.0> : !number
    %floats = nn.cast %pixels : !pixels to tensor<3x192x288xf32>
    %parts = nn.div %floats, %white : tensor<3x192x288xf32>, !number
    %image = nn.unsqueeze %parts axes [0] : tensor<3x192x288xf32>
    nn.return %image : !canvas
  }

  // Remembers a photograph and a painting, bytes of three colours, and puts the photograph onto the canvas.
  nn.func @look(%content: !pixels, %style: !pixels) -> (preview: tensor<2x3x192x288xf32>) {
    %photograph = nn.call @image(%content) : (!pixels) -> !canvas
    %painting = nn.call @image(%style) : (!pixels) -> !canvas
    nn.assign @content, %photograph : !canvas
    nn.assign @painting, %painting : !canvas
    nn.assign @canvas, %photograph : !canvas
    %c1, %c2, %c3, %c4, %c5, %seen = nn.call @features(%photograph) : (!canvas) -> (!maps1, !maps2, !maps3, !maps4, !maps5, !content)
    nn.assign @content.features, %seen : !content
    %s1, %s2, %s3, %s4, %s5, %painted = nn.call @features(%painting) : (!canvas) -> (!maps1, !maps2, !maps3, !maps4, !maps5, !content)
    %gram1 = nn.call @gram1(%s1) : (!maps1) -> !gram1
    nn.assign @style.gram1, %gram1 : !gram1
    %gram2 = nn.call @gram2(%s2) : (!maps2) -> !gram2
    nn.assign @style.gram2, %gram2 : !gram2
    %gram3 = nn.call @gram3(%s3) : (!maps3) -> !gram3
    nn.assign @style.gram3, %gram3 : !gram3
    %gram4 = nn.call @gram4(%s4) : (!maps4) -> !gram4
    nn.assign @style.gram4, %gram4 : !gram4
    %gram5 = nn.call @gram5(%s5) : (!maps5) -> !gram5
    nn.assign @style.gram5, %gram5 : !gram5
    %preview = nn.concat %photograph, %painting axis 0 : !canvas, !canvas
    nn.return %preview : tensor<2x3x192x288xf32>
  }

  // What is on the canvas at first: the photograph (0), the painting (1) or noise (2).
  nn.func @start(%from: tensor<i64>) -> (image: !canvas) {
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
    nn.return %canvas : !canvas
  }

  // The loss of a canvas and its three parts, each a part of what it would be for features that are all 0.
  nn.func private @judge(%canvas: !canvas) -> (loss: !number, content: !number, style: !number, variation: !number) {
    %m1, %m2, %m3, %m4, %m5, %seen = nn.call @features(%canvas) : (!canvas) -> (!maps1, !maps2, !maps3, !maps4, !maps5, !content)
    %target = nn.read @content.features : !content
    %miss = nn.mse_loss %seen, %target : !content, !content
    %target_squares = nn.mul %target, %target : !content, !content
    %target_size = nn.reduce_mean %target_squares : !content
    %content = nn.div %miss, %target_size : !number, !number

    %gram1 = nn.call @gram1(%m1) : (!maps1) -> !gram1
    %wanted1 = nn.read @style.gram1 : !gram1
    %miss1 = nn.mse_loss %gram1, %wanted1 : !gram1, !gram1
    %squares1 = nn.mul %wanted1, %wanted1 : !gram1, !gram1
    %size1 = nn.reduce_mean %squares1 : !gram1
    %style1 = nn.div %miss1, %size1 : !number, !number
    %gram2 = nn.call @gram2(%m2) : (!maps2) -> !gram2
    %wanted2 = nn.read @style.gram2 : !gram2
    %miss2 = nn.mse_loss %gram2, %wanted2 : !gram2, !gram2
    %squares2 = nn.mul %wanted2, %wanted2 : !gram2, !gram2
    %size2 = nn.reduce_mean %squares2 : !gram2
    %style2 = nn.div %miss2, %size2 : !number, !number
    %sum2 = nn.add %style1, %style2 : !number, !number
    %gram3 = nn.call @gram3(%m3) : (!maps3) -> !gram3
    %wanted3 = nn.read @style.gram3 : !gram3
    %miss3 = nn.mse_loss %gram3, %wanted3 : !gram3, !gram3
    %squares3 = nn.mul %wanted3, %wanted3 : !gram3, !gram3
    %size3 = nn.reduce_mean %squares3 : !gram3
    %style3 = nn.div %miss3, %size3 : !number, !number
    %sum3 = nn.add %sum2, %style3 : !number, !number
    %gram4 = nn.call @gram4(%m4) : (!maps4) -> !gram4
    %wanted4 = nn.read @style.gram4 : !gram4
    %miss4 = nn.mse_loss %gram4, %wanted4 : !gram4, !gram4
    %squares4 = nn.mul %wanted4, %wanted4 : !gram4, !gram4
    %size4 = nn.reduce_mean %squares4 : !gram4
    %style4 = nn.div %miss4, %size4 : !number, !number
    %sum4 = nn.add %sum3, %style4 : !number, !number
    %gram5 = nn.call @gram5(%m5) : (!maps5) -> !gram5
    %wanted5 = nn.read @style.gram5 : !gram5
    %miss5 = nn.mse_loss %gram5, %wanted5 : !gram5, !gram5
    %squares5 = nn.mul %wanted5, %wanted5 : !gram5, !gram5
    %size5 = nn.reduce_mean %squares5 : !gram5
    %style5 = nn.div %miss5, %size5 : !number, !number
    %sum5 = nn.add %sum4, %style5 : !number, !number
    %layers = nn.constant dense<5.0> : !number
    %style = nn.div %sum5, %layers : !number, !number

    %upper = nn.slice %canvas starts [0] ends [191] axes [2] : !canvas
    %lower = nn.slice %canvas starts [1] ends [192] axes [2] : !canvas
    %left = nn.slice %canvas starts [0] ends [287] axes [3] : !canvas
    %right = nn.slice %canvas starts [1] ends [288] axes [3] : !canvas
    %down = nn.mse_loss %upper, %lower : tensor<1x3x191x288xf32>, tensor<1x3x191x288xf32>
    %across = nn.mse_loss %left, %right : tensor<1x3x192x287xf32>, tensor<1x3x192x287xf32>
    %variation = nn.add %down, %across : !number, !number

    %style_weight = nn.constant dense<10.0> : !number
    %variation_weight = nn.constant dense<3.0> : !number
    %style_part = nn.mul %style, %style_weight : !number, !number
    %variation_part = nn.mul %variation, %variation_weight : !number, !number
    %some = nn.add %content, %style_part : !number, !number
    %loss = nn.add %some, %variation_part : !number, !number
    nn.return %loss, %content, %style, %variation : !number, !number, !number, !number
  }

  // A step of Adam for the canvas. The network stays as it is.
  nn.func @paint(%learning_rate: !number) -> (image: !canvas, loss: !number, content: !number, style: !number, variation: !number) {
    %canvas = nn.read @canvas : !canvas
    %loss, %content, %style, %variation = nn.call @judge(%canvas) : (!canvas) -> (!number, !number, !number, !number)
    train.minimize %loss, %learning_rate using #train.adam of (@canvas)
    %image = nn.clip %canvas min 0.0 max 1.0 : !canvas
    nn.return %image, %loss, %content, %style, %variation : !canvas, !number, !number, !number, !number
  }
}
