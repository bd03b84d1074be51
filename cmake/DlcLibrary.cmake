# Flags and helpers that every component shares.
#
# dlc_add_runtime_library(NAME sources… [LINK libs…])   no LLVM, no MLIR; may throw
# dlc_add_compiler_library(NAME sources… [LINK libs…] [DEPENDS tablegen targets…] [PRECOMPILED target])
#                                                       sees LLVM and MLIR, linked against the shared libMLIR only
# dlc_add_precompiled_header(NAME headers… FLAGS target [DEPENDS tablegen targets…])
#                                                       an object library, for dlc_use_precompiled_header(TARGET NAME), whose
#                                                       target must be compiled with the same flags

option(DLC_FUZZ "Build the readers of files as libFuzzer targets (test/Fuzz/Parsers); with DLC_SANITIZE" OFF)
set(DLC_SANITIZE "" CACHE STRING "Sanitizers to build with: address,undefined or thread")

add_library(dlc_flags INTERFACE)
target_compile_options(dlc_flags INTERFACE -Wall -Wextra -Werror -Wno-unused-parameter)
target_include_directories(dlc_flags INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/lib)
if(DLC_SANITIZE)
  target_compile_options(dlc_flags INTERFACE -fsanitize=${DLC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # The runtime, which is C, calls compiled code. That has not the types of functions in front of them that this check reads.
  target_compile_options(dlc_flags INTERFACE $<$<COMPILE_LANGUAGE:C>:-fno-sanitize=function>)
  target_link_options(dlc_flags INTERFACE -fsanitize=${DLC_SANITIZE})
endif()
if(DLC_FUZZ)
  target_compile_options(dlc_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(dlc_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

add_library(dlc_mlir_flags INTERFACE)
target_include_directories(dlc_mlir_flags INTERFACE ${PROJECT_SOURCE_DIR}/dialects ${PROJECT_BINARY_DIR}/dialects ${PROJECT_BINARY_DIR}/lib)
target_include_directories(dlc_mlir_flags SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
target_compile_definitions(dlc_mlir_flags INTERFACE ${LLVM_DEFINITIONS_LIST})
target_link_libraries(dlc_mlir_flags INTERFACE dlc_flags MLIR LLVM)
if(DLC_SANITIZE MATCHES address)
  target_compile_options(dlc_mlir_flags INTERFACE "SHELL:-include ${PROJECT_SOURCE_DIR}/cmake/LLVMWithoutPoison.h")
endif()

# What most files of the runtime start from.
set(dlc_standard_headers
  <algorithm> <array> <charconv> <chrono> <cmath> <cstdint> <cstdio> <cstring> <filesystem> <fstream> <functional> <limits> <map>
  <memory> <numeric> <optional> <set> <span> <sstream> <string> <string_view> <thread> <utility> <variant> <vector>)

# MLIR's own headers are most of what a compiler component compiles, and of those the dialects with many ops: a file of Codegen
# takes 1.2 s with all of them precompiled, and 9 s with those of the core alone.
set(dlc_mlir_headers
  <mlir/IR/AsmState.h> <mlir/IR/Builders.h> <mlir/IR/BuiltinOps.h> <mlir/IR/BuiltinTypes.h> <mlir/IR/DialectImplementation.h>
  <mlir/IR/Dominance.h> <mlir/IR/IRMapping.h> <mlir/IR/ImplicitLocOpBuilder.h> <mlir/IR/Matchers.h> <mlir/IR/OpImplementation.h>
  <mlir/IR/PatternMatch.h> <mlir/IR/SymbolTable.h> <mlir/IR/Verifier.h>
  <mlir/Interfaces/DestinationStyleOpInterface.h> <mlir/Interfaces/FunctionInterfaces.h> <mlir/Interfaces/InferTypeOpInterface.h>
  <mlir/Interfaces/SideEffectInterfaces.h> <mlir/Interfaces/ViewLikeInterface.h>
  <mlir/Pass/Pass.h> <mlir/Pass/PassManager.h>
  <mlir/Transforms/DialectConversion.h> <mlir/Transforms/GreedyPatternRewriteDriver.h> <mlir/Transforms/Passes.h>
  <mlir/Dialect/Affine/IR/AffineOps.h> <mlir/Dialect/Arith/IR/Arith.h> <mlir/Dialect/Bufferization/IR/Bufferization.h>
  <mlir/Dialect/Func/IR/FuncOps.h> <mlir/Dialect/LLVMIR/LLVMDialect.h> <mlir/Dialect/Linalg/IR/Linalg.h>
  <mlir/Dialect/Linalg/Transforms/Transforms.h> <mlir/Dialect/Math/IR/Math.h> <mlir/Dialect/MemRef/IR/MemRef.h>
  <mlir/Dialect/MemRef/Utils/MemRefUtils.h> <mlir/Dialect/SCF/IR/SCF.h> <mlir/Dialect/Tensor/IR/Tensor.h>
  <mlir/Dialect/Utils/StaticValueUtils.h> <mlir/Dialect/Vector/IR/VectorOps.h>
  <llvm/ADT/ScopeExit.h> <llvm/ADT/SetVector.h> <llvm/ADT/StringExtras.h> <llvm/ADT/StringSet.h> <llvm/ADT/TypeSwitch.h>
  <llvm/Support/MathExtras.h>)

function(dlc_add_precompiled_header name)
  cmake_parse_arguments(A "" "" "FLAGS;DEPENDS" ${ARGN})
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE ${A_FLAGS})
  target_compile_options(${name} PRIVATE -Xclang -fno-pch-timestamp)
  target_precompile_headers(${name} PRIVATE ${A_UNPARSED_ARGUMENTS})
  if(A_DEPENDS)
    add_dependencies(${name} ${A_DEPENDS})
  endif()
endfunction()

# Programs are compiled with -fPIE by themselves, which a header for libraries was not.
function(dlc_use_precompiled_header target header)
  target_compile_options(${target} PRIVATE -Xclang -fno-pch-timestamp -fPIC)
  target_precompile_headers(${target} REUSE_FROM ${header})
endfunction()

dlc_add_precompiled_header(dlc_standard_pch ${dlc_standard_headers} FLAGS dlc_flags)
dlc_add_precompiled_header(dlc_mlir_pch ${dlc_mlir_headers} FLAGS dlc_mlir_flags)

function(dlc_add_runtime_library name)
  cmake_parse_arguments(A "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${A_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC dlc_flags ${A_LINK})
  # One language to a library: those of C have nothing to precompile.
  if(A_UNPARSED_ARGUMENTS MATCHES "\\.cpp")
    dlc_use_precompiled_header(${name} dlc_standard_pch)
  endif()
endfunction()

function(dlc_add_compiler_library name)
  cmake_parse_arguments(A "" "PRECOMPILED" "LINK;DEPENDS" ${ARGN})
  if(NOT A_PRECOMPILED)
    set(A_PRECOMPILED dlc_mlir_pch)
  endif()
  add_library(${name} STATIC ${A_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC dlc_mlir_flags ${A_LINK})
  dlc_use_precompiled_header(${name} ${A_PRECOMPILED})
  if(A_DEPENDS)
    add_dependencies(${name} ${A_DEPENDS})
  endif()
endfunction()
