// Names in comments come from a model and may hold anything: they must not end the comment.
#include "Target/Header.h"

#include "Target/Identifiers.h"
#include "Target/Signatures.h"

#include <algorithm>
#include <set>

namespace dlc {

static std::string inComment(std::string_view text) {
  std::string result;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    char shown = byte < 0x20 || byte == 0x7f || c == '\\' || c == '?' ? '.' : c;
    if (!result.empty() && ((result.back() == '*' && shown == '/') || (result.back() == '/' && shown == '*')))
      result += ' ';
    result += shown;
  }
  return result;
}

static std::string replaceAll(std::string text, std::string_view what, std::string_view with) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

static std::string upperCase(std::string text) {
  for (char &c : text)
    if (c >= 'a' && c <= 'z')
      c = char(c - 'a' + 'A');
  return text;
}

static std::string parameterText(const Parameter &parameter) {
  std::string type = infoOf(parameter.tensor->type).cName;
  if (parameter.byValue())
    return type + " " + parameter.name;
  return (parameter.isOutput ? "" : "const ") + type + " *" + parameter.name;
}

/// A prototype, broken before a parameter where the line would be too long.
static std::string prototype(const std::string &start, const std::vector<std::string> &parameters) {
  constexpr size_t width = 110;
  std::string text, line = start + "(";
  for (size_t i = 0; i < parameters.size(); ++i) {
    std::string next = parameters[i] + (i + 1 < parameters.size() ? "," : ");");
    if (line.size() + next.size() > width && i) {
      text += line + "\n";
      line = std::string(start.size(), ' ');
    }
    line += (i ? " " : "") + next;
  }
  return text + line + "\n";
}

/// How many elements an array has, by the sizes of the call; nothing for one with a size that is computed of
/// others.
static std::string elementsText(const Signature &signature, const Parameter &parameter) {
  std::string parameters, product;
  for (int64_t dimension : parameter.tensor->shape) {
    std::string factor = std::to_string(dimension);
    if (dimension < 0) {
      const auto size =
          std::ranges::find(signature.sizes, static_cast<size_t>(-1 - dimension), &SizeParameter::index);
      if (size == signature.sizes.end())
        return "";
      factor = "(int64_t)(" + size->name + ")";
      if (product.find(factor) == product.npos)
        parameters += (parameters.empty() ? "" : ", ") + size->name;
    }
    product += (product.empty() ? "" : " * ") + factor;
  }
  if (!parameters.empty())
    parameters = "(" + parameters + ")";
  return parameters + " (" + (product.empty() ? "1" : product) + ")";
}

/// A macro for each array of a function. One of a name that another function has is left out.
static std::string elementsMacros(const Signature &signature, const std::string &name,
                                  std::set<std::string> &taken) {
  std::string text;
  for (const Parameter &parameter : signature.parameters) {
    const std::string elements = parameter.byValue() ? "" : elementsText(signature, parameter);
    const std::string macro = upperCase(name + "_" + signature.name + "_" + parameter.name) + "_ELEMENTS";
    if (!elements.empty() && taken.insert(macro).second)
      text += "#define " + macro + elements + "\n";
  }
  return text;
}

static std::string functionText(const Signature &signature, const std::string &name,
                                std::set<std::string> &macros) {
  std::string comment = "/* " + inComment(signature.entry->name) + "\n";
  if (signature.entry->role == EntryRole::Init)
    comment += " * Gives every variable its initial value, at random where the model says so: the same seed, "
               "the same "
               "numbers.\n";
  if (signature.entry->role == EntryRole::ResetOptimizer)
    comment += " * Forgets what the optimizer has gathered; the weights stay.\n";
  std::vector<std::string> parameters = {name + "_model *model"};
  for (const SizeParameter &size : signature.sizes) {
    parameters.push_back("int64_t " + size.name);
    comment += " *   " + size.name +
               (size.index ? ": a size of this call, at least 1\n" : ": examples in this call, at least 1\n");
  }
  for (const Parameter &parameter : signature.parameters) {
    parameters.push_back(parameterText(parameter));
    comment += " *   " + parameter.name + ": " + (parameter.isOutput ? "out, " : "in, ") +
               describeType(*signature.entry, *parameter.tensor) + "\n";
  }
  return comment + " */\n" + elementsMacros(signature, name, macros) +
         prototype("int " + name + "_" + signature.name, parameters) + "\n";
}

/// "x86-64-v4, x86-64-v3 and x86-64-v2"
static std::string cpusOf(const Manifest &manifest) {
  std::string text = manifest.cpu;
  for (const ManifestFallback &fallback : manifest.fallbacks)
    text += (&fallback == &manifest.fallbacks.back() ? " and " : ", ") + fallback.cpu;
  return text;
}

static std::string aboutModel(const Manifest &manifest) {
  std::string text =
      " * Compiled for " + inComment(cpusOf(manifest)) +
      (!manifest.fallbacks.empty()
           ? "; NAME_create takes the code for the first of these whose instructions this CPU has, and\n"
             " * refuses a CPU that has those of none.\n"
       : manifest.freestanding
           ? "; nobody checks that the CPU has what the code needs.\n"
             " * Needs no library but memcpy, memmove, memset and memcmp, which C compilers take for "
             "granted, and\n * what functions of libm the model's own make necessary.\n"
           : "; NAME_create refuses a CPU that lacks what the code needs.\n");
  if (!manifest.freestanding)
    text += " * Link a static library or an object with " +
            std::string(manifest.openmp ? "-lomp -lm (LLVM's OpenMP run time).\n" : "-lm.\n");
  if (!manifest.mean.empty()) {
    text += " *\n * Images are expected normalised, (pixel in 0...1 - mean) / deviation, per channel:\n";
    for (size_t i = 0; i < manifest.mean.size(); ++i)
      text += " *   " + std::to_string(i) + ": mean " + std::to_string(manifest.mean[i]) + ", deviation " +
              std::to_string(manifest.standardDeviation[i]) + "\n";
  }
  if (!manifest.classNames.empty()) {
    text += " *\n * Classes, by label:\n";
    for (size_t i = 0; i < manifest.classNames.size(); ++i)
      text += " *   " + std::to_string(i) + ": " + inComment(manifest.classNames[i]) + "\n";
  }
  text += " *\n * Variables, for NAME_get_variable and NAME_set_variable:\n";
  for (const ManifestVariable &variable : manifest.variables)
    text += " *   " + inComment(variable.tensor.name) + ": " + describeType(variable) + "\n";
  return text;
}

static constexpr const char *top = R"(#ifndef GUARD
#define GUARD

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A model with its variables and working memory. There is no other state: models are independent, and several may be
 * used by several threads at once, but each by one thread at a time. Weights that the library holds are shared by
 * all models until one writes its own. */
typedef struct NAME_model NAME_model;

/* What every function that returns int returns: 0, or one of these, and NAME_message tells more. After an error the
 * variables and the outputs are as they were. */
enum {
  PREFIX_OK = 0,
  PREFIX_ERROR_ARGUMENT = -1, /* NULL, a size below 1, no such variable, a wrong size */
  PREFIX_ERROR_STATE = -2,    /* the variables have no values yet: VALUES first */
  PREFIX_ERROR_MEMORY = -3,   /* memory is short */
  PREFIX_ERROR_CPU = -4,      /* this CPU lacks what the code needs */
  PREFIX_ERROR_SYSTEM = -5,   /* a file cannot be opened, read or written */
  PREFIX_ERROR_FILE = -6      /* a file that is no .dlm, is damaged, or is of another model */
};

)";

static constexpr const char *withSystem =
    R"(/* Makes a model. *model is NULL only if memory is short or `model` is NULL; after PREFIX_ERROR_CPU it can do nothing but
 * give its message. Destroy it in any case. */
int NAME_create(NAME_model **model);

/* NULL is allowed. */
void NAME_destroy(NAME_model *model);

/* Reads and writes all variables as a .dlm file. A file is replaced whole or not at all, and so are the variables: an
 * error changes nothing. A file without the optimizer's variables is read as if NAME_reset_optimizer followed. Saved
 * files do not say how far training got. */
int NAME_load(NAME_model *model, const char *path);
int NAME_save(NAME_model *model, const char *path);

/* The same as NAME_load, but weights are read where they lie in the file, which is mapped: they are in memory once for all
 * models and processes that map it, and a weight is copied when it is first written. The file must stay as it is; one
 * that takes its place, as NAME_save makes it, does no harm. */
int NAME_map(NAME_model *model, const char *path);

/* Writes weights and buffers alone, without the state of an optimizer, as a .safetensors file, for other programs. */
int NAME_export_weights(NAME_model *model, const char *path);

)";

static constexpr const char *withoutSystem =
    R"(/* How many bytes of memory a model takes for calls of up to `batch` examples, wherever they begin; UINT64_MAX if no
 * memory is as large, or if batch < 1. The lesser number is enough where weights that the library holds stay what they
 * are: they are read there. Then functions that would change them (NAME_init, NAME_load_from, NAME_set_variable) return
 * PREFIX_ERROR_MEMORY. */
uint64_t NAME_instance_bytes(int64_t batch);
uint64_t NAME_least_instance_bytes(int64_t batch);

/* Makes a model in the caller's memory, in which it then has all that it needs. *model is NULL after an error: too little
 * memory, or a pointer that is NULL. There is nothing to destroy: a model ends when its memory is used otherwise. */
int NAME_create_at(void *memory, uint64_t bytes, NAME_model **model);

/* Reads and writes all variables as the bytes of a .dlm file. All or nothing: an error changes nothing. A file without the
 * optimizer's variables is read as if NAME_reset_optimizer followed. `needed`, which may be NULL, gets how many bytes the
 * model takes, also if `space` is less (PREFIX_ERROR_ARGUMENT) and `data` NULL. */
int NAME_load_from(NAME_model *model, const void *data, uint64_t bytes);
int NAME_save_to(NAME_model *model, void *data, uint64_t space, uint64_t *needed);

)";

static constexpr const char *anySystem =
    R"(/* What went wrong in the last call with this model; empty if nothing did. Valid until the next call. */
const char *NAME_message(const NAME_model *model);

/* Name, target, entry points, variables, classes and normalisation, as one JSON object. */
const char *NAME_info(void);

/* Copies one variable, row-major, out and in. `bytes` must be its size. */
int NAME_get_variable(NAME_model *model, const char *name, void *data, uint64_t bytes);
int NAME_set_variable(NAME_model *model, const char *name, const void *data, uint64_t bytes);

)";

static constexpr const char *selftest =
    R"(/* Whether the model computes here what it did on the machine that it was compiled on: calls its functions with inputs that
 * the library holds and compares what they give, but for rounding. The model must be one that has just been created; it
 * is of no other use afterwards. PREFIX_ERROR_RESULT: NAME_message says which function gives something else. */
enum { PREFIX_ERROR_RESULT = -7 };
int NAME_selftest(NAME_model *model);

)";

static constexpr const char *severalCpus =
    R"(/* The same with the code for the CPU of that name, one of CPUS: to try one that NAME_create would not choose here. NULL:
 * that which it would choose. An unknown name is PREFIX_ERROR_ARGUMENT; a CPU whose instructions this one lacks is
 * PREFIX_ERROR_CPU. NAME_create reads the environment variable DLC_CPU for such a name. */
int NAME_create_for(const char *cpu, NAME_model **model);

)";

static constexpr const char *threads =
    R"(/* How many threads the next calls with this model use; 0: as many as OMP_NUM_THREADS says, else as the process may use. Results do not
 * depend on it. */
int NAME_set_threads(NAME_model *model, int32_t count);

)";

static constexpr const char *classes =
    R"(/* The name of a class, or NULL if there is no such label. */
#define PREFIX_CLASS_COUNT TOTAL
const char *NAME_class_name(int64_t label);

)";

static constexpr const char *entries =
    R"(/* The model's own functions. Arrays are row-major and dense, need no more than their element's alignment, and belong
 * to the caller; inputs are only read, and outputs must not overlap them. No pointer may be NULL. Labels are compared,
 * never used as an index: one that is out of range is harmless, and counts as no class. The macros …_ELEMENTS say how many
 * elements an array has, by the sizes of the call. */

)";

static constexpr const char *bottom = R"(/* The description that dlc's own runtime loads (dlc/program.h). */
struct dlc_program;
const struct dlc_program *NAME_program(void);

#ifdef __cplusplus
}
#endif
#endif
)";

std::string cHeader(const Manifest &manifest) {
  std::string name = identifierOf(manifest.name), prefix = upperCase(name);
  auto named = [&](std::string text) {
    text = replaceAll(std::move(text), "NAME_", name + "_");
    text = replaceAll(std::move(text), "PREFIX_", prefix + "_");
    return replaceAll(replaceAll(std::move(text), "GUARD", prefix + "_H"), "TOTAL",
                      std::to_string(manifest.classNames.size()));
  };
  // Texts with names from the model are not searched for NAME_: a model may use the word too.
  std::string text = "/* " + inComment(manifest.name) + ": a neural network as a library, compiled by dlc.\n";
  text += replaceAll(aboutModel(manifest), "NAME_", name + "_") + " */\n";
  const bool hasInit = std::ranges::any_of(
      manifest.entries, [](const ManifestEntry &entry) { return entry.role == EntryRole::Init; });
  text += named(replaceAll(top, "VALUES",
                           std::string(hasInit ? "NAME_init or " : "") +
                               (manifest.freestanding ? "NAME_load_from" : "NAME_load")));
  text += named(manifest.freestanding ? withoutSystem : withSystem);
  if (!manifest.fallbacks.empty())
    text += replaceAll(named(severalCpus), "CPUS", inComment(cpusOf(manifest)));
  text += named(anySystem);
  if (manifest.selftest)
    text += named(selftest);
  if (manifest.openmp)
    text += named(threads);
  if (!manifest.classNames.empty())
    text += named(classes);
  text += entries;
  std::set<std::string> macros;
  for (const Signature &signature : signaturesOf(manifest))
    text += functionText(signature, name, macros);
  return text + named(bottom);
}

} // namespace dlc
