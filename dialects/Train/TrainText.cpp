// Optimizers and recipes as options of a command line have them: adam, or momentum(momentum=0.5),
// clip_norm=1.
#include "Train/Train.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::train;

// The parts of a text between commas that are in no parentheses or brackets.
static SmallVector<StringRef> splitAtCommas(StringRef text) {
  SmallVector<StringRef> parts;
  size_t start = 0;
  int depth = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      parts.push_back(text.slice(start, i).trim());
      start = i + 1;
    } else if (StringRef("([{").contains(text[i])) {
      ++depth;
    } else if (StringRef(")]}").contains(text[i])) {
      --depth;
    }
  }
  return parts;
}

namespace {
/// `name(part, …)`, or `name` alone.
struct Call {
  StringRef name;
  SmallVector<StringRef> parts;

  static FailureOr<Call> parse(StringRef text, EmitError emitError) {
    auto [name, inside] = text.split('(');
    Call call{name.trim(), {}};
    if (name.size() == text.size())
      return call;
    if (!inside.consume_back(")"))
      return emitError() << "expected ')' at the end of '" << text << "'";
    if (!inside.trim().empty())
      call.parts = splitAtCommas(inside);
    return call;
  }
};
} // namespace

static const OptimizerKind *findKind(StringRef name) {
  for (const OptimizerKind *kind : optimizerKinds())
    if (kind->name == name)
      return kind;
  return nullptr;
}

static FailureOr<OptimizerInterface> readOptimizer(StringRef text, MLIRContext *context,
                                                   EmitError emitError) {
  FailureOr<Call> call = Call::parse(text, emitError);
  if (failed(call))
    return failure();
  const OptimizerKind *kind = findKind(call->name);
  if (!kind) {
    InFlightDiagnostic error = emitError() << "there is no optimizer '" << call->name << "'; there are ";
    llvm::interleaveComma(optimizerKinds(), error, [&](const OptimizerKind *kind) { error << kind->name; });
    if (call->name == "lbfgs")
      error << "; L-BFGS asks for the loss more than once a step: `dlc train` has it, and the C++ API, "
               "dlc/Lbfgs.h";
    return error;
  }
  SettingValues values(kind->settings);
  for (StringRef part : call->parts)
    if (failed(values.read(part, emitError)))
      return failure();
  Attribute optimizer = kind->make(emitError, context, values.get());
  if (!optimizer)
    return failure();
  return cast<OptimizerInterface>(optimizer);
}

// `group(pattern, optimizer, name=value, …)`; an optimizer only if it is not the recipe's.
static FailureOr<GroupAttr> readGroup(const Call &call, MLIRContext *context, EmitError emitError) {
  if (call.parts.empty())
    return emitError() << "group needs a pattern of names of variables, such as group(*.bias, rate=2)";
  ArrayRef<StringRef> parts = ArrayRef(call.parts).drop_front();
  Attribute optimizer;
  if (!parts.empty() && findKind(parts.front().split('(').first.trim())) {
    FailureOr<OptimizerInterface> read = readOptimizer(parts.front(), context, emitError);
    if (failed(read))
      return failure();
    optimizer = *read;
    parts = parts.drop_front();
  }
  SettingValues values(GroupAttr::settings(), {"an optimizer"});
  for (StringRef part : parts)
    if (failed(values.read(part, emitError)))
      return failure();
  GroupAttr group =
      GroupAttr::make(emitError, StringAttr::get(context, call.parts.front()), optimizer, values.get());
  if (!group)
    return failure();
  return group;
}

FailureOr<Attribute> train::parseOptimizer(StringRef text, MLIRContext *context, EmitError emitError) {
  SmallVector<StringRef> parts = splitAtCommas(text);
  FailureOr<OptimizerInterface> optimizer = readOptimizer(parts.front(), context, emitError);
  if (failed(optimizer))
    return failure();
  SettingValues values(RecipeAttr::settings(), {"trainable(…)", "group(…)"});
  SmallVector<StringAttr> trainable;
  SmallVector<GroupAttr> groups;
  for (StringRef part : ArrayRef(parts).drop_front()) {
    StringRef word = part.split('(').first.trim();
    if (word != "group" && word != "trainable") {
      if (failed(values.read(part, emitError)))
        return failure();
      continue;
    }
    FailureOr<Call> call = Call::parse(part, emitError);
    if (failed(call))
      return failure();
    if (word == "trainable") {
      if (call->parts.empty())
        return emitError() << "trainable needs patterns of names of variables, such as trainable(head.*)";
      for (StringRef pattern : call->parts)
        trainable.push_back(StringAttr::get(context, pattern));
      continue;
    }
    FailureOr<GroupAttr> group = readGroup(*call, context, emitError);
    if (failed(group))
      return failure();
    groups.push_back(*group);
  }
  RecipeAttr recipe = RecipeAttr::make(emitError, *optimizer, values.get(), trainable, groups);
  if (!recipe)
    return failure();
  return recipe.isPlain() ? Attribute(*optimizer) : Attribute(recipe);
}

// `name(part, …)`, or the name alone.
static std::string callText(StringRef name, ArrayRef<std::string> parts) {
  return parts.empty() ? name.str() : (name + "(" + llvm::join(parts, ", ") + ")").str();
}

static std::string textOf(OptimizerInterface optimizer) {
  const OptimizerKind &kind = optimizer.kind();
  return callText(kind.name, optionTexts(kind.settings, optimizer.values()));
}

std::string train::optimizerText(Attribute optimizerOrRecipe) {
  RecipeAttr recipe = RecipeAttr::of(optimizerOrRecipe);
  SmallVector<std::string> texts = optionTexts(RecipeAttr::settings(), recipe.values());
  texts.insert(texts.begin(), textOf(recipe.getOptimizer()));
  if (!recipe.getTrainable().empty())
    texts.push_back(callText("trainable", llvm::map_to_vector(recipe.getTrainable(), [](StringAttr pattern) {
                               return pattern.getValue().str();
                             })));
  for (GroupAttr group : recipe.getGroups()) {
    SmallVector<std::string> parts = optionTexts(GroupAttr::settings(), group.values());
    if (Attribute own = group.getOwnOptimizer())
      parts.insert(parts.begin(), textOf(cast<OptimizerInterface>(own)));
    parts.insert(parts.begin(), group.getPattern().getValue().str());
    texts.push_back(callText("group", parts));
  }
  return llvm::join(texts, ", ");
}
