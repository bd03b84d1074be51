// Fréchet distance: how far a generator's images of 28 by 28 are from real ones, in the features of a LeNet
//
// M. Heusel et al.: GANs trained by a two time-scale update rule converge to a local Nash equilibrium (2017), where the features are those of
// an Inception network; here they are the 84 of the last hidden layer of a LeNet (LeCun et al., 1998), which is trained first.
//
// Two sets of images look alike if their features have the same mean and covariance. With normal distributions in the place of both sets,
// their Fréchet distance is |m - m'|² + trace(S + S' - 2 (S S')^½).
//
// Training has two phases: LeNet learns the classes, then it looks at the same images once more and sums up their features, which the
// saved model so remembers.
//
//   dlc train frechet.mlir --data fashion-mnist --epochs 9 --batch 100 --lr 1e-3 -o judge.dlm
//   dlc generate vae.dlm -n 10000 -o made.npy
//   dlc run judge.dlm --entry distance --input images=made.npy
//   dlc eval judge.dlm --data images=made.npy,labels=wanted.npy       how often the class that was wanted is recognised
!images = tensor<?x1x28x28xf32>
!features = tensor<?x84xf32>
!mean = tensor<84xf64>
!matrix = tensor<84x84xf64>

module @frechet attributes {train.plan = "train_step for 8; look for 1"} {
  nn.variable @conv1.weight : tensor<6x1x5x5xf32> init #nn.he_uniform
  nn.variable @conv1.bias : tensor<6xf32> init #nn.zeros
  nn.variable @conv2.weight : tensor<16x6x5x5xf32> init #nn.he_uniform
  nn.variable @conv2.bias : tensor<16xf32> init #nn.zeros
  nn.variable @fc1.weight : tensor<400x120xf32> init #nn.he_uniform
  nn.variable @fc1.bias : tensor<120xf32> init #nn.zeros
  nn.variable @fc2.weight : tensor<120x84xf32> init #nn.he_uniform
  nn.variable @fc2.bias : tensor<84xf32> init #nn.zeros
  nn.variable @fc3.weight : tensor<84x10xf32> init #nn.he_uniform
  nn.variable @fc3.bias : tensor<10xf32> init #nn.zeros

  // Of the real images that were looked at: their number, the sum of their features, and that of the products of features.
  nn.variable buffer @real.count : tensor<f64> init #nn.zeros
  nn.variable buffer @real.sum : !mean init #nn.zeros
  nn.variable buffer @real.products : !matrix init #nn.zeros

  nn.func private @features(%image: !images) -> (features: !features) {
    %w1 = nn.read @conv1.weight : tensor<6x1x5x5xf32>
    %b1 = nn.read @conv1.bias : tensor<6xf32>
    %conv1 = nn.conv %image, %w1 bias %b1 pads [2, 2, 2, 2] : !images, tensor<6x1x5x5xf32>, tensor<6xf32>
    %relu1 = nn.relu %conv1 : tensor<?x6x28x28xf32>
    %pool1 = nn.max_pool %relu1 kernel_shape [2, 2] strides [2, 2] : tensor<?x6x28x28xf32>
    %w2 = nn.read @conv2.weight : tensor<16x6x5x5xf32>
    %b2 = nn.read @conv2.bias : tensor<16xf32>
    %conv2 = nn.conv %pool1, %w2 bias %b2 : tensor<?x6x14x14xf32>, tensor<16x6x5x5xf32>, tensor<16xf32>
    %relu2 = nn.relu %conv2 : tensor<?x16x10x10xf32>
    %pool2 = nn.max_pool %relu2 kernel_shape [2, 2] strides [2, 2] : tensor<?x16x10x10xf32>
    %flat = nn.flatten %pool2 : tensor<?x16x5x5xf32>
    %w3 = nn.read @fc1.weight : tensor<400x120xf32>
    %b3 = nn.read @fc1.bias : tensor<120xf32>
    %product3 = nn.matmul %flat, %w3 : tensor<?x400xf32>, tensor<400x120xf32>
    %sum3 = nn.add %product3, %b3 : tensor<?x120xf32>, tensor<120xf32>
    %hidden = nn.relu %sum3 : tensor<?x120xf32>
    %w4 = nn.read @fc2.weight : tensor<120x84xf32>
    %b4 = nn.read @fc2.bias : tensor<84xf32>
    %product4 = nn.matmul %hidden, %w4 : tensor<?x120xf32>, tensor<120x84xf32>
    %sum4 = nn.add %product4, %b4 : !features, tensor<84xf32>
    %features = nn.relu %sum4 : !features
    nn.return %features : !features
  }

  nn.func @predict(%image: !images) -> (logits: tensor<?x10xf32>) {
    %features = nn.call @features(%image) : (!images) -> !features
    %w = nn.read @fc3.weight : tensor<84x10xf32>
    %b = nn.read @fc3.bias : tensor<10xf32>
    %product = nn.matmul %features, %w : !features, tensor<84x10xf32>
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

  // Adds the features of a batch of real images to what is remembered. Gives how many were seen.
  nn.func @look(%image: !images) -> (seen: tensor<f64>) {
    %features = nn.call @features(%image) : (!images) -> !features
    %wide = nn.cast %features : !features to tensor<?x84xf64>
    %number = nn.size %wide axes [0] : tensor<?x84xf64> -> tensor<f64>
    %sum = nn.reduce_sum %wide axes [0] : tensor<?x84xf64>
    %products = nn.matmul %wide, %wide transpose_lhs : tensor<?x84xf64>, tensor<?x84xf64>
    %count0 = nn.read @real.count : tensor<f64>
    %sum0 = nn.read @real.sum : !mean
    %products0 = nn.read @real.products : !matrix
    %count1 = nn.add %count0, %number : tensor<f64>, tensor<f64>
    %sum1 = nn.add %sum0, %sum : !mean, !mean
    %products1 = nn.add %products0, %products : !matrix, !matrix
    nn.assign @real.count, %count1 : tensor<f64>
    nn.assign @real.sum, %sum1 : !mean
    nn.assign @real.products, %products1 : !matrix
    nn.return %count1 : tensor<f64>
  }

  // Mean and covariance, by sums. A millionth on the diagonal keeps covariances of features that never vary from being singular.
  nn.func private @moments(%count: tensor<f64>, %sum: !mean, %products: !matrix) -> (mean: !mean, covariance: !matrix) {
    %mean = nn.div %sum, %count : !mean, tensor<f64>
    %mean_product = nn.div %products, %count : !matrix, tensor<f64>
    %product_mean = nn.outer %mean, %mean : !mean, !mean
    %covariance = nn.sub %mean_product, %product_mean : !matrix, !matrix
    %eye = nn.eye : !matrix
    %tiny = nn.constant dense<1.0e-6> : tensor<f64>
    %ridge = nn.mul %eye, %tiny : !matrix, tensor<f64>
    %regular = nn.add %covariance, %ridge : !matrix, !matrix
    nn.return %mean, %regular : !mean, !matrix
  }

  // The root of a symmetric matrix without negative eigenvalues, by the iteration of Newton and Schulz: with y = a / |a| and z = 1 at
  // first, t = (3 - z y) / 2, y ← y t, z ← t z. The smaller an eigenvalue, the longer it takes: a root of 1e-7 of |a| is found in 40 steps.
  nn.func private @root(%a: !matrix) -> (root: !matrix) {
    %squares = nn.mul %a, %a : !matrix, !matrix
    %square = nn.reduce_sum %squares : !matrix
    %norm = nn.sqrt %square : tensor<f64>
    %y0 = nn.div %a, %norm : !matrix, tensor<f64>
    %z0 = nn.eye : !matrix
    %y_last, %z_last = nn.loop %i to 50 carry(%y = %y0 : !matrix, %z = %z0 : !matrix) {
      %eye = nn.eye : !matrix
      %three = nn.constant dense<3.0> : tensor<f64>
      %half = nn.constant dense<0.5> : tensor<f64>
      %zy = nn.matmul %z, %y : !matrix, !matrix
      %threes = nn.mul %eye, %three : !matrix, tensor<f64>
      %rest = nn.sub %threes, %zy : !matrix, !matrix
      %t = nn.mul %rest, %half : !matrix, tensor<f64>
      %y1 = nn.matmul %y, %t : !matrix, !matrix
      %z1 = nn.matmul %t, %z : !matrix, !matrix
      nn.yield %y1, %z1 : !matrix, !matrix
    }
    %scale = nn.sqrt %norm : tensor<f64>
    %root = nn.mul %y_last, %scale : !matrix, tensor<f64>
    nn.return %root : !matrix
  }

  nn.func private @trace(%a: !matrix) -> (trace: tensor<f64>) {
    %eye = nn.eye : !matrix
    %diagonal = nn.mul %a, %eye : !matrix, !matrix
    %trace = nn.reduce_sum %diagonal : !matrix
    nn.return %trace : tensor<f64>
  }

  // The distance of these images from those that were looked at.
  nn.func @distance(%images: tensor<?x28x28xf32>) -> (distance: tensor<f64>) {
    %with_channel = nn.reshape %images : tensor<?x28x28xf32> to !images
    %features = nn.call @features(%with_channel) : (!images) -> !features
    %distance = nn.call @distance_of_features(%features) : (!features) -> tensor<f64>
    nn.return %distance : tensor<f64>
  }

  // The same of images that are rows of 784 pixels.
  nn.func @distance_of_rows(%images: tensor<?x784xf32>) -> (distance: tensor<f64>) {
    %squares = nn.reshape %images : tensor<?x784xf32> to tensor<?x28x28xf32>
    %distance = nn.call @distance(%squares) : (tensor<?x28x28xf32>) -> tensor<f64>
    nn.return %distance : tensor<f64>
  }

  // (S S')^½ has the trace of (S^½ S' S^½)^½, whose matrix is symmetric.
  nn.func @distance_of_features(%features: !features) -> (distance: tensor<f64>) {
    %wide = nn.cast %features : !features to tensor<?x84xf64>
    %number = nn.size %wide axes [0] : tensor<?x84xf64> -> tensor<f64>
    %sum = nn.reduce_sum %wide axes [0] : tensor<?x84xf64>
    %products = nn.matmul %wide, %wide transpose_lhs : tensor<?x84xf64>, tensor<?x84xf64>
    %mean1, %covariance1 = nn.call @moments(%number, %sum, %products) : (tensor<f64>, !mean, !matrix) -> (!mean, !matrix)
    %count0 = nn.read @real.count : tensor<f64>
    %sum0 = nn.read @real.sum : !mean
    %products0 = nn.read @real.products : !matrix
    %mean0, %covariance0 = nn.call @moments(%count0, %sum0, %products0) : (tensor<f64>, !mean, !matrix) -> (!mean, !matrix)

    %way = nn.sub %mean1, %mean0 : !mean, !mean
    %way_squares = nn.mul %way, %way : !mean, !mean
    %way_square = nn.reduce_sum %way_squares : !mean
    %root0 = nn.call @root(%covariance0) : (!matrix) -> !matrix
    %left = nn.matmul %root0, %covariance1 : !matrix, !matrix
    %both = nn.matmul %left, %root0 : !matrix, !matrix
    %root = nn.call @root(%both) : (!matrix) -> !matrix
    %trace0 = nn.call @trace(%covariance0) : (!matrix) -> tensor<f64>
    %trace1 = nn.call @trace(%covariance1) : (!matrix) -> tensor<f64>
    %common = nn.call @trace(%root) : (!matrix) -> tensor<f64>
    %two = nn.constant dense<2.0> : tensor<f64>
    %shared = nn.mul %common, %two : tensor<f64>, tensor<f64>
    %traces = nn.add %trace0, %trace1 : tensor<f64>, tensor<f64>
    %spread = nn.sub %traces, %shared : tensor<f64>, tensor<f64>
    %distance = nn.add %way_square, %spread : tensor<f64>, tensor<f64>
    nn.return %distance : tensor<f64>
  }
}
