// Collects diagnostics with MLIR's own handler, which knows how to show a line.
#include "API/Diagnostics.h"

#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;

namespace dlc {

Diagnostics::Diagnostics(MLIRContext &context, const std::string &text, const std::string &file)
    : context(context), sources(std::make_shared<llvm::SourceMgr>()) {
  sources->AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, file), llvm::SMLoc());
  context.printOpOnDiagnostic(false); // the line says it, in the words of whoever wrote it
  handler = std::make_unique<SourceMgrDiagnosticHandler>(*sources, &context, stream);
  // The last handler is asked first.
  remarkHandler = context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != DiagnosticSeverity::Remark)
      return failure();
    std::string remark = diagnostic.str();
    if (auto place = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>())
      remark = (place.getFilename().getValue() + ":" + Twine(place.getLine()) + ":" +
                Twine(place.getColumn()) + ": " + remark)
                   .str();
    if (!llvm::is_contained(heard, remark))
      heard.push_back(std::move(remark));
    return success();
  });
}

Diagnostics::~Diagnostics() { context.getDiagEngine().eraseHandler(remarkHandler); }

std::string Diagnostics::text() { return llvm::StringRef(messages).rtrim('\n').str(); }

} // namespace dlc
