// Values of inputs and variables that options name, and results of entry points as they are shown.
#pragma once

#include "dlc/Program.h"

#include <optional>
#include <string>
#include <vector>

namespace dlc {

/// NAME=FILE.npy, NAME=IMAGE.png or .jpg, or NAME=LITERAL, as options give it.
struct NamedValue {
  std::string name, text;

  bool isFile() const;
  bool isImage() const;
};

/// Throws UsageError, which names the option, for what is no such pair, and for names that are given twice.
std::vector<NamedValue> parseNamedValues(const std::vector<std::string> &pairs, const char *option);

/// A result and the file to write it to: NAME=FILE.npy, or .png for images, .txt for tokens of a text, or
/// .svg for a chart.
struct NamedFile {
  std::string name, file;
};

/// Throws UsageError for what is none.
std::vector<NamedFile> parseNamedFiles(const std::vector<std::string> &pairs, const char *option);

/// Reads the file or the literal as the element type that is declared; a file of f32 stands for bf16, too,
/// which .npy has not. An image is fitted to the size that is declared, and has pixels in 0 … 1, if it is of
/// floats. Throws Error with the option, the value and what is declared if a literal has another rank, and as
/// readNpy and parseLiteral do.
Tensor readValue(const NamedValue &value, const TensorInfo &declared, const char *option);

/// Throws Error, "WHERE 'NAME'; there is …" with the nearest name, for one that is not declared.
const TensorInfo &findDeclared(const std::string &name, const std::vector<TensorInfo> &declared,
                               const std::string &where);

/// Name, type and the first rows: enough to see what came out. A scalar takes one line.
void printTensor(const std::string &name, const Tensor &tensor);
/// One JSON object: name, dtype, shape, values.
void printTensorJson(const std::string &name, const Tensor &tensor);

/// Its first elements, `most` of them if there are so many, whatever its type.
std::vector<double> firstNumbersOf(const Tensor &tensor, std::size_t most);

/// The value of a tensor of one element, whatever its type; nothing for others.
std::optional<double> scalarOf(const Tensor &tensor);
/// A double as a JSON number that reads back as the element type: 0.1 for the f32 nearest to it.
double decimalOf(const Tensor &tensor);

/// How several images become one .png: the columns of the grid (0: as square as can be), and how often each
/// pixel is enlarged (0: as usualScale says).
struct GridOptions {
  std::int64_t columns = 0, scale = 0;
};

/// Writes an .npy, bf16 as f32; or a chart (writeChart); or images as a .png; or integers as a .txt, each as
/// the class of that index, with a line for each row, if there are several rows. The classes of a model that
/// learnt a text are its characters. Throws Error for a .txt without classes, and for what indexes none.
void writeArray(const NamedFile &target, const Tensor &tensor, const GridOptions &grid,
                const std::vector<std::string> &classes);

} // namespace dlc
