dlc new boltzmann -o boltzmann.mlir
dlc run boltzmann.mlir --entry learn --json >learn.json
at_most "divergence from the data, in nats, at first" "$(value learn.json divergence 0)" 1
at_most "divergence from the data, in nats, in the end" "$(value learn.json divergence 39)" 0.05
