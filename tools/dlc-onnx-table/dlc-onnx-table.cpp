// dlc-onnx-table: prints docs/onnx-support.md, or compares a file with it.
#include "dlc/Onnx.h"

#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

int main(int argc, char **argv) {
  const std::string page = dlc::onnxSupportTable();
  if (argc == 1) {
    std::cout << page;
    return 0;
  }
  if (argc != 3 || std::strcmp(argv[1], "--check") != 0) {
    std::cerr << "usage: dlc-onnx-table [--check FILE]\n";
    return 2;
  }
  std::ifstream stream(argv[2]);
  std::ostringstream text;
  text << stream.rdbuf();
  if (text.str() == page)
    return 0;
  std::cerr << argv[2] << " is not what the rules say: build/bin/dlc-onnx-table > docs/onnx-support.md\n";
  return 1;
}
