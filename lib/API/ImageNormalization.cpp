#include "API/ImageNormalization.h"

#include "dlc/Normalization.h"

using namespace mlir;

namespace dlc {

std::string imageName(const Graph &graph) {
  const std::vector<EntryInfo> functions = graph.functions();
  // Where nothing predicts, a function may take codes or noise: only a name tells.
  std::string named;
  for (const EntryInfo &function : functions)
    if (const TensorInfo *input = imageInput(function)) {
      if (function.role == EntryRole::Predict)
        return input->name;
      if (named.empty() && (input->name == "image" || input->name == "images"))
        named = input->name;
    }
  return named;
}

/// A number for each channel, such that it broadcasts to the image; one for all where they are equal.
static Value channelConstant(OpBuilder &builder, Value image, ArrayRef<float> numbers) {
  auto type = cast<nn::SizedTensorType>(image.getType());
  SmallVector<int64_t> shape;
  if (llvm::all_equal(numbers)) {
    numbers = numbers.take_front();
  } else {
    const int64_t rank = type.getRank();
    const int64_t channels = rank > 0 && type.getShape()[0] == nn::kBatchSize ? 1 : rank - 3;
    if (channels < 0 || channels >= rank ||
        type.getShape()[static_cast<size_t>(channels)] != static_cast<int64_t>(numbers.size()))
      throw Error("the model normalises " + std::to_string(numbers.size()) +
                  " channels, and its images are not of so many");
    shape.assign(static_cast<size_t>(rank - channels), 1);
    shape[0] = static_cast<int64_t>(numbers.size());
  }
  auto constant = nn::SizedTensorType::get(shape, type.getElementType());
  return nn::ConstantOp::create(
      builder, image.getLoc(), constant,
      DenseElementsAttr::get(RankedTensorType::get(shape, type.getElementType()), numbers));
}

Value normalized(OpBuilder &builder, Value image, const ImageStatistics &statistics) {
  Value mean = channelConstant(builder, image, statistics.mean);
  Value centred = nn::SubOp::create(builder, image.getLoc(), image, mean);
  return nn::DivOp::create(builder, image.getLoc(), centred,
                           channelConstant(builder, image, statistics.deviation));
}

Value renormalized(OpBuilder &builder, Value image, const ImageStatistics &from, const ImageStatistics &to) {
  const std::size_t channels = std::max(from.mean.size(), to.mean.size());
  const auto at = [](const std::vector<float> &numbers, std::size_t channel, float otherwise) {
    return static_cast<double>(numbers.empty() ? otherwise : numbers[channel % numbers.size()]);
  };
  std::vector<float> factors, terms;
  for (std::size_t i = 0; i < channels; ++i) {
    const double deviation = at(to.deviation, i, 1);
    factors.push_back(static_cast<float>(at(from.deviation, i, 1) / deviation));
    terms.push_back(static_cast<float>((at(from.mean, i, 0) - at(to.mean, i, 0)) / deviation));
  }
  Value scaled = nn::MulOp::create(builder, image.getLoc(), image, channelConstant(builder, image, factors));
  return nn::AddOp::create(builder, image.getLoc(), scaled, channelConstant(builder, image, terms));
}

} // namespace dlc
