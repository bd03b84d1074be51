#include "Training/KeepVariables.h"

namespace dlc {

KeepVariables::KeepVariables(Program &program, EntryRole role) : program(program) {
  const EntryInfo &info = program.entry(role);
  if (!info.writes)
    return;
  for (std::size_t index : info.variables)
    // Weights are not what an evaluation changes, and may be large.
    if (const VariableInfo &variable = program.variables()[index]; variable.role != VariableRole::Parameter)
      kept.push_back({variable.tensor.name, program.variable(variable.tensor.name).clone()});
}

KeepVariables::~KeepVariables() {
  for (const Outputs::Item &item : kept)
    program.setVariable(item.name, item.tensor);
}

} // namespace dlc
