// RUN: dlc-opt %s --dlc-check-stage="stage=linalg allowed=func,arith,tensor.empty" --split-input-file --verify-diagnostics

// Dialects, and single operations.
func.func @allowed(%x: f32) -> (f32, tensor<4xf32>) {
  %0 = arith.addf %x, %x : f32
  %1 = tensor.empty() : tensor<4xf32>
  // What is between two type systems belongs to no stage.
  %2 = builtin.unrealized_conversion_cast %0 : f32 to f32
  return %2, %1 : f32, tensor<4xf32>
}

// -----

func.func @dialect(%x: f32) -> f32 {
  // expected-error @+1 {{'math.exp' op must not be left after the stage 'linalg': no pass of it takes this operation}}
  %0 = math.exp %x : f32
  return %0 : f32
}

// -----

func.func @operation(%x: tensor<4xf32>) -> tensor<2x2xf32> {
  // expected-error @+1 {{'tensor.expand_shape' op must not be left after the stage 'linalg'}}
  %0 = tensor.expand_shape %x [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

// All of them, not the first alone.
func.func @several(%x: f32, %m: memref<4xf32>, %i: index) -> f32 {
  // expected-error @+1 {{'math.exp' op must not be left after the stage 'linalg'}}
  %0 = math.exp %x : f32
  // expected-error @+1 {{'memref.load' op must not be left after the stage 'linalg'}}
  %1 = memref.load %m[%i] : memref<4xf32>
  // expected-error @+1 {{'math.log' op must not be left after the stage 'linalg'}}
  %2 = math.log %1 : f32
  %3 = arith.addf %0, %2 : f32
  return %3 : f32
}
