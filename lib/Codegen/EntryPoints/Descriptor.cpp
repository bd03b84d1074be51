#include "Codegen/EntryPoints/Descriptor.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"

using namespace mlir;

namespace dlc {
Value codegen::describeBuffer(ImplicitLocOpBuilder &b, const LLVMTypeConverter &types, MemRefType type,
                              Value pointer, ValueRange sizes, ValueRange strides) {
  auto descriptor = MemRefDescriptor::poison(b, b.getLoc(), types.convertType(type));
  descriptor.setAllocatedPtr(b, b.getLoc(), pointer);
  descriptor.setAlignedPtr(b, b.getLoc(), pointer);
  descriptor.setConstantOffset(b, b.getLoc(), 0);
  for (int64_t d = 0; d < type.getRank(); ++d) {
    descriptor.setSize(b, b.getLoc(), d, sizes[d]);
    descriptor.setStride(b, b.getLoc(), d, strides[d]);
  }
  return UnrealizedConversionCastOp::create(b, TypeRange{type}, ValueRange{descriptor}).getResult(0);
}
} // namespace dlc
