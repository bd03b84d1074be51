// A relocatable ELF file of one section of data and a symbol for each blob in it. What depends on the
// machine, the header says: it is that of an object which LLVM has written.
#include "Target/DataObject.h"

#include "dlc/Error.h"
#include "dlc/program.h"

#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <llvm/BinaryFormat/ELF.h>
#include <system_error>

namespace dlc {
using namespace llvm::ELF;

namespace {
static_assert(std::endian::native == std::endian::little, "headers are written as they lie in memory");

constexpr std::uint64_t aligned(std::uint64_t offset, std::uint64_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

/// Names, each with a 0 behind it, by their offsets.
struct StringTable {
  std::string bytes = std::string(1, '\0');
  Elf64_Word add(const std::string &name) {
    const auto offset = static_cast<Elf64_Word>(bytes.size());
    bytes += name + '\0';
    return offset;
  }
};

class Writer {
public:
  explicit Writer(const std::filesystem::path &path) : path(path), stream(path, std::ios::binary) {}

  void write(const void *bytes, std::uint64_t size) {
    stream.write(static_cast<const char *>(bytes), static_cast<std::streamsize>(size));
    offset += size;
  }
  void padTo(std::uint64_t alignment) {
    const std::string zeros(aligned(offset, alignment) - offset, '\0');
    write(zeros.data(), zeros.size());
  }
  void finish() {
    if (!stream.flush())
      throw Error(path.string() + ": cannot write: " + std::generic_category().message(errno));
  }

  std::uint64_t offset = 0;

private:
  const std::filesystem::path &path;
  std::ofstream stream;
};

Elf64_Shdr section(Elf64_Word name, unsigned type, std::uint64_t offset, std::uint64_t size,
                   std::uint64_t alignment) {
  Elf64_Shdr header{};
  header.sh_name = name;
  header.sh_type = type;
  header.sh_offset = offset;
  header.sh_size = size;
  header.sh_addralign = alignment;
  return header;
}
} // namespace

void writeDataObject(const std::filesystem::path &path, std::span<const DataBlob> blobs, const Object &like) {
  Elf64_Ehdr header;
  if (like.size() < sizeof(header))
    throw Error("internal error: an object without a header");
  std::memcpy(&header, like.data(), sizeof(header));
  if (!header.checkMagic() || header.getFileClass() != ELFCLASS64 || header.getDataEncoding() != ELFDATA2LSB)
    throw Error("internal error: data beside an object that is none of ELF, 64 bits, little endian");

  // The header, the data, then symbols, names and the table of sections.
  StringTable names, sectionNames;
  std::vector<Elf64_Sym> symbols(1);
  const std::uint64_t begin = DLC_ARENA_ALIGNMENT;
  std::uint64_t end = begin;
  for (const DataBlob &blob : blobs) {
    Elf64_Sym symbol{};
    symbol.st_name = names.add(blob.symbol);
    symbol.setBindingAndType(STB_GLOBAL, STT_OBJECT);
    symbol.st_other = STV_HIDDEN;
    symbol.st_shndx = 1;
    symbol.st_value = aligned(end - begin, DLC_ARENA_ALIGNMENT);
    symbol.st_size = blob.bytes.size();
    symbols.push_back(symbol);
    end = begin + symbol.st_value + blob.bytes.size();
  }
  const std::uint64_t symbolsAt = aligned(end, 8), symbolBytes = symbols.size() * sizeof(Elf64_Sym);
  const std::uint64_t namesAt = symbolsAt + symbolBytes, sectionNamesAt = namesAt + names.bytes.size();
  std::vector<Elf64_Shdr> sections(1);
  sections.push_back(
      section(sectionNames.add(".rodata"), SHT_PROGBITS, begin, end - begin, DLC_ARENA_ALIGNMENT));
  sections.back().sh_flags = SHF_ALLOC;
  sections.push_back(section(sectionNames.add(".symtab"), SHT_SYMTAB, symbolsAt, symbolBytes, 8));
  sections.back().sh_entsize = sizeof(Elf64_Sym);
  sections.back().sh_link = 3;
  sections.back().sh_info = 1; // the first that is global
  sections.push_back(section(sectionNames.add(".strtab"), SHT_STRTAB, namesAt, names.bytes.size(), 1));
  sections.push_back(section(sectionNames.add(".note.GNU-stack"), SHT_PROGBITS, namesAt, 0, 1));
  const Elf64_Word ownName = sectionNames.add(".shstrtab");
  sections.push_back(section(ownName, SHT_STRTAB, sectionNamesAt, sectionNames.bytes.size(), 1));

  header.e_type = ET_REL; // machine, flags and ABI are those of the other object
  header.e_entry = header.e_phoff = 0;
  header.e_shoff = aligned(sectionNamesAt + sectionNames.bytes.size(), 8);
  header.e_ehsize = sizeof(Elf64_Ehdr);
  header.e_phentsize = header.e_phnum = 0;
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = static_cast<Elf64_Half>(sections.size());
  header.e_shstrndx = static_cast<Elf64_Half>(sections.size() - 1);

  Writer out(path);
  out.write(&header, sizeof(header));
  for (const DataBlob &blob : blobs) {
    out.padTo(DLC_ARENA_ALIGNMENT);
    out.write(blob.bytes.data(), blob.bytes.size());
  }
  out.padTo(8);
  out.write(symbols.data(), symbolBytes);
  out.write(names.bytes.data(), names.bytes.size());
  out.write(sectionNames.bytes.data(), sectionNames.bytes.size());
  out.padTo(8);
  out.write(sections.data(), sections.size() * sizeof(Elf64_Shdr));
  out.finish();
}

} // namespace dlc
