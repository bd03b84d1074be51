#include "Training/Trials.h"

#include "Model/AtomicFile.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace dlc {

using Json = nlohmann::ordered_json;

std::string toJson(const TrialResult &result) {
  Json object;
  object["trial"] = result.trial + 1;
  object["epochs"] = result.epochs;
  for (const SearchValue &value : result.values)
    object["values"][value.name] = value.text;
  if (!result.problem.empty()) {
    object["problem"] = result.problem;
  } else {
    object["loss"] = result.averages.loss;
    for (const Metric &metric : result.averages.metrics)
      object["metrics"][metric.name] = metric.value;
  }
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Throws Json::exception for what is none.
static TrialResult resultOf(const Json &object) {
  TrialResult result;
  result.trial = object.at("trial").get<std::int64_t>() - 1;
  result.epochs = object.at("epochs");
  for (const auto &[name, text] : object.at("values").items()) {
    SearchValue value{name, text, 0};
    try {
      value.number = std::stod(value.text);
    } catch (const std::exception &) {
      value.number = 0; // a choice of words
    }
    result.values.push_back(std::move(value));
  }
  if (object.contains("problem")) {
    result.problem = object["problem"];
    result.averages.loss = NAN;
    return result;
  }
  result.averages.loss = object.at("loss");
  if (object.contains("metrics"))
    for (const auto &[name, value] : object["metrics"].items())
      result.averages.metrics.push_back({name, value.is_null() ? NAN : value.get<double>()});
  return result;
}

Trials::Trials(std::filesystem::path path, const std::string &description) : file(std::move(path)) {
  first = Json{{"search", description}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (!std::filesystem::exists(file)) {
    write();
    return;
  }
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line))
    throw Error(file.string() + ": cannot be read, or is empty");
  if (line != first)
    throw Error(file.string() + " is of another search: " + line + " there, " + first + " here");
  for (int number = 2; std::getline(stream, line); ++number)
    try {
      list.push_back(resultOf(Json::parse(line)));
    } catch (const Json::exception &error) {
      throw Error(file.string() + ":" + std::to_string(number) +
                  ": is no result of a trial: " + error.what());
    }
}

const TrialResult *Trials::find(std::int64_t trial, std::int64_t epochs) const {
  const auto found = std::ranges::find_if(
      list, [&](const TrialResult &each) { return each.trial == trial && each.epochs == epochs; });
  return found == list.end() ? nullptr : &*found;
}

void Trials::add(TrialResult result) {
  list.push_back(std::move(result));
  write();
}

/// Whole or not at all: a search of days must not lose its file to a full disk.
void Trials::write() const {
  AtomicFile out(file);
  std::string text = first + "\n";
  for (const TrialResult &result : list)
    text += toJson(result) + "\n";
  out.write(std::as_bytes(std::span(text)));
  out.commit();
}

} // namespace dlc
