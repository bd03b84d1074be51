// Examples in named columns, and the one function that opens all formats that dlc reads.
#pragma once

#include "dlc/Tensor.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// What all examples have of one kind: images, labels, numbers, tokens.
struct Column {
  std::string name;
  Tensor values;                           ///< [N, …] of any element type
  std::shared_ptr<const void> memory = {}; ///< what the values lie in, if they are a file's that is mapped
};

/// Columns of equally many examples. An entry point's input takes the column of its name; where there is
/// none, its first batched f32 input takes `images`, and its `label` takes `labels`.
struct Dataset {
  std::vector<Column> columns;
  std::vector<std::string> classNames; ///< what labels stand for; empty if unknown
  std::string source;                  ///< for messages: where it was read from
  /// What the source holds beside, by name, and why it is no column: "is text".
  std::map<std::string, std::string, std::less<>> others = {};

  /// Number of examples: those of the first column. 0 if there are none.
  std::int64_t size() const;
  /// Null if there is none of that name.
  const Column *find(std::string_view name) const;
  /// The values of a column. Throws Error, with the columns that there are, if there is none of that name.
  const Tensor &operator[](std::string_view name) const;
  /// The same, to be set: a column that is not there is added.
  Tensor &operator[](std::string_view name);
  void remove(std::string_view name);
  /// "images u8 [batch, 28, 28], labels i64 [batch]".
  std::string schema() const;
  /// "has no column 'y'; it has …", and why, if that is known.
  std::string lacks(std::string_view name) const;
  /// Throws Error, with both sides, if columns have different numbers of examples, or none.
  void check() const;

  /// A copy of up to `count` examples from number `first` on. Throws Error if there is none, or for a
  /// negative number.
  Dataset slice(std::int64_t first, std::int64_t count) const;
};

/// Opens what `spec` names: a source, and behind it, each after a comma, columns by other names. Sources:
///  - `fashion-mnist`: Debian's package dataset-fashion-mnist, 60 000 images to learn from, 10 000 to test;
///  - a folder: IDX files under MNIST's names, each with or without .gz (train-images-idx3-ubyte,
///    train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte), or the binary files of CIFAR
///    (data_batch_1.bin … and test_batch.bin, or train.bin and test.bin): the columns `images` and `labels`;
///  - a folder of folders of PNG and JPEG files: each is a class, in the order of the alphabet or in that of
///    `vocabulary`; of images alone: without labels. FOLDER(size=64), (size=HEIGHTxWIDTH), (channels=1): fits
///    all images to a size, and makes them grey or of three channels. Folders named train and test are
///    splits;
///  - FILE.npz: its arrays under their names;
///  - FILE.csv: columns of numbers under the names in the first line; words become classes where a column is
///    named `label` or `labels`, in the order of `vocabulary`, or else in their own, and
///    NAME=COLUMN(WORD|WORD) makes a column for each of these words, 1 where it stands and else 0;
///  - FILE.txt or FILE.txt(sequence=64): windows of so many characters, `tokens`, and each one's next,
///    `labels`; both are indices into the characters in order, or into `vocabulary`. With (tokens=512), runs
///    of characters that are often there are tokens, too, by byte-pair encoding, until there are so many;
///  - FILE.npy, FILE.png, FILE.jpg, other files: `images` alone, as .npy, PNG, JPEG or IDX.
///
/// Folders and `fashion-mnist` take ":train" (the default) or ":test" at the end. NAME=COLUMN gives a column
/// of the source another name, NAME=A+B and NAME=A:C put several side by side (the latter: all from A to C),
/// and NAME=FILE.npy is the array of a file; then there need be no source. An .npy is not read but mapped.
/// `classes`, if given, bounds `labels`; named classes do so by themselves. Throws Error, with file and byte
/// offset, line, or both sides, for whatever is missing, damaged or contradictory.
Dataset openDataset(const std::string &spec, std::optional<std::int64_t> classes = std::nullopt,
                    const std::vector<std::string> &vocabulary = {});

} // namespace dlc
