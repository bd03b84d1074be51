// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" | FileCheck %s --check-prefix=V3
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64 triple=x86_64-linux-gnu" | FileCheck %s --check-prefix=V1
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --dlc-attach-target="cpu=cortex-a72 triple=aarch64-linux-gnu" | FileCheck %s --check-prefix=ARM
// RUN: dlc-opt %s --dlc-attach-target="cpu=icelake-server triple=x86_64-linux-gnu" | FileCheck %s --check-prefix=DOT
// RUN: dlc-opt %s --dlc-attach-target="cpu=alderlake triple=x86_64-linux-gnu" | FileCheck %s --check-prefix=DOT256
// RUN: dlc-opt %s --dlc-attach-target="cpu=neoverse-v1 triple=aarch64-linux-gnu" | FileCheck %s --check-prefix=USDOT
// RUN: dlc-opt %s --dlc-attach-target="cpu=rv64gcv triple=riscv64-linux-gnu" | FileCheck %s --check-prefix=RISCV
// RUN: dlc-opt %s --dlc-attach-target="triple=riscv64-linux-gnu" | FileCheck %s --check-prefix=SCALAR
// RUN: not dlc-opt %s --dlc-attach-target="cpu=pentium9 triple=x86_64-linux-gnu" 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: not dlc-opt %s --dlc-attach-target="triple=vax-vms" 2>&1 | FileCheck %s --check-prefix=TRIPLE

// V3: module attributes {kernel.target = #kernel.target<triple = "x86_64-unknown-linux-gnu", cpu = "x86-64-v3", features = "",
// V3-SAME: vector_bits = 256, vector_registers = 16, fused = true, half_precision = true, l1_bytes = 32768, l2_bytes = 1048576,
// V3-SAME: stack_bytes = 262144, region_operations = 100000, pair_products = "llvm.x86.avx2.pmadd.wd">}
// V1: vector_bits = 128, vector_registers = 16, fused = false, half_precision = false
// ARM: module attributes {kernel.target = #kernel.target<triple = "aarch64-unknown-linux-gnu", cpu = "cortex-a72", features = "",
// ARM-SAME: vector_bits = 128, vector_registers = 32, fused = true, half_precision = true
// DOT: byte_products = "llvm.x86.avx512.vpdpbusd.512", pair_products = "llvm.x86.avx512.pmaddw.d.512">
// DOT256: byte_products = "llvm.x86.avx512.vpdpbusd.256"
// USDOT: byte_products = "llvm.aarch64.neon.usdot.v4i32.v16i8">
// RISCV: module attributes {kernel.target = #kernel.target<triple = "riscv64-unknown-linux-gnu", cpu = "generic-rv64", features = "+m,+a,+f,+d,+c,+v",
// RISCV-SAME: vector_bits = 128, vector_registers = 32, fused = true, half_precision = false
// SCALAR: cpu = "generic-rv64", features = "+m,+a,+f,+d,+c", vector_bits = 64
// CPU: error: unknown CPU 'pentium9' of x86_64-unknown-linux-gnu; near are:
// TRIPLE: error: unknown target 'vax-vms'; dlc makes code for x86_64-unknown-linux-gnu, aarch64-unknown-linux-gnu, riscv64-unknown-linux-gnu, wasm32-unknown-unknown
module {}
