#include "Import/LossFunction.h"

using namespace mlir;

namespace dlc::importer {

LossFunction::LossFunction(nn::FuncOp predict, llvm::DenseMap<Value, std::string> &names)
    : builder(predict.getContext()), emit(builder, predict.getLoc()) {
  builder.setInsertionPointAfter(predict);
  function = cast<nn::FuncOp>(builder.clone(*predict, mapping));
  function.setSymName("loss");
  auto end = cast<nn::ReturnOp>(function.getBody().front().getTerminator());
  llvm::append_range(outputs, end.getOperands());
  end.erase();
  for (auto [value, name] : llvm::to_vector(names))
    if (Value copy = mapping.lookupOrNull(value))
      names[copy] = name;
  builder.setInsertionPointToEnd(&function.getBody().front());
}

Value LossFunction::find(StringRef name) {
  for (auto [value, output] : llvm::zip(outputs, function.getResultNames().getAsRange<StringAttr>()))
    if (output == name)
      return value;
  for (auto [value, input] :
       llvm::zip(function.getBody().getArguments(), function.getArgNames().getAsRange<StringAttr>()))
    if (input == name)
      return value;
  return nullptr;
}

Value LossFunction::addInput(StringRef name, Type type) {
  SmallVector<Attribute> names(function.getArgNames().begin(), function.getArgNames().end());
  if (llvm::is_contained(names, builder.getStringAttr(name)))
    refuse("the network has an input '" + name + "', which a loss takes for its target");
  names.push_back(builder.getStringAttr(name));
  function.setArgNamesAttr(builder.getArrayAttr(names));
  return function.getBody().addArgument(type, function.getLoc());
}

void LossFunction::finish(ValueRange results, ArrayRef<std::string> names) {
  nn::ReturnOp::create(builder, function.getLoc(), results);
  function.setFunctionType(
      builder.getFunctionType(function.getBody().getArgumentTypes(), results.getTypes()));
  function.setResultNamesAttr(builder.getStrArrayAttr(llvm::to_vector_of<StringRef>(names)));
}

} // namespace dlc::importer
