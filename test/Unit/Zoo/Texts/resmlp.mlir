// A deep perceptron of residual blocks: 32 of them, 512 wide.
//
// Takes grey images of 28 × 28 with pixels in 0 … 1, as [batch, 784]. Any batch: `?`.
//
// Parameters: 17,217,034.
module @resmlp {
  nn.variable @in.weight              : tensor<784x512xf32> init #nn.he_uniform
  nn.variable @in.bias                : tensor<512xf32>     init #nn.zeros
  nn.variable @block1.expand.weight   : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block1.expand.bias     : tensor<512xf32>     init #nn.zeros
  nn.variable @block1.project.weight  : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block1.project.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block2.expand.weight   : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block2.expand.bias     : tensor<512xf32>     init #nn.zeros
  nn.variable @block2.project.weight  : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block2.project.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block3.expand.weight   : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block3.expand.bias     : tensor<512xf32>     init #nn.zeros
  nn.variable @block3.project.weight  : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block3.project.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block4.expand.weight   : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block4.expand.bias     : tensor<512xf32>     init #nn.zeros
  nn.variable @block4.project.weight  : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block4.project.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block5.expand.weight   : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block5.expand.bias     : tensor<512xf32>     init #nn.zeros
  nn.variable @block5.project.weight  : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block5.project.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block6.expand.weight   : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block6.expand.bias     : tensor<512xf32>     init #nn.zeros
  nn.variable @block6.project.weight  : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block6.project.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block7.expand.weight   : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block7.expand.bias     : tensor<512xf32>     init #nn.zeros
  nn.variable @block7.project.weight  : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block7.project.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block8.expand.weight   : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block8.expand.bias     : tensor<512xf32>     init #nn.zeros
  nn.variable @block8.project.weight  : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block8.project.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block9.expand.weight   : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block9.expand.bias     : tensor<512xf32>     init #nn.zeros
  nn.variable @block9.project.weight  : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block9.project.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block10.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block10.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block10.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block10.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block11.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block11.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block11.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block11.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block12.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block12.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block12.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block12.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block13.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block13.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block13.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block13.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block14.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block14.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block14.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block14.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block15.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block15.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block15.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block15.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block16.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block16.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block16.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block16.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block17.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block17.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block17.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block17.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block18.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block18.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block18.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block18.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block19.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block19.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block19.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block19.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block20.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block20.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block20.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block20.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block21.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block21.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block21.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block21.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block22.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block22.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block22.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block22.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block23.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block23.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block23.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block23.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block24.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block24.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block24.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block24.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block25.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block25.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block25.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block25.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block26.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block26.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block26.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block26.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block27.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block27.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block27.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block27.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block28.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block28.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block28.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block28.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block29.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block29.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block29.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block29.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block30.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block30.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block30.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block30.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block31.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block31.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block31.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block31.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @block32.expand.weight  : tensor<512x512xf32> init #nn.he_uniform
  nn.variable @block32.expand.bias    : tensor<512xf32>     init #nn.zeros
  nn.variable @block32.project.weight : tensor<512x512xf32> init #nn.normal<0.0 : f32, 0.008 : f32>
  nn.variable @block32.project.bias   : tensor<512xf32>     init #nn.zeros
  nn.variable @out.weight             : tensor<512x10xf32>  init #nn.lecun_uniform
  nn.variable @out.bias               : tensor<10xf32>      init #nn.zeros

  // One logit for each of ten classes; the largest is the answer.
  nn.func @predict(%image: tensor<?x784xf32>) -> (logits: tensor<?x10xf32>) {
    %in.weight = nn.read @in.weight : tensor<784x512xf32>
    %in.bias = nn.read @in.bias : tensor<512xf32>
    %in.product = nn.matmul %image, %in.weight : tensor<?x784xf32>, tensor<784x512xf32>
    %in = nn.add %in.product, %in.bias : tensor<?x512xf32>, tensor<512xf32>
    %block1.expand.weight = nn.read @block1.expand.weight : tensor<512x512xf32>
    %block1.expand.bias = nn.read @block1.expand.bias : tensor<512xf32>
    %block1.expand.product = nn.matmul %in, %block1.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block1.expand = nn.add %block1.expand.product, %block1.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block1.expand.relu = nn.relu %block1.expand : tensor<?x512xf32>
    %block1.project.weight = nn.read @block1.project.weight : tensor<512x512xf32>
    %block1.project.bias = nn.read @block1.project.bias : tensor<512xf32>
    %block1.project.product = nn.matmul %block1.expand.relu, %block1.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block1.project = nn.add %block1.project.product, %block1.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add1 = nn.add %in, %block1.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block2.expand.weight = nn.read @block2.expand.weight : tensor<512x512xf32>
    %block2.expand.bias = nn.read @block2.expand.bias : tensor<512xf32>
    %block2.expand.product = nn.matmul %add1, %block2.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block2.expand = nn.add %block2.expand.product, %block2.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block2.expand.relu = nn.relu %block2.expand : tensor<?x512xf32>
    %block2.project.weight = nn.read @block2.project.weight : tensor<512x512xf32>
    %block2.project.bias = nn.read @block2.project.bias : tensor<512xf32>
    %block2.project.product = nn.matmul %block2.expand.relu, %block2.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block2.project = nn.add %block2.project.product, %block2.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add2 = nn.add %add1, %block2.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block3.expand.weight = nn.read @block3.expand.weight : tensor<512x512xf32>
    %block3.expand.bias = nn.read @block3.expand.bias : tensor<512xf32>
    %block3.expand.product = nn.matmul %add2, %block3.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block3.expand = nn.add %block3.expand.product, %block3.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block3.expand.relu = nn.relu %block3.expand : tensor<?x512xf32>
    %block3.project.weight = nn.read @block3.project.weight : tensor<512x512xf32>
    %block3.project.bias = nn.read @block3.project.bias : tensor<512xf32>
    %block3.project.product = nn.matmul %block3.expand.relu, %block3.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block3.project = nn.add %block3.project.product, %block3.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add3 = nn.add %add2, %block3.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block4.expand.weight = nn.read @block4.expand.weight : tensor<512x512xf32>
    %block4.expand.bias = nn.read @block4.expand.bias : tensor<512xf32>
    %block4.expand.product = nn.matmul %add3, %block4.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block4.expand = nn.add %block4.expand.product, %block4.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block4.expand.relu = nn.relu %block4.expand : tensor<?x512xf32>
    %block4.project.weight = nn.read @block4.project.weight : tensor<512x512xf32>
    %block4.project.bias = nn.read @block4.project.bias : tensor<512xf32>
    %block4.project.product = nn.matmul %block4.expand.relu, %block4.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block4.project = nn.add %block4.project.product, %block4.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add4 = nn.add %add3, %block4.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block5.expand.weight = nn.read @block5.expand.weight : tensor<512x512xf32>
    %block5.expand.bias = nn.read @block5.expand.bias : tensor<512xf32>
    %block5.expand.product = nn.matmul %add4, %block5.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block5.expand = nn.add %block5.expand.product, %block5.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block5.expand.relu = nn.relu %block5.expand : tensor<?x512xf32>
    %block5.project.weight = nn.read @block5.project.weight : tensor<512x512xf32>
    %block5.project.bias = nn.read @block5.project.bias : tensor<512xf32>
    %block5.project.product = nn.matmul %block5.expand.relu, %block5.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block5.project = nn.add %block5.project.product, %block5.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add5 = nn.add %add4, %block5.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block6.expand.weight = nn.read @block6.expand.weight : tensor<512x512xf32>
    %block6.expand.bias = nn.read @block6.expand.bias : tensor<512xf32>
    %block6.expand.product = nn.matmul %add5, %block6.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block6.expand = nn.add %block6.expand.product, %block6.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block6.expand.relu = nn.relu %block6.expand : tensor<?x512xf32>
    %block6.project.weight = nn.read @block6.project.weight : tensor<512x512xf32>
    %block6.project.bias = nn.read @block6.project.bias : tensor<512xf32>
    %block6.project.product = nn.matmul %block6.expand.relu, %block6.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block6.project = nn.add %block6.project.product, %block6.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add6 = nn.add %add5, %block6.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block7.expand.weight = nn.read @block7.expand.weight : tensor<512x512xf32>
    %block7.expand.bias = nn.read @block7.expand.bias : tensor<512xf32>
    %block7.expand.product = nn.matmul %add6, %block7.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block7.expand = nn.add %block7.expand.product, %block7.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block7.expand.relu = nn.relu %block7.expand : tensor<?x512xf32>
    %block7.project.weight = nn.read @block7.project.weight : tensor<512x512xf32>
    %block7.project.bias = nn.read @block7.project.bias : tensor<512xf32>
    %block7.project.product = nn.matmul %block7.expand.relu, %block7.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block7.project = nn.add %block7.project.product, %block7.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add7 = nn.add %add6, %block7.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block8.expand.weight = nn.read @block8.expand.weight : tensor<512x512xf32>
    %block8.expand.bias = nn.read @block8.expand.bias : tensor<512xf32>
    %block8.expand.product = nn.matmul %add7, %block8.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block8.expand = nn.add %block8.expand.product, %block8.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block8.expand.relu = nn.relu %block8.expand : tensor<?x512xf32>
    %block8.project.weight = nn.read @block8.project.weight : tensor<512x512xf32>
    %block8.project.bias = nn.read @block8.project.bias : tensor<512xf32>
    %block8.project.product = nn.matmul %block8.expand.relu, %block8.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block8.project = nn.add %block8.project.product, %block8.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add8 = nn.add %add7, %block8.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block9.expand.weight = nn.read @block9.expand.weight : tensor<512x512xf32>
    %block9.expand.bias = nn.read @block9.expand.bias : tensor<512xf32>
    %block9.expand.product = nn.matmul %add8, %block9.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block9.expand = nn.add %block9.expand.product, %block9.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block9.expand.relu = nn.relu %block9.expand : tensor<?x512xf32>
    %block9.project.weight = nn.read @block9.project.weight : tensor<512x512xf32>
    %block9.project.bias = nn.read @block9.project.bias : tensor<512xf32>
    %block9.project.product = nn.matmul %block9.expand.relu, %block9.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block9.project = nn.add %block9.project.product, %block9.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add9 = nn.add %add8, %block9.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block10.expand.weight = nn.read @block10.expand.weight : tensor<512x512xf32>
    %block10.expand.bias = nn.read @block10.expand.bias : tensor<512xf32>
    %block10.expand.product = nn.matmul %add9, %block10.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block10.expand = nn.add %block10.expand.product, %block10.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block10.expand.relu = nn.relu %block10.expand : tensor<?x512xf32>
    %block10.project.weight = nn.read @block10.project.weight : tensor<512x512xf32>
    %block10.project.bias = nn.read @block10.project.bias : tensor<512xf32>
    %block10.project.product = nn.matmul %block10.expand.relu, %block10.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block10.project = nn.add %block10.project.product, %block10.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add10 = nn.add %add9, %block10.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block11.expand.weight = nn.read @block11.expand.weight : tensor<512x512xf32>
    %block11.expand.bias = nn.read @block11.expand.bias : tensor<512xf32>
    %block11.expand.product = nn.matmul %add10, %block11.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block11.expand = nn.add %block11.expand.product, %block11.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block11.expand.relu = nn.relu %block11.expand : tensor<?x512xf32>
    %block11.project.weight = nn.read @block11.project.weight : tensor<512x512xf32>
    %block11.project.bias = nn.read @block11.project.bias : tensor<512xf32>
    %block11.project.product = nn.matmul %block11.expand.relu, %block11.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block11.project = nn.add %block11.project.product, %block11.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add11 = nn.add %add10, %block11.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block12.expand.weight = nn.read @block12.expand.weight : tensor<512x512xf32>
    %block12.expand.bias = nn.read @block12.expand.bias : tensor<512xf32>
    %block12.expand.product = nn.matmul %add11, %block12.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block12.expand = nn.add %block12.expand.product, %block12.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block12.expand.relu = nn.relu %block12.expand : tensor<?x512xf32>
    %block12.project.weight = nn.read @block12.project.weight : tensor<512x512xf32>
    %block12.project.bias = nn.read @block12.project.bias : tensor<512xf32>
    %block12.project.product = nn.matmul %block12.expand.relu, %block12.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block12.project = nn.add %block12.project.product, %block12.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add12 = nn.add %add11, %block12.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block13.expand.weight = nn.read @block13.expand.weight : tensor<512x512xf32>
    %block13.expand.bias = nn.read @block13.expand.bias : tensor<512xf32>
    %block13.expand.product = nn.matmul %add12, %block13.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block13.expand = nn.add %block13.expand.product, %block13.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block13.expand.relu = nn.relu %block13.expand : tensor<?x512xf32>
    %block13.project.weight = nn.read @block13.project.weight : tensor<512x512xf32>
    %block13.project.bias = nn.read @block13.project.bias : tensor<512xf32>
    %block13.project.product = nn.matmul %block13.expand.relu, %block13.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block13.project = nn.add %block13.project.product, %block13.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add13 = nn.add %add12, %block13.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block14.expand.weight = nn.read @block14.expand.weight : tensor<512x512xf32>
    %block14.expand.bias = nn.read @block14.expand.bias : tensor<512xf32>
    %block14.expand.product = nn.matmul %add13, %block14.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block14.expand = nn.add %block14.expand.product, %block14.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block14.expand.relu = nn.relu %block14.expand : tensor<?x512xf32>
    %block14.project.weight = nn.read @block14.project.weight : tensor<512x512xf32>
    %block14.project.bias = nn.read @block14.project.bias : tensor<512xf32>
    %block14.project.product = nn.matmul %block14.expand.relu, %block14.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block14.project = nn.add %block14.project.product, %block14.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add14 = nn.add %add13, %block14.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block15.expand.weight = nn.read @block15.expand.weight : tensor<512x512xf32>
    %block15.expand.bias = nn.read @block15.expand.bias : tensor<512xf32>
    %block15.expand.product = nn.matmul %add14, %block15.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block15.expand = nn.add %block15.expand.product, %block15.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block15.expand.relu = nn.relu %block15.expand : tensor<?x512xf32>
    %block15.project.weight = nn.read @block15.project.weight : tensor<512x512xf32>
    %block15.project.bias = nn.read @block15.project.bias : tensor<512xf32>
    %block15.project.product = nn.matmul %block15.expand.relu, %block15.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block15.project = nn.add %block15.project.product, %block15.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add15 = nn.add %add14, %block15.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block16.expand.weight = nn.read @block16.expand.weight : tensor<512x512xf32>
    %block16.expand.bias = nn.read @block16.expand.bias : tensor<512xf32>
    %block16.expand.product = nn.matmul %add15, %block16.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block16.expand = nn.add %block16.expand.product, %block16.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block16.expand.relu = nn.relu %block16.expand : tensor<?x512xf32>
    %block16.project.weight = nn.read @block16.project.weight : tensor<512x512xf32>
    %block16.project.bias = nn.read @block16.project.bias : tensor<512xf32>
    %block16.project.product = nn.matmul %block16.expand.relu, %block16.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block16.project = nn.add %block16.project.product, %block16.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add16 = nn.add %add15, %block16.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block17.expand.weight = nn.read @block17.expand.weight : tensor<512x512xf32>
    %block17.expand.bias = nn.read @block17.expand.bias : tensor<512xf32>
    %block17.expand.product = nn.matmul %add16, %block17.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block17.expand = nn.add %block17.expand.product, %block17.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block17.expand.relu = nn.relu %block17.expand : tensor<?x512xf32>
    %block17.project.weight = nn.read @block17.project.weight : tensor<512x512xf32>
    %block17.project.bias = nn.read @block17.project.bias : tensor<512xf32>
    %block17.project.product = nn.matmul %block17.expand.relu, %block17.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block17.project = nn.add %block17.project.product, %block17.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add17 = nn.add %add16, %block17.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block18.expand.weight = nn.read @block18.expand.weight : tensor<512x512xf32>
    %block18.expand.bias = nn.read @block18.expand.bias : tensor<512xf32>
    %block18.expand.product = nn.matmul %add17, %block18.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block18.expand = nn.add %block18.expand.product, %block18.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block18.expand.relu = nn.relu %block18.expand : tensor<?x512xf32>
    %block18.project.weight = nn.read @block18.project.weight : tensor<512x512xf32>
    %block18.project.bias = nn.read @block18.project.bias : tensor<512xf32>
    %block18.project.product = nn.matmul %block18.expand.relu, %block18.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block18.project = nn.add %block18.project.product, %block18.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add18 = nn.add %add17, %block18.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block19.expand.weight = nn.read @block19.expand.weight : tensor<512x512xf32>
    %block19.expand.bias = nn.read @block19.expand.bias : tensor<512xf32>
    %block19.expand.product = nn.matmul %add18, %block19.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block19.expand = nn.add %block19.expand.product, %block19.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block19.expand.relu = nn.relu %block19.expand : tensor<?x512xf32>
    %block19.project.weight = nn.read @block19.project.weight : tensor<512x512xf32>
    %block19.project.bias = nn.read @block19.project.bias : tensor<512xf32>
    %block19.project.product = nn.matmul %block19.expand.relu, %block19.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block19.project = nn.add %block19.project.product, %block19.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add19 = nn.add %add18, %block19.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block20.expand.weight = nn.read @block20.expand.weight : tensor<512x512xf32>
    %block20.expand.bias = nn.read @block20.expand.bias : tensor<512xf32>
    %block20.expand.product = nn.matmul %add19, %block20.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block20.expand = nn.add %block20.expand.product, %block20.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block20.expand.relu = nn.relu %block20.expand : tensor<?x512xf32>
    %block20.project.weight = nn.read @block20.project.weight : tensor<512x512xf32>
    %block20.project.bias = nn.read @block20.project.bias : tensor<512xf32>
    %block20.project.product = nn.matmul %block20.expand.relu, %block20.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block20.project = nn.add %block20.project.product, %block20.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add20 = nn.add %add19, %block20.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block21.expand.weight = nn.read @block21.expand.weight : tensor<512x512xf32>
    %block21.expand.bias = nn.read @block21.expand.bias : tensor<512xf32>
    %block21.expand.product = nn.matmul %add20, %block21.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block21.expand = nn.add %block21.expand.product, %block21.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block21.expand.relu = nn.relu %block21.expand : tensor<?x512xf32>
    %block21.project.weight = nn.read @block21.project.weight : tensor<512x512xf32>
    %block21.project.bias = nn.read @block21.project.bias : tensor<512xf32>
    %block21.project.product = nn.matmul %block21.expand.relu, %block21.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block21.project = nn.add %block21.project.product, %block21.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add21 = nn.add %add20, %block21.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block22.expand.weight = nn.read @block22.expand.weight : tensor<512x512xf32>
    %block22.expand.bias = nn.read @block22.expand.bias : tensor<512xf32>
    %block22.expand.product = nn.matmul %add21, %block22.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block22.expand = nn.add %block22.expand.product, %block22.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block22.expand.relu = nn.relu %block22.expand : tensor<?x512xf32>
    %block22.project.weight = nn.read @block22.project.weight : tensor<512x512xf32>
    %block22.project.bias = nn.read @block22.project.bias : tensor<512xf32>
    %block22.project.product = nn.matmul %block22.expand.relu, %block22.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block22.project = nn.add %block22.project.product, %block22.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add22 = nn.add %add21, %block22.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block23.expand.weight = nn.read @block23.expand.weight : tensor<512x512xf32>
    %block23.expand.bias = nn.read @block23.expand.bias : tensor<512xf32>
    %block23.expand.product = nn.matmul %add22, %block23.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block23.expand = nn.add %block23.expand.product, %block23.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block23.expand.relu = nn.relu %block23.expand : tensor<?x512xf32>
    %block23.project.weight = nn.read @block23.project.weight : tensor<512x512xf32>
    %block23.project.bias = nn.read @block23.project.bias : tensor<512xf32>
    %block23.project.product = nn.matmul %block23.expand.relu, %block23.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block23.project = nn.add %block23.project.product, %block23.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add23 = nn.add %add22, %block23.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block24.expand.weight = nn.read @block24.expand.weight : tensor<512x512xf32>
    %block24.expand.bias = nn.read @block24.expand.bias : tensor<512xf32>
    %block24.expand.product = nn.matmul %add23, %block24.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block24.expand = nn.add %block24.expand.product, %block24.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block24.expand.relu = nn.relu %block24.expand : tensor<?x512xf32>
    %block24.project.weight = nn.read @block24.project.weight : tensor<512x512xf32>
    %block24.project.bias = nn.read @block24.project.bias : tensor<512xf32>
    %block24.project.product = nn.matmul %block24.expand.relu, %block24.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block24.project = nn.add %block24.project.product, %block24.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add24 = nn.add %add23, %block24.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block25.expand.weight = nn.read @block25.expand.weight : tensor<512x512xf32>
    %block25.expand.bias = nn.read @block25.expand.bias : tensor<512xf32>
    %block25.expand.product = nn.matmul %add24, %block25.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block25.expand = nn.add %block25.expand.product, %block25.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block25.expand.relu = nn.relu %block25.expand : tensor<?x512xf32>
    %block25.project.weight = nn.read @block25.project.weight : tensor<512x512xf32>
    %block25.project.bias = nn.read @block25.project.bias : tensor<512xf32>
    %block25.project.product = nn.matmul %block25.expand.relu, %block25.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block25.project = nn.add %block25.project.product, %block25.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add25 = nn.add %add24, %block25.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block26.expand.weight = nn.read @block26.expand.weight : tensor<512x512xf32>
    %block26.expand.bias = nn.read @block26.expand.bias : tensor<512xf32>
    %block26.expand.product = nn.matmul %add25, %block26.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block26.expand = nn.add %block26.expand.product, %block26.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block26.expand.relu = nn.relu %block26.expand : tensor<?x512xf32>
    %block26.project.weight = nn.read @block26.project.weight : tensor<512x512xf32>
    %block26.project.bias = nn.read @block26.project.bias : tensor<512xf32>
    %block26.project.product = nn.matmul %block26.expand.relu, %block26.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block26.project = nn.add %block26.project.product, %block26.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add26 = nn.add %add25, %block26.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block27.expand.weight = nn.read @block27.expand.weight : tensor<512x512xf32>
    %block27.expand.bias = nn.read @block27.expand.bias : tensor<512xf32>
    %block27.expand.product = nn.matmul %add26, %block27.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block27.expand = nn.add %block27.expand.product, %block27.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block27.expand.relu = nn.relu %block27.expand : tensor<?x512xf32>
    %block27.project.weight = nn.read @block27.project.weight : tensor<512x512xf32>
    %block27.project.bias = nn.read @block27.project.bias : tensor<512xf32>
    %block27.project.product = nn.matmul %block27.expand.relu, %block27.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block27.project = nn.add %block27.project.product, %block27.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add27 = nn.add %add26, %block27.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block28.expand.weight = nn.read @block28.expand.weight : tensor<512x512xf32>
    %block28.expand.bias = nn.read @block28.expand.bias : tensor<512xf32>
    %block28.expand.product = nn.matmul %add27, %block28.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block28.expand = nn.add %block28.expand.product, %block28.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block28.expand.relu = nn.relu %block28.expand : tensor<?x512xf32>
    %block28.project.weight = nn.read @block28.project.weight : tensor<512x512xf32>
    %block28.project.bias = nn.read @block28.project.bias : tensor<512xf32>
    %block28.project.product = nn.matmul %block28.expand.relu, %block28.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block28.project = nn.add %block28.project.product, %block28.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add28 = nn.add %add27, %block28.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block29.expand.weight = nn.read @block29.expand.weight : tensor<512x512xf32>
    %block29.expand.bias = nn.read @block29.expand.bias : tensor<512xf32>
    %block29.expand.product = nn.matmul %add28, %block29.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block29.expand = nn.add %block29.expand.product, %block29.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block29.expand.relu = nn.relu %block29.expand : tensor<?x512xf32>
    %block29.project.weight = nn.read @block29.project.weight : tensor<512x512xf32>
    %block29.project.bias = nn.read @block29.project.bias : tensor<512xf32>
    %block29.project.product = nn.matmul %block29.expand.relu, %block29.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block29.project = nn.add %block29.project.product, %block29.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add29 = nn.add %add28, %block29.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block30.expand.weight = nn.read @block30.expand.weight : tensor<512x512xf32>
    %block30.expand.bias = nn.read @block30.expand.bias : tensor<512xf32>
    %block30.expand.product = nn.matmul %add29, %block30.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block30.expand = nn.add %block30.expand.product, %block30.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block30.expand.relu = nn.relu %block30.expand : tensor<?x512xf32>
    %block30.project.weight = nn.read @block30.project.weight : tensor<512x512xf32>
    %block30.project.bias = nn.read @block30.project.bias : tensor<512xf32>
    %block30.project.product = nn.matmul %block30.expand.relu, %block30.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block30.project = nn.add %block30.project.product, %block30.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add30 = nn.add %add29, %block30.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block31.expand.weight = nn.read @block31.expand.weight : tensor<512x512xf32>
    %block31.expand.bias = nn.read @block31.expand.bias : tensor<512xf32>
    %block31.expand.product = nn.matmul %add30, %block31.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block31.expand = nn.add %block31.expand.product, %block31.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block31.expand.relu = nn.relu %block31.expand : tensor<?x512xf32>
    %block31.project.weight = nn.read @block31.project.weight : tensor<512x512xf32>
    %block31.project.bias = nn.read @block31.project.bias : tensor<512xf32>
    %block31.project.product = nn.matmul %block31.expand.relu, %block31.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block31.project = nn.add %block31.project.product, %block31.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add31 = nn.add %add30, %block31.project : tensor<?x512xf32>, tensor<?x512xf32>
    %block32.expand.weight = nn.read @block32.expand.weight : tensor<512x512xf32>
    %block32.expand.bias = nn.read @block32.expand.bias : tensor<512xf32>
    %block32.expand.product = nn.matmul %add31, %block32.expand.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block32.expand = nn.add %block32.expand.product, %block32.expand.bias : tensor<?x512xf32>, tensor<512xf32>
    %block32.expand.relu = nn.relu %block32.expand : tensor<?x512xf32>
    %block32.project.weight = nn.read @block32.project.weight : tensor<512x512xf32>
    %block32.project.bias = nn.read @block32.project.bias : tensor<512xf32>
    %block32.project.product = nn.matmul %block32.expand.relu, %block32.project.weight : tensor<?x512xf32>, tensor<512x512xf32>
    %block32.project = nn.add %block32.project.product, %block32.project.bias : tensor<?x512xf32>, tensor<512xf32>
    %add32 = nn.add %add31, %block32.project : tensor<?x512xf32>, tensor<?x512xf32>
    %out.weight = nn.read @out.weight : tensor<512x10xf32>
    %out.bias = nn.read @out.bias : tensor<10xf32>
    %out.product = nn.matmul %add32, %out.weight : tensor<?x512xf32>, tensor<512x10xf32>
    %logits = nn.add %out.product, %out.bias : tensor<?x10xf32>, tensor<10xf32>
    nn.return %logits : tensor<?x10xf32>
  }

  // What training makes small: the mean cross entropy of a batch. Its accuracy is
  // the fraction whose largest logit is at the label.
  nn.func @loss(%image: tensor<?x784xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x784xf32>) -> tensor<?x10xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x10xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
