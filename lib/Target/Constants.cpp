// C data as LLVM constants. Tables that hold addresses end up in .data.rel.ro, all else in .rodata.
#include "Target/Constants.h"

namespace dlc {

llvm::Constant *Constants::i32(int64_t value) const {
  return llvm::ConstantInt::getSigned(llvm::Type::getInt32Ty(context), value);
}
llvm::Constant *Constants::i64(int64_t value) const {
  return llvm::ConstantInt::getSigned(llvm::Type::getInt64Ty(context), value);
}
llvm::Constant *Constants::null() const {
  return llvm::ConstantPointerNull::get(llvm::PointerType::getUnqual(context));
}

llvm::GlobalVariable *Constants::global(llvm::Constant *value, llvm::GlobalValue::LinkageTypes linkage,
                                        std::string_view name) {
  auto *variable = new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true, linkage, value,
                                            llvm::StringRef(name));
  variable->setAlignment(llvm::Align(8));
  return variable;
}

llvm::Constant *Constants::string(std::string_view text) {
  llvm::GlobalVariable *variable = global(llvm::ConstantDataArray::getString(context, llvm::StringRef(text)),
                                          llvm::GlobalValue::PrivateLinkage);
  variable->setAlignment(llvm::Align(1));
  variable->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  return variable;
}

llvm::Constant *Constants::bytes(std::span<const std::byte> bytes, unsigned alignment) {
  llvm::StringRef view(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  llvm::GlobalVariable *variable =
      global(llvm::ConstantDataArray::getString(context, view, /*AddNull=*/false),
             llvm::GlobalValue::PrivateLinkage);
  variable->setAlignment(llvm::Align(alignment));
  return variable;
}

llvm::Constant *Constants::declared(const std::string &symbol, std::uint64_t size) {
  auto *type = llvm::ArrayType::get(llvm::Type::getInt8Ty(context), size);
  auto *variable = new llvm::GlobalVariable(module, type, /*isConstant=*/true,
                                            llvm::GlobalValue::ExternalLinkage, nullptr, symbol);
  variable->setVisibility(llvm::GlobalValue::HiddenVisibility);
  variable->setDSOLocal(true);
  return variable;
}

llvm::Constant *Constants::address(const void *place) const {
  return llvm::ConstantExpr::getIntToPtr(i64(static_cast<int64_t>(reinterpret_cast<uintptr_t>(place))),
                                         llvm::PointerType::getUnqual(context));
}

llvm::Constant *Constants::numbers(llvm::ArrayRef<uint32_t> values) {
  return values.empty()
             ? null()
             : global(llvm::ConstantDataArray::get(context, values), llvm::GlobalValue::PrivateLinkage);
}
llvm::Constant *Constants::numbers(llvm::ArrayRef<uint64_t> values) {
  return values.empty()
             ? null()
             : global(llvm::ConstantDataArray::get(context, values), llvm::GlobalValue::PrivateLinkage);
}
llvm::Constant *Constants::numbers(llvm::ArrayRef<float> values) {
  return values.empty()
             ? null()
             : global(llvm::ConstantDataArray::get(context, values), llvm::GlobalValue::PrivateLinkage);
}

llvm::Constant *Constants::table(llvm::ArrayRef<llvm::Constant *> rows) {
  if (rows.empty())
    return null();
  auto *type = llvm::ArrayType::get(rows.front()->getType(), rows.size());
  return global(llvm::ConstantArray::get(type, rows), llvm::GlobalValue::PrivateLinkage);
}

llvm::Constant *Constants::record(llvm::ArrayRef<llvm::Constant *> fields) const {
  return llvm::ConstantStruct::getAnon(context, fields);
}

llvm::Constant *Constants::function(std::string_view name, llvm::FunctionType *type) {
  return llvm::cast<llvm::Constant>(module.getOrInsertFunction(llvm::StringRef(name), type).getCallee());
}

} // namespace dlc
