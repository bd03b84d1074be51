// Collects diagnostics with MLIR's own handler, which knows how to show a line.
#include "API/Diagnostics.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;

namespace dlc {

Diagnostics::Diagnostics(MLIRContext &context, const std::string &text, const std::string &file)
    : sources(std::make_shared<llvm::SourceMgr>()) {
  sources->AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, file), llvm::SMLoc());
  context.printOpOnDiagnostic(false); // the line says it, in the words of whoever wrote it
  handler = std::make_unique<SourceMgrDiagnosticHandler>(*sources, &context, stream);
}

std::string Diagnostics::text() { return llvm::StringRef(messages).rtrim('\n').str(); }

} // namespace dlc
