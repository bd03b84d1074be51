// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// nn.attention, C1
nn.func @f(%q: tensor<?x4x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x2x6x8xf32>) {
  // expected-error @+1 {{'nn.attention' op query, key and value must have rank 4 and one element type, got 'tensor<?x4x8xf32>', 'tensor<?x2x6x8xf32>' and 'tensor<?x2x6x8xf32>'}}
  %0 = nn.attention %q, %k, %v : tensor<?x4x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>
}

// -----

// C1
nn.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf64>, %v: tensor<?x2x6x8xf32>) {
  // expected-error @+1 {{'nn.attention' op query, key and value must have rank 4 and one element type, got 'tensor<?x4x5x8xf32>', 'tensor<?x2x6x8xf64>' and 'tensor<?x2x6x8xf32>'}}
  %0 = nn.attention %q, %k, %v : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf64>, tensor<?x2x6x8xf32>
}

// -----

// C2
nn.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x2x7x8xf32>) {
  // expected-error @+1 {{'nn.attention' op sizes differ: query has shape [?, 4, 5, 8], key has [?, 2, 6, 8], value has [?, 2, 7, 8]}}
  %0 = nn.attention %q, %k, %v : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x7x8xf32>
}

// -----

// C2
nn.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x7xf32>, %v: tensor<?x2x6x8xf32>) {
  // expected-error @+1 {{'nn.attention' op sizes differ: query has shape [?, 4, 5, 8], key has [?, 2, 6, 7], value has [?, 2, 6, 8]}}
  %0 = nn.attention %q, %k, %v : tensor<?x4x5x8xf32>, tensor<?x2x6x7xf32>, tensor<?x2x6x8xf32>
}

// -----

// C2
nn.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x3x6x8xf32>, %v: tensor<?x3x6x8xf32>) {
  // expected-error @+1 {{'nn.attention' op heads of the query must be a multiple of the keys': query has 4, key has 3}}
  %0 = nn.attention %q, %k, %v : tensor<?x4x5x8xf32>, tensor<?x3x6x8xf32>, tensor<?x3x6x8xf32>
}

// -----

// C3
nn.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x2x6x8xf32>, %m: tensor<5x8xi1>) {
  // expected-error @+1 {{'nn.attention' op mask does not broadcast to the scores: it has shape [5, 8], scores have [?, 4, 5, 6]}}
  %0 = nn.attention %q, %k, %v mask %m : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>, tensor<5x8xi1>
}

// -----

// C3
nn.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x2x6x8xf32>, %m: tensor<5x6xf64>) {
  // expected-error @+1 {{'nn.attention' op mask must be of i1 or of the query's element type: it has 'f64', query has 'f32'}}
  %0 = nn.attention %q, %k, %v mask %m : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>, tensor<5x6xf64>
}

// -----

// nn.attention_backward, C1
nn.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x3x6x8xf32>, %y: tensor<?x4x5x8xf32>) {
  // expected-error @+1 {{heads of the query must be a multiple of the keys': query has 4, key has 3}}
  %0:3 = nn.attention_backward %q, %k, %k, %y, %y : tensor<?x4x5x8xf32>, tensor<?x3x6x8xf32>, tensor<?x3x6x8xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>
}

// -----

// C2
nn.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x2x6x3xf32>, %y: tensor<?x4x5x8xf32>, %g: tensor<?x4x5x3xf32>) {
  // expected-error @+1 {{'nn.attention_backward' op result and grad must have the type of attention's result, 'tensor<?x4x5x3xf32>', got 'tensor<?x4x5x8xf32>' and 'tensor<?x4x5x3xf32>'}}
  %0:3 = nn.attention_backward %q, %k, %v, %y, %g : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x3xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x3xf32>
}

// -----

// nn.rotary_embedding, C1
nn.func @f(%x: tensor<?x5x8xf32>, %c: tensor<5x4xf32>) {
  // expected-error @+1 {{'nn.rotary_embedding' op input must have rank 4, got shape [?, 5, 8]}}
  %0 = nn.rotary_embedding %x cos %c sin %c : tensor<?x5x8xf32>, tensor<5x4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x2x5x8xf32>, %c: tensor<6x4xf32>) {
  // expected-error @+1 {{'nn.rotary_embedding' op cos and sin must have an angle for each position: they are 'tensor<6x4xf32>', input is 'tensor<?x2x5x8xf32>'}}
  %0 = nn.rotary_embedding %x cos %c sin %c : tensor<?x2x5x8xf32>, tensor<6x4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x2x5x8xf32>, %c: tensor<2x5x4xf32>) {
  // expected-error @+1 {{'nn.rotary_embedding' op cos and sin must have an angle for each position: they are 'tensor<2x5x4xf32>', input is 'tensor<?x2x5x8xf32>'}}
  %0 = nn.rotary_embedding %x cos %c sin %c : tensor<?x2x5x8xf32>, tensor<2x5x4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x2x5x8xf32>, %c: tensor<4xf32>) {
  // expected-error @+1 {{'nn.rotary_embedding' op cos and sin must have an angle for each position: they are 'tensor<4xf32>', input is 'tensor<?x2x5x8xf32>'}}
  %0 = nn.rotary_embedding %x cos %c sin %c : tensor<?x2x5x8xf32>, tensor<4xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x2x5x8xf32>, %c: tensor<5x5xf32>) {
  // expected-error @+1 {{'nn.rotary_embedding' op there must be 1 to 4 angles, for pairs of 8 elements, got 5}}
  %0 = nn.rotary_embedding %x cos %c sin %c : tensor<?x2x5x8xf32>, tensor<5x5xf32>
}
