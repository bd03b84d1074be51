// Optimizers, groups and recipes: text and verification. What a single optimizer needs is written by
// TableGen.
#include "NN/NNNarrowFloats.h"
#include "Train/Train.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/GlobPattern.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::train;

using Bound = Setting::Bound;

//===-- Optimizers --------------------------------------------------------------------------------------===//

// `<name = value, …>` in any order, or nothing.
Attribute train::parseSettings(AsmParser &parser, const OptimizerKind &kind) {
  SettingValues values(kind.settings);
  SMLoc start = parser.getCurrentLocation();
  if (succeeded(parser.parseOptionalLess()) &&
      (parser.parseCommaSeparatedList([&] { return values.parse(parser); }) || parser.parseGreater()))
    return {};
  return kind.make([&] { return parser.emitError(start); }, parser.getContext(), values.get());
}

void train::printSettings(AsmPrinter &printer, const OptimizerKind &kind, ArrayRef<double> values) {
  if (std::string text = settingsText(kind.settings, values); !text.empty())
    printer << '<' << text << '>';
}

template <typename... Attributes>
static std::vector<const OptimizerKind *> kindsAmong(AttributeList<Attributes...>) {
  std::vector<const OptimizerKind *> kinds;
  auto add = [&]<typename Attribute>(std::type_identity<Attribute>) {
    if constexpr (isOptimizer<Attribute>())
      kinds.push_back(&Attribute::theKind());
  };
  (add(std::type_identity<Attributes>()), ...);
  llvm::sort(kinds, [](const OptimizerKind *a, const OptimizerKind *b) { return a->name < b->name; });
  return kinds;
}

ArrayRef<const OptimizerKind *> train::optimizerKinds() {
  static const std::vector<const OptimizerKind *> kinds = kindsAmong(AllAttributes());
  return kinds;
}

Type train::computedType(Type element) {
  return nn::isNarrowFloat(element) ? Float32Type::get(element.getContext()) : element;
}

RankedTensorType train::computedType(RankedTensorType type) {
  return type.clone(computedType(type.getElementType()));
}

RankedTensorType train::stateType(const State &state, Type weight) {
  return state.isScalar ? RankedTensorType::get({}, Float64Type::get(weight.getContext()))
                        : computedType(cast<RankedTensorType>(weight));
}

// An optimizer where an attribute has been read.
static LogicalResult checkOptimizer(AsmParser &parser, SMLoc place, Attribute attribute) {
  if (isa<OptimizerInterface>(attribute))
    return success();
  return parser.emitError(place) << "expected an optimizer, such as #train.adam, got " << attribute;
}

//===-- #train.group ------------------------------------------------------------------------------------===//

ArrayRef<Setting> GroupAttr::settings() {
  static constexpr Setting settings[] = {
      {"rate", 1, Bound::nonNegative}, {"l1", 0, Bound::nonNegative}, {"l2", 0, Bound::nonNegative}};
  return settings;
}

GroupAttr GroupAttr::make(EmitError emitError, StringAttr pattern, Attribute optimizer,
                          ArrayRef<double> values) {
  return getChecked(emitError, pattern.getContext(), pattern, optimizer, Number(values[0]), Number(values[1]),
                    Number(values[2]));
}

static llvm::Expected<llvm::GlobPattern> parsePattern(StringAttr pattern) {
  return llvm::GlobPattern::create(pattern.getValue(), /*MaxSubPatterns=*/1024);
}

bool train::fits(StringAttr pattern, StringRef name) {
  return llvm::cantFail(parsePattern(pattern)).match(name);
}

static LogicalResult verifyPattern(EmitError emitError, StringAttr pattern) {
  llvm::Expected<llvm::GlobPattern> parsed = parsePattern(pattern);
  if (!parsed)
    return emitError() << "pattern " << pattern
                       << " is not well-formed: " << llvm::toString(parsed.takeError());
  return success();
}

bool GroupAttr::matches(StringRef name) const { return fits(getPattern(), name); }

LogicalResult GroupAttr::verify(EmitError emitError, StringAttr pattern, Attribute, Number rate, Number l1,
                                Number l2) {
  if (failed(verifyPattern(emitError, pattern))) // C1
    return failure();
  return verifySettings(emitError, settings(), {rate, l1, l2}); // C2
}

// `<"pattern", optimizer, name = value, …>`; an optimizer only if it is not the recipe's.
Attribute GroupAttr::parse(AsmParser &parser, Type) {
  SMLoc start = parser.getCurrentLocation();
  StringAttr pattern;
  Attribute optimizer;
  SettingValues values(settings());
  if (parser.parseLess() || parser.parseAttribute(pattern))
    return {};
  while (succeeded(parser.parseOptionalComma())) {
    SMLoc place = parser.getCurrentLocation();
    OptionalParseResult isAttribute;
    if (!optimizer)
      isAttribute = parser.parseOptionalAttribute(optimizer);
    if (isAttribute.has_value() && (failed(*isAttribute) || failed(checkOptimizer(parser, place, optimizer))))
      return {};
    if (!isAttribute.has_value() && values.parse(parser))
      return {};
  }
  if (parser.parseGreater())
    return {};
  return make([&] { return parser.emitError(start); }, pattern, optimizer, values.get());
}

void GroupAttr::print(AsmPrinter &printer) const {
  printer << '<' << getPattern();
  if (getOwnOptimizer())
    printer << ", " << getOwnOptimizer();
  if (std::string text = settingsText(settings(), values()); !text.empty())
    printer << ", " << text;
  printer << '>';
}

//===-- #train.recipe -----------------------------------------------------------------------------------===//

ArrayRef<Setting> RecipeAttr::settings() {
  static constexpr Setting settings[] = {
      {"clip_value", 0, Bound::nonNegative}, {"clip_norm", 0, Bound::nonNegative},
      {"accumulate", 1, Bound::count},       {"average", 0, Bound::fraction},
      {"loss_scale", 1, Bound::positive},    {"growth_interval", 0, Bound::countOrNone}};
  return settings;
}

SmallVector<double> RecipeAttr::values() const {
  return {getClipValue(), getClipNorm(),  double(getAccumulate()),
          getAverage(),   getLossScale(), double(getGrowthInterval())};
}

RecipeAttr RecipeAttr::make(EmitError emitError, OptimizerInterface optimizer, ArrayRef<double> values,
                            ArrayRef<StringAttr> trainable, ArrayRef<GroupAttr> groups) {
  // Here, because what is no whole number does not survive until verify().
  if (failed(verifySettings(emitError, settings(), values)))
    return {};
  return getChecked(emitError, optimizer.getContext(), optimizer, Number(values[0]), Number(values[1]),
                    int64_t(values[2]), Number(values[3]), Number(values[4]), int64_t(values[5]), trainable,
                    groups);
}

LogicalResult RecipeAttr::verify(EmitError emitError, OptimizerInterface, Number clipValue, Number clipNorm,
                                 int64_t accumulate, Number average, Number lossScale, int64_t growthInterval,
                                 ArrayRef<StringAttr> trainable, ArrayRef<GroupAttr>) {
  for (StringAttr pattern : trainable) // C3
    if (failed(verifyPattern(emitError, pattern)))
      return failure();
  return verifySettings(
      emitError, settings(),
      {clipValue, clipNorm, double(accumulate), average, lossScale, double(growthInterval)});
}

RecipeAttr RecipeAttr::of(Attribute optimizerOrRecipe) {
  if (auto recipe = dyn_cast<RecipeAttr>(optimizerOrRecipe))
    return recipe;
  SettingValues presets(settings());
  return make({}, cast<OptimizerInterface>(optimizerOrRecipe), presets.get(), {}, {});
}

bool RecipeAttr::isPlain() const { return *this == of(getOptimizer()); }

bool RecipeAttr::trains(StringRef name) const {
  return getTrainable().empty() ||
         llvm::any_of(getTrainable(), [&](StringAttr pattern) { return fits(pattern, name); });
}

// `<optimizer, name = value, …, trainable = ["…", …], groups = [<…>, …]>`
Attribute RecipeAttr::parse(AsmParser &parser, Type) {
  SMLoc start = parser.getCurrentLocation(), place;
  Attribute optimizer;
  SettingValues values(settings(), {"trainable", "groups"});
  SmallVector<StringAttr> trainable;
  SmallVector<GroupAttr> groups;
  if (parser.parseLess() || parser.getCurrentLocation(&place) || parser.parseAttribute(optimizer) ||
      failed(checkOptimizer(parser, place, optimizer)))
    return {};
  auto parseGroup = [&]() -> ParseResult {
    auto group = dyn_cast_if_present<GroupAttr>(GroupAttr::parse(parser, {}));
    groups.push_back(group);
    return success(bool(group));
  };
  auto parsePattern = [&] { return parser.parseAttribute(trainable.emplace_back()); };
  llvm::SmallSet<StringRef, 2> lists;
  while (succeeded(parser.parseOptionalComma())) {
    StringRef name;
    if (parser.getCurrentLocation(&place) || parser.parseKeyword(&name))
      return {};
    bool isList = name == "trainable" || name == "groups";
    if (!isList && values.parseAfter(parser, place, name))
      return {};
    if (isList && !lists.insert(name).second) {
      parser.emitError(place) << name << " is given twice";
      return {};
    }
    auto parseList = [&](auto parseElement) {
      return parser.parseEqual() ||
             parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseElement);
    };
    if (isList && (name == "groups" ? parseList(parseGroup) : parseList(parsePattern)))
      return {};
  }
  if (parser.parseGreater())
    return {};
  return make([&] { return parser.emitError(start); }, cast<OptimizerInterface>(optimizer), values.get(),
              trainable, groups);
}

void RecipeAttr::print(AsmPrinter &printer) const {
  printer << '<' << Attribute(getOptimizer());
  if (std::string text = settingsText(settings(), values()); !text.empty())
    printer << ", " << text;
  if (!getTrainable().empty()) {
    printer << ", trainable = [";
    llvm::interleaveComma(getTrainable(), printer);
    printer << ']';
  }
  if (!getGroups().empty()) {
    printer << ", groups = [";
    llvm::interleaveComma(getGroups(), printer, [&](GroupAttr group) { group.print(printer); });
    printer << ']';
  }
  printer << '>';
}
