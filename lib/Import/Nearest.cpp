#include "Import/Nearest.h"

#include <algorithm>
#include <limits>

namespace dlc::importer {

llvm::StringRef nearestWord(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> words) {
  // A third of the letters may differ; or one word goes on where the other ends, as BatchNorm and
  // BatchNormalization do.
  constexpr size_t shortestStart = 4;
  // No word that is known is nearly as long; how far apart two are takes the product of their lengths.
  constexpr size_t longest = 256;
  if (word.size() > longest)
    return {};
  llvm::StringRef nearest;
  unsigned least = std::numeric_limits<unsigned>::max();
  for (llvm::StringRef candidate : words) {
    const size_t shorter = std::min(word.size(), candidate.size());
    const unsigned distance = word.edit_distance_insensitive(candidate);
    const bool isStart = shorter >= shortestStart &&
                         word.take_front(shorter).equals_insensitive(candidate.take_front(shorter));
    if (distance < least && (isStart || distance <= std::max<size_t>(1, shorter / 3))) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

static constexpr const char *noStrings = "nothing: nn has no strings. What a program makes of a text, its "
                                         "tokens, is an input of integers";
static constexpr const char *trees =
    "MatMul, Less and MatMul over all nodes of all trees at once, as Hummingbird writes trees";
static constexpr const char *noMaps =
    "nothing: nn has no maps. The keys are read by the program, in the order "
    "of the columns";
static constexpr const char *searches =
    "the decoder in its subgraph as a network of its own, which a program "
    "calls for each token";
static constexpr const char *machineCode = "the network before it was compiled for that device";

llvm::ArrayRef<WayAround> waysAround() {
  static const WayAround ways[] = {
      {"", "ImageDecoder", "the pixels as an input: images are decoded by the program"},
      {"", "MaxRoiPool", "RoiAlign, whose mode is avg"},
      {"", "Multinomial", "Softmax, CumSum, RandomUniform and Less, whose trues are counted by ReduceSum"},
      {"", "RegexFullMatch", noStrings},
      {"", "StringConcat", noStrings},
      {"", "StringNormalizer", noStrings},
      {"", "StringSplit", noStrings},
      {"", "SwiGLU", "Swish and Mul"},
      {"ai.onnx.ml", "ArrayFeatureExtractor", "Gather along the last axis"},
      {"ai.onnx.ml", "Binarizer", "Greater and Cast"},
      {"ai.onnx.ml", "CastMap", noMaps},
      {"ai.onnx.ml", "CategoryMapper", noStrings},
      {"ai.onnx.ml", "DictVectorizer", noMaps},
      {"ai.onnx.ml", "FeatureVectorizer", "Concat"},
      {"ai.onnx.ml", "Imputer", "IsNaN, or Equal, and Where"},
      {"ai.onnx.ml", "LabelEncoder", "Gather, for keys that are integers"},
      {"ai.onnx.ml", "LinearClassifier", "Gemm, Softmax or Sigmoid, and ArgMax"},
      {"ai.onnx.ml", "LinearRegressor", "Gemm"},
      {"ai.onnx.ml", "Normalizer", "LpNormalization, or Div by a ReduceMax"},
      {"ai.onnx.ml", "OneHotEncoder", "OneHot, of integers"},
      {"ai.onnx.ml", "SVMClassifier", "Gemm with the support vectors, the kernel's function, and Gemm"},
      {"ai.onnx.ml", "SVMRegressor", "Gemm with the support vectors, the kernel's function, and Gemm"},
      {"ai.onnx.ml", "Scaler", "Sub and Mul"},
      {"ai.onnx.ml", "TreeEnsemble", trees},
      {"ai.onnx.ml", "TreeEnsembleClassifier", trees},
      {"ai.onnx.ml", "TreeEnsembleRegressor", trees},
      {"ai.onnx.ml", "ZipMap", "its input as the output (skl2onnx: zipmap=False)"},
      {"com.microsoft", "BeamSearch", searches},
      {"com.microsoft", "BiasAdd", "Add"},
      {"com.microsoft", "BiasDropout", "Add and Dropout"},
      {"com.microsoft", "BiasSoftmax", "Add and Softmax"},
      {"com.microsoft", "BiasSplitGelu", "Add, Split, Gelu and Mul"},
      {"com.microsoft", "CropAndResize", "RoiAlign"},
      {"com.microsoft", "DecoderAttention", "com.microsoft.MultiHeadAttention"},
      {"com.microsoft", "DecoderMaskedMultiHeadAttention", "com.microsoft.MultiHeadAttention"},
      {"com.microsoft", "DecoderMaskedSelfAttention", "com.microsoft.Attention"},
      {"com.microsoft", "DynamicQuantizeLSTM", "LSTM, with weights through DequantizeLinear"},
      {"com.microsoft", "EPContext", machineCode},
      {"com.microsoft", "ExpandDims", "Unsqueeze"},
      {"com.microsoft", "FusedConv",
       "Conv and its activation as a node (export without graph optimizations)"},
      {"com.microsoft", "FusedGemm",
       "Gemm and its activation as a node (export without graph optimizations)"},
      {"com.microsoft", "GemmFastGelu", "MatMul and com.microsoft.FastGelu"},
      {"com.microsoft", "GreedySearch", searches},
      {"com.microsoft", "GroupNorm", "GroupNormalization, between Transposes if channels are last"},
      {"com.microsoft", "Irfft", "DFT with inverse = 1"},
      {"com.microsoft", "MatMulBnb4", "com.microsoft.MatMulNBits"},
      {"com.microsoft", "MatMulInteger16", "MatMulInteger, of bytes"},
      {"com.microsoft", "MoE", "the experts as MatMuls of all rows, weighted by the router's Softmax"},
      {"com.microsoft", "NhwcConv", "Conv between Transposes"},
      {"com.microsoft", "NhwcMaxPool", "MaxPool between Transposes"},
      {"com.microsoft", "PackedAttention", "com.microsoft.Attention of rows that are padded"},
      {"com.microsoft", "PackedMultiHeadAttention",
       "com.microsoft.MultiHeadAttention of rows that are padded"},
      {"com.microsoft", "PagedAttention", "com.microsoft.GroupQueryAttention"},
      {"com.microsoft", "QAttention",
       "com.microsoft.Attention, behind DequantizeLinear of its input and weights"},
      {"com.microsoft", "QLinearConv", "QLinearConv of ai.onnx, between Transposes if channels are last"},
      {"com.microsoft", "QMoE",
       "the experts as com.microsoft.MatMulNBits of all rows, weighted by a Softmax"},
      {"com.microsoft", "Rfft", "DFT with onesided = 1"},
      {"com.microsoft", "Sampling", searches},
      {"com.microsoft", "SkipGroupNorm", "Add and GroupNormalization"},
      {"com.microsoft", "SnpeNode", machineCode},
      {"com.microsoft", "SparseAttention", "com.microsoft.GroupQueryAttention, or Attention with a mask"},
      {"com.microsoft", "Tokenizer", noStrings},
      {"com.microsoft", "TorchEmbedding", "Gather"},
      {"com.microsoft", "WhisperBeamSearch", searches},
      {"com.microsoft.nchwc", "",
       "the network as it was before ONNX Runtime optimized it for one processor (level basic)"},
      {"ai.onnx.contrib", "", noStrings},
      {"org.pytorch.aten", "", "operators of ai.onnx: an export without a fallback to ATen"},
  };
  return ways;
}

llvm::StringRef wayAround(llvm::StringRef domain, llvm::StringRef op) {
  for (const WayAround &way : waysAround())
    if (domain == way.domain && (op == way.op || !*way.op))
      return way.way;
  return {};
}

} // namespace dlc::importer
