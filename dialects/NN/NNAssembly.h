// Pieces of assembly formats that are written in C++. Private to the dialect, for the shards of its ops.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"

namespace dlc::nn {
inline constexpr llvm::StringLiteral kKernelShape = "kernel_shape", kStrides = "strides", kPerm = "perm",
                                     kAxis = "axis", kAxes = "axes", kK = "k", kRepeats = "repeats",
                                     kSplit = "split", kStarts = "starts", kEnds = "ends", kPads = "pads",
                                     kImageShape = "image_shape", kBlockShape = "block_shape",
                                     kBlocksize = "blocksize", kNumGroups = "num_groups", kSize = "size";

// Attributes that an op must have, written as `keyword [1, 2]` or `keyword 1`. Where the keyword is missing,
// the attribute may stand in the dictionary behind it; the verifier tells if it does not.
template <typename Attr>
mlir::ParseResult parseKeywordAttribute(mlir::OpAsmParser &parser, Attr &attribute, llvm::StringRef keyword,
                                        mlir::Type type = {}) {
  if (mlir::failed(parser.parseOptionalKeyword(keyword)))
    return mlir::success();
  return parser.parseCustomAttributeWithFallback(attribute, type);
}
inline mlir::ParseResult parseIntegers(mlir::OpAsmParser &parser, mlir::DenseI64ArrayAttr &attribute,
                                       llvm::StringRef keyword) {
  return parseKeywordAttribute(parser, attribute, keyword);
}
inline void printIntegers(mlir::OpAsmPrinter &printer, mlir::Operation *, mlir::DenseI64ArrayAttr attribute,
                          llvm::StringRef keyword) {
  printer << keyword << ' ';
  attribute.print(printer);
}
inline mlir::ParseResult parseInteger(mlir::OpAsmParser &parser, mlir::IntegerAttr &attribute,
                                      llvm::StringRef keyword) {
  return parseKeywordAttribute(parser, attribute, keyword, parser.getBuilder().getI64Type());
}
inline void printInteger(mlir::OpAsmPrinter &printer, mlir::Operation *, mlir::IntegerAttr attribute,
                         llvm::StringRef keyword) {
  printer << keyword << ' ' << attribute.getInt();
}
} // namespace dlc::nn
