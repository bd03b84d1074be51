// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1
// expected-error @+1 {{the target 'a-b-c' has vectors of 96 bits; they must be a power of two, 64 or more}}
module attributes {kernel.target = #kernel.target<triple = "a-b-c", cpu = "d", features = "", vector_bits = 96, vector_registers = 16, fused = true, half_precision = true, l1_bytes = 1, l2_bytes = 1, stack_bytes = 1, region_operations = 1>} {}

// -----

// C1
// expected-error @+1 {{the target 'a-b-c' has 4 vector registers; it must have 8 or more}}
module attributes {kernel.target = #kernel.target<triple = "a-b-c", cpu = "d", features = "", vector_bits = 128, vector_registers = 4, fused = true, half_precision = true, l1_bytes = 1, l2_bytes = 1, stack_bytes = 1, region_operations = 1>} {}

// -----

// C1
// expected-error @+1 {{the target 'a-b-c' has a size that is not positive}}
module attributes {kernel.target = #kernel.target<triple = "a-b-c", cpu = "d", features = "", vector_bits = 128, vector_registers = 16, fused = true, half_precision = true, l1_bytes = 1, l2_bytes = 0, stack_bytes = 1, region_operations = 1>} {}

// -----

// expected-error @+1 {{'kernel.target' is an attribute of modules, and a #kernel.target}}
module attributes {kernel.target = 5 : i64} {}

// -----

// expected-error @+1 {{'kernel.target' is an attribute of modules, and a #kernel.target}}
func.func private @f() attributes {kernel.target = #kernel.target<triple = "a-b-c", cpu = "d", features = "", vector_bits = 128, vector_registers = 16, fused = true, half_precision = true, l1_bytes = 1, l2_bytes = 1, stack_bytes = 1, region_operations = 1>}

// -----

// expected-error @+1 {{the kernel dialect has no attribute 'kernel.machine'}}
module attributes {kernel.machine} {}
