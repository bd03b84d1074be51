// What lies behind a buffer of a step is poisoned as long as a call lasts, to the byte, and is the caller's again behind it.
// REQUIRES: address-sanitizer
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: dlc-opt %s --dlc-plan-memory="separate poison" --dlc-entry-points --dlc-llvm | mlir-translate --mlir-to-llvmir -o step.ll
// RUN: %cc -std=c99 -Wall -Wextra -Werror -fsanitize=address -g %S/Inputs/poison.c -x ir step.ll -Wno-override-module -o step
// RUN: ./step 0 9 | FileCheck %s --check-prefix=INSIDE
// RUN: ./step 1 20 | FileCheck %s --check-prefix=INSIDE
// INSIDE: done
// RUN: not ./step 0 10 2>&1 | FileCheck %s --check-prefix=BEHIND
// RUN: not ./step 1 21 2>&1 | FileCheck %s --check-prefix=BEHIND
// BEHIND: ERROR: AddressSanitizer: use-after-poison
// BEHIND: in look {{.*}}poison.c

func.func private @look(index, memref<?xi8>)
func.func @step(%batch: index, %sequence: index {nn.name = "sequence"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloc() : memref<10xi8>
  %b = memref.alloc(%sequence) : memref<?x3xi8>
  %x = memref.cast %a : memref<10xi8> to memref<?xi8>
  %y = memref.collapse_shape %b [[0, 1]] : memref<?x3xi8> into memref<?xi8>
  call @look(%c0, %x) : (index, memref<?xi8>) -> ()
  call @look(%c1, %y) : (index, memref<?xi8>) -> ()
  return
}
