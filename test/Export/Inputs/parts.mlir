// Ops without an equivalent: mish has one, step, silu and lp_normalization with an epsilon of its own have not; and ops that
// are written with several operators.
module @parts {
  nn.func @predict(%x: tensor<?x4x6x6xf32>) -> (y: tensor<?x4x6x6xf32>, z: tensor<?x4x6x6xf32>, modulo: tensor<?x4x6x6xf32>, order: tensor<?x4x6x6xi64>) {
    %a = nn.silu %x : tensor<?x4x6x6xf32>
    %b = nn.mish %a : tensor<?x4x6x6xf32>
    %c = nn.lp_normalization %b axis 1 epsilon 0.5 : tensor<?x4x6x6xf32>
    %d = nn.lrn %c size 2 : tensor<?x4x6x6xf32>
    %y = nn.group_norm %d num_groups 2 : tensor<?x4x6x6xf32>
    %e = nn.expm1 %x : tensor<?x4x6x6xf32>
    %f = nn.step %x : tensor<?x4x6x6xf32>
    %g = nn.mul %e, %f : tensor<?x4x6x6xf32>, tensor<?x4x6x6xf32>
    %z = nn.log1p %g : tensor<?x4x6x6xf32>
    %third = nn.constant dense<-0.3> : tensor<f32>
    %modulo = nn.mod %x, %third : tensor<?x4x6x6xf32>, tensor<f32>
    %sorted, %order = nn.sort %x axis 3 descending : tensor<?x4x6x6xf32>
    nn.return %y, %z, %modulo, %order : tensor<?x4x6x6xf32>, tensor<?x4x6x6xf32>, tensor<?x4x6x6xf32>, tensor<?x4x6x6xi64>
  }
}
