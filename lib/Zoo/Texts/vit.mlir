// A vision transformer for images of 28 by 28 in ten classes: an image is a sentence of 49 patches
//
// A. Dosovitskiy et al.: An image is worth 16x16 words: transformers for image recognition at scale (2021).
//
// Patches of 4 by 4 pixels become vectors of 64 numbers, to which each place adds its own; three transformer layers of four heads let
// every patch look at all others, and the mean of what comes out is classified. Nothing tells the network which patches are
// neighbours: it learns that from the data, which a convolution is given.
//
//   dlc train vit.mlir --data fashion-mnist --epochs 5 --optimizer 'adamw(weight_decay=0.05), clip_norm=1' --lr 1e-3 --schedule 'cosine(warmup=1)' -o vit.dlm
//   dlc eval vit.dlm --data fashion-mnist:test
//   dlc run vit.dlm --entry neighbours --output similarity=positions.png      how alike the vectors of places are
!images = tensor<?x1x28x28xf32>
!states = tensor<?x49x64xf32>
!projected = tensor<?x49x192xf32>
!heads = tensor<?x49x4x16xf32>
!by_head = tensor<?x4x49x16xf32>
!hidden = tensor<?x49x128xf32>
!logits = tensor<?x10xf32>
!vector = tensor<64xf32>
!square = tensor<64x64xf32>
!wide = tensor<64x192xf32>
!expand = tensor<64x128xf32>
!contract = tensor<128x64xf32>

module @vit {
  nn.variable @patches.weight : tensor<64x1x4x4xf32> init #nn.xavier_normal
  nn.variable @patches.bias : tensor<64xf32> init #nn.zeros
  nn.variable @positions.weight : tensor<49x64xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.norm1.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block1.norm1.bias : !vector init #nn.zeros
  nn.variable @block1.qkv.weight : !wide init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.qkv.bias : tensor<192xf32> init #nn.zeros
  nn.variable @block1.project.weight : !square init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.project.bias : !vector init #nn.zeros
  nn.variable @block1.norm2.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block1.norm2.bias : !vector init #nn.zeros
  nn.variable @block1.expand.weight : !expand init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.expand.bias : tensor<128xf32> init #nn.zeros
  nn.variable @block1.contract.weight : !contract init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.contract.bias : !vector init #nn.zeros
  nn.variable @block2.norm1.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block2.norm1.bias : !vector init #nn.zeros
  nn.variable @block2.qkv.weight : !wide init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block2.qkv.bias : tensor<192xf32> init #nn.zeros
  nn.variable @block2.project.weight : !square init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block2.project.bias : !vector init #nn.zeros
  nn.variable @block2.norm2.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block2.norm2.bias : !vector init #nn.zeros
  nn.variable @block2.expand.weight : !expand init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block2.expand.bias : tensor<128xf32> init #nn.zeros
  nn.variable @block2.contract.weight : !contract init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block2.contract.bias : !vector init #nn.zeros
  nn.variable @block3.norm1.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block3.norm1.bias : !vector init #nn.zeros
  nn.variable @block3.qkv.weight : !wide init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block3.qkv.bias : tensor<192xf32> init #nn.zeros
  nn.variable @block3.project.weight : !square init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block3.project.bias : !vector init #nn.zeros
  nn.variable @block3.norm2.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block3.norm2.bias : !vector init #nn.zeros
  nn.variable @block3.expand.weight : !expand init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block3.expand.bias : tensor<128xf32> init #nn.zeros
  nn.variable @block3.contract.weight : !contract init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block3.contract.bias : !vector init #nn.zeros
  nn.variable @norm.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @norm.bias : !vector init #nn.zeros
  nn.variable @head.weight : tensor<64x10xf32> init #nn.xavier_normal
  nn.variable @head.bias : tensor<10xf32> init #nn.zeros

  // A layer: each patch looks at all, and then a dense network thinks about each alone. Both are added to what there was.
  nn.func private @block(%x: !states, %norm1.scale: !vector, %norm1.bias: !vector, %qkv.weight: !wide, %qkv.bias: tensor<192xf32>, %project.weight: !square, %project.bias: !vector, %norm2.scale: !vector, %norm2.bias: !vector, %expand.weight: !expand, %expand.bias: tensor<128xf32>, %contract.weight: !contract, %contract.bias: !vector) -> (x: !states) {
    %normal1 = nn.layer_norm %x scale %norm1.scale bias %norm1.bias : !states, !vector, !vector
    %product1 = nn.matmul %normal1, %qkv.weight : !states, !wide
    %projected = nn.add %product1, %qkv.bias : !projected, tensor<192xf32>
    %q, %k, %v = nn.split %projected axis 2 split [64, 64, 64] : !projected
    %q1 = nn.reshape %q : !states to !heads
    %k1 = nn.reshape %k : !states to !heads
    %v1 = nn.reshape %v : !states to !heads
    %query = nn.transpose %q1 perm [0, 2, 1, 3] : !heads
    %key = nn.transpose %k1 perm [0, 2, 1, 3] : !heads
    %value = nn.transpose %v1 perm [0, 2, 1, 3] : !heads
    %seen = nn.attention %query, %key, %value : !by_head, !by_head, !by_head
    %seen1 = nn.transpose %seen perm [0, 2, 1, 3] : !by_head
    %seen2 = nn.reshape %seen1 : !heads to !states
    %product2 = nn.matmul %seen2, %project.weight : !states, !square
    %attention = nn.add %product2, %project.bias : !states, !vector
    %attended = nn.add %x, %attention : !states, !states
    %normal2 = nn.layer_norm %attended scale %norm2.scale bias %norm2.bias : !states, !vector, !vector
    %product3 = nn.matmul %normal2, %expand.weight : !states, !expand
    %sum3 = nn.add %product3, %expand.bias : !hidden, tensor<128xf32>
    %hidden = nn.gelu %sum3 approximate tanh : !hidden
    %product4 = nn.matmul %hidden, %contract.weight : !hidden, !contract
    %thought = nn.add %product4, %contract.bias : !states, !vector
    %next = nn.add %attended, %thought : !states, !states
    nn.return %next : !states
  }

  nn.func @predict(%image: !images) -> (logits: !logits) {
    %patches.weight = nn.read @patches.weight : tensor<64x1x4x4xf32>
    %patches.bias = nn.read @patches.bias : tensor<64xf32>
    %patches = nn.conv %image, %patches.weight bias %patches.bias strides [4, 4] : !images, tensor<64x1x4x4xf32>, tensor<64xf32>
    %in_rows = nn.reshape %patches : tensor<?x64x7x7xf32> to tensor<?x64x49xf32>
    %embedding = nn.transpose %in_rows perm [0, 2, 1] : tensor<?x64x49xf32>
    %positions.weight = nn.read @positions.weight : tensor<49x64xf32>
    %x0 = nn.add %embedding, %positions.weight : !states, tensor<49x64xf32>
    %block1.norm1.scale = nn.read @block1.norm1.scale : !vector
    %block1.norm1.bias = nn.read @block1.norm1.bias : !vector
    %block1.qkv.weight = nn.read @block1.qkv.weight : !wide
    %block1.qkv.bias = nn.read @block1.qkv.bias : tensor<192xf32>
    %block1.project.weight = nn.read @block1.project.weight : !square
    %block1.project.bias = nn.read @block1.project.bias : !vector
    %block1.norm2.scale = nn.read @block1.norm2.scale : !vector
    %block1.norm2.bias = nn.read @block1.norm2.bias : !vector
    %block1.expand.weight = nn.read @block1.expand.weight : !expand
    %block1.expand.bias = nn.read @block1.expand.bias : tensor<128xf32>
    %block1.contract.weight = nn.read @block1.contract.weight : !contract
    %block1.contract.bias = nn.read @block1.contract.bias : !vector
    %x1 = nn.call @block(%x0, %block1.norm1.scale, %block1.norm1.bias, %block1.qkv.weight, %block1.qkv.bias, %block1.project.weight, %block1.project.bias, %block1.norm2.scale, %block1.norm2.bias, %block1.expand.weight, %block1.expand.bias, %block1.contract.weight, %block1.contract.bias) : (!states, !vector, !vector, !wide, tensor<192xf32>, !square, !vector, !vector, !vector, !expand, tensor<128xf32>, !contract, !vector) -> !states
    %block2.norm1.scale = nn.read @block2.norm1.scale : !vector
    %block2.norm1.bias = nn.read @block2.norm1.bias : !vector
    %block2.qkv.weight = nn.read @block2.qkv.weight : !wide
    %block2.qkv.bias = nn.read @block2.qkv.bias : tensor<192xf32>
    %block2.project.weight = nn.read @block2.project.weight : !square
    %block2.project.bias = nn.read @block2.project.bias : !vector
    %block2.norm2.scale = nn.read @block2.norm2.scale : !vector
    %block2.norm2.bias = nn.read @block2.norm2.bias : !vector
    %block2.expand.weight = nn.read @block2.expand.weight : !expand
    %block2.expand.bias = nn.read @block2.expand.bias : tensor<128xf32>
    %block2.contract.weight = nn.read @block2.contract.weight : !contract
    %block2.contract.bias = nn.read @block2.contract.bias : !vector
    %x2 = nn.call @block(%x1, %block2.norm1.scale, %block2.norm1.bias, %block2.qkv.weight, %block2.qkv.bias, %block2.project.weight, %block2.project.bias, %block2.norm2.scale, %block2.norm2.bias, %block2.expand.weight, %block2.expand.bias, %block2.contract.weight, %block2.contract.bias) : (!states, !vector, !vector, !wide, tensor<192xf32>, !square, !vector, !vector, !vector, !expand, tensor<128xf32>, !contract, !vector) -> !states
    %block3.norm1.scale = nn.read @block3.norm1.scale : !vector
    %block3.norm1.bias = nn.read @block3.norm1.bias : !vector
    %block3.qkv.weight = nn.read @block3.qkv.weight : !wide
    %block3.qkv.bias = nn.read @block3.qkv.bias : tensor<192xf32>
    %block3.project.weight = nn.read @block3.project.weight : !square
    %block3.project.bias = nn.read @block3.project.bias : !vector
    %block3.norm2.scale = nn.read @block3.norm2.scale : !vector
    %block3.norm2.bias = nn.read @block3.norm2.bias : !vector
    %block3.expand.weight = nn.read @block3.expand.weight : !expand
    %block3.expand.bias = nn.read @block3.expand.bias : tensor<128xf32>
    %block3.contract.weight = nn.read @block3.contract.weight : !contract
    %block3.contract.bias = nn.read @block3.contract.bias : !vector
    %x3 = nn.call @block(%x2, %block3.norm1.scale, %block3.norm1.bias, %block3.qkv.weight, %block3.qkv.bias, %block3.project.weight, %block3.project.bias, %block3.norm2.scale, %block3.norm2.bias, %block3.expand.weight, %block3.expand.bias, %block3.contract.weight, %block3.contract.bias) : (!states, !vector, !vector, !wide, tensor<192xf32>, !square, !vector, !vector, !vector, !expand, tensor<128xf32>, !contract, !vector) -> !states
    %norm.scale = nn.read @norm.scale : !vector
    %norm.bias = nn.read @norm.bias : !vector
    %normal = nn.layer_norm %x3 scale %norm.scale bias %norm.bias : !states, !vector, !vector
    %mean = nn.reduce_mean %normal axes [1] : !states
    %head.weight = nn.read @head.weight : tensor<64x10xf32>
    %head.bias = nn.read @head.bias : tensor<10xf32>
    %product = nn.matmul %mean, %head.weight : tensor<?x64xf32>, tensor<64x10xf32>
    %logits = nn.add %product, %head.bias : !logits, tensor<10xf32>
    nn.return %logits : !logits
  }

  nn.func @loss(%image: !images, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (!images) -> !logits
    %loss = nn.softmax_cross_entropy_loss %logits, %label : !logits, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : !logits
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }

  // For each of 49 places, an image of how alike its vector is to those of all others, from -1 (black) to 1 (white); and how much more alike
  // the place below is than all places on average.
  nn.func @neighbours() -> (similarity: tensor<49x7x7xf32>, nearness: tensor<f32>) {
    %positions = nn.read @positions.weight : tensor<49x64xf32>
    %unit = nn.lp_normalization %positions axis 1 : tensor<49x64xf32>
    %cosines = nn.matmul %unit, %unit transpose_rhs : tensor<49x64xf32>, tensor<49x64xf32>
    // Pairs of places one below the other.
    %below0 = nn.slice %cosines starts [0, 7] ends [42, 49] axes [0, 1] : tensor<49x49xf32>
    %eye = nn.eye : tensor<42x42xf32>
    %below = nn.mul %below0, %eye : tensor<42x42xf32>, tensor<42x42xf32>
    %sum = nn.reduce_sum %below : tensor<42x42xf32>
    %pairs = nn.constant dense<42.0> : tensor<f32>
    %near = nn.div %sum, %pairs : tensor<f32>, tensor<f32>
    %all = nn.reduce_mean %cosines : tensor<49x49xf32>
    %nearness = nn.sub %near, %all : tensor<f32>, tensor<f32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %shifted = nn.add %cosines, %one : tensor<49x49xf32>, tensor<f32>
    %grey = nn.mul %shifted, %half : tensor<49x49xf32>, tensor<f32>
    %similarity = nn.reshape %grey : tensor<49x49xf32> to tensor<49x7x7xf32>
    nn.return %similarity, %nearness : tensor<49x7x7xf32>, tensor<f32>
  }
}
