// The attribute that describes the machine: its registration, its verification, and how passes find it.
#include "Kernel/Kernel.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectImplementation.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace dlc::kernel;

#define GET_ATTRDEF_CLASSES
#include "Kernel/KernelAttributes.cpp.inc"

void KernelDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "Kernel/KernelAttributes.cpp.inc"
      >();
}

LogicalResult TargetAttr::verify(function_ref<InFlightDiagnostic()> emitError, StringRef triple, StringRef,
                                 StringRef, unsigned vectorBits, unsigned vectorRegisters, bool, bool,
                                 int64_t l1Bytes, int64_t l2Bytes, int64_t stackBytes,
                                 int64_t regionOperations, StringRef, StringRef) {
  if (!llvm::isPowerOf2_32(vectorBits) || vectorBits < 64)
    return emitError() << "the target '" << triple << "' has vectors of " << vectorBits
                       << " bits; they must be a power of two, 64 or more";
  if (vectorRegisters < 8)
    return emitError() << "the target '" << triple << "' has " << vectorRegisters
                       << " vector registers; it must have 8 or more";
  if (std::min({l1Bytes, l2Bytes, stackBytes, regionOperations}) <= 0)
    return emitError() << "the target '" << triple << "' has a size that is not positive";
  return success();
}

LogicalResult KernelDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  if (attribute.getName() == kSignedLhs) {
    auto tile = dyn_cast<BrgemmOp>(op);
    if (tile && areBytes(tile.getLhs(), tile.getRhs()))
      return success();
    return op->emitError() << "'" << kSignedLhs << "' is an attribute of kernel.brgemm of bytes";
  }
  if (attribute.getName() != kTarget)
    return op->emitError() << "the kernel dialect has no attribute '" << attribute.getName().getValue()
                           << "'";
  if (!isa<ModuleOp>(op) || !isa<TargetAttr>(attribute.getValue()))
    return op->emitError() << "'" << kTarget << "' is an attribute of modules, and a #kernel.target";
  return success();
}

TargetAttr dlc::kernel::targetOf(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  if (auto target = module ? module->getAttrOfType<TargetAttr>(kTarget) : TargetAttr())
    return target;
  op->emitError("the module does not say what machine code is made for; dlc-attach-target does");
  return {};
}
