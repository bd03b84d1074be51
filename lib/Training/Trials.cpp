#include "Training/Trials.h"

#include "Data/Files.h"
#include "Model/AtomicFile.h"
#include "Model/Format.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>

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

std::string checksumOf(const std::string &file) {
  if (file.empty())
    return "";
  const Bytes bytes = readFile(file);
  char digits[17];
  std::snprintf(digits, sizeof(digits), "%016llx",
                static_cast<unsigned long long>(model_format::checksum(std::as_bytes(std::span(bytes)))));
  return digits;
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

Trials::Trials(std::filesystem::path path, const SearchSettings &settings, std::int64_t trials,
               bool extensible)
    : file(std::move(path)) {
  Json search;
  for (const auto &[name, value] : settings)
    search[name] = value;
  search["trials"] = trials;
  first = Json{{"search", search}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (!std::filesystem::exists(file)) {
    write();
    return;
  }
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line))
    throw Error(file.string() + ": cannot be read, or is empty");
  compare(line, settings, trials, extensible);
  for (int number = 2; std::getline(stream, line); ++number)
    try {
      list.push_back(resultOf(Json::parse(line)));
    } catch (const Json::exception &error) {
      throw Error(file.string() + ":" + std::to_string(number) +
                  ": is no result of a trial: " + error.what());
    }
  std::int64_t done = 0;
  for (const TrialResult &result : list)
    done = std::max(done, result.trial + 1);
  if (done > trials)
    throw Error(file.string() + ": has results of " + std::to_string(done) + " trials already, and " +
                std::to_string(trials) + " are asked for");
}

void Trials::compare(const std::string &line, const SearchSettings &settings, std::int64_t trials,
                     bool extensible) const {
  Json search;
  try {
    search = Json::parse(line).at("search");
    if (!search.is_object())
      throw Error(file.string() + ": was written by an earlier dlc, which is to go on with it");
    std::string differences;
    const auto note = [&](const std::string &name, const std::string &there, const std::string &here) {
      differences += (differences.empty() ? "" : ", and ") + name + " " +
                     (there.empty() ? "not given" : there) + " there, " +
                     (here.empty() ? "not given" : here) + " here";
    };
    for (const auto &[name, value] : settings)
      if (const std::string there = search.value(name, ""); there != value)
        note(name, there, value);
    const std::int64_t before = search.at("trials");
    if (before != trials && !extensible)
      note("--trials", std::to_string(before),
           std::to_string(trials) +
               " (more can follow only where each is drawn alone and trained to its end: "
               "without --rungs and --rounds)");
    if (!differences.empty())
      throw Error(file.string() + " is of another search: " + differences);
  } catch (const Json::exception &error) {
    throw Error(file.string() + ":1: does not say what search it is of: " + error.what());
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
