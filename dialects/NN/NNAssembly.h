// Pieces of assembly formats that are written in C++. Private to the dialect, for the shards of its ops.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/StringExtras.h"

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

/// A number, with or without a dot: MLIR's own attribute of a floating-point type takes one without for a
/// mistake.
inline mlir::ParseResult parseNumber(mlir::OpAsmParser &parser, mlir::FloatAttr &attribute) {
  mlir::Type f64 = parser.getBuilder().getF64Type();
  // Looked at and not tried, because the parser's optional integer takes the sign of what turns out to be
  // none, and hexadecimal bits for a number. The text ends with a zero.
  const char *end = parser.getCurrentLocation().getPointer();
  end += *end == '-';
  const char *digits = end;
  while (llvm::isDigit(*end))
    ++end;
  if (end == digits || *end == '.' || *end == 'x')
    return parser.parseAttribute(attribute, f64);
  int64_t integer;
  if (parser.parseInteger(integer))
    return mlir::failure();
  attribute = mlir::FloatAttr::get(f64, static_cast<double>(integer));
  return mlir::success();
}
inline void printNumber(mlir::OpAsmPrinter &printer, mlir::Operation *, mlir::FloatAttr attribute) {
  printer.printAttributeWithoutType(attribute);
}
} // namespace dlc::nn
