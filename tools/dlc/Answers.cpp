#include "Answers.h"

#include "Training/Numbers.h"
#include "dlc/OutputScores.h"
#include "dlc/Trainer.h"

#include <algorithm>

namespace dlc {
namespace {

bool isFloat(const TensorInfo &info) { return info.dtype == DType::f32 || info.dtype == DType::f64; }

/// A value for each example, alone or in a dimension of 1.
bool isOneNumber(const TensorInfo &info) {
  return info.isBatched() && (info.shape.size() == 1 || (info.shape.size() == 2 && info.shape[1] == 1));
}

std::optional<EntryInfo> functionOf(const Graph &graph, std::string_view name) {
  for (EntryInfo &function : graph.functions())
    if (function.name == name)
      return std::move(function);
  return std::nullopt;
}

/// The label that the network learns from: that of the loss, or else of whatever takes one.
std::optional<TensorInfo> labelOf(const Graph &graph) {
  std::optional<TensorInfo> label;
  for (const EntryInfo &function : graph.functions())
    for (const TensorInfo &input : function.inputs)
      if (input.role == InputRole::Label && (!label || function.name == "loss"))
        label = input;
  return label;
}

const Column *labelColumn(const Dataset &dataset) {
  const Column *column = dataset.find("label");
  return column ? column : dataset.find("labels");
}

const TensorInfo *find(const EntryInfo &predict, const std::function<bool(const TensorInfo &)> &isIt) {
  const auto found = std::ranges::find_if(predict.outputs, isIt);
  return found == predict.outputs.end() ? nullptr : &*found;
}

/// The output that has scores for each token, if there is one.
const TensorInfo *tokenScores(const EntryInfo &predict, const TensorInfo &label) {
  if (label.dtype != DType::i64 || label.shape.size() != 2)
    return nullptr;
  return find(predict, [&](const TensorInfo &output) {
    return output.isBatched() && isFloat(output) && output.shape.size() == 3 &&
           output.shape[1] == label.shape[1] && output.shape[2] > 1;
  });
}

/// Whether the data that the loss takes are also those that `predict` does.
bool takesTheSame(const Graph &graph, const EntryInfo &predict) {
  const std::optional<EntryInfo> loss = functionOf(graph, "loss");
  return loss && std::ranges::all_of(predict.inputs, [&](const TensorInfo &input) {
           return std::ranges::count(loss->inputs, input.name, &TensorInfo::name) > 0;
         });
}

} // namespace

std::optional<Answers> answersOf(const Graph &graph, const Program &program, const Dataset &dataset,
                                 std::int64_t batch, std::string &whyNot) {
  const std::optional<TensorInfo> label = labelOf(graph);
  const Column *labels = labelColumn(dataset);
  whyNot =
      "it has no 'predict' with logits or probabilities [batch, classes], or of one class [batch, 1], and "
      "labels that are numbers of classes";
  if (!label || !isOneNumber(*label) || !program.has(EntryRole::Predict) || !labels ||
      labels->values.size() != dataset.size())
    return std::nullopt;
  const EntryInfo &predict = program.entry(EntryRole::Predict);
  const TensorInfo *scores = find(predict, [&](const TensorInfo &output) {
    return output.isBatched() && isFloat(output) && output.shape.size() == 2 && output.shape[1] > 1;
  });
  const bool isBinary = !scores;
  if (isBinary)
    scores = find(predict, [](const TensorInfo &output) { return isOneNumber(output) && isFloat(output); });
  if (!scores || (!isBinary && label->dtype != DType::i64))
    return std::nullopt;
  const std::optional<Scores> meaning = scoresOf(graph, predict.name, scores->name);
  if (isBinary) {
    if (!std::ranges::all_of(numbersOf(labels->values), [](double x) { return x == 0 || x == 1; })) {
      whyNot = "'predict' gives one number an example, '" + scores->name +
               "', and labels of two classes are 0 and 1, of which the data have others";
      return std::nullopt;
    }
    if (!meaning) {
      whyNot =
          "'predict' gives one number an example, '" + scores->name +
          "', which no sigmoid makes and no nn.binary_cross_entropy_with_logits_loss takes, so it may be "
          "any; an output named 'logit' or 'probability' says what it is";
      return std::nullopt;
    }
  }
  Program answering = program.fork();
  const std::string name = scores->name;
  return Answers{labels->values.clone(), (*collect(answering, predict.name, dataset, batch))[name].clone(),
                 meaning.value_or(Scores::logits)};
}

bool foretellsTokens(const Graph &graph) {
  const std::optional<TensorInfo> label = labelOf(graph);
  const std::optional<EntryInfo> predict = functionOf(graph, "predict");
  return label && predict && tokenScores(*predict, *label) && takesTheSame(graph, *predict);
}

std::optional<TokenScores> tokenScoresOf(const Graph &graph, const Program &program, const Dataset &dataset,
                                         std::int64_t batch) {
  const Column *labels = labelColumn(dataset);
  if (!foretellsTokens(graph) || !program.has(EntryRole::Predict) || !labels)
    return std::nullopt;
  const EntryInfo &predict = program.entry(EntryRole::Predict);
  const TensorInfo &scores = *tokenScores(predict, *labelOf(graph));
  Program answering = program.fork();
  const Scores meaning = scoresOf(graph, predict.name, scores.name).value_or(Scores::logits);
  return scoreTokens(answering, predict.name, scores.name, dataset, labels->name, batch,
                     TokenSums(meaning, ignoredLabel(graph)));
}

} // namespace dlc
