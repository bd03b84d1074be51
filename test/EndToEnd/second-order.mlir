// Derivatives of derivatives, in every order of the two modes, against numbers worked out by hand.
// RUN: dlc-opt %s --train-differentiate | %execute | FileCheck %s
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}

func.func @main() {
  // y = Σx · Σx². Its gradient is Σx² + 2 Σx · x, its Hessian times v is 2 (Σxv + x Σv + v Σx).
  %x = nn.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf64>
  %v = nn.constant dense<[1.0, 0.0, -1.0]> : tensor<3xf64>
  %sum = nn.reduce_sum %x : tensor<3xf64>
  %squares = nn.mul %x, %x : tensor<3xf64>, tensor<3xf64>
  %square = nn.reduce_sum %squares : tensor<3xf64>
  %y = nn.mul %sum, %square : tensor<f64>, tensor<f64>
  %g = train.gradient %y wrt (%x) : tensor<f64>, (tensor<3xf64>)

  // Forward over reverse.
  // CHECK: [8,{{ *}}-4,{{ *}}-16]
  %h0 = train.jvp (%g) wrt (%x) along (%v) : (tensor<3xf64>), (tensor<3xf64>)
  %p0 = tensor.cast %h0 : tensor<3xf64> to tensor<*xf64>
  func.call @printMemrefF64(%p0) : (tensor<*xf64>) -> ()

  // Reverse over reverse.
  // CHECK: [8,{{ *}}-4,{{ *}}-16]
  %gv = nn.mul %g, %v : tensor<3xf64>, tensor<3xf64>
  %slope = nn.reduce_sum %gv : tensor<3xf64>
  %h1 = train.gradient %slope wrt (%x) : tensor<f64>, (tensor<3xf64>)
  %p1 = tensor.cast %h1 : tensor<3xf64> to tensor<*xf64>
  func.call @printMemrefF64(%p1) : (tensor<*xf64>) -> ()

  // Reverse over forward.
  // CHECK: [8,{{ *}}-4,{{ *}}-16]
  %along = train.jvp (%y) wrt (%x) along (%v) : (tensor<f64>), (tensor<3xf64>)
  %h2 = train.gradient %along wrt (%x) : tensor<f64>, (tensor<3xf64>)
  %p2 = tensor.cast %h2 : tensor<3xf64> to tensor<*xf64>
  func.call @printMemrefF64(%p2) : (tensor<*xf64>) -> ()

  // Forward over forward: vᵀHv.
  // CHECK: [24]
  %h3 = train.jvp (%along) wrt (%x) along (%v) : (tensor<f64>), (tensor<3xf64>)
  %p3 = tensor.cast %h3 : tensor<f64> to tensor<*xf64>
  func.call @printMemrefF64(%p3) : (tensor<*xf64>) -> ()

  // A gradient penalty: D(x) = (w·x)² / 2 has the derivative (w·x) w in x, whose square (w·x)² |w|² has in w the derivative
  // 2 (w·x) |w|² x + 2 (w·x)² w.
  // CHECK: [32,{{ *}}-6]
  %w = nn.constant dense<[1.0, 2.0]> : tensor<2xf64>
  %a = nn.constant dense<[3.0, -1.0]> : tensor<2xf64>
  %half = nn.constant dense<0.5> : tensor<f64>
  %wa = nn.mul %w, %a : tensor<2xf64>, tensor<2xf64>
  %product = nn.reduce_sum %wa : tensor<2xf64>
  %product2 = nn.mul %product, %product : tensor<f64>, tensor<f64>
  %d = nn.mul %half, %product2 : tensor<f64>, tensor<f64>
  %da = train.gradient %d wrt (%a) : tensor<f64>, (tensor<2xf64>)
  %da2 = nn.mul %da, %da : tensor<2xf64>, tensor<2xf64>
  %penalty = nn.reduce_sum %da2 : tensor<2xf64>
  %dw = train.gradient %penalty wrt (%w) : tensor<f64>, (tensor<2xf64>)
  %p4 = tensor.cast %dw : tensor<2xf64> to tensor<*xf64>
  func.call @printMemrefF64(%p4) : (tensor<*xf64>) -> ()

  // With one factor for a constant, the derivative of x² is x, in both modes.
  // CHECK: [1,{{ *}}2,{{ *}}3]
  // CHECK: [1,{{ *}}0,{{ *}}-3]
  %constant = nn.stop_gradient %x : tensor<3xf64>
  %s = nn.mul %x, %constant : tensor<3xf64>, tensor<3xf64>
  %ls = nn.reduce_sum %s : tensor<3xf64>
  %ds = train.gradient %ls wrt (%x) : tensor<f64>, (tensor<3xf64>)
  %p5 = tensor.cast %ds : tensor<3xf64> to tensor<*xf64>
  func.call @printMemrefF64(%p5) : (tensor<*xf64>) -> ()
  %js = train.jvp (%s) wrt (%x) along (%v) : (tensor<3xf64>), (tensor<3xf64>)
  %p6 = tensor.cast %js : tensor<3xf64> to tensor<*xf64>
  func.call @printMemrefF64(%p6) : (tensor<*xf64>) -> ()
  return
}
