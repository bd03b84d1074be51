// A sparse autoencoder: more features than pixels, of which an image may use only a few
//
// A. Ng: Sparse autoencoder (lecture notes, 2011); after B. Olshausen and D. Field (1996) and H. Lee, C. Ekanadham and A. Ng: Sparse
// deep belief net model for visual area V2 (2008).
//
// 1024 hidden units for 784 pixels could simply copy them. So a second term of the loss wants each unit to be at 0.05 on average:
// the divergence KL(0.05 || mean activity) of two coins, summed over units. Then each unit stands for something that few images have.
//
//   dlc train sparse_autoencoder.mlir --data fashion-mnist --epochs 20 --lr 1e-3 --schedule cosine -o sparse.dlm
//   dlc eval sparse.dlm --data fashion-mnist:test            the error, the mean activity, and the part of units that are above 0.5
//   dlc run sparse.dlm --entry filters --output filters=filters.png
!images = tensor<?x784xf32>
!hidden = tensor<?x1024xf32>

module @sparse_autoencoder {
  nn.variable @encoder.weight : tensor<784x1024xf32> init #nn.xavier_normal
  nn.variable @encoder.bias   : tensor<1024xf32>     init #nn.constant<-2.0>   // units start at 0.12
  nn.variable @decoder.weight : tensor<1024x784xf32> init #nn.xavier_normal
  nn.variable @decoder.bias   : tensor<784xf32>      init #nn.zeros

  nn.func @encode(%image: !images) -> (code: !hidden) {
    %w = nn.read @encoder.weight : tensor<784x1024xf32>
    %b = nn.read @encoder.bias : tensor<1024xf32>
    %product = nn.matmul %image, %w : !images, tensor<784x1024xf32>
    %sum = nn.add %product, %b : !hidden, tensor<1024xf32>
    %code = nn.sigmoid %sum : !hidden
    nn.return %code : !hidden
  }

  nn.func private @decode(%code: !hidden) -> (image: !images) {
    %w = nn.read @decoder.weight : tensor<1024x784xf32>
    %b = nn.read @decoder.bias : tensor<784xf32>
    %product = nn.matmul %code, %w : !hidden, tensor<1024x784xf32>
    %image = nn.add %product, %b : !images, tensor<784xf32>
    nn.return %image : !images
  }

  nn.func @predict(%image: !images) -> (reconstruction: !images) {
    %code = nn.call @encode(%image) : (!images) -> !hidden
    %reconstruction = nn.call @decode(%code) : (!hidden) -> !images
    nn.return %reconstruction : !images
  }

  nn.func @loss(%image: !images) -> (loss: tensor<f32>, error: tensor<f32>, activity: tensor<f32>, active: tensor<f32>) {
    %code = nn.call @encode(%image) : (!images) -> !hidden
    %reconstruction = nn.call @decode(%code) : (!hidden) -> !images
    %error = nn.mse_loss %reconstruction, %image : !images, !images

    // KL(0.05 || activity) = 0.05 log(0.05 / activity) + 0.95 log(0.95 / (1 - activity)), for the mean activity of each unit.
    %activity = nn.reduce_mean %code axes [0] : !hidden
    %target = nn.constant dense<0.05> : tensor<f32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %rest = nn.constant dense<0.95> : tensor<f32>
    %off = nn.sub %one, %activity : tensor<f32>, tensor<1024xf32>
    %ratio = nn.div %target, %activity : tensor<f32>, tensor<1024xf32>
    %off_ratio = nn.div %rest, %off : tensor<f32>, tensor<1024xf32>
    %log = nn.log %ratio : tensor<1024xf32>
    %off_log = nn.log %off_ratio : tensor<1024xf32>
    %on_terms = nn.mul %log, %target : tensor<1024xf32>, tensor<f32>
    %off_terms = nn.mul %off_log, %rest : tensor<1024xf32>, tensor<f32>
    %terms = nn.add %on_terms, %off_terms : tensor<1024xf32>, tensor<1024xf32>
    %divergence = nn.reduce_sum %terms : tensor<1024xf32>
    // 0.001 a unit, against an error that is a mean over pixels.
    %weight = nn.constant dense<0.001> : tensor<f32>
    %penalty = nn.mul %divergence, %weight : tensor<f32>, tensor<f32>
    %loss = nn.add %error, %penalty : tensor<f32>, tensor<f32>

    %mean = nn.reduce_mean %activity : tensor<1024xf32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %above = nn.compare gt %code, %half : !hidden, tensor<f32>
    %ones = nn.cast %above : tensor<?x1024xi1> to !hidden
    %active = nn.reduce_mean %ones : !hidden
    nn.return %loss, %error, %mean, %active : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
  }

  // The input weights of the first 100 units as images, each scaled by its largest: grey is 0.
  nn.func @filters() -> (filters: tensor<100x28x28xf32>) {
    %w = nn.read @encoder.weight : tensor<784x1024xf32>
    %transposed = nn.transpose %w perm [1, 0] : tensor<784x1024xf32>
    %first = nn.slice %transposed starts [0] ends [100] axes [0] : tensor<1024x784xf32>
    %sizes = nn.abs %first : tensor<100x784xf32>
    %largest = nn.reduce_max %sizes axes [1] keepdims : tensor<100x784xf32>
    %scaled = nn.div %first, %largest : tensor<100x784xf32>, tensor<100x1xf32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %halved = nn.mul %scaled, %half : tensor<100x784xf32>, tensor<f32>
    %grey = nn.add %halved, %half : tensor<100x784xf32>, tensor<f32>
    %filters = nn.reshape %grey : tensor<100x784xf32> to tensor<100x28x28xf32>
    nn.return %filters : tensor<100x28x28xf32>
  }
}
