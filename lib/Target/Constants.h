// Builds constant C data (structs, tables, strings) in an LLVM module. Private to this library.
#pragma once

#include <llvm/IR/Constants.h>
#include <llvm/IR/Module.h>
#include <span>
#include <string_view>
#include <vector>

namespace dlc {

/// Makes private constants in one module; what it returns can be used as the initialiser of others.
class Constants {
public:
  explicit Constants(llvm::Module &module) : module(module), context(module.getContext()) {}

  llvm::Constant *i32(int64_t value) const;
  llvm::Constant *i64(int64_t value) const;
  llvm::Constant *null() const;

  /// A zero-terminated string.
  llvm::Constant *string(std::string_view text);
  llvm::Constant *bytes(std::span<const std::byte> bytes, unsigned alignment);
  /// Bytes of another object.
  llvm::Constant *declared(const std::string &symbol, std::uint64_t size);
  /// An address in this process.
  llvm::Constant *address(const void *place) const;
  /// Tables of numbers and of equal constants; null if empty.
  llvm::Constant *numbers(llvm::ArrayRef<uint32_t> values);
  llvm::Constant *numbers(llvm::ArrayRef<uint64_t> values);
  llvm::Constant *numbers(llvm::ArrayRef<float> values);
  llvm::Constant *table(llvm::ArrayRef<llvm::Constant *> rows);
  /// A struct with C's padding; not yet a global.
  llvm::Constant *record(llvm::ArrayRef<llvm::Constant *> fields) const;
  /// A function `type name` or whatever of that name the linker finds.
  llvm::Constant *function(std::string_view name, llvm::FunctionType *type);
  llvm::GlobalVariable *global(llvm::Constant *value, llvm::GlobalValue::LinkageTypes linkage,
                               std::string_view name = "");

private:
  llvm::Module &module;
  llvm::LLVMContext &context;
};

} // namespace dlc
