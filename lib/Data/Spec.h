// What --data says, taken apart: a source, with settings and a split, and columns by other names.
#pragma once

#include "dlc/Error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dlc {

/// A source that is not there.
struct NoSuchData : Error {
  NoSuchData(const std::string &path, const std::string &kinds)
      : Error(path + ": no such file or folder; data are " + kinds), path(path), kinds(kinds) {}
  std::string path;
  std::string kinds; ///< what sources there are, as a list
};

/// NAME=VALUE in the brackets of a source, or behind it, where it names a column.
struct NameAndValue {
  std::string name, value;
};

/// NAME, NAME(SETTING=VALUE,…), and either with :train or :test at the end.
struct SourceSpec {
  std::string name; ///< of a file, of a folder, or of a dataset that is known by its name
  std::vector<NameAndValue> settings;
  bool isTest = false, namesSplit = false;

  /// Throws Error for settings other than these: "SOURCE: its settings are size and channels, not 'big'".
  void checkSettings(const std::vector<std::string> &known) const;
  /// Null if it is not set.
  const std::string *find(const std::string &setting) const;
  /// A whole number of 1 or more, or `usual` if it is not set. Throws Error for anything else.
  std::int64_t count(const std::string &setting, std::int64_t usual) const;
};

struct DataSpec {
  std::string source; ///< may be empty
  std::vector<NameAndValue> columns;
};

/// Takes the text at its commas, but for those in brackets; the whole is a source if a file has that name.
/// Throws Error for what is neither a source nor, behind it, a column.
DataSpec parseDataSpec(const std::string &text);

/// Throws Error for brackets that hold no settings. What is there under the name with its brackets has none.
SourceSpec parseSourceSpec(const std::string &text);

} // namespace dlc
