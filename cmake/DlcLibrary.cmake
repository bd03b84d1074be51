# Flags and helpers that every component shares.
#
# dlc_add_runtime_library(NAME sources… [LINK libs…])   no LLVM, no MLIR; may throw
# dlc_add_compiler_library(NAME sources… [LINK libs…] [DEPENDS tablegen targets…])
#                                                       sees LLVM and MLIR, linked against the shared libMLIR only

option(DLC_FUZZ "Build the readers of files as libFuzzer targets (test/Fuzz/Parsers); with DLC_SANITIZE" OFF)
set(DLC_SANITIZE "" CACHE STRING "Sanitizers to build with: address,undefined or thread")

add_library(dlc_flags INTERFACE)
target_compile_options(dlc_flags INTERFACE -Wall -Wextra -Werror -Wno-unused-parameter)
target_include_directories(dlc_flags INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/lib)
if(DLC_SANITIZE)
  target_compile_options(dlc_flags INTERFACE -fsanitize=${DLC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
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

# One precompiled header for every compiler component: MLIR's own headers are most of what one compiles.
file(WRITE ${PROJECT_BINARY_DIR}/mlir_pch.cpp "")
add_library(dlc_mlir_pch OBJECT ${PROJECT_BINARY_DIR}/mlir_pch.cpp)
target_link_libraries(dlc_mlir_pch PRIVATE dlc_mlir_flags)
target_compile_options(dlc_mlir_pch PRIVATE -Xclang -fno-pch-timestamp)
target_precompile_headers(dlc_mlir_pch PRIVATE
  <mlir/IR/Builders.h> <mlir/IR/BuiltinTypes.h> <mlir/IR/BuiltinOps.h> <mlir/IR/PatternMatch.h>
  <mlir/IR/OpImplementation.h> <mlir/IR/DialectImplementation.h> <mlir/IR/SymbolTable.h>
  <mlir/Interfaces/FunctionInterfaces.h> <mlir/Interfaces/InferTypeOpInterface.h>
  <mlir/Pass/Pass.h> <mlir/Pass/PassManager.h> <mlir/Transforms/DialectConversion.h>
  <llvm/ADT/TypeSwitch.h> <llvm/ADT/StringSet.h>)

function(dlc_add_runtime_library name)
  cmake_parse_arguments(A "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${A_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC dlc_flags ${A_LINK})
endfunction()

function(dlc_add_compiler_library name)
  cmake_parse_arguments(A "" "" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${A_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC dlc_mlir_flags ${A_LINK})
  target_compile_options(${name} PRIVATE -Xclang -fno-pch-timestamp)
  target_precompile_headers(${name} REUSE_FROM dlc_mlir_pch)
  if(A_DEPENDS)
    add_dependencies(${name} ${A_DEPENDS})
  endif()
endfunction()
