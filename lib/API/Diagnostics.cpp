// Collects diagnostics with MLIR's own handler, which knows how to show a line.
#include "API/Diagnostics.h"

#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;

namespace dlc {

Diagnostics::Diagnostics(MLIRContext &context, const std::string &text, const std::string &file)
    : context(context), file(file), sources(std::make_shared<llvm::SourceMgr>()) {
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

/// MLIR writes `<unknown>:0: error: loc("conv1"): …` for an op whose place is the name of a node, that of an
/// ONNX file; people read `FILE: node 'conv1': error: …`. What has no place at all is no fault of the file.
static std::string withNodeNames(const std::string &text, const std::string &file) {
  std::string result;
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(text).split(lines, '\n');
  for (llvm::StringRef line : lines) {
    llvm::StringRef rest = line;
    const bool isNowhere = rest.consume_front("<unknown>:0: ");
    auto [kind, message] = rest.split(": ");
    result += result.empty() ? "" : "\n";
    if (isNowhere && message.consume_front("loc(\"") && message.contains("\"): ")) {
      auto [node, what] = message.split("\"): ");
      result += file + ": node '" + node.str() + "': " + kind.str() + ": " + what.str();
    } else if (isNowhere && kind == "error") {
      result += message.str();
    } else {
      result += line;
    }
  }
  return result;
}

std::string Diagnostics::text() { return withNodeNames(llvm::StringRef(messages).rtrim('\n').str(), file); }

} // namespace dlc
