#include "Import/Item.h"

using namespace mlir;

namespace dlc::importer {

const Known *Item::known() {
  if (!elements && constant && !isAsked) {
    isAsked = true;
    elements = knownOf(constant);
  }
  return elements ? &*elements : nullptr;
}

Ref itemOf(Value value) {
  auto item = std::make_shared<Item>();
  item->type = cast<nn::SizedTensorType>(value.getType());
  item->value = value;
  return item;
}

Ref itemOf(DenseElementsAttr constant) {
  auto item = std::make_shared<Item>();
  checkRank("its result", static_cast<size_t>(constant.getType().getRank()));
  item->type = cast<nn::SizedTensorType>(Type(constant.getType()));
  item->constant = constant;
  return item;
}

Ref itemOf(Known known) {
  auto item = std::make_shared<Item>();
  checkRank("its result", known.shape.size());
  item->type = nn::SizedTensorType::get(known.shape, known.element);
  item->elements = std::move(known);
  return item;
}

Ref itemOf(std::vector<Ref> sequence) {
  checkComputed("sequence", static_cast<int64_t>(sequence.size()), mostOfSequence);
  auto item = std::make_shared<Item>();
  item->sequence = std::make_shared<std::vector<Ref>>(std::move(sequence));
  return item;
}

} // namespace dlc::importer
