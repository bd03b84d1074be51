// ResNet-50 (He et al., 2016), with the stride in the 3 × 3 convolution of a block.
//
// Takes images of 224 × 224 as [batch, 3, 224, 224]. Any batch: `?`.
//
// Parameters: 25,557,032.
module @resnet50 {
  nn.variable @conv.weight                               : tensor<64x3x7x7xf32>      init #nn.he_normal
  nn.variable @conv.bn.scale                             : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @conv.bn.bias                              : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @conv.bn.mean                       : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @conv.bn.variance                   : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block1.shortcut.weight             : tensor<256x64x1x1xf32>    init #nn.he_normal
  nn.variable @stage1.block1.shortcut.bn.scale           : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage1.block1.shortcut.bn.bias            : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage1.block1.shortcut.bn.mean     : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage1.block1.shortcut.bn.variance : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage1.block1.conv1.weight                : tensor<64x64x1x1xf32>     init #nn.he_normal
  nn.variable @stage1.block1.conv1.bn.scale              : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block1.conv1.bn.bias               : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block1.conv1.bn.mean        : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block1.conv1.bn.variance    : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block1.conv2.weight                : tensor<64x64x3x3xf32>     init #nn.he_normal
  nn.variable @stage1.block1.conv2.bn.scale              : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block1.conv2.bn.bias               : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block1.conv2.bn.mean        : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block1.conv2.bn.variance    : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block1.conv3.weight                : tensor<256x64x1x1xf32>    init #nn.he_normal
  nn.variable @stage1.block1.conv3.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage1.block1.conv3.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage1.block1.conv3.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage1.block1.conv3.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage1.block2.conv1.weight                : tensor<64x256x1x1xf32>    init #nn.he_normal
  nn.variable @stage1.block2.conv1.bn.scale              : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block2.conv1.bn.bias               : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block2.conv1.bn.mean        : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block2.conv1.bn.variance    : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block2.conv2.weight                : tensor<64x64x3x3xf32>     init #nn.he_normal
  nn.variable @stage1.block2.conv2.bn.scale              : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block2.conv2.bn.bias               : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block2.conv2.bn.mean        : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block2.conv2.bn.variance    : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block2.conv3.weight                : tensor<256x64x1x1xf32>    init #nn.he_normal
  nn.variable @stage1.block2.conv3.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage1.block2.conv3.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage1.block2.conv3.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage1.block2.conv3.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage1.block3.conv1.weight                : tensor<64x256x1x1xf32>    init #nn.he_normal
  nn.variable @stage1.block3.conv1.bn.scale              : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block3.conv1.bn.bias               : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block3.conv1.bn.mean        : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block3.conv1.bn.variance    : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block3.conv2.weight                : tensor<64x64x3x3xf32>     init #nn.he_normal
  nn.variable @stage1.block3.conv2.bn.scale              : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block3.conv2.bn.bias               : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block3.conv2.bn.mean        : tensor<64xf32>            init #nn.zeros
  nn.variable buffer @stage1.block3.conv2.bn.variance    : tensor<64xf32>            init #nn.constant<1.0 : f32>
  nn.variable @stage1.block3.conv3.weight                : tensor<256x64x1x1xf32>    init #nn.he_normal
  nn.variable @stage1.block3.conv3.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage1.block3.conv3.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage1.block3.conv3.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage1.block3.conv3.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block1.shortcut.weight             : tensor<512x256x1x1xf32>   init #nn.he_normal
  nn.variable @stage2.block1.shortcut.bn.scale           : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block1.shortcut.bn.bias            : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block1.shortcut.bn.mean     : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block1.shortcut.bn.variance : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block1.conv1.weight                : tensor<128x256x1x1xf32>   init #nn.he_normal
  nn.variable @stage2.block1.conv1.bn.scale              : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block1.conv1.bn.bias               : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block1.conv1.bn.mean        : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block1.conv1.bn.variance    : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block1.conv2.weight                : tensor<128x128x3x3xf32>   init #nn.he_normal
  nn.variable @stage2.block1.conv2.bn.scale              : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block1.conv2.bn.bias               : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block1.conv2.bn.mean        : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block1.conv2.bn.variance    : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block1.conv3.weight                : tensor<512x128x1x1xf32>   init #nn.he_normal
  nn.variable @stage2.block1.conv3.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block1.conv3.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block1.conv3.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block1.conv3.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block2.conv1.weight                : tensor<128x512x1x1xf32>   init #nn.he_normal
  nn.variable @stage2.block2.conv1.bn.scale              : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block2.conv1.bn.bias               : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block2.conv1.bn.mean        : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block2.conv1.bn.variance    : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block2.conv2.weight                : tensor<128x128x3x3xf32>   init #nn.he_normal
  nn.variable @stage2.block2.conv2.bn.scale              : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block2.conv2.bn.bias               : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block2.conv2.bn.mean        : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block2.conv2.bn.variance    : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block2.conv3.weight                : tensor<512x128x1x1xf32>   init #nn.he_normal
  nn.variable @stage2.block2.conv3.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block2.conv3.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block2.conv3.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block2.conv3.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block3.conv1.weight                : tensor<128x512x1x1xf32>   init #nn.he_normal
  nn.variable @stage2.block3.conv1.bn.scale              : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block3.conv1.bn.bias               : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block3.conv1.bn.mean        : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block3.conv1.bn.variance    : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block3.conv2.weight                : tensor<128x128x3x3xf32>   init #nn.he_normal
  nn.variable @stage2.block3.conv2.bn.scale              : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block3.conv2.bn.bias               : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block3.conv2.bn.mean        : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block3.conv2.bn.variance    : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block3.conv3.weight                : tensor<512x128x1x1xf32>   init #nn.he_normal
  nn.variable @stage2.block3.conv3.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block3.conv3.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block3.conv3.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block3.conv3.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block4.conv1.weight                : tensor<128x512x1x1xf32>   init #nn.he_normal
  nn.variable @stage2.block4.conv1.bn.scale              : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block4.conv1.bn.bias               : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block4.conv1.bn.mean        : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block4.conv1.bn.variance    : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block4.conv2.weight                : tensor<128x128x3x3xf32>   init #nn.he_normal
  nn.variable @stage2.block4.conv2.bn.scale              : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block4.conv2.bn.bias               : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block4.conv2.bn.mean        : tensor<128xf32>           init #nn.zeros
  nn.variable buffer @stage2.block4.conv2.bn.variance    : tensor<128xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block4.conv3.weight                : tensor<512x128x1x1xf32>   init #nn.he_normal
  nn.variable @stage2.block4.conv3.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage2.block4.conv3.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block4.conv3.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage2.block4.conv3.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block1.shortcut.weight             : tensor<1024x512x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block1.shortcut.bn.scale           : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block1.shortcut.bn.bias            : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block1.shortcut.bn.mean     : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block1.shortcut.bn.variance : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block1.conv1.weight                : tensor<256x512x1x1xf32>   init #nn.he_normal
  nn.variable @stage3.block1.conv1.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block1.conv1.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block1.conv1.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block1.conv1.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block1.conv2.weight                : tensor<256x256x3x3xf32>   init #nn.he_normal
  nn.variable @stage3.block1.conv2.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block1.conv2.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block1.conv2.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block1.conv2.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block1.conv3.weight                : tensor<1024x256x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block1.conv3.bn.scale              : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block1.conv3.bn.bias               : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block1.conv3.bn.mean        : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block1.conv3.bn.variance    : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block2.conv1.weight                : tensor<256x1024x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block2.conv1.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block2.conv1.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block2.conv1.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block2.conv1.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block2.conv2.weight                : tensor<256x256x3x3xf32>   init #nn.he_normal
  nn.variable @stage3.block2.conv2.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block2.conv2.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block2.conv2.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block2.conv2.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block2.conv3.weight                : tensor<1024x256x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block2.conv3.bn.scale              : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block2.conv3.bn.bias               : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block2.conv3.bn.mean        : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block2.conv3.bn.variance    : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block3.conv1.weight                : tensor<256x1024x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block3.conv1.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block3.conv1.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block3.conv1.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block3.conv1.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block3.conv2.weight                : tensor<256x256x3x3xf32>   init #nn.he_normal
  nn.variable @stage3.block3.conv2.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block3.conv2.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block3.conv2.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block3.conv2.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block3.conv3.weight                : tensor<1024x256x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block3.conv3.bn.scale              : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block3.conv3.bn.bias               : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block3.conv3.bn.mean        : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block3.conv3.bn.variance    : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block4.conv1.weight                : tensor<256x1024x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block4.conv1.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block4.conv1.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block4.conv1.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block4.conv1.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block4.conv2.weight                : tensor<256x256x3x3xf32>   init #nn.he_normal
  nn.variable @stage3.block4.conv2.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block4.conv2.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block4.conv2.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block4.conv2.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block4.conv3.weight                : tensor<1024x256x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block4.conv3.bn.scale              : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block4.conv3.bn.bias               : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block4.conv3.bn.mean        : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block4.conv3.bn.variance    : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block5.conv1.weight                : tensor<256x1024x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block5.conv1.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block5.conv1.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block5.conv1.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block5.conv1.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block5.conv2.weight                : tensor<256x256x3x3xf32>   init #nn.he_normal
  nn.variable @stage3.block5.conv2.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block5.conv2.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block5.conv2.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block5.conv2.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block5.conv3.weight                : tensor<1024x256x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block5.conv3.bn.scale              : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block5.conv3.bn.bias               : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block5.conv3.bn.mean        : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block5.conv3.bn.variance    : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block6.conv1.weight                : tensor<256x1024x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block6.conv1.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block6.conv1.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block6.conv1.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block6.conv1.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block6.conv2.weight                : tensor<256x256x3x3xf32>   init #nn.he_normal
  nn.variable @stage3.block6.conv2.bn.scale              : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block6.conv2.bn.bias               : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block6.conv2.bn.mean        : tensor<256xf32>           init #nn.zeros
  nn.variable buffer @stage3.block6.conv2.bn.variance    : tensor<256xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage3.block6.conv3.weight                : tensor<1024x256x1x1xf32>  init #nn.he_normal
  nn.variable @stage3.block6.conv3.bn.scale              : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage3.block6.conv3.bn.bias               : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block6.conv3.bn.mean        : tensor<1024xf32>          init #nn.zeros
  nn.variable buffer @stage3.block6.conv3.bn.variance    : tensor<1024xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage4.block1.shortcut.weight             : tensor<2048x1024x1x1xf32> init #nn.he_normal
  nn.variable @stage4.block1.shortcut.bn.scale           : tensor<2048xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage4.block1.shortcut.bn.bias            : tensor<2048xf32>          init #nn.zeros
  nn.variable buffer @stage4.block1.shortcut.bn.mean     : tensor<2048xf32>          init #nn.zeros
  nn.variable buffer @stage4.block1.shortcut.bn.variance : tensor<2048xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage4.block1.conv1.weight                : tensor<512x1024x1x1xf32>  init #nn.he_normal
  nn.variable @stage4.block1.conv1.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block1.conv1.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block1.conv1.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block1.conv1.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block1.conv2.weight                : tensor<512x512x3x3xf32>   init #nn.he_normal
  nn.variable @stage4.block1.conv2.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block1.conv2.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block1.conv2.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block1.conv2.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block1.conv3.weight                : tensor<2048x512x1x1xf32>  init #nn.he_normal
  nn.variable @stage4.block1.conv3.bn.scale              : tensor<2048xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage4.block1.conv3.bn.bias               : tensor<2048xf32>          init #nn.zeros
  nn.variable buffer @stage4.block1.conv3.bn.mean        : tensor<2048xf32>          init #nn.zeros
  nn.variable buffer @stage4.block1.conv3.bn.variance    : tensor<2048xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage4.block2.conv1.weight                : tensor<512x2048x1x1xf32>  init #nn.he_normal
  nn.variable @stage4.block2.conv1.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block2.conv1.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block2.conv1.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block2.conv1.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block2.conv2.weight                : tensor<512x512x3x3xf32>   init #nn.he_normal
  nn.variable @stage4.block2.conv2.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block2.conv2.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block2.conv2.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block2.conv2.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block2.conv3.weight                : tensor<2048x512x1x1xf32>  init #nn.he_normal
  nn.variable @stage4.block2.conv3.bn.scale              : tensor<2048xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage4.block2.conv3.bn.bias               : tensor<2048xf32>          init #nn.zeros
  nn.variable buffer @stage4.block2.conv3.bn.mean        : tensor<2048xf32>          init #nn.zeros
  nn.variable buffer @stage4.block2.conv3.bn.variance    : tensor<2048xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage4.block3.conv1.weight                : tensor<512x2048x1x1xf32>  init #nn.he_normal
  nn.variable @stage4.block3.conv1.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block3.conv1.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block3.conv1.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block3.conv1.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block3.conv2.weight                : tensor<512x512x3x3xf32>   init #nn.he_normal
  nn.variable @stage4.block3.conv2.bn.scale              : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block3.conv2.bn.bias               : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block3.conv2.bn.mean        : tensor<512xf32>           init #nn.zeros
  nn.variable buffer @stage4.block3.conv2.bn.variance    : tensor<512xf32>           init #nn.constant<1.0 : f32>
  nn.variable @stage4.block3.conv3.weight                : tensor<2048x512x1x1xf32>  init #nn.he_normal
  nn.variable @stage4.block3.conv3.bn.scale              : tensor<2048xf32>          init #nn.constant<1.0 : f32>
  nn.variable @stage4.block3.conv3.bn.bias               : tensor<2048xf32>          init #nn.zeros
  nn.variable buffer @stage4.block3.conv3.bn.mean        : tensor<2048xf32>          init #nn.zeros
  nn.variable buffer @stage4.block3.conv3.bn.variance    : tensor<2048xf32>          init #nn.constant<1.0 : f32>
  nn.variable @fc.weight                                 : tensor<2048x1000xf32>     init #nn.he_uniform
  nn.variable @fc.bias                                   : tensor<1000xf32>          init #nn.zeros

  // One logit for each of a thousand classes; the largest is the answer.
  nn.func @predict(%image: tensor<?x3x224x224xf32>) -> (logits: tensor<?x1000xf32>) {
    // 112 × 112, then halved.
    %conv.weight = nn.read @conv.weight : tensor<64x3x7x7xf32>
    %conv = nn.conv %image, %conv.weight strides [2, 2] pads [3, 3, 3, 3] : tensor<?x3x224x224xf32>, tensor<64x3x7x7xf32>
    %conv.bn.scale = nn.read @conv.bn.scale : tensor<64xf32>
    %conv.bn.bias = nn.read @conv.bn.bias : tensor<64xf32>
    %conv.bn.mean = nn.read @conv.bn.mean : tensor<64xf32>
    %conv.bn.variance = nn.read @conv.bn.variance : tensor<64xf32>
    %conv.bn = nn.batch_norm %conv scale %conv.bn.scale bias %conv.bn.bias mean %conv.bn.mean variance %conv.bn.variance : tensor<?x64x112x112xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %conv.bn.relu = nn.relu %conv.bn : tensor<?x64x112x112xf32>
    %conv.bn.pool = nn.max_pool %conv.bn.relu kernel_shape [3, 3] strides [2, 2] pads [1, 1, 1, 1] : tensor<?x64x112x112xf32>

    // 56 × 56, 256 features.
    %stage1.block1.shortcut.weight = nn.read @stage1.block1.shortcut.weight : tensor<256x64x1x1xf32>
    %stage1.block1.shortcut = nn.conv %conv.bn.pool, %stage1.block1.shortcut.weight : tensor<?x64x56x56xf32>, tensor<256x64x1x1xf32>
    %stage1.block1.shortcut.bn.scale = nn.read @stage1.block1.shortcut.bn.scale : tensor<256xf32>
    %stage1.block1.shortcut.bn.bias = nn.read @stage1.block1.shortcut.bn.bias : tensor<256xf32>
    %stage1.block1.shortcut.bn.mean = nn.read @stage1.block1.shortcut.bn.mean : tensor<256xf32>
    %stage1.block1.shortcut.bn.variance = nn.read @stage1.block1.shortcut.bn.variance : tensor<256xf32>
    %stage1.block1.shortcut.bn = nn.batch_norm %stage1.block1.shortcut scale %stage1.block1.shortcut.bn.scale bias %stage1.block1.shortcut.bn.bias mean %stage1.block1.shortcut.bn.mean variance %stage1.block1.shortcut.bn.variance : tensor<?x256x56x56xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage1.block1.conv1.weight = nn.read @stage1.block1.conv1.weight : tensor<64x64x1x1xf32>
    %stage1.block1.conv1 = nn.conv %conv.bn.pool, %stage1.block1.conv1.weight : tensor<?x64x56x56xf32>, tensor<64x64x1x1xf32>
    %stage1.block1.conv1.bn.scale = nn.read @stage1.block1.conv1.bn.scale : tensor<64xf32>
    %stage1.block1.conv1.bn.bias = nn.read @stage1.block1.conv1.bn.bias : tensor<64xf32>
    %stage1.block1.conv1.bn.mean = nn.read @stage1.block1.conv1.bn.mean : tensor<64xf32>
    %stage1.block1.conv1.bn.variance = nn.read @stage1.block1.conv1.bn.variance : tensor<64xf32>
    %stage1.block1.conv1.bn = nn.batch_norm %stage1.block1.conv1 scale %stage1.block1.conv1.bn.scale bias %stage1.block1.conv1.bn.bias mean %stage1.block1.conv1.bn.mean variance %stage1.block1.conv1.bn.variance : tensor<?x64x56x56xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %stage1.block1.conv1.bn.relu = nn.relu %stage1.block1.conv1.bn : tensor<?x64x56x56xf32>
    %stage1.block1.conv2.weight = nn.read @stage1.block1.conv2.weight : tensor<64x64x3x3xf32>
    %stage1.block1.conv2 = nn.conv %stage1.block1.conv1.bn.relu, %stage1.block1.conv2.weight pads [1, 1, 1, 1] : tensor<?x64x56x56xf32>, tensor<64x64x3x3xf32>
    %stage1.block1.conv2.bn.scale = nn.read @stage1.block1.conv2.bn.scale : tensor<64xf32>
    %stage1.block1.conv2.bn.bias = nn.read @stage1.block1.conv2.bn.bias : tensor<64xf32>
    %stage1.block1.conv2.bn.mean = nn.read @stage1.block1.conv2.bn.mean : tensor<64xf32>
    %stage1.block1.conv2.bn.variance = nn.read @stage1.block1.conv2.bn.variance : tensor<64xf32>
    %stage1.block1.conv2.bn = nn.batch_norm %stage1.block1.conv2 scale %stage1.block1.conv2.bn.scale bias %stage1.block1.conv2.bn.bias mean %stage1.block1.conv2.bn.mean variance %stage1.block1.conv2.bn.variance : tensor<?x64x56x56xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %stage1.block1.conv2.bn.relu = nn.relu %stage1.block1.conv2.bn : tensor<?x64x56x56xf32>
    %stage1.block1.conv3.weight = nn.read @stage1.block1.conv3.weight : tensor<256x64x1x1xf32>
    %stage1.block1.conv3 = nn.conv %stage1.block1.conv2.bn.relu, %stage1.block1.conv3.weight : tensor<?x64x56x56xf32>, tensor<256x64x1x1xf32>
    %stage1.block1.conv3.bn.scale = nn.read @stage1.block1.conv3.bn.scale : tensor<256xf32>
    %stage1.block1.conv3.bn.bias = nn.read @stage1.block1.conv3.bn.bias : tensor<256xf32>
    %stage1.block1.conv3.bn.mean = nn.read @stage1.block1.conv3.bn.mean : tensor<256xf32>
    %stage1.block1.conv3.bn.variance = nn.read @stage1.block1.conv3.bn.variance : tensor<256xf32>
    %stage1.block1.conv3.bn = nn.batch_norm %stage1.block1.conv3 scale %stage1.block1.conv3.bn.scale bias %stage1.block1.conv3.bn.bias mean %stage1.block1.conv3.bn.mean variance %stage1.block1.conv3.bn.variance : tensor<?x256x56x56xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %add1 = nn.add %stage1.block1.conv3.bn, %stage1.block1.shortcut.bn : tensor<?x256x56x56xf32>, tensor<?x256x56x56xf32>
    %relu1 = nn.relu %add1 : tensor<?x256x56x56xf32>
    %stage1.block2.conv1.weight = nn.read @stage1.block2.conv1.weight : tensor<64x256x1x1xf32>
    %stage1.block2.conv1 = nn.conv %relu1, %stage1.block2.conv1.weight : tensor<?x256x56x56xf32>, tensor<64x256x1x1xf32>
    %stage1.block2.conv1.bn.scale = nn.read @stage1.block2.conv1.bn.scale : tensor<64xf32>
    %stage1.block2.conv1.bn.bias = nn.read @stage1.block2.conv1.bn.bias : tensor<64xf32>
    %stage1.block2.conv1.bn.mean = nn.read @stage1.block2.conv1.bn.mean : tensor<64xf32>
    %stage1.block2.conv1.bn.variance = nn.read @stage1.block2.conv1.bn.variance : tensor<64xf32>
    %stage1.block2.conv1.bn = nn.batch_norm %stage1.block2.conv1 scale %stage1.block2.conv1.bn.scale bias %stage1.block2.conv1.bn.bias mean %stage1.block2.conv1.bn.mean variance %stage1.block2.conv1.bn.variance : tensor<?x64x56x56xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %stage1.block2.conv1.bn.relu = nn.relu %stage1.block2.conv1.bn : tensor<?x64x56x56xf32>
    %stage1.block2.conv2.weight = nn.read @stage1.block2.conv2.weight : tensor<64x64x3x3xf32>
    %stage1.block2.conv2 = nn.conv %stage1.block2.conv1.bn.relu, %stage1.block2.conv2.weight pads [1, 1, 1, 1] : tensor<?x64x56x56xf32>, tensor<64x64x3x3xf32>
    %stage1.block2.conv2.bn.scale = nn.read @stage1.block2.conv2.bn.scale : tensor<64xf32>
    %stage1.block2.conv2.bn.bias = nn.read @stage1.block2.conv2.bn.bias : tensor<64xf32>
    %stage1.block2.conv2.bn.mean = nn.read @stage1.block2.conv2.bn.mean : tensor<64xf32>
    %stage1.block2.conv2.bn.variance = nn.read @stage1.block2.conv2.bn.variance : tensor<64xf32>
    %stage1.block2.conv2.bn = nn.batch_norm %stage1.block2.conv2 scale %stage1.block2.conv2.bn.scale bias %stage1.block2.conv2.bn.bias mean %stage1.block2.conv2.bn.mean variance %stage1.block2.conv2.bn.variance : tensor<?x64x56x56xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %stage1.block2.conv2.bn.relu = nn.relu %stage1.block2.conv2.bn : tensor<?x64x56x56xf32>
    %stage1.block2.conv3.weight = nn.read @stage1.block2.conv3.weight : tensor<256x64x1x1xf32>
    %stage1.block2.conv3 = nn.conv %stage1.block2.conv2.bn.relu, %stage1.block2.conv3.weight : tensor<?x64x56x56xf32>, tensor<256x64x1x1xf32>
    %stage1.block2.conv3.bn.scale = nn.read @stage1.block2.conv3.bn.scale : tensor<256xf32>
    %stage1.block2.conv3.bn.bias = nn.read @stage1.block2.conv3.bn.bias : tensor<256xf32>
    %stage1.block2.conv3.bn.mean = nn.read @stage1.block2.conv3.bn.mean : tensor<256xf32>
    %stage1.block2.conv3.bn.variance = nn.read @stage1.block2.conv3.bn.variance : tensor<256xf32>
    %stage1.block2.conv3.bn = nn.batch_norm %stage1.block2.conv3 scale %stage1.block2.conv3.bn.scale bias %stage1.block2.conv3.bn.bias mean %stage1.block2.conv3.bn.mean variance %stage1.block2.conv3.bn.variance : tensor<?x256x56x56xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %add2 = nn.add %stage1.block2.conv3.bn, %relu1 : tensor<?x256x56x56xf32>, tensor<?x256x56x56xf32>
    %relu2 = nn.relu %add2 : tensor<?x256x56x56xf32>
    %stage1.block3.conv1.weight = nn.read @stage1.block3.conv1.weight : tensor<64x256x1x1xf32>
    %stage1.block3.conv1 = nn.conv %relu2, %stage1.block3.conv1.weight : tensor<?x256x56x56xf32>, tensor<64x256x1x1xf32>
    %stage1.block3.conv1.bn.scale = nn.read @stage1.block3.conv1.bn.scale : tensor<64xf32>
    %stage1.block3.conv1.bn.bias = nn.read @stage1.block3.conv1.bn.bias : tensor<64xf32>
    %stage1.block3.conv1.bn.mean = nn.read @stage1.block3.conv1.bn.mean : tensor<64xf32>
    %stage1.block3.conv1.bn.variance = nn.read @stage1.block3.conv1.bn.variance : tensor<64xf32>
    %stage1.block3.conv1.bn = nn.batch_norm %stage1.block3.conv1 scale %stage1.block3.conv1.bn.scale bias %stage1.block3.conv1.bn.bias mean %stage1.block3.conv1.bn.mean variance %stage1.block3.conv1.bn.variance : tensor<?x64x56x56xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %stage1.block3.conv1.bn.relu = nn.relu %stage1.block3.conv1.bn : tensor<?x64x56x56xf32>
    %stage1.block3.conv2.weight = nn.read @stage1.block3.conv2.weight : tensor<64x64x3x3xf32>
    %stage1.block3.conv2 = nn.conv %stage1.block3.conv1.bn.relu, %stage1.block3.conv2.weight pads [1, 1, 1, 1] : tensor<?x64x56x56xf32>, tensor<64x64x3x3xf32>
    %stage1.block3.conv2.bn.scale = nn.read @stage1.block3.conv2.bn.scale : tensor<64xf32>
    %stage1.block3.conv2.bn.bias = nn.read @stage1.block3.conv2.bn.bias : tensor<64xf32>
    %stage1.block3.conv2.bn.mean = nn.read @stage1.block3.conv2.bn.mean : tensor<64xf32>
    %stage1.block3.conv2.bn.variance = nn.read @stage1.block3.conv2.bn.variance : tensor<64xf32>
    %stage1.block3.conv2.bn = nn.batch_norm %stage1.block3.conv2 scale %stage1.block3.conv2.bn.scale bias %stage1.block3.conv2.bn.bias mean %stage1.block3.conv2.bn.mean variance %stage1.block3.conv2.bn.variance : tensor<?x64x56x56xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %stage1.block3.conv2.bn.relu = nn.relu %stage1.block3.conv2.bn : tensor<?x64x56x56xf32>
    %stage1.block3.conv3.weight = nn.read @stage1.block3.conv3.weight : tensor<256x64x1x1xf32>
    %stage1.block3.conv3 = nn.conv %stage1.block3.conv2.bn.relu, %stage1.block3.conv3.weight : tensor<?x64x56x56xf32>, tensor<256x64x1x1xf32>
    %stage1.block3.conv3.bn.scale = nn.read @stage1.block3.conv3.bn.scale : tensor<256xf32>
    %stage1.block3.conv3.bn.bias = nn.read @stage1.block3.conv3.bn.bias : tensor<256xf32>
    %stage1.block3.conv3.bn.mean = nn.read @stage1.block3.conv3.bn.mean : tensor<256xf32>
    %stage1.block3.conv3.bn.variance = nn.read @stage1.block3.conv3.bn.variance : tensor<256xf32>
    %stage1.block3.conv3.bn = nn.batch_norm %stage1.block3.conv3 scale %stage1.block3.conv3.bn.scale bias %stage1.block3.conv3.bn.bias mean %stage1.block3.conv3.bn.mean variance %stage1.block3.conv3.bn.variance : tensor<?x256x56x56xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %add3 = nn.add %stage1.block3.conv3.bn, %relu2 : tensor<?x256x56x56xf32>, tensor<?x256x56x56xf32>
    %relu3 = nn.relu %add3 : tensor<?x256x56x56xf32>

    // 28 × 28, 512 features.
    %stage2.block1.shortcut.weight = nn.read @stage2.block1.shortcut.weight : tensor<512x256x1x1xf32>
    %stage2.block1.shortcut = nn.conv %relu3, %stage2.block1.shortcut.weight strides [2, 2] : tensor<?x256x56x56xf32>, tensor<512x256x1x1xf32>
    %stage2.block1.shortcut.bn.scale = nn.read @stage2.block1.shortcut.bn.scale : tensor<512xf32>
    %stage2.block1.shortcut.bn.bias = nn.read @stage2.block1.shortcut.bn.bias : tensor<512xf32>
    %stage2.block1.shortcut.bn.mean = nn.read @stage2.block1.shortcut.bn.mean : tensor<512xf32>
    %stage2.block1.shortcut.bn.variance = nn.read @stage2.block1.shortcut.bn.variance : tensor<512xf32>
    %stage2.block1.shortcut.bn = nn.batch_norm %stage2.block1.shortcut scale %stage2.block1.shortcut.bn.scale bias %stage2.block1.shortcut.bn.bias mean %stage2.block1.shortcut.bn.mean variance %stage2.block1.shortcut.bn.variance : tensor<?x512x28x28xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %stage2.block1.conv1.weight = nn.read @stage2.block1.conv1.weight : tensor<128x256x1x1xf32>
    %stage2.block1.conv1 = nn.conv %relu3, %stage2.block1.conv1.weight : tensor<?x256x56x56xf32>, tensor<128x256x1x1xf32>
    %stage2.block1.conv1.bn.scale = nn.read @stage2.block1.conv1.bn.scale : tensor<128xf32>
    %stage2.block1.conv1.bn.bias = nn.read @stage2.block1.conv1.bn.bias : tensor<128xf32>
    %stage2.block1.conv1.bn.mean = nn.read @stage2.block1.conv1.bn.mean : tensor<128xf32>
    %stage2.block1.conv1.bn.variance = nn.read @stage2.block1.conv1.bn.variance : tensor<128xf32>
    %stage2.block1.conv1.bn = nn.batch_norm %stage2.block1.conv1 scale %stage2.block1.conv1.bn.scale bias %stage2.block1.conv1.bn.bias mean %stage2.block1.conv1.bn.mean variance %stage2.block1.conv1.bn.variance : tensor<?x128x56x56xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %stage2.block1.conv1.bn.relu = nn.relu %stage2.block1.conv1.bn : tensor<?x128x56x56xf32>
    %stage2.block1.conv2.weight = nn.read @stage2.block1.conv2.weight : tensor<128x128x3x3xf32>
    %stage2.block1.conv2 = nn.conv %stage2.block1.conv1.bn.relu, %stage2.block1.conv2.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x128x56x56xf32>, tensor<128x128x3x3xf32>
    %stage2.block1.conv2.bn.scale = nn.read @stage2.block1.conv2.bn.scale : tensor<128xf32>
    %stage2.block1.conv2.bn.bias = nn.read @stage2.block1.conv2.bn.bias : tensor<128xf32>
    %stage2.block1.conv2.bn.mean = nn.read @stage2.block1.conv2.bn.mean : tensor<128xf32>
    %stage2.block1.conv2.bn.variance = nn.read @stage2.block1.conv2.bn.variance : tensor<128xf32>
    %stage2.block1.conv2.bn = nn.batch_norm %stage2.block1.conv2 scale %stage2.block1.conv2.bn.scale bias %stage2.block1.conv2.bn.bias mean %stage2.block1.conv2.bn.mean variance %stage2.block1.conv2.bn.variance : tensor<?x128x28x28xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %stage2.block1.conv2.bn.relu = nn.relu %stage2.block1.conv2.bn : tensor<?x128x28x28xf32>
    %stage2.block1.conv3.weight = nn.read @stage2.block1.conv3.weight : tensor<512x128x1x1xf32>
    %stage2.block1.conv3 = nn.conv %stage2.block1.conv2.bn.relu, %stage2.block1.conv3.weight : tensor<?x128x28x28xf32>, tensor<512x128x1x1xf32>
    %stage2.block1.conv3.bn.scale = nn.read @stage2.block1.conv3.bn.scale : tensor<512xf32>
    %stage2.block1.conv3.bn.bias = nn.read @stage2.block1.conv3.bn.bias : tensor<512xf32>
    %stage2.block1.conv3.bn.mean = nn.read @stage2.block1.conv3.bn.mean : tensor<512xf32>
    %stage2.block1.conv3.bn.variance = nn.read @stage2.block1.conv3.bn.variance : tensor<512xf32>
    %stage2.block1.conv3.bn = nn.batch_norm %stage2.block1.conv3 scale %stage2.block1.conv3.bn.scale bias %stage2.block1.conv3.bn.bias mean %stage2.block1.conv3.bn.mean variance %stage2.block1.conv3.bn.variance : tensor<?x512x28x28xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %add4 = nn.add %stage2.block1.conv3.bn, %stage2.block1.shortcut.bn : tensor<?x512x28x28xf32>, tensor<?x512x28x28xf32>
    %relu4 = nn.relu %add4 : tensor<?x512x28x28xf32>
    %stage2.block2.conv1.weight = nn.read @stage2.block2.conv1.weight : tensor<128x512x1x1xf32>
    %stage2.block2.conv1 = nn.conv %relu4, %stage2.block2.conv1.weight : tensor<?x512x28x28xf32>, tensor<128x512x1x1xf32>
    %stage2.block2.conv1.bn.scale = nn.read @stage2.block2.conv1.bn.scale : tensor<128xf32>
    %stage2.block2.conv1.bn.bias = nn.read @stage2.block2.conv1.bn.bias : tensor<128xf32>
    %stage2.block2.conv1.bn.mean = nn.read @stage2.block2.conv1.bn.mean : tensor<128xf32>
    %stage2.block2.conv1.bn.variance = nn.read @stage2.block2.conv1.bn.variance : tensor<128xf32>
    %stage2.block2.conv1.bn = nn.batch_norm %stage2.block2.conv1 scale %stage2.block2.conv1.bn.scale bias %stage2.block2.conv1.bn.bias mean %stage2.block2.conv1.bn.mean variance %stage2.block2.conv1.bn.variance : tensor<?x128x28x28xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %stage2.block2.conv1.bn.relu = nn.relu %stage2.block2.conv1.bn : tensor<?x128x28x28xf32>
    %stage2.block2.conv2.weight = nn.read @stage2.block2.conv2.weight : tensor<128x128x3x3xf32>
    %stage2.block2.conv2 = nn.conv %stage2.block2.conv1.bn.relu, %stage2.block2.conv2.weight pads [1, 1, 1, 1] : tensor<?x128x28x28xf32>, tensor<128x128x3x3xf32>
    %stage2.block2.conv2.bn.scale = nn.read @stage2.block2.conv2.bn.scale : tensor<128xf32>
    %stage2.block2.conv2.bn.bias = nn.read @stage2.block2.conv2.bn.bias : tensor<128xf32>
    %stage2.block2.conv2.bn.mean = nn.read @stage2.block2.conv2.bn.mean : tensor<128xf32>
    %stage2.block2.conv2.bn.variance = nn.read @stage2.block2.conv2.bn.variance : tensor<128xf32>
    %stage2.block2.conv2.bn = nn.batch_norm %stage2.block2.conv2 scale %stage2.block2.conv2.bn.scale bias %stage2.block2.conv2.bn.bias mean %stage2.block2.conv2.bn.mean variance %stage2.block2.conv2.bn.variance : tensor<?x128x28x28xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %stage2.block2.conv2.bn.relu = nn.relu %stage2.block2.conv2.bn : tensor<?x128x28x28xf32>
    %stage2.block2.conv3.weight = nn.read @stage2.block2.conv3.weight : tensor<512x128x1x1xf32>
    %stage2.block2.conv3 = nn.conv %stage2.block2.conv2.bn.relu, %stage2.block2.conv3.weight : tensor<?x128x28x28xf32>, tensor<512x128x1x1xf32>
    %stage2.block2.conv3.bn.scale = nn.read @stage2.block2.conv3.bn.scale : tensor<512xf32>
    %stage2.block2.conv3.bn.bias = nn.read @stage2.block2.conv3.bn.bias : tensor<512xf32>
    %stage2.block2.conv3.bn.mean = nn.read @stage2.block2.conv3.bn.mean : tensor<512xf32>
    %stage2.block2.conv3.bn.variance = nn.read @stage2.block2.conv3.bn.variance : tensor<512xf32>
    %stage2.block2.conv3.bn = nn.batch_norm %stage2.block2.conv3 scale %stage2.block2.conv3.bn.scale bias %stage2.block2.conv3.bn.bias mean %stage2.block2.conv3.bn.mean variance %stage2.block2.conv3.bn.variance : tensor<?x512x28x28xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %add5 = nn.add %stage2.block2.conv3.bn, %relu4 : tensor<?x512x28x28xf32>, tensor<?x512x28x28xf32>
    %relu5 = nn.relu %add5 : tensor<?x512x28x28xf32>
    %stage2.block3.conv1.weight = nn.read @stage2.block3.conv1.weight : tensor<128x512x1x1xf32>
    %stage2.block3.conv1 = nn.conv %relu5, %stage2.block3.conv1.weight : tensor<?x512x28x28xf32>, tensor<128x512x1x1xf32>
    %stage2.block3.conv1.bn.scale = nn.read @stage2.block3.conv1.bn.scale : tensor<128xf32>
    %stage2.block3.conv1.bn.bias = nn.read @stage2.block3.conv1.bn.bias : tensor<128xf32>
    %stage2.block3.conv1.bn.mean = nn.read @stage2.block3.conv1.bn.mean : tensor<128xf32>
    %stage2.block3.conv1.bn.variance = nn.read @stage2.block3.conv1.bn.variance : tensor<128xf32>
    %stage2.block3.conv1.bn = nn.batch_norm %stage2.block3.conv1 scale %stage2.block3.conv1.bn.scale bias %stage2.block3.conv1.bn.bias mean %stage2.block3.conv1.bn.mean variance %stage2.block3.conv1.bn.variance : tensor<?x128x28x28xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %stage2.block3.conv1.bn.relu = nn.relu %stage2.block3.conv1.bn : tensor<?x128x28x28xf32>
    %stage2.block3.conv2.weight = nn.read @stage2.block3.conv2.weight : tensor<128x128x3x3xf32>
    %stage2.block3.conv2 = nn.conv %stage2.block3.conv1.bn.relu, %stage2.block3.conv2.weight pads [1, 1, 1, 1] : tensor<?x128x28x28xf32>, tensor<128x128x3x3xf32>
    %stage2.block3.conv2.bn.scale = nn.read @stage2.block3.conv2.bn.scale : tensor<128xf32>
    %stage2.block3.conv2.bn.bias = nn.read @stage2.block3.conv2.bn.bias : tensor<128xf32>
    %stage2.block3.conv2.bn.mean = nn.read @stage2.block3.conv2.bn.mean : tensor<128xf32>
    %stage2.block3.conv2.bn.variance = nn.read @stage2.block3.conv2.bn.variance : tensor<128xf32>
    %stage2.block3.conv2.bn = nn.batch_norm %stage2.block3.conv2 scale %stage2.block3.conv2.bn.scale bias %stage2.block3.conv2.bn.bias mean %stage2.block3.conv2.bn.mean variance %stage2.block3.conv2.bn.variance : tensor<?x128x28x28xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %stage2.block3.conv2.bn.relu = nn.relu %stage2.block3.conv2.bn : tensor<?x128x28x28xf32>
    %stage2.block3.conv3.weight = nn.read @stage2.block3.conv3.weight : tensor<512x128x1x1xf32>
    %stage2.block3.conv3 = nn.conv %stage2.block3.conv2.bn.relu, %stage2.block3.conv3.weight : tensor<?x128x28x28xf32>, tensor<512x128x1x1xf32>
    %stage2.block3.conv3.bn.scale = nn.read @stage2.block3.conv3.bn.scale : tensor<512xf32>
    %stage2.block3.conv3.bn.bias = nn.read @stage2.block3.conv3.bn.bias : tensor<512xf32>
    %stage2.block3.conv3.bn.mean = nn.read @stage2.block3.conv3.bn.mean : tensor<512xf32>
    %stage2.block3.conv3.bn.variance = nn.read @stage2.block3.conv3.bn.variance : tensor<512xf32>
    %stage2.block3.conv3.bn = nn.batch_norm %stage2.block3.conv3 scale %stage2.block3.conv3.bn.scale bias %stage2.block3.conv3.bn.bias mean %stage2.block3.conv3.bn.mean variance %stage2.block3.conv3.bn.variance : tensor<?x512x28x28xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %add6 = nn.add %stage2.block3.conv3.bn, %relu5 : tensor<?x512x28x28xf32>, tensor<?x512x28x28xf32>
    %relu6 = nn.relu %add6 : tensor<?x512x28x28xf32>
    %stage2.block4.conv1.weight = nn.read @stage2.block4.conv1.weight : tensor<128x512x1x1xf32>
    %stage2.block4.conv1 = nn.conv %relu6, %stage2.block4.conv1.weight : tensor<?x512x28x28xf32>, tensor<128x512x1x1xf32>
    %stage2.block4.conv1.bn.scale = nn.read @stage2.block4.conv1.bn.scale : tensor<128xf32>
    %stage2.block4.conv1.bn.bias = nn.read @stage2.block4.conv1.bn.bias : tensor<128xf32>
    %stage2.block4.conv1.bn.mean = nn.read @stage2.block4.conv1.bn.mean : tensor<128xf32>
    %stage2.block4.conv1.bn.variance = nn.read @stage2.block4.conv1.bn.variance : tensor<128xf32>
    %stage2.block4.conv1.bn = nn.batch_norm %stage2.block4.conv1 scale %stage2.block4.conv1.bn.scale bias %stage2.block4.conv1.bn.bias mean %stage2.block4.conv1.bn.mean variance %stage2.block4.conv1.bn.variance : tensor<?x128x28x28xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %stage2.block4.conv1.bn.relu = nn.relu %stage2.block4.conv1.bn : tensor<?x128x28x28xf32>
    %stage2.block4.conv2.weight = nn.read @stage2.block4.conv2.weight : tensor<128x128x3x3xf32>
    %stage2.block4.conv2 = nn.conv %stage2.block4.conv1.bn.relu, %stage2.block4.conv2.weight pads [1, 1, 1, 1] : tensor<?x128x28x28xf32>, tensor<128x128x3x3xf32>
    %stage2.block4.conv2.bn.scale = nn.read @stage2.block4.conv2.bn.scale : tensor<128xf32>
    %stage2.block4.conv2.bn.bias = nn.read @stage2.block4.conv2.bn.bias : tensor<128xf32>
    %stage2.block4.conv2.bn.mean = nn.read @stage2.block4.conv2.bn.mean : tensor<128xf32>
    %stage2.block4.conv2.bn.variance = nn.read @stage2.block4.conv2.bn.variance : tensor<128xf32>
    %stage2.block4.conv2.bn = nn.batch_norm %stage2.block4.conv2 scale %stage2.block4.conv2.bn.scale bias %stage2.block4.conv2.bn.bias mean %stage2.block4.conv2.bn.mean variance %stage2.block4.conv2.bn.variance : tensor<?x128x28x28xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %stage2.block4.conv2.bn.relu = nn.relu %stage2.block4.conv2.bn : tensor<?x128x28x28xf32>
    %stage2.block4.conv3.weight = nn.read @stage2.block4.conv3.weight : tensor<512x128x1x1xf32>
    %stage2.block4.conv3 = nn.conv %stage2.block4.conv2.bn.relu, %stage2.block4.conv3.weight : tensor<?x128x28x28xf32>, tensor<512x128x1x1xf32>
    %stage2.block4.conv3.bn.scale = nn.read @stage2.block4.conv3.bn.scale : tensor<512xf32>
    %stage2.block4.conv3.bn.bias = nn.read @stage2.block4.conv3.bn.bias : tensor<512xf32>
    %stage2.block4.conv3.bn.mean = nn.read @stage2.block4.conv3.bn.mean : tensor<512xf32>
    %stage2.block4.conv3.bn.variance = nn.read @stage2.block4.conv3.bn.variance : tensor<512xf32>
    %stage2.block4.conv3.bn = nn.batch_norm %stage2.block4.conv3 scale %stage2.block4.conv3.bn.scale bias %stage2.block4.conv3.bn.bias mean %stage2.block4.conv3.bn.mean variance %stage2.block4.conv3.bn.variance : tensor<?x512x28x28xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %add7 = nn.add %stage2.block4.conv3.bn, %relu6 : tensor<?x512x28x28xf32>, tensor<?x512x28x28xf32>
    %relu7 = nn.relu %add7 : tensor<?x512x28x28xf32>

    // 14 × 14, 1024 features.
    %stage3.block1.shortcut.weight = nn.read @stage3.block1.shortcut.weight : tensor<1024x512x1x1xf32>
    %stage3.block1.shortcut = nn.conv %relu7, %stage3.block1.shortcut.weight strides [2, 2] : tensor<?x512x28x28xf32>, tensor<1024x512x1x1xf32>
    %stage3.block1.shortcut.bn.scale = nn.read @stage3.block1.shortcut.bn.scale : tensor<1024xf32>
    %stage3.block1.shortcut.bn.bias = nn.read @stage3.block1.shortcut.bn.bias : tensor<1024xf32>
    %stage3.block1.shortcut.bn.mean = nn.read @stage3.block1.shortcut.bn.mean : tensor<1024xf32>
    %stage3.block1.shortcut.bn.variance = nn.read @stage3.block1.shortcut.bn.variance : tensor<1024xf32>
    %stage3.block1.shortcut.bn = nn.batch_norm %stage3.block1.shortcut scale %stage3.block1.shortcut.bn.scale bias %stage3.block1.shortcut.bn.bias mean %stage3.block1.shortcut.bn.mean variance %stage3.block1.shortcut.bn.variance : tensor<?x1024x14x14xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>
    %stage3.block1.conv1.weight = nn.read @stage3.block1.conv1.weight : tensor<256x512x1x1xf32>
    %stage3.block1.conv1 = nn.conv %relu7, %stage3.block1.conv1.weight : tensor<?x512x28x28xf32>, tensor<256x512x1x1xf32>
    %stage3.block1.conv1.bn.scale = nn.read @stage3.block1.conv1.bn.scale : tensor<256xf32>
    %stage3.block1.conv1.bn.bias = nn.read @stage3.block1.conv1.bn.bias : tensor<256xf32>
    %stage3.block1.conv1.bn.mean = nn.read @stage3.block1.conv1.bn.mean : tensor<256xf32>
    %stage3.block1.conv1.bn.variance = nn.read @stage3.block1.conv1.bn.variance : tensor<256xf32>
    %stage3.block1.conv1.bn = nn.batch_norm %stage3.block1.conv1 scale %stage3.block1.conv1.bn.scale bias %stage3.block1.conv1.bn.bias mean %stage3.block1.conv1.bn.mean variance %stage3.block1.conv1.bn.variance : tensor<?x256x28x28xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block1.conv1.bn.relu = nn.relu %stage3.block1.conv1.bn : tensor<?x256x28x28xf32>
    %stage3.block1.conv2.weight = nn.read @stage3.block1.conv2.weight : tensor<256x256x3x3xf32>
    %stage3.block1.conv2 = nn.conv %stage3.block1.conv1.bn.relu, %stage3.block1.conv2.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x256x28x28xf32>, tensor<256x256x3x3xf32>
    %stage3.block1.conv2.bn.scale = nn.read @stage3.block1.conv2.bn.scale : tensor<256xf32>
    %stage3.block1.conv2.bn.bias = nn.read @stage3.block1.conv2.bn.bias : tensor<256xf32>
    %stage3.block1.conv2.bn.mean = nn.read @stage3.block1.conv2.bn.mean : tensor<256xf32>
    %stage3.block1.conv2.bn.variance = nn.read @stage3.block1.conv2.bn.variance : tensor<256xf32>
    %stage3.block1.conv2.bn = nn.batch_norm %stage3.block1.conv2 scale %stage3.block1.conv2.bn.scale bias %stage3.block1.conv2.bn.bias mean %stage3.block1.conv2.bn.mean variance %stage3.block1.conv2.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block1.conv2.bn.relu = nn.relu %stage3.block1.conv2.bn : tensor<?x256x14x14xf32>
    %stage3.block1.conv3.weight = nn.read @stage3.block1.conv3.weight : tensor<1024x256x1x1xf32>
    %stage3.block1.conv3 = nn.conv %stage3.block1.conv2.bn.relu, %stage3.block1.conv3.weight : tensor<?x256x14x14xf32>, tensor<1024x256x1x1xf32>
    %stage3.block1.conv3.bn.scale = nn.read @stage3.block1.conv3.bn.scale : tensor<1024xf32>
    %stage3.block1.conv3.bn.bias = nn.read @stage3.block1.conv3.bn.bias : tensor<1024xf32>
    %stage3.block1.conv3.bn.mean = nn.read @stage3.block1.conv3.bn.mean : tensor<1024xf32>
    %stage3.block1.conv3.bn.variance = nn.read @stage3.block1.conv3.bn.variance : tensor<1024xf32>
    %stage3.block1.conv3.bn = nn.batch_norm %stage3.block1.conv3 scale %stage3.block1.conv3.bn.scale bias %stage3.block1.conv3.bn.bias mean %stage3.block1.conv3.bn.mean variance %stage3.block1.conv3.bn.variance : tensor<?x1024x14x14xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>
    %add8 = nn.add %stage3.block1.conv3.bn, %stage3.block1.shortcut.bn : tensor<?x1024x14x14xf32>, tensor<?x1024x14x14xf32>
    %relu8 = nn.relu %add8 : tensor<?x1024x14x14xf32>
    %stage3.block2.conv1.weight = nn.read @stage3.block2.conv1.weight : tensor<256x1024x1x1xf32>
    %stage3.block2.conv1 = nn.conv %relu8, %stage3.block2.conv1.weight : tensor<?x1024x14x14xf32>, tensor<256x1024x1x1xf32>
    %stage3.block2.conv1.bn.scale = nn.read @stage3.block2.conv1.bn.scale : tensor<256xf32>
    %stage3.block2.conv1.bn.bias = nn.read @stage3.block2.conv1.bn.bias : tensor<256xf32>
    %stage3.block2.conv1.bn.mean = nn.read @stage3.block2.conv1.bn.mean : tensor<256xf32>
    %stage3.block2.conv1.bn.variance = nn.read @stage3.block2.conv1.bn.variance : tensor<256xf32>
    %stage3.block2.conv1.bn = nn.batch_norm %stage3.block2.conv1 scale %stage3.block2.conv1.bn.scale bias %stage3.block2.conv1.bn.bias mean %stage3.block2.conv1.bn.mean variance %stage3.block2.conv1.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block2.conv1.bn.relu = nn.relu %stage3.block2.conv1.bn : tensor<?x256x14x14xf32>
    %stage3.block2.conv2.weight = nn.read @stage3.block2.conv2.weight : tensor<256x256x3x3xf32>
    %stage3.block2.conv2 = nn.conv %stage3.block2.conv1.bn.relu, %stage3.block2.conv2.weight pads [1, 1, 1, 1] : tensor<?x256x14x14xf32>, tensor<256x256x3x3xf32>
    %stage3.block2.conv2.bn.scale = nn.read @stage3.block2.conv2.bn.scale : tensor<256xf32>
    %stage3.block2.conv2.bn.bias = nn.read @stage3.block2.conv2.bn.bias : tensor<256xf32>
    %stage3.block2.conv2.bn.mean = nn.read @stage3.block2.conv2.bn.mean : tensor<256xf32>
    %stage3.block2.conv2.bn.variance = nn.read @stage3.block2.conv2.bn.variance : tensor<256xf32>
    %stage3.block2.conv2.bn = nn.batch_norm %stage3.block2.conv2 scale %stage3.block2.conv2.bn.scale bias %stage3.block2.conv2.bn.bias mean %stage3.block2.conv2.bn.mean variance %stage3.block2.conv2.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block2.conv2.bn.relu = nn.relu %stage3.block2.conv2.bn : tensor<?x256x14x14xf32>
    %stage3.block2.conv3.weight = nn.read @stage3.block2.conv3.weight : tensor<1024x256x1x1xf32>
    %stage3.block2.conv3 = nn.conv %stage3.block2.conv2.bn.relu, %stage3.block2.conv3.weight : tensor<?x256x14x14xf32>, tensor<1024x256x1x1xf32>
    %stage3.block2.conv3.bn.scale = nn.read @stage3.block2.conv3.bn.scale : tensor<1024xf32>
    %stage3.block2.conv3.bn.bias = nn.read @stage3.block2.conv3.bn.bias : tensor<1024xf32>
    %stage3.block2.conv3.bn.mean = nn.read @stage3.block2.conv3.bn.mean : tensor<1024xf32>
    %stage3.block2.conv3.bn.variance = nn.read @stage3.block2.conv3.bn.variance : tensor<1024xf32>
    %stage3.block2.conv3.bn = nn.batch_norm %stage3.block2.conv3 scale %stage3.block2.conv3.bn.scale bias %stage3.block2.conv3.bn.bias mean %stage3.block2.conv3.bn.mean variance %stage3.block2.conv3.bn.variance : tensor<?x1024x14x14xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>
    %add9 = nn.add %stage3.block2.conv3.bn, %relu8 : tensor<?x1024x14x14xf32>, tensor<?x1024x14x14xf32>
    %relu9 = nn.relu %add9 : tensor<?x1024x14x14xf32>
    %stage3.block3.conv1.weight = nn.read @stage3.block3.conv1.weight : tensor<256x1024x1x1xf32>
    %stage3.block3.conv1 = nn.conv %relu9, %stage3.block3.conv1.weight : tensor<?x1024x14x14xf32>, tensor<256x1024x1x1xf32>
    %stage3.block3.conv1.bn.scale = nn.read @stage3.block3.conv1.bn.scale : tensor<256xf32>
    %stage3.block3.conv1.bn.bias = nn.read @stage3.block3.conv1.bn.bias : tensor<256xf32>
    %stage3.block3.conv1.bn.mean = nn.read @stage3.block3.conv1.bn.mean : tensor<256xf32>
    %stage3.block3.conv1.bn.variance = nn.read @stage3.block3.conv1.bn.variance : tensor<256xf32>
    %stage3.block3.conv1.bn = nn.batch_norm %stage3.block3.conv1 scale %stage3.block3.conv1.bn.scale bias %stage3.block3.conv1.bn.bias mean %stage3.block3.conv1.bn.mean variance %stage3.block3.conv1.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block3.conv1.bn.relu = nn.relu %stage3.block3.conv1.bn : tensor<?x256x14x14xf32>
    %stage3.block3.conv2.weight = nn.read @stage3.block3.conv2.weight : tensor<256x256x3x3xf32>
    %stage3.block3.conv2 = nn.conv %stage3.block3.conv1.bn.relu, %stage3.block3.conv2.weight pads [1, 1, 1, 1] : tensor<?x256x14x14xf32>, tensor<256x256x3x3xf32>
    %stage3.block3.conv2.bn.scale = nn.read @stage3.block3.conv2.bn.scale : tensor<256xf32>
    %stage3.block3.conv2.bn.bias = nn.read @stage3.block3.conv2.bn.bias : tensor<256xf32>
    %stage3.block3.conv2.bn.mean = nn.read @stage3.block3.conv2.bn.mean : tensor<256xf32>
    %stage3.block3.conv2.bn.variance = nn.read @stage3.block3.conv2.bn.variance : tensor<256xf32>
    %stage3.block3.conv2.bn = nn.batch_norm %stage3.block3.conv2 scale %stage3.block3.conv2.bn.scale bias %stage3.block3.conv2.bn.bias mean %stage3.block3.conv2.bn.mean variance %stage3.block3.conv2.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block3.conv2.bn.relu = nn.relu %stage3.block3.conv2.bn : tensor<?x256x14x14xf32>
    %stage3.block3.conv3.weight = nn.read @stage3.block3.conv3.weight : tensor<1024x256x1x1xf32>
    %stage3.block3.conv3 = nn.conv %stage3.block3.conv2.bn.relu, %stage3.block3.conv3.weight : tensor<?x256x14x14xf32>, tensor<1024x256x1x1xf32>
    %stage3.block3.conv3.bn.scale = nn.read @stage3.block3.conv3.bn.scale : tensor<1024xf32>
    %stage3.block3.conv3.bn.bias = nn.read @stage3.block3.conv3.bn.bias : tensor<1024xf32>
    %stage3.block3.conv3.bn.mean = nn.read @stage3.block3.conv3.bn.mean : tensor<1024xf32>
    %stage3.block3.conv3.bn.variance = nn.read @stage3.block3.conv3.bn.variance : tensor<1024xf32>
    %stage3.block3.conv3.bn = nn.batch_norm %stage3.block3.conv3 scale %stage3.block3.conv3.bn.scale bias %stage3.block3.conv3.bn.bias mean %stage3.block3.conv3.bn.mean variance %stage3.block3.conv3.bn.variance : tensor<?x1024x14x14xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>
    %add10 = nn.add %stage3.block3.conv3.bn, %relu9 : tensor<?x1024x14x14xf32>, tensor<?x1024x14x14xf32>
    %relu10 = nn.relu %add10 : tensor<?x1024x14x14xf32>
    %stage3.block4.conv1.weight = nn.read @stage3.block4.conv1.weight : tensor<256x1024x1x1xf32>
    %stage3.block4.conv1 = nn.conv %relu10, %stage3.block4.conv1.weight : tensor<?x1024x14x14xf32>, tensor<256x1024x1x1xf32>
    %stage3.block4.conv1.bn.scale = nn.read @stage3.block4.conv1.bn.scale : tensor<256xf32>
    %stage3.block4.conv1.bn.bias = nn.read @stage3.block4.conv1.bn.bias : tensor<256xf32>
    %stage3.block4.conv1.bn.mean = nn.read @stage3.block4.conv1.bn.mean : tensor<256xf32>
    %stage3.block4.conv1.bn.variance = nn.read @stage3.block4.conv1.bn.variance : tensor<256xf32>
    %stage3.block4.conv1.bn = nn.batch_norm %stage3.block4.conv1 scale %stage3.block4.conv1.bn.scale bias %stage3.block4.conv1.bn.bias mean %stage3.block4.conv1.bn.mean variance %stage3.block4.conv1.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block4.conv1.bn.relu = nn.relu %stage3.block4.conv1.bn : tensor<?x256x14x14xf32>
    %stage3.block4.conv2.weight = nn.read @stage3.block4.conv2.weight : tensor<256x256x3x3xf32>
    %stage3.block4.conv2 = nn.conv %stage3.block4.conv1.bn.relu, %stage3.block4.conv2.weight pads [1, 1, 1, 1] : tensor<?x256x14x14xf32>, tensor<256x256x3x3xf32>
    %stage3.block4.conv2.bn.scale = nn.read @stage3.block4.conv2.bn.scale : tensor<256xf32>
    %stage3.block4.conv2.bn.bias = nn.read @stage3.block4.conv2.bn.bias : tensor<256xf32>
    %stage3.block4.conv2.bn.mean = nn.read @stage3.block4.conv2.bn.mean : tensor<256xf32>
    %stage3.block4.conv2.bn.variance = nn.read @stage3.block4.conv2.bn.variance : tensor<256xf32>
    %stage3.block4.conv2.bn = nn.batch_norm %stage3.block4.conv2 scale %stage3.block4.conv2.bn.scale bias %stage3.block4.conv2.bn.bias mean %stage3.block4.conv2.bn.mean variance %stage3.block4.conv2.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block4.conv2.bn.relu = nn.relu %stage3.block4.conv2.bn : tensor<?x256x14x14xf32>
    %stage3.block4.conv3.weight = nn.read @stage3.block4.conv3.weight : tensor<1024x256x1x1xf32>
    %stage3.block4.conv3 = nn.conv %stage3.block4.conv2.bn.relu, %stage3.block4.conv3.weight : tensor<?x256x14x14xf32>, tensor<1024x256x1x1xf32>
    %stage3.block4.conv3.bn.scale = nn.read @stage3.block4.conv3.bn.scale : tensor<1024xf32>
    %stage3.block4.conv3.bn.bias = nn.read @stage3.block4.conv3.bn.bias : tensor<1024xf32>
    %stage3.block4.conv3.bn.mean = nn.read @stage3.block4.conv3.bn.mean : tensor<1024xf32>
    %stage3.block4.conv3.bn.variance = nn.read @stage3.block4.conv3.bn.variance : tensor<1024xf32>
    %stage3.block4.conv3.bn = nn.batch_norm %stage3.block4.conv3 scale %stage3.block4.conv3.bn.scale bias %stage3.block4.conv3.bn.bias mean %stage3.block4.conv3.bn.mean variance %stage3.block4.conv3.bn.variance : tensor<?x1024x14x14xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>
    %add11 = nn.add %stage3.block4.conv3.bn, %relu10 : tensor<?x1024x14x14xf32>, tensor<?x1024x14x14xf32>
    %relu11 = nn.relu %add11 : tensor<?x1024x14x14xf32>
    %stage3.block5.conv1.weight = nn.read @stage3.block5.conv1.weight : tensor<256x1024x1x1xf32>
    %stage3.block5.conv1 = nn.conv %relu11, %stage3.block5.conv1.weight : tensor<?x1024x14x14xf32>, tensor<256x1024x1x1xf32>
    %stage3.block5.conv1.bn.scale = nn.read @stage3.block5.conv1.bn.scale : tensor<256xf32>
    %stage3.block5.conv1.bn.bias = nn.read @stage3.block5.conv1.bn.bias : tensor<256xf32>
    %stage3.block5.conv1.bn.mean = nn.read @stage3.block5.conv1.bn.mean : tensor<256xf32>
    %stage3.block5.conv1.bn.variance = nn.read @stage3.block5.conv1.bn.variance : tensor<256xf32>
    %stage3.block5.conv1.bn = nn.batch_norm %stage3.block5.conv1 scale %stage3.block5.conv1.bn.scale bias %stage3.block5.conv1.bn.bias mean %stage3.block5.conv1.bn.mean variance %stage3.block5.conv1.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block5.conv1.bn.relu = nn.relu %stage3.block5.conv1.bn : tensor<?x256x14x14xf32>
    %stage3.block5.conv2.weight = nn.read @stage3.block5.conv2.weight : tensor<256x256x3x3xf32>
    %stage3.block5.conv2 = nn.conv %stage3.block5.conv1.bn.relu, %stage3.block5.conv2.weight pads [1, 1, 1, 1] : tensor<?x256x14x14xf32>, tensor<256x256x3x3xf32>
    %stage3.block5.conv2.bn.scale = nn.read @stage3.block5.conv2.bn.scale : tensor<256xf32>
    %stage3.block5.conv2.bn.bias = nn.read @stage3.block5.conv2.bn.bias : tensor<256xf32>
    %stage3.block5.conv2.bn.mean = nn.read @stage3.block5.conv2.bn.mean : tensor<256xf32>
    %stage3.block5.conv2.bn.variance = nn.read @stage3.block5.conv2.bn.variance : tensor<256xf32>
    %stage3.block5.conv2.bn = nn.batch_norm %stage3.block5.conv2 scale %stage3.block5.conv2.bn.scale bias %stage3.block5.conv2.bn.bias mean %stage3.block5.conv2.bn.mean variance %stage3.block5.conv2.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block5.conv2.bn.relu = nn.relu %stage3.block5.conv2.bn : tensor<?x256x14x14xf32>
    %stage3.block5.conv3.weight = nn.read @stage3.block5.conv3.weight : tensor<1024x256x1x1xf32>
    %stage3.block5.conv3 = nn.conv %stage3.block5.conv2.bn.relu, %stage3.block5.conv3.weight : tensor<?x256x14x14xf32>, tensor<1024x256x1x1xf32>
    %stage3.block5.conv3.bn.scale = nn.read @stage3.block5.conv3.bn.scale : tensor<1024xf32>
    %stage3.block5.conv3.bn.bias = nn.read @stage3.block5.conv3.bn.bias : tensor<1024xf32>
    %stage3.block5.conv3.bn.mean = nn.read @stage3.block5.conv3.bn.mean : tensor<1024xf32>
    %stage3.block5.conv3.bn.variance = nn.read @stage3.block5.conv3.bn.variance : tensor<1024xf32>
    %stage3.block5.conv3.bn = nn.batch_norm %stage3.block5.conv3 scale %stage3.block5.conv3.bn.scale bias %stage3.block5.conv3.bn.bias mean %stage3.block5.conv3.bn.mean variance %stage3.block5.conv3.bn.variance : tensor<?x1024x14x14xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>
    %add12 = nn.add %stage3.block5.conv3.bn, %relu11 : tensor<?x1024x14x14xf32>, tensor<?x1024x14x14xf32>
    %relu12 = nn.relu %add12 : tensor<?x1024x14x14xf32>
    %stage3.block6.conv1.weight = nn.read @stage3.block6.conv1.weight : tensor<256x1024x1x1xf32>
    %stage3.block6.conv1 = nn.conv %relu12, %stage3.block6.conv1.weight : tensor<?x1024x14x14xf32>, tensor<256x1024x1x1xf32>
    %stage3.block6.conv1.bn.scale = nn.read @stage3.block6.conv1.bn.scale : tensor<256xf32>
    %stage3.block6.conv1.bn.bias = nn.read @stage3.block6.conv1.bn.bias : tensor<256xf32>
    %stage3.block6.conv1.bn.mean = nn.read @stage3.block6.conv1.bn.mean : tensor<256xf32>
    %stage3.block6.conv1.bn.variance = nn.read @stage3.block6.conv1.bn.variance : tensor<256xf32>
    %stage3.block6.conv1.bn = nn.batch_norm %stage3.block6.conv1 scale %stage3.block6.conv1.bn.scale bias %stage3.block6.conv1.bn.bias mean %stage3.block6.conv1.bn.mean variance %stage3.block6.conv1.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block6.conv1.bn.relu = nn.relu %stage3.block6.conv1.bn : tensor<?x256x14x14xf32>
    %stage3.block6.conv2.weight = nn.read @stage3.block6.conv2.weight : tensor<256x256x3x3xf32>
    %stage3.block6.conv2 = nn.conv %stage3.block6.conv1.bn.relu, %stage3.block6.conv2.weight pads [1, 1, 1, 1] : tensor<?x256x14x14xf32>, tensor<256x256x3x3xf32>
    %stage3.block6.conv2.bn.scale = nn.read @stage3.block6.conv2.bn.scale : tensor<256xf32>
    %stage3.block6.conv2.bn.bias = nn.read @stage3.block6.conv2.bn.bias : tensor<256xf32>
    %stage3.block6.conv2.bn.mean = nn.read @stage3.block6.conv2.bn.mean : tensor<256xf32>
    %stage3.block6.conv2.bn.variance = nn.read @stage3.block6.conv2.bn.variance : tensor<256xf32>
    %stage3.block6.conv2.bn = nn.batch_norm %stage3.block6.conv2 scale %stage3.block6.conv2.bn.scale bias %stage3.block6.conv2.bn.bias mean %stage3.block6.conv2.bn.mean variance %stage3.block6.conv2.bn.variance : tensor<?x256x14x14xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %stage3.block6.conv2.bn.relu = nn.relu %stage3.block6.conv2.bn : tensor<?x256x14x14xf32>
    %stage3.block6.conv3.weight = nn.read @stage3.block6.conv3.weight : tensor<1024x256x1x1xf32>
    %stage3.block6.conv3 = nn.conv %stage3.block6.conv2.bn.relu, %stage3.block6.conv3.weight : tensor<?x256x14x14xf32>, tensor<1024x256x1x1xf32>
    %stage3.block6.conv3.bn.scale = nn.read @stage3.block6.conv3.bn.scale : tensor<1024xf32>
    %stage3.block6.conv3.bn.bias = nn.read @stage3.block6.conv3.bn.bias : tensor<1024xf32>
    %stage3.block6.conv3.bn.mean = nn.read @stage3.block6.conv3.bn.mean : tensor<1024xf32>
    %stage3.block6.conv3.bn.variance = nn.read @stage3.block6.conv3.bn.variance : tensor<1024xf32>
    %stage3.block6.conv3.bn = nn.batch_norm %stage3.block6.conv3 scale %stage3.block6.conv3.bn.scale bias %stage3.block6.conv3.bn.bias mean %stage3.block6.conv3.bn.mean variance %stage3.block6.conv3.bn.variance : tensor<?x1024x14x14xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>
    %add13 = nn.add %stage3.block6.conv3.bn, %relu12 : tensor<?x1024x14x14xf32>, tensor<?x1024x14x14xf32>
    %relu13 = nn.relu %add13 : tensor<?x1024x14x14xf32>

    // 7 × 7, 2048 features.
    %stage4.block1.shortcut.weight = nn.read @stage4.block1.shortcut.weight : tensor<2048x1024x1x1xf32>
    %stage4.block1.shortcut = nn.conv %relu13, %stage4.block1.shortcut.weight strides [2, 2] : tensor<?x1024x14x14xf32>, tensor<2048x1024x1x1xf32>
    %stage4.block1.shortcut.bn.scale = nn.read @stage4.block1.shortcut.bn.scale : tensor<2048xf32>
    %stage4.block1.shortcut.bn.bias = nn.read @stage4.block1.shortcut.bn.bias : tensor<2048xf32>
    %stage4.block1.shortcut.bn.mean = nn.read @stage4.block1.shortcut.bn.mean : tensor<2048xf32>
    %stage4.block1.shortcut.bn.variance = nn.read @stage4.block1.shortcut.bn.variance : tensor<2048xf32>
    %stage4.block1.shortcut.bn = nn.batch_norm %stage4.block1.shortcut scale %stage4.block1.shortcut.bn.scale bias %stage4.block1.shortcut.bn.bias mean %stage4.block1.shortcut.bn.mean variance %stage4.block1.shortcut.bn.variance : tensor<?x2048x7x7xf32>, tensor<2048xf32>, tensor<2048xf32>, tensor<2048xf32>, tensor<2048xf32>
    %stage4.block1.conv1.weight = nn.read @stage4.block1.conv1.weight : tensor<512x1024x1x1xf32>
    %stage4.block1.conv1 = nn.conv %relu13, %stage4.block1.conv1.weight : tensor<?x1024x14x14xf32>, tensor<512x1024x1x1xf32>
    %stage4.block1.conv1.bn.scale = nn.read @stage4.block1.conv1.bn.scale : tensor<512xf32>
    %stage4.block1.conv1.bn.bias = nn.read @stage4.block1.conv1.bn.bias : tensor<512xf32>
    %stage4.block1.conv1.bn.mean = nn.read @stage4.block1.conv1.bn.mean : tensor<512xf32>
    %stage4.block1.conv1.bn.variance = nn.read @stage4.block1.conv1.bn.variance : tensor<512xf32>
    %stage4.block1.conv1.bn = nn.batch_norm %stage4.block1.conv1 scale %stage4.block1.conv1.bn.scale bias %stage4.block1.conv1.bn.bias mean %stage4.block1.conv1.bn.mean variance %stage4.block1.conv1.bn.variance : tensor<?x512x14x14xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %stage4.block1.conv1.bn.relu = nn.relu %stage4.block1.conv1.bn : tensor<?x512x14x14xf32>
    %stage4.block1.conv2.weight = nn.read @stage4.block1.conv2.weight : tensor<512x512x3x3xf32>
    %stage4.block1.conv2 = nn.conv %stage4.block1.conv1.bn.relu, %stage4.block1.conv2.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x512x14x14xf32>, tensor<512x512x3x3xf32>
    %stage4.block1.conv2.bn.scale = nn.read @stage4.block1.conv2.bn.scale : tensor<512xf32>
    %stage4.block1.conv2.bn.bias = nn.read @stage4.block1.conv2.bn.bias : tensor<512xf32>
    %stage4.block1.conv2.bn.mean = nn.read @stage4.block1.conv2.bn.mean : tensor<512xf32>
    %stage4.block1.conv2.bn.variance = nn.read @stage4.block1.conv2.bn.variance : tensor<512xf32>
    %stage4.block1.conv2.bn = nn.batch_norm %stage4.block1.conv2 scale %stage4.block1.conv2.bn.scale bias %stage4.block1.conv2.bn.bias mean %stage4.block1.conv2.bn.mean variance %stage4.block1.conv2.bn.variance : tensor<?x512x7x7xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %stage4.block1.conv2.bn.relu = nn.relu %stage4.block1.conv2.bn : tensor<?x512x7x7xf32>
    %stage4.block1.conv3.weight = nn.read @stage4.block1.conv3.weight : tensor<2048x512x1x1xf32>
    %stage4.block1.conv3 = nn.conv %stage4.block1.conv2.bn.relu, %stage4.block1.conv3.weight : tensor<?x512x7x7xf32>, tensor<2048x512x1x1xf32>
    %stage4.block1.conv3.bn.scale = nn.read @stage4.block1.conv3.bn.scale : tensor<2048xf32>
    %stage4.block1.conv3.bn.bias = nn.read @stage4.block1.conv3.bn.bias : tensor<2048xf32>
    %stage4.block1.conv3.bn.mean = nn.read @stage4.block1.conv3.bn.mean : tensor<2048xf32>
    %stage4.block1.conv3.bn.variance = nn.read @stage4.block1.conv3.bn.variance : tensor<2048xf32>
    %stage4.block1.conv3.bn = nn.batch_norm %stage4.block1.conv3 scale %stage4.block1.conv3.bn.scale bias %stage4.block1.conv3.bn.bias mean %stage4.block1.conv3.bn.mean variance %stage4.block1.conv3.bn.variance : tensor<?x2048x7x7xf32>, tensor<2048xf32>, tensor<2048xf32>, tensor<2048xf32>, tensor<2048xf32>
    %add14 = nn.add %stage4.block1.conv3.bn, %stage4.block1.shortcut.bn : tensor<?x2048x7x7xf32>, tensor<?x2048x7x7xf32>
    %relu14 = nn.relu %add14 : tensor<?x2048x7x7xf32>
    %stage4.block2.conv1.weight = nn.read @stage4.block2.conv1.weight : tensor<512x2048x1x1xf32>
    %stage4.block2.conv1 = nn.conv %relu14, %stage4.block2.conv1.weight : tensor<?x2048x7x7xf32>, tensor<512x2048x1x1xf32>
    %stage4.block2.conv1.bn.scale = nn.read @stage4.block2.conv1.bn.scale : tensor<512xf32>
    %stage4.block2.conv1.bn.bias = nn.read @stage4.block2.conv1.bn.bias : tensor<512xf32>
    %stage4.block2.conv1.bn.mean = nn.read @stage4.block2.conv1.bn.mean : tensor<512xf32>
    %stage4.block2.conv1.bn.variance = nn.read @stage4.block2.conv1.bn.variance : tensor<512xf32>
    %stage4.block2.conv1.bn = nn.batch_norm %stage4.block2.conv1 scale %stage4.block2.conv1.bn.scale bias %stage4.block2.conv1.bn.bias mean %stage4.block2.conv1.bn.mean variance %stage4.block2.conv1.bn.variance : tensor<?x512x7x7xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %stage4.block2.conv1.bn.relu = nn.relu %stage4.block2.conv1.bn : tensor<?x512x7x7xf32>
    %stage4.block2.conv2.weight = nn.read @stage4.block2.conv2.weight : tensor<512x512x3x3xf32>
    %stage4.block2.conv2 = nn.conv %stage4.block2.conv1.bn.relu, %stage4.block2.conv2.weight pads [1, 1, 1, 1] : tensor<?x512x7x7xf32>, tensor<512x512x3x3xf32>
    %stage4.block2.conv2.bn.scale = nn.read @stage4.block2.conv2.bn.scale : tensor<512xf32>
    %stage4.block2.conv2.bn.bias = nn.read @stage4.block2.conv2.bn.bias : tensor<512xf32>
    %stage4.block2.conv2.bn.mean = nn.read @stage4.block2.conv2.bn.mean : tensor<512xf32>
    %stage4.block2.conv2.bn.variance = nn.read @stage4.block2.conv2.bn.variance : tensor<512xf32>
    %stage4.block2.conv2.bn = nn.batch_norm %stage4.block2.conv2 scale %stage4.block2.conv2.bn.scale bias %stage4.block2.conv2.bn.bias mean %stage4.block2.conv2.bn.mean variance %stage4.block2.conv2.bn.variance : tensor<?x512x7x7xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %stage4.block2.conv2.bn.relu = nn.relu %stage4.block2.conv2.bn : tensor<?x512x7x7xf32>
    %stage4.block2.conv3.weight = nn.read @stage4.block2.conv3.weight : tensor<2048x512x1x1xf32>
    %stage4.block2.conv3 = nn.conv %stage4.block2.conv2.bn.relu, %stage4.block2.conv3.weight : tensor<?x512x7x7xf32>, tensor<2048x512x1x1xf32>
    %stage4.block2.conv3.bn.scale = nn.read @stage4.block2.conv3.bn.scale : tensor<2048xf32>
    %stage4.block2.conv3.bn.bias = nn.read @stage4.block2.conv3.bn.bias : tensor<2048xf32>
    %stage4.block2.conv3.bn.mean = nn.read @stage4.block2.conv3.bn.mean : tensor<2048xf32>
    %stage4.block2.conv3.bn.variance = nn.read @stage4.block2.conv3.bn.variance : tensor<2048xf32>
    %stage4.block2.conv3.bn = nn.batch_norm %stage4.block2.conv3 scale %stage4.block2.conv3.bn.scale bias %stage4.block2.conv3.bn.bias mean %stage4.block2.conv3.bn.mean variance %stage4.block2.conv3.bn.variance : tensor<?x2048x7x7xf32>, tensor<2048xf32>, tensor<2048xf32>, tensor<2048xf32>, tensor<2048xf32>
    %add15 = nn.add %stage4.block2.conv3.bn, %relu14 : tensor<?x2048x7x7xf32>, tensor<?x2048x7x7xf32>
    %relu15 = nn.relu %add15 : tensor<?x2048x7x7xf32>
    %stage4.block3.conv1.weight = nn.read @stage4.block3.conv1.weight : tensor<512x2048x1x1xf32>
    %stage4.block3.conv1 = nn.conv %relu15, %stage4.block3.conv1.weight : tensor<?x2048x7x7xf32>, tensor<512x2048x1x1xf32>
    %stage4.block3.conv1.bn.scale = nn.read @stage4.block3.conv1.bn.scale : tensor<512xf32>
    %stage4.block3.conv1.bn.bias = nn.read @stage4.block3.conv1.bn.bias : tensor<512xf32>
    %stage4.block3.conv1.bn.mean = nn.read @stage4.block3.conv1.bn.mean : tensor<512xf32>
    %stage4.block3.conv1.bn.variance = nn.read @stage4.block3.conv1.bn.variance : tensor<512xf32>
    %stage4.block3.conv1.bn = nn.batch_norm %stage4.block3.conv1 scale %stage4.block3.conv1.bn.scale bias %stage4.block3.conv1.bn.bias mean %stage4.block3.conv1.bn.mean variance %stage4.block3.conv1.bn.variance : tensor<?x512x7x7xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %stage4.block3.conv1.bn.relu = nn.relu %stage4.block3.conv1.bn : tensor<?x512x7x7xf32>
    %stage4.block3.conv2.weight = nn.read @stage4.block3.conv2.weight : tensor<512x512x3x3xf32>
    %stage4.block3.conv2 = nn.conv %stage4.block3.conv1.bn.relu, %stage4.block3.conv2.weight pads [1, 1, 1, 1] : tensor<?x512x7x7xf32>, tensor<512x512x3x3xf32>
    %stage4.block3.conv2.bn.scale = nn.read @stage4.block3.conv2.bn.scale : tensor<512xf32>
    %stage4.block3.conv2.bn.bias = nn.read @stage4.block3.conv2.bn.bias : tensor<512xf32>
    %stage4.block3.conv2.bn.mean = nn.read @stage4.block3.conv2.bn.mean : tensor<512xf32>
    %stage4.block3.conv2.bn.variance = nn.read @stage4.block3.conv2.bn.variance : tensor<512xf32>
    %stage4.block3.conv2.bn = nn.batch_norm %stage4.block3.conv2 scale %stage4.block3.conv2.bn.scale bias %stage4.block3.conv2.bn.bias mean %stage4.block3.conv2.bn.mean variance %stage4.block3.conv2.bn.variance : tensor<?x512x7x7xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %stage4.block3.conv2.bn.relu = nn.relu %stage4.block3.conv2.bn : tensor<?x512x7x7xf32>
    %stage4.block3.conv3.weight = nn.read @stage4.block3.conv3.weight : tensor<2048x512x1x1xf32>
    %stage4.block3.conv3 = nn.conv %stage4.block3.conv2.bn.relu, %stage4.block3.conv3.weight : tensor<?x512x7x7xf32>, tensor<2048x512x1x1xf32>
    %stage4.block3.conv3.bn.scale = nn.read @stage4.block3.conv3.bn.scale : tensor<2048xf32>
    %stage4.block3.conv3.bn.bias = nn.read @stage4.block3.conv3.bn.bias : tensor<2048xf32>
    %stage4.block3.conv3.bn.mean = nn.read @stage4.block3.conv3.bn.mean : tensor<2048xf32>
    %stage4.block3.conv3.bn.variance = nn.read @stage4.block3.conv3.bn.variance : tensor<2048xf32>
    %stage4.block3.conv3.bn = nn.batch_norm %stage4.block3.conv3 scale %stage4.block3.conv3.bn.scale bias %stage4.block3.conv3.bn.bias mean %stage4.block3.conv3.bn.mean variance %stage4.block3.conv3.bn.variance : tensor<?x2048x7x7xf32>, tensor<2048xf32>, tensor<2048xf32>, tensor<2048xf32>, tensor<2048xf32>
    %add16 = nn.add %stage4.block3.conv3.bn, %relu15 : tensor<?x2048x7x7xf32>, tensor<?x2048x7x7xf32>
    %relu16 = nn.relu %add16 : tensor<?x2048x7x7xf32>

    // The mean of each feature, classified.
    %reduce_mean = nn.reduce_mean %relu16 axes [2, 3] : tensor<?x2048x7x7xf32>
    %fc.weight = nn.read @fc.weight : tensor<2048x1000xf32>
    %fc.bias = nn.read @fc.bias : tensor<1000xf32>
    %fc.product = nn.matmul %reduce_mean, %fc.weight : tensor<?x2048xf32>, tensor<2048x1000xf32>
    %logits = nn.add %fc.product, %fc.bias : tensor<?x1000xf32>, tensor<1000xf32>
    nn.return %logits : tensor<?x1000xf32>
  }

  // What training makes small: the mean cross entropy of a batch. Its accuracy is
  // the fraction whose largest logit is at the label.
  nn.func @loss(%image: tensor<?x3x224x224xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x3x224x224xf32>) -> tensor<?x1000xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x1000xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x1000xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
