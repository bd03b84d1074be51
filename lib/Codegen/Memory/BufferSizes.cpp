#include "Codegen/Memory/BufferSizes.h"

#include "NN/NN.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc::codegen {
namespace {
using Size = std::optional<int64_t>;

/// The function whose argument a value is; that of a loop's body says nothing.
func::FuncOp functionOf(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : func::FuncOp();
}

Size sizeOf(OpFoldResult size) {
  if (std::optional<int64_t> number = getConstantIntValue(size))
    return number;
  return codegen::sizeOf(cast<Value>(size));
}

Size product(Value buffer, ArrayRef<int64_t> dimensions) {
  Size all = 1;
  for (int64_t d : dimensions) {
    Size size = codegen::sizeOf(buffer, d);
    all = all && size ? nn::multiplySizes(*all, *size) : std::nullopt;
  }
  return all;
}

/// Of a part of a buffer, some of whose dimensions are dropped.
Size sizeOfPart(memref::SubViewOp part, int64_t dimension) {
  llvm::SmallBitVector dropped = part.getDroppedDims();
  for (auto [d, size] : llvm::enumerate(part.getMixedSizes()))
    if (!dropped.test(d) && dimension-- == 0)
      return sizeOf(size);
  return std::nullopt;
}

/// Of the result of a loop, or of what it carries: that of what it starts from.
Size sizeOfCarried(scf::ForOp loop, OpOperand *start, int64_t dimension) {
  return loop && start ? codegen::sizeOf(start->get(), dimension) : std::nullopt;
}
} // namespace

int64_t argumentSize(func::FuncOp function, unsigned argument, int64_t dimension) {
  ArrayRef<int64_t> shape = cast<MemRefType>(function.getArgument(argument).getType()).getShape();
  if (!ShapedType::isDynamic(shape[dimension]))
    return shape[dimension];
  auto sizes = function.getArgAttrOfType<nn::SizesAttr>(argument, kSizes);
  return sizes ? sizes.getSizes()[llvm::count_if(shape.take_front(dimension), ShapedType::isDynamic)]
               : nn::kBatchSize;
}

Value namedArgument(func::FuncOp function, StringRef name) {
  for (BlockArgument argument : function.getArguments())
    if (auto given = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "nn.name");
        isa<IndexType>(argument.getType()) && (given ? given.getValue() : StringRef(nn::kBatch)) == name)
      return argument;
  return {};
}

std::optional<int64_t> sizeOf(Value buffer, int64_t dimension) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(dimension))
    return type.getDimSize(dimension);
  if (func::FuncOp function = functionOf(buffer))
    return argumentSize(function, cast<BlockArgument>(buffer).getArgNumber(), dimension);
  if (auto argument = dyn_cast<BlockArgument>(buffer)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    return sizeOfCarried(loop, loop ? loop.getTiedLoopInit(argument) : nullptr, dimension);
  }
  Operation *op = buffer.getDefiningOp();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return sizeOfCarried(loop, loop.getTiedLoopInit(cast<OpResult>(buffer)), dimension);
  int64_t place = llvm::count_if(type.getShape().take_front(dimension), ShapedType::isDynamic);
  if (auto alloc = dyn_cast<memref::AllocOp>(op))
    return sizeOf(alloc.getDynamicSizes()[place]);
  if (auto view = dyn_cast<memref::ViewOp>(op))
    return sizeOf(view.getSizes()[place]);
  if (auto part = dyn_cast<memref::SubViewOp>(op))
    return sizeOfPart(part, dimension);
  if (isa<memref::CastOp>(op))
    return sizeOf(op->getOperand(0), dimension);
  if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op))
    return product(collapse.getSrc(), collapse.getReassociationIndices()[dimension]);
  if (auto expand = dyn_cast<memref::ExpandShapeOp>(op))
    return sizeOf(expand.getMixedOutputShape()[dimension]);
  return std::nullopt;
}

std::optional<int64_t> sizeOf(Value index) {
  if (std::optional<int64_t> number = getConstantIntValue(OpFoldResult(index)))
    return number;
  if (func::FuncOp function = functionOf(index)) {
    auto name = function.getArgAttrOfType<StringAttr>(cast<BlockArgument>(index).getArgNumber(), "nn.name");
    return nn::namedSize(name ? name.getValue() : StringRef(nn::kBatch));
  }
  Operation *op = index.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (auto dim = dyn_cast<memref::DimOp>(op)) {
    std::optional<int64_t> dimension = getConstantIntValue(OpFoldResult(dim.getIndex()));
    return dimension ? sizeOf(dim.getSource(), *dimension) : std::nullopt;
  }
  if (op->getNumOperands() != 2)
    return std::nullopt;
  Size a = sizeOf(op->getOperand(0)), b = sizeOf(op->getOperand(1));
  if (!a || !b)
    return std::nullopt;
  if (isa<arith::AddIOp>(op))
    return nn::addSizes(*a, *b);
  if (isa<arith::SubIOp>(op))
    return nn::subtractSizes(*a, *b);
  if (isa<arith::MulIOp>(op))
    return nn::multiplySizes(*a, *b);
  if (nn::isSymbolic(*b) || *b < 1)
    return std::nullopt;
  if (isa<arith::DivUIOp, arith::DivSIOp, arith::FloorDivSIOp>(
          op)) // of what is not negative they are the same
    return nn::floorDivideSize(*a, *b);
  if (isa<arith::CeilDivUIOp, arith::CeilDivSIOp>(op))
    return nn::ceilDivideSize(*a, *b);
  return std::nullopt;
}
} // namespace dlc::codegen
