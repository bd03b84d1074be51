#include "Export/Session.h"

#include "NN/NNElementTypes.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::exporter {

Session::Session(MLIRContext *context, ::onnx::ModelProto &model, const ExportOptions &options,
                 ExportedModel &result)
    : context(context), model(model), options(options), preamble(std::make_unique<::onnx::GraphProto>()),
      result(result) {}

Session::~Session() = default;

std::string Session::take(const std::string &wanted) { return unique(taken, wanted); }

std::string Session::unique(llvm::StringSet<> &taken, const std::string &wanted) {
  std::string name = wanted;
  for (int number = 2; !taken.insert(name).second; ++number)
    name = wanted + "_" + std::to_string(number);
  return name;
}

/// The name that a location has, or the file and the position in it.
static NameLoc namedIn(Location location) {
  NameLoc found;
  location->walk([&](Location inner) {
    found = dyn_cast<NameLoc>(inner);
    return found ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found;
}
static FileLineColLoc positionIn(Location location) {
  FileLineColLoc found;
  location->walk([&](Location inner) {
    found = dyn_cast<FileLineColLoc>(inner);
    return found ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found;
}

std::string Session::stemOf(Operation *op) {
  if (NameLoc name = namedIn(op->getLoc()); name && !name.getName().getValue().empty())
    return name.getName().str();
  const std::string mnemonic = op->getName().stripDialect().str();
  FileLineColLoc position = positionIn(op->getLoc());
  return position ? mnemonic + "_" + std::to_string(position.getLine()) : mnemonic;
}

std::string Session::placeOf(Operation *op) {
  if (NameLoc name = namedIn(op->getLoc()); name && !name.getName().getValue().empty())
    return "'" + name.getName().str() + "'";
  FileLineColLoc position = positionIn(op->getLoc());
  if (!position)
    return "an unknown location";
  return position.getFilename().str() + ":" + std::to_string(position.getLine()) + ":" +
         std::to_string(position.getColumn());
}

std::string Session::nameOf(Value value) {
  auto found = values.find(value);
  if (found != values.end())
    return found->second;
  if (states.contains(value))
    refuse("it computes with a random state, which ONNX keeps to itself");
  if (auto op = value.getDefiningOp<nn::ConstantOp>()) {
    auto elements = dyn_cast<DenseElementsAttr>(op.getValue());
    if (!elements)
      refuse("its constant is not dense");
    NameLoc name = namedIn(op.getLoc());
    return values[value] =
               constant(elements, name && !name.getName().empty() ? name.getName().str() : "constant");
  }
  refuse("it reads a value that was not written");
}

std::string Session::originalOf(StringRef name) const {
  auto found = options.originals.find(name.str());
  return found == options.originals.end() ? name.str() : found->second;
}

int32_t dataTypeOf(Type element) {
  if (std::optional<DType> type = nn::dtypeOf(element))
    return infoOf(*type).onnx;
  refuse("it has an element type that is not known");
}

} // namespace dlc::exporter
