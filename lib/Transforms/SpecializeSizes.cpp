// Numbers in place of named sizes. On nn, before anything else, because all that follows decides by shapes.
#include "Transforms/Passes.h"

#include "NN/NNSizeList.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_SPECIALIZESIZES
#include "Transforms/Passes.h.inc"

namespace {
struct SpecializeSizes : impl::SpecializeSizesBase<SpecializeSizes> {
  using SpecializeSizesBase::SpecializeSizesBase;

  void runOnOperation() override {
    std::map<std::string, int64_t> named;
    for (StringRef size : sizes) {
      auto [name, number] = size.split('=');
      if (name.empty() || number.getAsInteger(10, named[name.str()])) {
        getOperation().emitError() << "a size is given as NAME=NUMBER, not '" << size << "'";
        return signalPassFailure();
      }
    }
    if (failed(nn::specializeSizes(getOperation(), named)))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
