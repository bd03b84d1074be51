dlc new neocognitron -o neocognitron.mlir
dlc train neocognitron.mlir --threads 1 --data fashion-mnist --epochs 6 --batch 128 --lr 1e-3 --seed 1 -o neocognitron.dlm >log
dlc run neocognitron.mlir --threads 1 --entry wake --seed 1 -o awake.dlm
dlc train awake.dlm --threads 1 --data fashion-mnist --epochs 4 --batch 128 --lr 1e-3 --plan classify --seed 1 -o untaught.dlm >untaught.log
dlc eval neocognitron.dlm --threads 1 --data fashion-mnist:test --json >eval.json
dlc eval untaught.dlm --threads 1 --data fashion-mnist:test --json >untaught.json
at_least "accuracy, S cells taught by competition" "$(metric eval.json accuracy)" 0.8
at_most "accuracy, S cells that are not taught, but answer" "$(metric untaught.json accuracy)" "$(metric eval.json accuracy)"
at_least "accuracy on images that are shifted by two pixels" "$(metric eval.json shifted)" 0.6
at_most "the same of units that weigh pixels ($(metric eval.json pixels) without a shift)" "$(metric eval.json shifted_pixels)" 0.6
