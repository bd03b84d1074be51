// Attention of any length and its gradients, once as kernels and once by their parts, which it has where there is a mask, even one
// that hides nothing. Results are the largest differences, of the largest element.
!wide = tensor<?x?x4x24xf32, #nn.sizes<batch, queries>>
!query = tensor<?x4x?x24xf32, #nn.sizes<batch, queries>>
!key = tensor<?x2x?x24xf32, #nn.sizes<batch, keys>>
!value = tensor<?x2x?x40xf32, #nn.sizes<batch, keys>>
!result = tensor<?x4x?x40xf32, #nn.sizes<batch, queries>>
nn.func @full(%a: !wide, %b: !key, %c: !value) -> (y: tensor<f32>, dq: tensor<f32>, dk: tensor<f32>, dv: tensor<f32>) {
  %often = nn.constant dense<0.37> : tensor<f32>
  %all = nn.constant dense<true> : tensor<1xi1>
  %qa = nn.mul %a, %often : !wide, tensor<f32>
  %q0 = nn.sin %qa : !wide
  %ka = nn.mul %b, %often : !key, tensor<f32>
  %k = nn.sin %ka : !key
  %va = nn.mul %c, %often : !value, tensor<f32>
  %v = nn.cos %va : !value
  %q = nn.transpose %q0 perm [0, 2, 1, 3] : !wide
  %y0 = nn.attention %q, %k, %v scale 0.9 : !query, !key, !value
  %square0 = nn.mul %y0, %y0 : !result, !result
  %loss0 = nn.reduce_sum %square0 : !result
  %dq0, %dk0, %dv0 = train.gradient %loss0 wrt (%q0, %k, %v) : tensor<f32>, (!wide, !key, !value)
  %y1 = nn.attention %q, %k, %v mask %all scale 0.9 : !query, !key, !value, tensor<1xi1>
  %square1 = nn.mul %y1, %y1 : !result, !result
  %loss1 = nn.reduce_sum %square1 : !result
  %dq1, %dk1, %dv1 = train.gradient %loss1 wrt (%q0, %k, %v) : tensor<f32>, (!wide, !key, !value)
  %y_d = nn.sub %y0, %y1 : !result, !result
  %y_a = nn.abs %y_d : !result
  %y_m = nn.reduce_max %y_a : !result
  %y_b = nn.abs %y1 : !result
  %y_n = nn.reduce_max %y_b : !result
  %y = nn.div %y_m, %y_n : tensor<f32>, tensor<f32>
  %dq_d = nn.sub %dq0, %dq1 : !wide, !wide
  %dq_a = nn.abs %dq_d : !wide
  %dq_m = nn.reduce_max %dq_a : !wide
  %dq_b = nn.abs %dq1 : !wide
  %dq_n = nn.reduce_max %dq_b : !wide
  %dq = nn.div %dq_m, %dq_n : tensor<f32>, tensor<f32>
  %dk_d = nn.sub %dk0, %dk1 : !key, !key
  %dk_a = nn.abs %dk_d : !key
  %dk_m = nn.reduce_max %dk_a : !key
  %dk_b = nn.abs %dk1 : !key
  %dk_n = nn.reduce_max %dk_b : !key
  %dk = nn.div %dk_m, %dk_n : tensor<f32>, tensor<f32>
  %dv_d = nn.sub %dv0, %dv1 : !value, !value
  %dv_a = nn.abs %dv_d : !value
  %dv_m = nn.reduce_max %dv_a : !value
  %dv_b = nn.abs %dv1 : !value
  %dv_n = nn.reduce_max %dv_b : !value
  %dv = nn.div %dv_m, %dv_n : tensor<f32>, tensor<f32>
  nn.return %y, %dq, %dk, %dv : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
}
nn.func @causal(%a: !wide, %b: !key, %c: !value) -> (y: tensor<f32>, dq: tensor<f32>, dk: tensor<f32>, dv: tensor<f32>) {
  %often = nn.constant dense<0.37> : tensor<f32>
  %all = nn.constant dense<true> : tensor<1xi1>
  %qa = nn.mul %a, %often : !wide, tensor<f32>
  %q0 = nn.sin %qa : !wide
  %ka = nn.mul %b, %often : !key, tensor<f32>
  %k = nn.sin %ka : !key
  %va = nn.mul %c, %often : !value, tensor<f32>
  %v = nn.cos %va : !value
  %q = nn.transpose %q0 perm [0, 2, 1, 3] : !wide
  %y0 = nn.attention %q, %k, %v causal scale 0.9 : !query, !key, !value
  %square0 = nn.mul %y0, %y0 : !result, !result
  %loss0 = nn.reduce_sum %square0 : !result
  %dq0, %dk0, %dv0 = train.gradient %loss0 wrt (%q0, %k, %v) : tensor<f32>, (!wide, !key, !value)
  %y1 = nn.attention %q, %k, %v mask %all causal scale 0.9 : !query, !key, !value, tensor<1xi1>
  %square1 = nn.mul %y1, %y1 : !result, !result
  %loss1 = nn.reduce_sum %square1 : !result
  %dq1, %dk1, %dv1 = train.gradient %loss1 wrt (%q0, %k, %v) : tensor<f32>, (!wide, !key, !value)
  %y_d = nn.sub %y0, %y1 : !result, !result
  %y_a = nn.abs %y_d : !result
  %y_m = nn.reduce_max %y_a : !result
  %y_b = nn.abs %y1 : !result
  %y_n = nn.reduce_max %y_b : !result
  %y = nn.div %y_m, %y_n : tensor<f32>, tensor<f32>
  %dq_d = nn.sub %dq0, %dq1 : !wide, !wide
  %dq_a = nn.abs %dq_d : !wide
  %dq_m = nn.reduce_max %dq_a : !wide
  %dq_b = nn.abs %dq1 : !wide
  %dq_n = nn.reduce_max %dq_b : !wide
  %dq = nn.div %dq_m, %dq_n : tensor<f32>, tensor<f32>
  %dk_d = nn.sub %dk0, %dk1 : !key, !key
  %dk_a = nn.abs %dk_d : !key
  %dk_m = nn.reduce_max %dk_a : !key
  %dk_b = nn.abs %dk1 : !key
  %dk_n = nn.reduce_max %dk_b : !key
  %dk = nn.div %dk_m, %dk_n : tensor<f32>, tensor<f32>
  %dv_d = nn.sub %dv0, %dv1 : !value, !value
  %dv_a = nn.abs %dv_d : !value
  %dv_m = nn.reduce_max %dv_a : !value
  %dv_b = nn.abs %dv1 : !value
  %dv_n = nn.reduce_max %dv_b : !value
  %dv = nn.div %dv_m, %dv_n : tensor<f32>, tensor<f32>
  nn.return %y, %dq, %dk, %dv : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
}
// Scores of -inf in a whole block of keys count for nothing: the same as without those keys.
!few = tensor<1x1x4x8xf32>
!many = tensor<1x1x200x8xf32>
!seen = tensor<1x1x50x8xf32>
nn.func @infinite(%a: !few, %b: !many, %c: !many) -> (y: tensor<f32>, largest: tensor<f32>) {
  %qs = nn.sin %a : !few
  %q = nn.exp %qs : !few
  %ks = nn.sin %b : !many
  %v = nn.cos %c : !many
  %place = nn.range : tensor<200xi64>
  %row = nn.reshape %place : tensor<200xi64> to tensor<200x1xi64>
  %end = nn.constant dense<150> : tensor<i64>
  %hides = nn.compare lt %row, %end : tensor<200x1xi64>, tensor<i64>
  %none = nn.constant dense<0xFF800000> : tensor<f32>
  %k = nn.where %hides, %none, %ks : tensor<200x1xi1>, tensor<f32>, !many
  %y0 = nn.attention %q, %k, %v : !few, !many, !many
  %k1 = nn.slice %ks starts [150] ends [200] axes [2] : !many
  %v1 = nn.slice %v starts [150] ends [200] axes [2] : !many
  %y1 = nn.attention %q, %k1, %v1 : !few, !seen, !seen
  %d = nn.sub %y0, %y1 : !few, !few
  %e = nn.abs %d : !few
  %y = nn.reduce_max %e : !few
  %f = nn.abs %y0 : !few
  %largest = nn.reduce_max %f : !few
  nn.return %y, %largest : tensor<f32>, tensor<f32>
}
// One task, which is no parallel loop, in each of many steps: its scratch memory is not that of the stack.
!state = tensor<1x1x16x64xf32>
nn.func @steps(%a: !state) -> (last: !state) {
  %last = nn.scan length 500 axis 0 carry(%h = %a : !state) {
    %p = nn.attention %h, %h, %h : !state, !state, !state
    nn.yield %p : !state
  }
  nn.return %last : !state
}
