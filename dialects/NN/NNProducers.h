// Errors about an op say where its operands come from: a shape that does not fit is most often wrong at the
// op before.
#pragma once

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/OpDefinition.h"

namespace dlc::nn {
/// Adds a note for each op that makes an operand. Names of operands are in the text that the note shows.
void noteProducers(mlir::Diagnostic &error, mlir::ValueRange operands);

/// The same, of an error that is being written.
inline mlir::InFlightDiagnostic explained(mlir::InFlightDiagnostic error, mlir::ValueRange operands) {
  noteProducers(*error.getUnderlyingDiagnostic(), operands);
  return error;
}

/// For as long as it lives, errors without notes of their own get these.
class ProducerNotes {
public:
  ProducerNotes(mlir::MLIRContext *context, mlir::ValueRange operands)
      : handler(context, [operands](mlir::Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error && diagnostic.getNotes().empty())
            noteProducers(diagnostic, operands);
          return mlir::failure(); // whoever shows them goes on
        }) {}

private:
  mlir::ScopedDiagnosticHandler handler;
};

/// Of the ops whose own errors are explained.
template <typename ConcreteOp>
class ExplainsOperands : public mlir::OpTrait::TraitBase<ConcreteOp, ExplainsOperands> {};
} // namespace dlc::nn
