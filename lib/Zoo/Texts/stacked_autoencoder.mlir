// A stacked autoencoder: learns layer by layer, each layer to give back what the one below makes of images, and then as a whole
//
// G. E. Hinton and R. R. Salakhutdinov: Reducing the dimensionality of data with neural networks (2006); Y. Bengio et al.: Greedy
// layer-wise training of deep networks (2007); P. Vincent et al.: Stacked denoising autoencoders (2010).
//
// Four layers of sigmoids take 784 pixels to 32 numbers, four others take them back. Gradients hardly get through eight
// such layers, so that training them all at once starts very slowly. But an autoencoder of two layers is easy, and a trained
// one makes the data for the next. The plan of this module trains four of them, one after the other, then the whole network from there.
//
//   dlc train stacked_autoencoder.mlir --data fashion-mnist --epochs 12 --batch 128 --lr 1e-3 -o stacked.dlm
//   dlc train stacked_autoencoder.mlir --data fashion-mnist --epochs 12 --batch 128 --lr 1e-3 --plan finetune -o at-once.dlm
//   dlc eval stacked.dlm --data fashion-mnist:test
!images = tensor<?x784xf32>

module @stacked_autoencoder attributes {train.plan = "pretrain1 for 1; pretrain2 for 1; pretrain3 for 1; pretrain4 for 1; finetune"} {
  nn.variable @encoder1.weight : tensor<784x400xf32> init #nn.xavier_normal
  nn.variable @encoder1.bias : tensor<400xf32> init #nn.zeros
  nn.variable @decoder1.weight : tensor<400x784xf32> init #nn.xavier_normal
  nn.variable @decoder1.bias : tensor<784xf32> init #nn.zeros
  nn.variable @encoder2.weight : tensor<400x200xf32> init #nn.xavier_normal
  nn.variable @encoder2.bias : tensor<200xf32> init #nn.zeros
  nn.variable @decoder2.weight : tensor<200x400xf32> init #nn.xavier_normal
  nn.variable @decoder2.bias : tensor<400xf32> init #nn.zeros
  nn.variable @encoder3.weight : tensor<200x100xf32> init #nn.xavier_normal
  nn.variable @encoder3.bias : tensor<100xf32> init #nn.zeros
  nn.variable @decoder3.weight : tensor<100x200xf32> init #nn.xavier_normal
  nn.variable @decoder3.bias : tensor<200xf32> init #nn.zeros
  nn.variable @encoder4.weight : tensor<100x32xf32> init #nn.xavier_normal
  nn.variable @encoder4.bias : tensor<32xf32> init #nn.zeros
  nn.variable @decoder4.weight : tensor<32x100xf32> init #nn.xavier_normal
  nn.variable @decoder4.bias : tensor<100xf32> init #nn.zeros

  nn.func private @encode1(%x: !images) -> (y: tensor<?x400xf32>) {
    %w = nn.read @encoder1.weight : tensor<784x400xf32>
    %b = nn.read @encoder1.bias : tensor<400xf32>
    %product = nn.matmul %x, %w : !images, tensor<784x400xf32>
    %sum = nn.add %product, %b : tensor<?x400xf32>, tensor<400xf32>
    %y = nn.sigmoid %sum : tensor<?x400xf32>
    nn.return %y : tensor<?x400xf32>
  }

  nn.func private @decode1(%x: tensor<?x400xf32>) -> (y: !images) {
    %w = nn.read @decoder1.weight : tensor<400x784xf32>
    %b = nn.read @decoder1.bias : tensor<784xf32>
    %product = nn.matmul %x, %w : tensor<?x400xf32>, tensor<400x784xf32>
    %sum = nn.add %product, %b : !images, tensor<784xf32>
    %y = nn.sigmoid %sum : !images
    nn.return %y : !images
  }

  nn.func private @encode2(%x: tensor<?x400xf32>) -> (y: tensor<?x200xf32>) {
    %w = nn.read @encoder2.weight : tensor<400x200xf32>
    %b = nn.read @encoder2.bias : tensor<200xf32>
    %product = nn.matmul %x, %w : tensor<?x400xf32>, tensor<400x200xf32>
    %sum = nn.add %product, %b : tensor<?x200xf32>, tensor<200xf32>
    %y = nn.sigmoid %sum : tensor<?x200xf32>
    nn.return %y : tensor<?x200xf32>
  }

  nn.func private @decode2(%x: tensor<?x200xf32>) -> (y: tensor<?x400xf32>) {
    %w = nn.read @decoder2.weight : tensor<200x400xf32>
    %b = nn.read @decoder2.bias : tensor<400xf32>
    %product = nn.matmul %x, %w : tensor<?x200xf32>, tensor<200x400xf32>
    %sum = nn.add %product, %b : tensor<?x400xf32>, tensor<400xf32>
    %y = nn.sigmoid %sum : tensor<?x400xf32>
    nn.return %y : tensor<?x400xf32>
  }

  nn.func private @encode3(%x: tensor<?x200xf32>) -> (y: tensor<?x100xf32>) {
    %w = nn.read @encoder3.weight : tensor<200x100xf32>
    %b = nn.read @encoder3.bias : tensor<100xf32>
    %product = nn.matmul %x, %w : tensor<?x200xf32>, tensor<200x100xf32>
    %sum = nn.add %product, %b : tensor<?x100xf32>, tensor<100xf32>
    %y = nn.sigmoid %sum : tensor<?x100xf32>
    nn.return %y : tensor<?x100xf32>
  }

  nn.func private @decode3(%x: tensor<?x100xf32>) -> (y: tensor<?x200xf32>) {
    %w = nn.read @decoder3.weight : tensor<100x200xf32>
    %b = nn.read @decoder3.bias : tensor<200xf32>
    %product = nn.matmul %x, %w : tensor<?x100xf32>, tensor<100x200xf32>
    %sum = nn.add %product, %b : tensor<?x200xf32>, tensor<200xf32>
    %y = nn.sigmoid %sum : tensor<?x200xf32>
    nn.return %y : tensor<?x200xf32>
  }

  nn.func private @encode4(%x: tensor<?x100xf32>) -> (y: tensor<?x32xf32>) {
    %w = nn.read @encoder4.weight : tensor<100x32xf32>
    %b = nn.read @encoder4.bias : tensor<32xf32>
    %product = nn.matmul %x, %w : tensor<?x100xf32>, tensor<100x32xf32>
    %sum = nn.add %product, %b : tensor<?x32xf32>, tensor<32xf32>
    %y = nn.sigmoid %sum : tensor<?x32xf32>
    nn.return %y : tensor<?x32xf32>
  }

  nn.func private @decode4(%x: tensor<?x32xf32>) -> (y: tensor<?x100xf32>) {
    %w = nn.read @decoder4.weight : tensor<32x100xf32>
    %b = nn.read @decoder4.bias : tensor<100xf32>
    %product = nn.matmul %x, %w : tensor<?x32xf32>, tensor<32x100xf32>
    %sum = nn.add %product, %b : tensor<?x100xf32>, tensor<100xf32>
    %y = nn.sigmoid %sum : tensor<?x100xf32>
    nn.return %y : tensor<?x100xf32>
  }

  // First phase: the autoencoder of layer 1 learns images.
  nn.func @pretrain1(%image: !images, %learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %code = nn.call @encode1(%image) : (!images) -> tensor<?x400xf32>
    %back = nn.call @decode1(%code) : (tensor<?x400xf32>) -> !images
    %error = nn.mse_loss %back, %image : !images, !images
    train.minimize %error, %learning_rate using #train.adam of (@encoder1.weight, @encoder1.bias, @decoder1.weight, @decoder1.bias)
    nn.return %error : tensor<f32>
  }

  // Second phase: the autoencoder of layer 2 learns what the trained layer below makes of images.
  nn.func @pretrain2(%image: !images, %learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %h1 = nn.call @encode1(%image) : (!images) -> tensor<?x400xf32>
    %code = nn.call @encode2(%h1) : (tensor<?x400xf32>) -> tensor<?x200xf32>
    %back = nn.call @decode2(%code) : (tensor<?x200xf32>) -> tensor<?x400xf32>
    %error = nn.mse_loss %back, %h1 : tensor<?x400xf32>, tensor<?x400xf32>
    train.minimize %error, %learning_rate using #train.adam of (@encoder2.weight, @encoder2.bias, @decoder2.weight, @decoder2.bias)
    nn.return %error : tensor<f32>
  }

  // Third phase: the autoencoder of layer 3 learns what the trained layer below makes of images.
  nn.func @pretrain3(%image: !images, %learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %h1 = nn.call @encode1(%image) : (!images) -> tensor<?x400xf32>
    %h2 = nn.call @encode2(%h1) : (tensor<?x400xf32>) -> tensor<?x200xf32>
    %code = nn.call @encode3(%h2) : (tensor<?x200xf32>) -> tensor<?x100xf32>
    %back = nn.call @decode3(%code) : (tensor<?x100xf32>) -> tensor<?x200xf32>
    %error = nn.mse_loss %back, %h2 : tensor<?x200xf32>, tensor<?x200xf32>
    train.minimize %error, %learning_rate using #train.adam of (@encoder3.weight, @encoder3.bias, @decoder3.weight, @decoder3.bias)
    nn.return %error : tensor<f32>
  }

  // Fourth phase: the autoencoder of layer 4 learns what the trained layer below makes of images.
  nn.func @pretrain4(%image: !images, %learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %h1 = nn.call @encode1(%image) : (!images) -> tensor<?x400xf32>
    %h2 = nn.call @encode2(%h1) : (tensor<?x400xf32>) -> tensor<?x200xf32>
    %h3 = nn.call @encode3(%h2) : (tensor<?x200xf32>) -> tensor<?x100xf32>
    %code = nn.call @encode4(%h3) : (tensor<?x100xf32>) -> tensor<?x32xf32>
    %back = nn.call @decode4(%code) : (tensor<?x32xf32>) -> tensor<?x100xf32>
    %error = nn.mse_loss %back, %h3 : tensor<?x100xf32>, tensor<?x100xf32>
    train.minimize %error, %learning_rate using #train.adam of (@encoder4.weight, @encoder4.bias, @decoder4.weight, @decoder4.bias)
    nn.return %error : tensor<f32>
  }

  // An image as 32 numbers, and back.
  nn.func @predict(%image: !images) -> (reconstruction: !images, code: tensor<?x32xf32>) {
    %h1 = nn.call @encode1(%image) : (!images) -> tensor<?x400xf32>
    %h2 = nn.call @encode2(%h1) : (tensor<?x400xf32>) -> tensor<?x200xf32>
    %h3 = nn.call @encode3(%h2) : (tensor<?x200xf32>) -> tensor<?x100xf32>
    %h4 = nn.call @encode4(%h3) : (tensor<?x100xf32>) -> tensor<?x32xf32>
    %y3 = nn.call @decode4(%h4) : (tensor<?x32xf32>) -> tensor<?x100xf32>
    %y2 = nn.call @decode3(%y3) : (tensor<?x100xf32>) -> tensor<?x200xf32>
    %y1 = nn.call @decode2(%y2) : (tensor<?x200xf32>) -> tensor<?x400xf32>
    %y0 = nn.call @decode1(%y1) : (tensor<?x400xf32>) -> !images
    nn.return %y0, %h4 : !images, tensor<?x32xf32>
  }

  // The squared error of a pixel.
  nn.func @loss(%image: !images) -> (loss: tensor<f32>) {
    %reconstruction, %code = nn.call @predict(%image) : (!images) -> (!images, tensor<?x32xf32>)
    %loss = nn.mse_loss %reconstruction, %image : !images, !images
    nn.return %loss : tensor<f32>
  }

  // Last phase: all eight layers, from where they are.
  nn.func @finetune(%image: !images, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %loss = nn.call @loss(%image) : (!images) -> tensor<f32>
    train.minimize %loss, %learning_rate using #train.adam
    nn.return %loss : tensor<f32>
  }
}
