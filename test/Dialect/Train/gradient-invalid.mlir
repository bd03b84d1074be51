// RUN: dlc-opt %s --split-input-file --verify-diagnostics

// C1
nn.func @vector_loss(%loss: tensor<4xf32>, %w: tensor<3xf32>) -> (dw: tensor<3xf32>) {
  // expected-error @+1 {{'train.gradient' op loss must be a float tensor of rank 0, but has type 'tensor<4xf32>'}}
  %dw = train.gradient %loss wrt (%w) : tensor<4xf32>, (tensor<3xf32>)
  nn.return %dw : tensor<3xf32>
}

// -----

// C1
nn.func @integer_loss(%loss: tensor<i64>, %w: tensor<3xf32>) -> (dw: tensor<3xf32>) {
  // expected-error @+1 {{loss must be a float tensor of rank 0, but has type 'tensor<i64>'}}
  %dw = train.gradient %loss wrt (%w) : tensor<i64>, (tensor<3xf32>)
  nn.return %dw : tensor<3xf32>
}

// -----

// C2
nn.func @integer_value(%loss: tensor<f32>, %w: tensor<3xf32>, %n: tensor<3xi64>) -> (dw: tensor<3xf32>) {
  // expected-error @+1 {{wrt value #1 must be a float tensor, but has type 'tensor<3xi64>'}}
  %dw, %dn = train.gradient %loss wrt (%w, %n) : tensor<f32>, (tensor<3xf32>, tensor<3xi64>)
  nn.return %dw : tensor<3xf32>
}

// -----

// C2
nn.func @no_value(%loss: tensor<f32>) -> (y: tensor<f32>) {
  // expected-error @+1 {{needs at least one value to differentiate the loss of type 'tensor<f32>' with respect to}}
  "train.gradient"(%loss) : (tensor<f32>) -> ()
  nn.return %loss : tensor<f32>
}

// -----

// Results have the types of the values.
nn.func @other_result(%loss: tensor<f32>, %w: tensor<3xf32>) -> (dw: tensor<4xf32>) {
  // expected-error @+2 {{'train.gradient' op failed to infer returned types}}
  // expected-error @+1 {{'train.gradient' op inferred type(s) 'tensor<3xf32>' are incompatible with return type(s) of operation 'tensor<4xf32>'}}
  %dw = "train.gradient"(%loss, %w) : (tensor<f32>, tensor<3xf32>) -> tensor<4xf32>
  nn.return %dw : tensor<4xf32>
}
