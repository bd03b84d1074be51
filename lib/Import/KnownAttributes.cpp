// A rule reads what it knows, so that an attribute that it does not know would be passed over in silence, and
// the network compute something else. This list, of ONNX's operator schemas in all versions and ONNX
// Runtime's, is therefore checked in front of each rule. `dlc-onnx-table` shows it, and refuses a rule
// without an entry.
#include "Import/KnownAttributes.h"

#include "Import/Errors.h"
#include "Import/Nearest.h"
#include "Import/NewerFields.h"

#include "onnx/onnx.pb.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

using llvm::StringRef;

namespace dlc::importer {
namespace {
struct Entry {
  const char *domain, *op, *attributes;
};

constexpr Entry entries[] = {
    {"", "Abs", "consumed_inputs"},
    {"", "Acos", ""},
    {"", "Acosh", ""},
    {"", "Add", "axis broadcast consumed_inputs"},
    {"", "AffineGrid", "align_corners"},
    {"", "And", "axis broadcast"},
    {"", "ArgMax", "axis keepdims select_last_index"},
    {"", "ArgMin", "axis keepdims select_last_index"},
    {"", "Asin", ""},
    {"", "Asinh", ""},
    {"", "Atan", ""},
    {"", "Atanh", ""},
    {"", "Attention",
     "is_causal kv_num_heads left_window_size q_num_heads qk_matmul_output_mode right_window_size scale "
     "softcap softmax_precision"},
    {"", "AveragePool", "auto_pad ceil_mode count_include_pad dilations kernel_shape pads strides"},
    {"", "BatchNormalization", "consumed_inputs epsilon is_test momentum spatial training_mode"},
    {"", "Bernoulli", "dtype seed"},
    {"", "BitCast", "to"},
    {"", "BitShift", "direction"},
    {"", "BitwiseAnd", ""},
    {"", "BitwiseNot", ""},
    {"", "BitwiseOr", ""},
    {"", "BitwiseXor", ""},
    {"", "BlackmanWindow", "output_datatype periodic"},
    {"", "Cast", "round_mode saturate to"},
    {"", "CastLike", "round_mode saturate"},
    {"", "CausalConvWithState", "activation"},
    {"", "Ceil", "consumed_inputs"},
    {"", "Celu", "alpha"},
    {"", "CenterCropPad", "axes"},
    {"", "Clip", "consumed_inputs max min"},
    {"", "Col2Im", "dilations pads strides"},
    {"", "Compress", "axis"},
    {"", "Concat", "axis"},
    {"", "ConcatFromSequence", "axis new_axis"},
    {"", "Constant", "sparse_value value value_float value_floats value_int value_ints"},
    {"", "ConstantOfShape", "value"},
    {"", "Conv", "auto_pad dilations group kernel_shape pads strides"},
    {"", "ConvInteger", "auto_pad dilations group kernel_shape pads strides"},
    {"", "ConvTranspose", "auto_pad dilations group kernel_shape output_padding output_shape pads strides"},
    {"", "Cos", ""},
    {"", "Cosh", ""},
    {"", "CumProd", "exclusive reverse"},
    {"", "CumSum", "exclusive reverse"},
    {"", "DFT", "axis inverse onesided"},
    {"", "DeformConv", "dilations group kernel_shape offset_group pads strides"},
    {"", "DepthToSpace", "blocksize mode"},
    {"", "DequantizeLinear", "axis block_size output_dtype"},
    {"", "Det", ""},
    {"", "Div", "axis broadcast consumed_inputs"},
    {"", "Dropout", "consumed_inputs is_test ratio seed"},
    {"", "DynamicQuantizeLinear", ""},
    {"", "Einsum", "equation"},
    {"", "Elu", "alpha consumed_inputs"},
    {"", "Equal", "axis broadcast"},
    {"", "Erf", ""},
    {"", "Exp", "consumed_inputs"},
    {"", "Expand", ""},
    {"", "EyeLike", "dtype k"},
    {"", "Flatten", "axis"},
    {"", "Floor", "consumed_inputs"},
    {"", "GRU",
     "activation_alpha activation_beta activations clip direction hidden_size layout linear_before_reset "
     "output_sequence"},
    {"", "Gather", "axis"},
    {"", "GatherElements", "axis"},
    {"", "GatherND", "batch_dims"},
    {"", "Gelu", "approximate"},
    {"", "Gemm", "alpha beta broadcast transA transB"},
    {"", "GlobalAveragePool", ""},
    {"", "GlobalLpPool", "p"},
    {"", "GlobalMaxPool", ""},
    {"", "Greater", "axis broadcast"},
    {"", "GreaterOrEqual", ""},
    {"", "GridSample", "align_corners mode padding_mode"},
    {"", "GroupNormalization", "epsilon num_groups stash_type"},
    {"", "HammingWindow", "output_datatype periodic"},
    {"", "HannWindow", "output_datatype periodic"},
    {"", "HardSigmoid", "alpha beta consumed_inputs"},
    {"", "HardSwish", ""},
    {"", "Hardmax", "axis"},
    {"", "Identity", ""},
    {"", "If", "else_branch then_branch"},
    {"", "InstanceNormalization", "consumed_inputs epsilon"},
    {"", "IsInf", "detect_negative detect_positive"},
    {"", "IsNaN", ""},
    {"", "LRN", "alpha beta bias size"},
    {"", "LSTM",
     "activation_alpha activation_beta activations clip direction hidden_size input_forget layout "
     "output_sequence"},
    {"", "LayerNormalization", "axis epsilon stash_type"},
    {"", "LeakyRelu", "alpha consumed_inputs"},
    {"", "Less", "axis broadcast"},
    {"", "LessOrEqual", ""},
    {"", "LinearAttention", "chunk_size kv_num_heads q_num_heads scale update_rule"},
    {"", "Log", "consumed_inputs"},
    {"", "LogSoftmax", "axis"},
    {"", "Loop", "body"},
    {"", "LpNormalization", "axis p"},
    {"", "LpPool", "auto_pad ceil_mode dilations kernel_shape p pads strides"},
    {"", "MatMul", ""},
    {"", "MatMulInteger", ""},
    {"", "Max", "consumed_inputs"},
    {"", "MaxPool", "auto_pad ceil_mode dilations kernel_shape pads storage_order strides"},
    {"", "MaxUnpool", "kernel_shape pads strides"},
    {"", "Mean", "consumed_inputs"},
    {"", "MeanVarianceNormalization", "axes"},
    {"", "MelWeightMatrix", "output_datatype"},
    {"", "Min", "consumed_inputs"},
    {"", "Mish", ""},
    {"", "Mod", "fmod"},
    {"", "Mul", "axis broadcast consumed_inputs"},
    {"", "Neg", "consumed_inputs"},
    {"", "NegativeLogLikelihoodLoss", "ignore_index reduction"},
    {"", "NonMaxSuppression", "center_point_box"},
    {"", "NonZero", ""},
    {"", "Not", ""},
    {"", "OneHot", "axis"},
    {"", "Optional", "type"},
    {"", "OptionalGetElement", ""},
    {"", "OptionalHasElement", ""},
    {"", "Or", "axis broadcast"},
    {"", "PRelu", "consumed_inputs"},
    {"", "Pad", "mode pads value"},
    {"", "Pow", "axis broadcast"},
    {"", "QLinearConv", "auto_pad dilations group kernel_shape pads strides"},
    {"", "QLinearMatMul", ""},
    {"", "QuantizeLinear", "axis block_size output_dtype precision saturate"},
    {"", "RMSNormalization", "axis epsilon stash_type"},
    {"", "RNN",
     "activation_alpha activation_beta activations clip direction hidden_size layout output_sequence"},
    {"", "RandomNormal", "dtype mean scale seed shape"},
    {"", "RandomNormalLike", "dtype mean scale seed"},
    {"", "RandomUniform", "dtype high low seed shape"},
    {"", "RandomUniformLike", "dtype high low seed"},
    {"", "Range", "stash_type"},
    {"", "Reciprocal", "consumed_inputs"},
    {"", "ReduceL1", "axes keepdims noop_with_empty_axes"},
    {"", "ReduceL2", "axes keepdims noop_with_empty_axes"},
    {"", "ReduceLogSum", "axes keepdims noop_with_empty_axes"},
    {"", "ReduceLogSumExp", "axes keepdims noop_with_empty_axes"},
    {"", "ReduceMax", "axes keepdims noop_with_empty_axes"},
    {"", "ReduceMean", "axes keepdims noop_with_empty_axes"},
    {"", "ReduceMin", "axes keepdims noop_with_empty_axes"},
    {"", "ReduceProd", "axes keepdims noop_with_empty_axes"},
    {"", "ReduceSum", "axes keepdims noop_with_empty_axes"},
    {"", "ReduceSumSquare", "axes keepdims noop_with_empty_axes"},
    {"", "Relu", "consumed_inputs"},
    {"", "Reshape", "allowzero consumed_inputs shape"},
    {"", "Resize",
     "antialias axes coordinate_transformation_mode cubic_coeff_a exclude_outside extrapolation_value "
     "keep_aspect_ratio_policy mode nearest_mode"},
    {"", "ReverseSequence", "batch_axis time_axis"},
    {"", "RoiAlign",
     "coordinate_transformation_mode mode output_height output_width sampling_ratio spatial_scale"},
    {"", "RotaryEmbedding", "interleaved num_heads rotary_embedding_dim"},
    {"", "Round", ""},
    {"", "STFT", "onesided"},
    {"", "Scan",
     "body directions num_scan_inputs scan_input_axes scan_input_directions scan_output_axes "
     "scan_output_directions"},
    {"", "Scatter", "axis"},
    {"", "ScatterElements", "axis reduction"},
    {"", "ScatterND", "reduction"},
    {"", "Selu", "alpha consumed_inputs gamma"},
    {"", "SequenceAt", ""},
    {"", "SequenceConstruct", ""},
    {"", "SequenceEmpty", "dtype"},
    {"", "SequenceErase", ""},
    {"", "SequenceInsert", ""},
    {"", "SequenceLength", ""},
    {"", "SequenceMap", "body"},
    {"", "Shape", "end start"},
    {"", "Shrink", "bias lambd"},
    {"", "Sigmoid", "consumed_inputs"},
    {"", "Sign", ""},
    {"", "SimplifiedLayerNormalization", "axis epsilon stash_type"},
    {"", "Sin", ""},
    {"", "Sinh", ""},
    {"", "Size", ""},
    {"", "Slice", "axes ends starts"},
    {"", "Softmax", "axis"},
    {"", "SoftmaxCrossEntropyLoss", "ignore_index reduction"},
    {"", "Softplus", ""},
    {"", "Softsign", ""},
    {"", "SpaceToDepth", "blocksize mode"},
    {"", "Split", "axis num_outputs split"},
    {"", "SplitToSequence", "axis keepdims"},
    {"", "Sqrt", "consumed_inputs"},
    {"", "Squeeze", "axes"},
    {"", "Sub", "axis broadcast consumed_inputs"},
    {"", "Sum", "consumed_inputs"},
    {"", "Swish", "alpha"},
    {"", "Tan", ""},
    {"", "Tanh", "consumed_inputs"},
    {"", "TensorScatter", "axis mode"},
    {"", "TfIdfVectorizer",
     "max_gram_length max_skip_count min_gram_length mode ngram_counts ngram_indexes pool_int64s "
     "pool_strings weights"},
    {"", "ThresholdedRelu", "alpha"},
    {"", "Tile", ""},
    {"", "TopK", "axis k largest sorted"},
    {"", "Transpose", "perm"},
    {"", "Trilu", "upper"},
    {"", "Unique", "axis sorted"},
    {"", "Unsqueeze", "axes"},
    {"", "Upsample", "mode scales"},
    {"", "Where", ""},
    {"", "Xor", "axis broadcast"},
    {"ai.onnx.preview", "FlexAttention", "prob_mod scale score_mod softmax_precision"},
    {"ai.onnx.preview.training", "Adagrad", "decay_factor epsilon norm_coefficient"},
    {"ai.onnx.preview.training", "Adam", "alpha beta epsilon norm_coefficient norm_coefficient_post"},
    {"ai.onnx.preview.training", "Gradient", "xs y zs"},
    {"ai.onnx.preview.training", "Momentum", "alpha beta mode norm_coefficient"},
    {"com.microsoft", "Attention",
     "do_rotary mask_filter_value num_heads past_present_share_buffer qkv_hidden_sizes rotary_embedding_dim "
     "scale unidirectional"},
    {"com.microsoft", "BiasGelu", ""},
    {"com.microsoft", "DequantizeLinear", "axis"},
    {"com.microsoft", "DynamicQuantizeMatMul", ""},
    {"com.microsoft", "EmbedLayerNormalization", "epsilon mask_index_type"},
    {"com.microsoft", "FastGelu", ""},
    {"com.microsoft", "FusedMatMul", "alpha transA transB transBatchA transBatchB"},
    {"com.microsoft", "Gelu", ""},
    {"com.microsoft", "GroupQueryAttention",
     "causal do_rotary k_quant_type kv_cache_bit_width kv_num_heads local_window_size num_heads qk_output "
     "rotary_interleaved scale sliding_window_cache smooth_softmax softcap v_quant_type"},
    {"com.microsoft", "MatMulIntegerToFloat", ""},
    {"com.microsoft", "MatMulNBits", "K N accuracy_level bits block_size weight_prepacked"},
    {"com.microsoft", "MultiHeadAttention", "mask_filter_value num_heads scale unidirectional"},
    {"com.microsoft", "QGemm", "alpha transA transB"},
    {"com.microsoft", "QLinearAdd", ""},
    {"com.microsoft", "QLinearAveragePool",
     "auto_pad ceil_mode channels_last count_include_pad kernel_shape pads strides"},
    {"com.microsoft", "QLinearConcat", "axis"},
    {"com.microsoft", "QLinearGlobalAveragePool", "channels_last"},
    {"com.microsoft", "QLinearLeakyRelu", "alpha"},
    {"com.microsoft", "QLinearMul", ""},
    {"com.microsoft", "QLinearSigmoid", ""},
    {"com.microsoft", "QLinearSoftmax", "axis opset"},
    {"com.microsoft", "QuantizeLinear", "axis"},
    {"com.microsoft", "QuickGelu", "alpha"},
    {"com.microsoft", "RotaryEmbedding",
     "interleaved is_packed_batching num_heads rotary_embedding_dim scale"},
    {"com.microsoft", "SimplifiedLayerNormalization", "axis epsilon stash_type"},
    {"com.microsoft", "SkipLayerNormalization", "epsilon"},
    {"com.microsoft", "SkipSimplifiedLayerNormalization", "epsilon"},
    {"com.microsoft", "TransposeMatMul", "alpha transA transB"},
};

std::string keyOf(StringRef domain, StringRef op) {
  return (domain == "ai.onnx" ? "" : domain).str() + ":" + op.str();
}

void refuseUnlessKnown(const ::onnx::NodeProto &node, llvm::ArrayRef<StringRef> known) {
  for (const ::onnx::AttributeProto &attribute : node.attribute()) {
    StringRef name = attribute.name();
    if (llvm::is_contained(known, name) ||
        name.starts_with("__")) // as ONNX has it, of the program that wrote it
      continue;
    const StringRef nearest = nearestWord(name, known);
    refuse("its attribute '" + name + "' is not known" +
           (nearest.empty() ? "" : "; nearest to it: '" + nearest + "'"));
  }
}
} // namespace

std::optional<StringRef> attributesOf(StringRef domain, StringRef op) {
  static const llvm::StringMap<const char *> table = [] {
    llvm::StringMap<const char *> result;
    for (const Entry &entry : entries)
      result[keyOf(entry.domain, entry.op)] = entry.attributes;
    return result;
  }();
  auto found = table.find(keyOf(domain, op));
  return found == table.end() ? std::nullopt : std::optional<StringRef>(found->second);
}

void refuseUnknownAttributes(const ::onnx::NodeProto &node) {
  if (node.attribute().empty())
    return;
  llvm::SmallVector<StringRef> known;
  if (std::optional<StringRef> names = attributesOf(node.domain(), node.op_type()))
    names->split(known, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  refuseUnlessKnown(node, known);
}

void refuseUnknownAttributes(const ::onnx::NodeProto &node, const ::onnx::FunctionProto &function) {
  llvm::SmallVector<StringRef> known(function.attribute().begin(), function.attribute().end());
  const std::vector<::onnx::AttributeProto> optional = defaultsOf(function);
  for (const ::onnx::AttributeProto &attribute : optional)
    known.push_back(attribute.name());
  refuseUnlessKnown(node, known);
}

} // namespace dlc::importer
